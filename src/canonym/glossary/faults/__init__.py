"""Everything that is wrong in the files of packs, found at once and named with file, line, column and remedy."""
