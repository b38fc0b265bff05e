"""Renderings that are mined from versions of one report: names for glossary packs, as a patch."""
