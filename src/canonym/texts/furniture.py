"""Page furniture, recognised by its form: what a web page carries around an article ("Kommentar (0)", "Fuente")."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.glossary.yaml_files import check_fields, load_yaml, string_list
from canonym.resources import glossaries_folder

LONGEST, MOST_WORDS, MOST_VALUE_WORDS = 60, 6, 3
_COUNTER = re.compile(r"^[(\[]?\d+[)\]]?\s+|\s*[(\[（]\s*\d+\s*[)\]）]$|\s+\d+$|[:：]\s*\d+$")
_EDGES = " \t\u00a0:：|»«›‹>#*-–—•·…[]【】"


def furniture_language(text: str, document_language: str) -> str | None:
    """Return the language of a line that is page furniture as a whole, or None for any other line.

    Where a phrase belongs to several languages, that of the document if it is among them, else the file's first.
    """
    if len(text) > LONGEST or "\n" in text or len(text.split()) > MOST_WORDS:
        return None
    phrases, sources = _phrases()
    languages = phrases.get(_normalised(_COUNTER.sub("", text.strip(_EDGES))))
    if languages is None:
        head, colon, value = text.replace("：", ":").partition(":")
        if colon and 0 < len(value.split()) <= MOST_VALUE_WORDS and not value.rstrip().endswith((".", "!", "?", "。")):
            languages = sources.get(_normalised(head.strip(_EDGES)))
    if languages is None:
        return None
    return document_language if document_language in languages else languages[0]


def _normalised(text: str) -> str:
    return " ".join(text.strip(_EDGES).replace("İ", "i").lower().split())


@cache
def _phrases() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    return read_furniture(glossaries_folder() / "furniture.yaml")


def read_furniture(path: Path) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the phrases of a furniture file -> languages: those that stand alone, and those that a value follows.

    Raises GlossaryError where the file breaks the format that its header describes.
    """
    alone: dict[str, tuple[str, ...]] = {}
    valued: dict[str, tuple[str, ...]] = {}
    for code, entry in load_yaml(path).items():
        if not isinstance(entry, dict):
            raise GlossaryError(f"the entry of {code!r} holds no fields", where=str(path), remedy="see its header")
        check_fields(entry, ("phrases", "sources"), path, str(code))
        for field, tables in (("phrases", (alone,)), ("sources", (alone, valued))):
            for phrase in string_list(entry.get(field), path, field):
                for table in tables:
                    key = _normalised(phrase)
                    if code in table.get(key, ()):
                        raise GlossaryError(f"{phrase!r} stands twice under {code!r}", where=str(path))
                    table[key] = (*table.get(key, ()), str(code))
    return alone, valued
