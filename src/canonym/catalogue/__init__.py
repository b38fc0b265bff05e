"""Packs as something to look things up in: names in any language, what a pack has, and how two packs differ."""
