"""Readers for tables: one report a record."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

from canonym.errors import DocumentError
from canonym.model import Document

Record = Document | DocumentError
"""A record that was read, or why it was not."""

UNSAFE = frozenset('/\\:*?"<>|%#')
LONGEST_ID = 120
"""Bytes of an id in a file name; file systems allow 255 for the whole name, endings are added later."""


def read_jsonl(name: str, text: str, encoding: str, text_field: str) -> Iterator[Record]:
    """Yield a record from each line that is not blank; its name is "file.jsonl#id", or the line number without an id.

    An id that stood before gets its line number too ("file.jsonl#id@7"), so that no two records share a name.
    """
    taken: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            problem = getattr(error, "msg", "nested too deeply")
            yield DocumentError(f"not a JSON record: {problem}", where=where, remedy="write one JSON object a line")
            continue
        if not isinstance(record, dict):
            yield DocumentError("not a JSON object", where=where, remedy="write one JSON object a line")
            continue
        value = record.get(text_field)
        if not isinstance(value, str):
            yield _no_text(where, text_field, list(record), value)
            continue
        key = safe_id(record.get("id"), str(number))
        while key in taken:
            key = f"{key}@{number}"
        taken.add(key)
        yield _document(f"{name}#{key}", value, "jsonl", encoding, where)


def read_csv(name: str, text: str, encoding: str, text_field: str) -> Iterator[Record]:
    """Yield a record from each row; its name is "file.csv#row", where the header is row 1 as in a spreadsheet.

    The delimiter (comma, semicolon, tab or bar) is the one that the header and the first rows agree on.
    """
    # The csv module refuses fields above 128 KiB unless told otherwise, for the whole process.
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, text_field))
    number = 0
    try:
        header = next(rows, [])
        number = 1
        if text_field not in header:
            yield _no_text(name, text_field, header, None)
            return
        column = header.index(text_field)
        for row in rows:
            number += 1
            if not any(cell.strip() for cell in row):
                continue
            where = f"{name}#{number}"
            if column >= len(row):
                yield DocumentError(f"the row has no column {text_field!r}", where=where, remedy="complete the row")
                continue
            yield _document(where, row[column], "csv", encoding, where)
    except csv.Error as error:
        yield DocumentError(f"not readable as CSV: {error}", where=f"{name}, row {number + 1}", remedy="mend the row")


def safe_id(value: Any, fallback: str) -> str:
    """Give an id as part of a file name: unsafe characters as %XX, never empty, never longer than `LONGEST_ID`
    bytes.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return fallback
    text = str(value).strip()
    if not text:
        return fallback
    safe = "".join(_escaped(char) if char in UNSAFE or not char.isprintable() else char for char in text)
    if safe[0] in "." or safe[-1] in ". ":
        safe = safe.replace(".", "%2E")
    if len(safe.encode()) <= LONGEST_ID:
        return safe
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
    return safe.encode()[: LONGEST_ID - 17].decode(errors="ignore") + "~" + digest


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode(errors="surrogatepass"))


def _delimiter(text: str, text_field: str) -> str:
    """Return the delimiter that splits the header into the most columns with the text column among them."""
    header = text.split("\n", 1)[0].rstrip("\r")
    best, columns = ",", 0
    for delimiter in ",;\t|":
        cells = next(csv.reader([header], delimiter=delimiter), [])
        if text_field in cells and len(cells) > columns:
            best, columns = delimiter, len(cells)
    return best


def _no_text(where: str, text_field: str, fields: list[str], value: object) -> DocumentError:
    if value is not None:
        return DocumentError(f"field {text_field!r} is not a string", where=where, remedy="write the text as a string")
    shown = ", ".join(fields[:12]) or "none"
    return DocumentError(
        f"no field {text_field!r}; its fields are: {shown}", where=where, remedy="name the text's field (text_field)"
    )


def _document(name: str, text: str, form: str, encoding: str, where: str) -> Record:
    if not text.strip():
        return DocumentError("empty", where=where, remedy="give the record a text or remove it")
    # A lone surrogate ("\ud800" in JSON) is no character and could not be written to any file.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Document(name, text, hashlib.sha256(text.encode()).hexdigest(), form, encoding)
