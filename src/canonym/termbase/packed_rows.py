"""Rows as one text inside a file of another format, so that a pack comes back from it whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from canonym.termbase.entries import COLUMNS, TermRow

MARK = "canonym-rows:"
"""Opens the text."""


def packed(rows: Iterable[TermRow]) -> str:
    """Rows as a line of JSON behind a mark."""
    plain = [{key: value for key, value in asdict(row).items() if value and key != "where"} for row in rows]
    return MARK + json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str, where: str) -> list[TermRow] | None:
    """The rows of such a text; None where it is none, or was damaged."""
    if not text.startswith(MARK):
        return None
    try:
        plain = json.loads(text[len(MARK) :])
    except ValueError:
        return None
    if not isinstance(plain, list) or not all(isinstance(row, dict) for row in plain):
        return None
    return [_row({key: str(value) for key, value in row.items() if key in COLUMNS}, where) for row in plain]


def _row(told: Mapping[str, str], where: str) -> TermRow:
    plain = TermRow(told.get("concept", ""), None, told.get("name", ""), told.get("status", "admitted"), where=where)
    optional: dict[str, Any] = {key: text for key, text in told.items() if key not in ("concept", "name", "status")}
    return replace(plain, **optional)


def merged(own: Sequence[TermRow] | None, seen: Sequence[TermRow]) -> list[TermRow]:
    """The rows that were kept whole, as far as their names are still in the file, and names that were added to it."""
    if own is None:
        return list(seen)
    names = {(row.language, row.name) for row in seen}
    kept = [row for row in own if not row.name or (row.language, row.name) in names or row.status.startswith("@")]
    known = {(row.language, row.name) for row in own}
    return [*kept, *(row for row in seen if (row.language, row.name) not in known)]
