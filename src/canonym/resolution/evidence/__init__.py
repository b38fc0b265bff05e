"""What speaks for and against a candidate beside its words: the document, other mentions, other versions, people."""
