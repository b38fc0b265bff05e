"""Columns and joins over many mentions at once; they are here for speed and decide nothing."""
