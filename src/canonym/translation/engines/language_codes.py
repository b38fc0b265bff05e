"""Reads glossaries/language-codes.yaml: what engines call languages."""

from __future__ import annotations

from functools import cache

from canonym.glossary.yaml_files import load_yaml
from canonym.resources import glossaries_folder

DATA_FILE = "language-codes.yaml"


def from_three_letters(code: str) -> str | None:
    """Return the ISO 639-1 code for an ISO 639-3 code; None where the file does not have it."""
    return _by("three").get(code)


def from_nllb(code: str) -> str | None:
    """Return the ISO 639-1 code for a language of NLLB-200 ("vie_Latn"); None where the file does not have it."""
    return _by("nllb").get(code)


@cache
def _by(field: str) -> dict[str, str]:
    data = load_yaml(glossaries_folder() / DATA_FILE)
    return {names[field]: code for code, names in data.items() if field in names}
