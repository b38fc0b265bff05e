"""Glossaries: senses, ranks, language data and packs, as data files that users edit."""

from __future__ import annotations

from canonym.glossary.glossary import Glossary, glossary_for, language_known, load_glossary
from canonym.glossary.lint import check_glossaries

__all__ = ["Glossary", "check_glossaries", "glossary_for", "language_known", "load_glossary"]
