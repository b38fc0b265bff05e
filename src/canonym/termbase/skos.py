"""SKOS vocabularies in Turtle and JSON-LD, read and written."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.termbase.entries import Termbase, TermRow
from canonym.termbase.packed_rows import merged, packed, unpacked
from canonym.termbase.tables import decoded
from canonym.termbase.turtle import TYPE, Literal, Triple, triples_of_json, triples_of_turtle

_LABELS = {"prefLabel": "preferred", "altLabel": "admitted", "hiddenLabel": "error"}
_NOTES = ("definition", "scopeNote", "note", "example", "editorialNote", "historyNote")
_KNOWN = frozenset({*_LABELS, *_NOTES, "broader", "notation", "rows", "type", "literalForm", "inScheme"})
_NAMESPACE = "https://canonym.example/ns#"


def read_turtle(path: Path, data: bytes) -> Termbase:
    """The concepts of a vocabulary in Turtle; raises GlossaryError."""
    return _termbase(triples_of_turtle(path, decoded(data, path)[0]), path)


def read_json_ld(path: Path, data: bytes) -> Termbase:
    """The concepts of a vocabulary in JSON-LD; raises GlossaryError."""
    return _termbase(triples_of_json(path, decoded(data, path)[0]), path)


def _local(iri: str) -> str:
    return re.split(r"[#/:]", iri.rstrip("/#"))[-1]


def _termbase(triples: Sequence[Triple], path: Path) -> Termbase:
    by_subject: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        by_subject[triple.subject].append(triple)
    forms = {each.subject: each.value for each in triples if _local(each.predicate) == "literalForm"}
    concepts = [
        subject
        for subject, said in by_subject.items()
        if any(_local(each.predicate) == "prefLabel" for each in said)
        and not any(each.predicate == TYPE and _local(str(each.value)) == "ConceptScheme" for each in said)
    ]
    if not concepts:
        raise GlossaryError("holds no concepts with a skos:prefLabel", where=str(path), remedy="save it as SKOS")
    ids = {subject: _id(subject, by_subject[subject]) for subject in concepts}
    lost: Counter[str] = Counter()
    rows: list[TermRow] = []
    for said in by_subject.values():
        for each in said:
            if _local(each.predicate) == "rows" and each.subject not in ids and isinstance(each.value, Literal):
                rows += unpacked(each.value.text, str(path)) or []
    for subject in concepts:
        rows += _rows(by_subject[subject], ids, forms, path, lost)
    return Termbase(tuple(rows), path.name, lost=tuple(f"{name} ({count})" for name, count in sorted(lost.items())))


def _id(subject: str, said: Sequence[Triple]) -> str:
    notation = next((each.value for each in said if _local(each.predicate) == "notation"), None)
    return notation.text if isinstance(notation, Literal) else _local(subject)


def _rows(
    said: Sequence[Triple], ids: dict[str, str], forms: dict[str, str | Literal], path: Path, lost: Counter[str]
) -> list[TermRow]:
    concept = ids[said[0].subject]
    notes = [each.value.text for each in said if _local(each.predicate) in _NOTES and isinstance(each.value, Literal)]
    outer = next((ids[each.value] for each in said if _is_broader(each) and each.value in ids), None)
    own: list[TermRow] | None = None
    seen: list[TermRow] = []
    for each in said:
        name = _local(each.predicate)
        value = forms.get(each.value, each.value) if isinstance(each.value, str) else each.value
        if name in _LABELS and isinstance(value, Literal):
            first = not seen
            note = "; ".join(notes) if first and notes else None
            row = TermRow(concept, value.language, value.text, _LABELS[name], note=note, within=outer, where=str(path))
            seen.append(row)
        elif name == "rows" and isinstance(value, Literal):
            own = unpacked(value.text, str(path))
        elif name not in _KNOWN:
            lost[name] += 1
    return merged(own, seen)


def _is_broader(triple: Triple) -> bool:
    return _local(triple.predicate) == "broader" and isinstance(triple.value, str)


def as_turtle(rows: Sequence[TermRow], pack: str) -> str:
    """Rows as a SKOS concept scheme in Turtle."""
    base = f"https://canonym.example/{pack}/"
    lines = [
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        f"@prefix canonym: <{_NAMESPACE}> .",
        f"@base <{base}> .",
        "",
        "<> a skos:ConceptScheme",
    ]
    others = [row for row in rows if row.status.startswith("@")]
    lines += [f"  ; canonym:rows {_quoted(packed([row]))}" for row in others]
    lines.append("  .")
    concepts: dict[str, list[TermRow]] = {}
    for row in rows:
        if not row.status.startswith("@"):
            concepts.setdefault(row.concept, []).append(row)
    for concept, named in concepts.items():
        lines += ["", f"<{_part(concept)}> a skos:Concept ; skos:inScheme <> ; skos:notation {_quoted(concept)}"]
        outer = next((row.within for row in named if row.within in concepts), None)
        if outer:
            lines.append(f"  ; skos:broader <{_part(outer)}>")
        preferred: set[str] = set()
        for row in named:
            if not row.name:
                continue
            label = {"error": "hiddenLabel", "preferred": "prefLabel"}.get(row.status, "altLabel")
            code = row.language or "und"
            if label == "prefLabel" and code in preferred:
                label = "altLabel"
            preferred.update([code] if label == "prefLabel" else [])
            lines.append(f"  ; skos:{label} {_quoted(row.name)}@{code}")
        if not preferred:
            lines.append(f"  ; skos:prefLabel {_quoted(concept)}")
        lines += [f"  ; canonym:rows {_quoted(packed(named))}", "  ."]
    return "\n".join([*lines, ""])


def _part(concept: str) -> str:
    return re.sub(r"[^\w.-]", "-", concept)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
