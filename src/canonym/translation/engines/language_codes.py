"""Reads glossaries/language-codes.yaml: what engines call languages."""

from __future__ import annotations

import re
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


def language_code(name: str) -> str | None:
    """The ISO 639-1 code for a code of two or three letters, with a region or not, or a language's name.

    "spa", "es_ES", "Spanish" and "español" are es. A language that has no code of two letters keeps its own; None for
    what is no language.
    """
    said = name.strip().casefold()
    if not said:
        return None
    first = re.split(r"[-_]", said)[0]
    codes, names = _known()
    return codes.get(first) or from_three_letters(first) or names.get(said)


@cache
def _known() -> tuple[dict[str, str], dict[str, str]]:
    """Codes and other codes for the same language, and names in English and in the languages themselves."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to import, needed for unusual codes alone
    from babel.core import get_global  # noqa: PLC0415

    english = {code: name for code, name in Locale("en").languages.items() if "_" not in code}
    codes = {code: code for code in english}
    codes |= {old: new for old, new in get_global("language_aliases").items() if new in english and "_" not in old}
    names = {str(name).casefold(): code for code, name in english.items()}
    for code in load_yaml(glossaries_folder() / DATA_FILE):
        try:
            names.setdefault(str(Locale(str(code)).languages[str(code)]).casefold(), str(code))
        except (UnknownLocaleError, KeyError, ValueError):
            continue
    return codes, names


@cache
def _by(field: str) -> dict[str, str]:
    data = load_yaml(glossaries_folder() / DATA_FILE)
    return {names[field]: code for code, names in data.items() if field in names}
