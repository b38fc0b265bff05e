"""One sentence through the engine: cut into pieces, protected, translated, checked, put together again."""
