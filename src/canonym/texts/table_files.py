"""Readers for tables: one report a record."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
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
        yield _json_record(record, number, (name, where, "jsonl", encoding), text_field, taken)


def read_json(name: str, text: str, encoding: str, text_field: str) -> Iterator[Record]:
    """The records of a JSON file: those of its list, of the one list that its object holds, or the object itself.

    Names are made as `read_jsonl` makes them, with the place in the list for an id.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        problem = getattr(error, "msg", "nested too deeply")
        yield DocumentError(f"not readable as JSON: {problem}", where=name, remedy="write a list of objects")
        return
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        data = lists[0] if len(lists) == 1 and _field(data, text_field) is None else [data]
    if not isinstance(data, list):
        yield DocumentError("holds no records", where=name, remedy="write a list of objects")
        return
    taken: set[str] = set()
    for number, record in enumerate(data, 1):
        yield _json_record(record, number, (name, f"{name}:{number}", "json", encoding), text_field, taken)


def _json_record(
    record: object, number: int, told: tuple[str, str, str, str], text_field: str, taken: set[str]
) -> Record:
    """The document of one record; `told` is the file, the place in it, its format and its encoding."""
    name, where, form, encoding = told
    if not isinstance(record, dict):
        remedy = "write one JSON object a line" if form == "jsonl" else "write a list of objects"
        return DocumentError("not a JSON object", where=where, remedy=remedy)
    value = _field(record, text_field)
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if not isinstance(value, str):
        return _no_text(where, text_field, list(record), value)
    key = safe_id(record.get("id"), str(number))
    while key in taken:
        key = f"{key}@{number}"
    taken.add(key)
    return _document(f"{name}#{key}", value, form, encoding, where)


def _field(record: dict[str, Any], path: str) -> object:
    """What a record holds under a name, or under a path of names with dots between ("article.body")."""
    if path in record:
        return record[path]
    value: object = record
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def read_csv(name: str, text: str, encoding: str, text_field: str, form: str = "csv") -> Iterator[Record]:
    """A record from each row; its name is "file.csv#row", where the header is row 1 as in a spreadsheet.

    The delimiter (comma, semicolon, tab or bar) is the one that a first line "sep=;" names, else that which the header
    and the first rows agree on. A quotation mark that is never closed counts as a sign, and delimiters in a text that
    was not quoted belong to it, so that nothing is lost.
    """
    # The csv module refuses fields above 128 KiB unless told otherwise, for the whole process.
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    if "\n" not in text:
        text = text.replace("\r", "\n")
    named = _SEPARATOR.match(text)
    first = 1
    if named:
        text, first = text[named.end() :], 2
    delimiter = named[1] if named else _delimiter(text, text_field)
    rows = _fitted(_rows(text, delimiter), text_field, delimiter)
    yield from read_rows(name, rows, (form, encoding), text_field, first)


def _fitted(rows: list[list[str]], text_field: str, delimiter: str) -> list[list[str]]:
    """The rows, those with more cells than the header with the surplus in the text: its commas were not quoted."""
    if not rows or text_field not in rows[0]:
        return rows
    column = rows[0].index(text_field)
    for row in rows[1:]:
        surplus = len(row) - len(rows[0])
        if surplus > 0 and any(row[len(rows[0]) :]):
            row[column : column + surplus + 1] = [delimiter.join(row[column : column + surplus + 1])]
    return rows


def read_rows(
    name: str, rows: list[list[str]], told: tuple[str, str], text_field: str, first: int = 1
) -> Iterator[Record]:
    """A record from each row behind the header, which is number `first`; `told` is the format and the encoding."""
    header = rows[0] if rows else []
    if text_field not in header:
        yield _no_text(name, text_field, header, None)
        return
    column = header.index(text_field)
    for number, row in enumerate(rows[1:], first + 1):
        if not any(cell.strip() for cell in row):
            continue
        where = f"{name}#{number}"
        if column >= len(row):
            yield DocumentError(f"the row has no column {text_field!r}", where=where, remedy="complete the row")
            continue
        yield _document(where, row[column], told[0], told[1], where)


_SEPARATOR = re.compile(r"sep=(.)[ \t]*(?:\r\n|\n|\r)", re.IGNORECASE)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        pass
    # A mark is not closed, or closed in a later row: each line is then a row by itself, the odd mark a sign.
    rows: list[list[str]] = []
    for line in text.splitlines():
        if line.count('"') % 2 == 0:
            rows.append(next(csv.reader([line], delimiter=delimiter), []))
        else:
            cells = next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
            rows.append([cell.strip('"') for cell in cells])
    return rows


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
        f"no field {text_field!r}; its fields are: {shown}",
        where=where,
        remedy="name the text's field with --text-field",
    )


def _document(name: str, text: str, form: str, encoding: str, where: str) -> Record:
    if not text.strip():
        return DocumentError("empty", where=where, remedy="give the record a text or remove it")
    # A lone surrogate ("\ud800" in JSON) is no character and could not be written to any file.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Document(name, text, hashlib.sha256(text.encode()).hexdigest(), form, encoding)
