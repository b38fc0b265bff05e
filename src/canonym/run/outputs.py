"""The forms in which results leave canonym: JSON lines, spreadsheets, Parquet, and the names of the output files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from canonym.model import UNDETERMINED, Document, Evidence, Resolution
from canonym.records import (
    DocumentRecord,
    EvidenceRecord,
    MentionRecord,
    SentenceRecord,
    json_lines,
    split_json_lines,
    to_plain,
)
from canonym.rewriting import office
from canonym.run.preparing import Failure
from canonym.run.writing import WrittenDocument
from canonym.translation import TranslatedSentence

PLAIN_FORMATS = ("txt", "md")
"""Formats whose text is the file itself; of all others the extracted text is kept in text/."""

ROLE_COLUMNS = (
    "person", "office", "rank", "body", "level", "place", "country", "tenure", "canonical", "mentions", "documents",
    "first_mention", "last_mention",
)  # fmt: skip


def mention_record(resolution: Resolution) -> MentionRecord:
    """Return a resolution as an object of mentions.jsonl."""
    mention = resolution.mention
    return {
        "doc": mention.doc,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "lang": mention.lang,
        "kind": mention.kind,
        "rank": resolution.rank,
        "body": resolution.body,
        "level": resolution.level,
        "place": mention.parsed.place,
        "tenure": mention.parsed.tenure,
        "person": mention.person,
        "canonical": resolution.canonical,
        "verdict": resolution.verdict,
        "confidence": resolution.confidence,
        "action": resolution.action,
        "evidence": _evidence_records(resolution.evidence),
        "candidates": [
            {
                "body": each.body,
                "rank": each.rank,
                "score": each.score,
                "probability": each.probability,
                "evidence": _evidence_records(each.evidence),
            }
            for each in resolution.candidates
        ],
        "marks": [{"mark": each.mark, "weight": each.weight} for each in resolution.marks],
        "list_id": mention.list_id,
        "slot": mention.slot,
        "country": resolution.country or (resolution.unknown.country if resolution.unknown else None),
        "cluster": resolution.unknown.cluster if resolution.unknown else None,
        "proposed": resolution.unknown.proposed if resolution.unknown else None,
    }


def _evidence_records(evidence: Iterable[Evidence]) -> list[EvidenceRecord]:
    return [{"kind": each.kind, "detail": each.detail, "weight": each.weight} for each in evidence]


def document_record(finished: WrittenDocument) -> DocumentRecord:
    """Return a document as an object of documents.jsonl."""
    document, language = finished.prepared.document, finished.prepared.language
    others: dict[str, int] = {}
    for paragraph in finished.prepared.paragraphs:
        code = paragraph.language.code
        if code != language.code and not paragraph.furniture:
            others[code] = others.get(code, 0) + 1
    return {
        "doc": document.name,
        "sha256": document.sha256,
        "format": document.format,
        "encoding": document.encoding,
        "characters": len(document.text),
        "language": {
            "code": language.code,
            "script": language.script,
            "confidence": language.confidence,
            "reason": language.reason,
        },
        "other_languages": dict(sorted(others.items())),
        "reads_titles": finished.reads_titles,
        "translation": finished.translation,
        "mentions": _mention_counts(finished.resolutions),
    }


def sentence_record(doc: str, sentence: TranslatedSentence, engine: str | None) -> SentenceRecord:
    """Return a translated sentence as an object of translation.jsonl."""
    return {
        "doc": doc,
        "start": sentence.segment.start,
        "end": sentence.segment.end,
        "pivot_start": sentence.start,
        "pivot_end": sentence.end,
        "lang": sentence.segment.language,
        "engine": sentence.engine or engine,
        "protection": sentence.protection,
        "flags": list(sentence.flags),
        "details": {flag: list(sentence.findings[flag]) for flag in sentence.flags if sentence.findings[flag]},
    }


def translated_pairs(run: Path, source: str, pivot: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a run's reports in the language `source`, each with its translation; each pair once.

    Sentences that are the same in both languages are left out.
    """
    seen: set[tuple[str, str]] = set()
    sentences = run / "translation.jsonl"
    languages = (
        {(each["doc"], each["start"]): each["lang"] for each in _records(sentences)} if sentences.is_file() else {}
    )
    for record in _records(run / "documents.jsonl"):
        translation = record["translation"]
        main = translation if record["language"]["code"] == source else translation.get("also", {}).get(source, {})
        if main.get("backend"):
            for step in _records(run / "steps" / pivot / f"{record['doc']}.jsonl"):
                pair = step["before"], step["after"]
                if pair not in seen and languages.get((record["doc"], step["start"]), source) in (source, UNDETERMINED):
                    seen.add(pair)
                    yield pair


def _records(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, split_json_lines(path.read_text(encoding="utf-8")))


def text_name(document: Document) -> str:
    """Name of the canonical text of a document: its own for .txt and .md, else with ".txt" appended."""
    return document.name if document.format in PLAIN_FORMATS else f"{document.name}.txt"


def document_files(finished: WrittenDocument, pivot: str) -> dict[str, str]:
    """Return the files that belong to one document: path within the output folder -> text."""
    document = finished.prepared.document
    name = text_name(document)
    files = {
        f"canonical/source/{name}": finished.source.text,
        f"steps/source/{document.name}.jsonl": json_lines(map(to_plain, finished.source.steps)),
    }
    if finished.pivot is not None:
        files[f"canonical/{pivot}/{name}"] = finished.pivot.text
        files[f"steps/{pivot}/{document.name}.jsonl"] = json_lines(map(to_plain, finished.pivot.steps))
    if document.format not in PLAIN_FORMATS:
        files[f"text/{document.name}.txt"] = document.text
    return files


def failure_record(failure: Failure) -> dict[str, Any]:
    """Return a failure as an object of errors.jsonl."""
    record = to_plain(failure)
    if not failure.at:
        del record["at"]
    return dict(record)


def roles_csv(resolutions: Iterable[Resolution]) -> str:
    """Return the accepted offices as a table: one row per person, office, place and tenure, in order.

    A row without a person stands for mentions that name none. `first_mention` and `last_mention` are "doc:start".
    Cells that a spreadsheet would run as a formula get an apostrophe in front.
    """
    rows: dict[tuple[str, ...], list[Resolution]] = {}
    for resolution in resolutions:
        if resolution.action == "accept" and resolution.mention.kind == "role":
            key: tuple[str, ...] = (
                resolution.mention.person or "",
                office(resolution),
                resolution.rank or "",
                resolution.body or "",
                resolution.level or "",
                resolution.mention.parsed.place or "",
                resolution.country or "",
                resolution.mention.parsed.tenure,
                resolution.canonical or "",
            )
            rows.setdefault(key, []).append(resolution)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(ROLE_COLUMNS)
    for key, found in sorted(rows.items(), key=lambda item: item[0]):
        mentions = [resolution.mention for resolution in found]
        ends = [f"{mention.doc}:{mention.start}" for mention in (mentions[0], mentions[-1])]
        documents = len({mention.doc for mention in mentions})
        writer.writerow([*map(spreadsheet_cell, key), len(mentions), documents, *map(spreadsheet_cell, ends)])
    return table.getvalue()


def parquet(resolutions: Sequence[Resolution]) -> bytes:
    """Return the mentions as a Parquet file with the fields of mentions.jsonl."""
    import pyarrow  # noqa: PLC0415 - slow to import, needed for --parquet alone
    import pyarrow.parquet  # noqa: PLC0415

    evidence = pyarrow.struct([("kind", pyarrow.string()), ("detail", pyarrow.string()), ("weight", pyarrow.float64())])
    candidate = pyarrow.struct(
        [
            ("body", pyarrow.string()),
            ("rank", pyarrow.string()),
            ("score", pyarrow.float64()),
            ("probability", pyarrow.float64()),
            ("evidence", pyarrow.list_(evidence)),
        ]
    )
    numbers = {name: pyarrow.int64() for name in ("start", "end", "list_id", "slot")}
    kinds = {**numbers, "confidence": pyarrow.float64(), "evidence": pyarrow.list_(evidence)}
    kinds["candidates"] = pyarrow.list_(candidate)
    kinds["marks"] = pyarrow.list_(pyarrow.struct([("mark", pyarrow.string()), ("weight", pyarrow.float64())]))
    records = [mention_record(resolution) for resolution in resolutions]
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in MENTION_FIELDS])
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(records, schema=schema), buffer)
    return buffer.getvalue()


MENTION_FIELDS = (
    "doc", "start", "end", "surface", "lang", "kind", "rank", "body", "level", "place", "tenure", "person", "canonical",
    "verdict", "confidence", "action", "evidence", "candidates", "marks", "list_id", "slot",
    "country", "cluster", "proposed",
)  # fmt: skip
"""The fields of mentions.jsonl, in order."""


def _mention_counts(resolutions: Sequence[Resolution]) -> dict[str, int]:
    counts = {"found": len(resolutions), "accept": 0, "review": 0, "leave": 0, "mistranslated": 0}
    for resolution in resolutions:
        counts[resolution.action] += 1
        counts["mistranslated"] += resolution.verdict == "mistranslated"
    return counts


def spreadsheet_cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs as a formula: with an apostrophe in front where it would."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
