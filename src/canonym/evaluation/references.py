"""What `canonym eval translation` reads: sentence pairs, or reports without a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from canonym.errors import DocumentError, UsageError
from canonym.evaluation.gold import records_of
from canonym.run.line_translation import LineDocument, cut_lines
from canonym.texts import Source, read_source
from canonym.texts.discovery import FORMATS

FIELDS = ("lang", "source")


@dataclass(frozen=True, slots=True)
class Reference:
    """A text to translate, and for each of its lines what a person made of it, where that is known."""

    text: LineDocument
    references: tuple[str | None, ...]


def read_references(paths: Sequence[Path], language: str | None = None) -> list[Reference]:
    """Return texts of the files, in order.

    A .jsonl file has a sentence a line: `lang`, `source`, and where known `reference` and `doc`; sentences of one `doc`
    are one text. Any other file is a report, whose language is `language` or told from the text. Raises UsageError
    with the place for what cannot be read.
    """
    found: list[Reference] = []
    for path in paths:
        found += _pairs(path) if path.suffix.lower() == ".jsonl" else [_report(path, language)]
    return found


def _pairs(path: Path) -> list[Reference]:
    groups: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for where, record in records_of([path], FIELDS):
        source, reference = record["source"], record.get("reference")
        for name, value in (("source", source), ("reference", reference)):
            if not (isinstance(value, str) and value.strip() and len(value.splitlines()) == 1) and value is not None:
                raise UsageError(f"{name} is not one line of text", where=where, remedy="correct the line")
        groups.setdefault((str(record["lang"]), str(record.get("doc", path.stem))), []).append((source, reference))
    if not groups:
        raise UsageError("holds no sentence", where=str(path), remedy='give lines with "lang" and "source"')
    return [
        Reference(
            cut_lines("".join(f"{source}\n" for source, _ in pairs), language, f"{path.name}#{doc}"),
            tuple(reference for _, reference in pairs),
        )
        for (language, doc), pairs in groups.items()
    ]


def _report(path: Path, language: str | None) -> Reference:
    try:
        source = Source(path.name, path, FORMATS.get(path.suffix.lower(), "txt"))
        text = read_source(source)[0].text
    except DocumentError as error:
        raise UsageError(error.what, where=str(path), remedy=error.remedy) from None
    return Reference(cut_lines(text, language, path.name), (None,) * len(text.splitlines()))
