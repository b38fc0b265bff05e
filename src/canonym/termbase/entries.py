"""What a termbase holds, whatever its format: rows, each a name of a concept or a piece of a pack.

A row of a spreadsheet, a term of a TBX file and a label of a SKOS concept all become a `TermRow`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RowKind = Literal["name", "pack", "file"]
STATUSES = ("preferred", "admitted", "deprecated", "superseded", "error")
COLUMNS = (
    "concept", "language", "name", "status", "kind", "rank", "level", "country", "within", "note",
    "valid_from", "valid_to", "replaced_by", "fields",
)  # fmt: skip
"""The columns of a spreadsheet in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class TermRow:
    """One name of a concept."""

    concept: str
    """Its id, or the canonical name where the file has no ids."""
    language: str | None
    """ISO 639-1 code, or None where the file does not say it."""
    name: str
    status: str = "admitted"
    kind: str | None = None
    """A kind of body, or "office"."""
    rank: str | None = None
    level: str | None = None
    country: str | None = None
    within: str | None = None
    note: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    replaced_by: str | None = None
    fields: str | None = None
    """What else a pack says of it, as JSON: only in files that canonym wrote."""
    where: str = ""
    """File and line, for messages."""


@dataclass(frozen=True, slots=True)
class Termbase:
    """The rows of a file in order."""

    rows: tuple[TermRow, ...]
    source: str
    """Name of the file."""
    by_name: bool = False
    """Whether concepts are told by their canonical names and not by ids."""
    lost: tuple[str, ...] = ()
    """What the file holds and canonym does not keep, one phrase each."""
    pivot: str = "en"
    """The language of the preferred names."""
    remarks: tuple[str, ...] = field(default=())
    """What the reader had to settle: an encoding, a separator, a line above the header."""
