"""Reading annotations and mentions: JSON lines, checked for the fields that scoring needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from canonym.errors import UsageError
from canonym.records import split_json_lines

Record = dict[str, Any]


def records_of(paths: Iterable[Path], required: tuple[str, ...]) -> Iterator[tuple[str, Record]]:
    """Yield the place (file:line) and record of each line, in order; empty lines are passed over.

    Raises UsageError with file and line where a file cannot be read, a line is not JSON, or a required field is absent.
    """
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            raise UsageError(f"cannot be read: {reason}", where=str(path), remedy="check the path") from None
        for number, line in enumerate(split_json_lines(text), 1):
            if line.strip():
                yield f"{path}:{number}", _record(line, f"{path}:{number}", required)


def _record(line: str, where: str, required: tuple[str, ...]) -> Record:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise UsageError(f"is not JSON: {error}", where=where, remedy="correct the line") from None
    missing = [name for name in required if not isinstance(record, dict) or name not in record]
    if missing:
        fields = f"{', '.join(required[:-1])} and {required[-1]}"
        raise UsageError(f"no field {missing[0]!r}", where=where, remedy=f"give {fields}")
    return dict(record)
