"""Titles as a table for Python programs and notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from canonym.records import MentionRecord

if TYPE_CHECKING:
    import pyarrow

COLUMNS = (
    "doc", "start", "end", "surface", "lang", "kind", "rank", "body", "level", "country", "place", "tenure", "person",
    "canonical", "proposed", "cluster", "verdict", "action", "confidence",
)  # fmt: skip
_SHOWN = ("doc", "surface", "person", "canonical", "verdict", "action", "confidence")
_MOST = 50
"""Titles that a notebook shows."""


def titles_table(records: Sequence[MentionRecord]) -> pyarrow.Table:
    """Return titles as a table of pyarrow, a row each."""
    import pyarrow  # noqa: PLC0415 - slow to import

    kinds = {"start": pyarrow.int64(), "end": pyarrow.int64(), "confidence": pyarrow.float64()}
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in COLUMNS])
    return pyarrow.Table.from_pylist([{name: each[name] for name in COLUMNS} for each in records], schema=schema)  # type: ignore[literal-required]


def titles_html(records: Sequence[MentionRecord]) -> str:
    """Return the first titles as an HTML table, everything in it escaped."""
    head = "".join(f"<th>{name}</th>" for name in _SHOWN)
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{escape(str(each[name] if each[name] is not None else ''))}</td>" for name in _SHOWN)  # type: ignore[literal-required]
        + "</tr>"
        for each in records[:_MOST]
    )
    more = f"<p>{len(records):,} titles, the first {_MOST} shown</p>" if len(records) > _MOST else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"
