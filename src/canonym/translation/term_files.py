"""The user's own terms for translation: a table (.csv, .tsv, .xlsx), a termbase (.tbx) or a memory (.tmx)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from canonym.errors import UsageError
from canonym.texts.office_files import xlsx_rows
from canonym.translation.engines.language_codes import language_code
from canonym.translation.tmx import one_blank, read_tmx, table_pairs

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ENTRIES, _LANGUAGES = ("termEntry", "conceptEntry"), ("langSet", "langSec")
READ = (".csv", ".tsv", ".xlsx", ".tbx", ".tmx")


def read_terms(path: Path, source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the terms of a file for a pair of languages (ISO 639-1), in order.

    A table has a language at the head of each column; of a concept in a .tbx its first term in either language counts.
    Raises UsageError for a file that cannot be read or does not have both languages.
    """
    ending = path.suffix.lower()
    if ending not in READ:
        raise UsageError(f"unknown kind of term file {ending!r}", where=str(path), remedy=f"use {' '.join(READ)}")
    if ending == ".xlsx":
        yield from table_pairs(path, _first_sheet(path), source, target)
    elif ending == ".tbx":
        yield from _concepts(path, source, target)
    else:
        yield from read_tmx(path, source, target)


def _first_sheet(path: Path) -> Sequence[Sequence[str]]:
    try:
        sheets = list(xlsx_rows(path.read_bytes()))
    except Exception as error:  # openpyxl lets BadZipFile, KeyError and others through
        raise UsageError(f"not a spreadsheet: {error}", where=str(path), remedy="save it as .xlsx or .csv") from error
    return sheets[0][1] if sheets else []


def _concepts(path: Path, source: str, target: str) -> Iterator[tuple[str, str]]:
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - only where there is such a file

    try:
        root = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise UsageError(f"is not a TBX file: {error}", where=str(path), remedy="export it as TBX") from error
    for entry in root.iter():
        if _tag(entry) in _ENTRIES:
            terms: dict[str, str] = {}
            for part in entry.iter():
                if _tag(part) in _LANGUAGES:
                    code = language_code(part.get(_LANGUAGE) or part.get("lang") or "") or ""
                    first = next((one_blank(each.text or "") for each in part.iter() if _tag(each) == "term"), "")
                    terms.setdefault(code, first)
            if terms.get(source) and terms.get(target):
                yield terms[source], terms[target]


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
