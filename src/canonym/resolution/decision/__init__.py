"""From candidates and evidence to a decision: weighed in rounds, made a probability, doubted, written down."""
