"""TBX files (ISO 30042): version 2 (martif), version 3 in both styles (DCT, DCA), and writing version 3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from canonym.errors import GlossaryError
from canonym.termbase.entries import Termbase, TermRow
from canonym.termbase.packed_rows import merged, packed, unpacked
from canonym.termbase.safe_xml import local_name, read_xml
from canonym.termbase.tables import status_of

_ENTRIES = ("conceptEntry", "termEntry")
_LANGUAGES = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUSES = ("administrativeStatus", "normativeAuthorization")
_NOTES = ("note", "definition", "context")
_READ = frozenset({*_STATUSES, *_NOTES, "term", "termGrp", "termNoteGrp", "descripGrp"})


def read_tbx(path: Path, data: bytes) -> Termbase:
    """The terms of a TBX file; raises GlossaryError for one that is none."""
    root = read_xml(path, data)
    entries = [element for element in root.iter() if local_name(element) in _ENTRIES]
    if not entries:
        raise GlossaryError("holds no concept entries", where=str(path), remedy="save it as TBX")
    lost: Counter[str] = Counter()
    rows: list[TermRow] = []
    for element in root.iter():
        if local_name(element) == "p" and (kept := unpacked(_text(element), f"{path}")) is not None:
            rows += kept
    for number, entry in enumerate(entries, 1):
        where = f"{path}:{entry.sourceline or number}"
        seen = list(_terms(entry, entry.get("id") or f"concept-{number}", where, lost))
        notes = (_text(each) for each in entry if local_name(each) in ("note", "descrip"))
        own = next((kept for note in notes if (kept := unpacked(note, where)) is not None), None)
        rows += merged(own, seen)
    names = tuple(f"{name} ({count})" for name, count in sorted(lost.items()))
    return Termbase(tuple(rows), path.name, lost=names)


def _terms(entry: Any, concept: str, where: str, lost: Counter[str]) -> Iterator[TermRow]:
    about = [_text(each) for each in entry if _category(each) in _NOTES]
    note = "; ".join(text for text in about if text and unpacked(text, where) is None) or None
    for section in entry.iter():
        if local_name(section) not in _LANGUAGES:
            continue
        language = section.get(_LANG) or section.get("lang")
        for term in section.iter():
            if local_name(term) not in _TERMS:
                continue
            name = next((_text(each) for each in term.iter() if local_name(each) == "term"), "")
            status = next((_text(each) for each in term.iter() if _category(each) in _STATUSES), "")
            notes = [_text(each) for each in term.iter() if _category(each) in _NOTES]
            for each in term.iter():
                if each is not term and local_name(each) and _category(each) not in _READ:
                    lost[_category(each)] += 1
            if name:
                told = "; ".join(notes) or note
                yield TermRow(concept, language, name, status_of(status, where), note=told, where=where)


def _category(element: Any) -> str:
    """The data category: the `type` of a DCA element, or the name of a DCT one."""
    name = local_name(element)
    return str(element.get("type")) if name in ("termNote", "descrip", "admin") and element.get("type") else name


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


_WRITTEN = {"preferred": "preferredTerm", "admitted": "admittedTerm", "superseded": "supersededTerm"}


def as_tbx(rows: Sequence[TermRow], title: str) -> str:
    """Rows as TBX-Basic in DCT style; rows that are no names of concepts stand in the header."""
    concepts: dict[str, list[TermRow]] = {}
    others = [row for row in rows if row.status.startswith("@")]
    for row in rows:
        if not row.status.startswith("@"):
            concepts.setdefault(row.concept, []).append(row)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2" '
        'xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">',
        f" <tbxHeader><fileDesc><sourceDesc><p>{escape(title)}</p>",
    ]
    lines += [f"  <p>{escape(packed([row]))}</p>" for row in others]
    lines.append(" </sourceDesc></fileDesc></tbxHeader>\n <text><body>")
    for concept, named in concepts.items():
        lines.append(f"  <conceptEntry id={quoteattr(concept)}>\n   <note>{escape(packed(named))}</note>")
        languages: dict[str, list[TermRow]] = {}
        for row in named:
            if row.name:
                languages.setdefault(row.language or "und", []).append(row)
        for language, terms in languages.items():
            lines.append(f"   <langSec xml:lang={quoteattr(language)}>")
            for row in terms:
                status = _WRITTEN.get(row.status, "deprecatedTerm")
                lines.append(
                    f"    <termSec><term>{escape(row.name)}</term>"
                    f"<min:administrativeStatus>{status}-admn-sts</min:administrativeStatus></termSec>"
                )
            lines.append("   </langSec>")
        lines.append("  </conceptEntry>")
    return "\n".join([*lines, " </body></text>", "</tbx>", ""])
