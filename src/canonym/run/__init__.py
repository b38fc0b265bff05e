"""A run: reports are read, decided together and written, in processes, with what was done before kept."""
