"""A finished run as an SQLite file, for search and paging, and for other programs that read such files.

Tables: `mentions` (an object of mentions.jsonl a row, without its evidence; `line` is where it stands in that file,
`office` how its office is called: by its canonical name, else as it was proposed, else by its id),
`documents` (an object of documents.jsonl a row), `run` (one row: the settings, and of which run the file was made).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from canonym.errors import UsageError
from canonym.letters import plain
from canonym.records import DocumentRecord
from canonym.results.explanation import RUN_AGAIN
from canonym.results.outcomes import outcome_of
from canonym.run.output_folder import MARK, WORK

FILE = "run.sqlite"
_VERSION = 6
"""Of the tables; a file of another one is made anew."""
_SCHEMA = """
CREATE TABLE run (version INTEGER, mark TEXT, settings TEXT);
CREATE TABLE mentions (
    line INTEGER PRIMARY KEY, doc TEXT, start INTEGER, "end" INTEGER, surface TEXT, lang TEXT, kind TEXT, rank TEXT,
    body TEXT, level TEXT, pack TEXT, country TEXT, place TEXT, tenure TEXT, person TEXT, canonical TEXT, proposed TEXT,
    cluster TEXT, verdict TEXT, outcome TEXT, action TEXT, confidence REAL, office TEXT, folded TEXT);
CREATE TABLE documents (
    doc TEXT PRIMARY KEY, lang TEXT, format TEXT, characters INTEGER, titles INTEGER, mistranslated INTEGER,
    review INTEGER, translated INTEGER, reason TEXT);
"""
_INDEXES = (
    "doc, start", "lang", "outcome", "body", "country", "person", "cluster", "office", "surface", "confidence", "kind",
    "level", "pack", "place",
)  # fmt: skip


def mark_of(folder: Path) -> str | None:
    """Tell what distinguishes one finished run from the next; None where none is finished."""
    try:
        status = (folder / MARK).stat()
    except OSError:
        return None
    return f"{status.st_mtime_ns}-{status.st_size}"


def run_database(folder: Path) -> Path:
    """Return the database of a finished run, made where it is missing or of an earlier run.

    It stands among the kept results, which `--restart` removes. Raises UsageError where there is no finished run or
    the folder cannot be written.
    """
    mark = mark_of(folder)
    if mark is None:
        raise UsageError("holds no finished run", where=str(folder), remedy=RUN_AGAIN)
    path = folder / WORK / FILE
    if _is_of(path, mark):
        return path
    temporary = path.with_name(f"{FILE}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        write_database(folder, temporary)
        temporary.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"cannot be written: {error}", where=str(path), remedy="make room, or free it") from None
    finally:
        temporary.unlink(missing_ok=True)
    return path


def write_database(folder: Path, path: Path) -> None:
    """Write the database of a finished run; raises UsageError where a file of the run is damaged."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        settings = json.loads((folder / MARK).read_text(encoding="utf-8"))["settings"]
        connection.execute("INSERT INTO run VALUES (?, ?, ?)", (_VERSION, mark_of(folder), json.dumps(settings)))
        mentions = (_mention_row(number, each) for number, each in enumerate(_objects(folder / "mentions.jsonl")))
        connection.executemany(f"INSERT INTO mentions VALUES ({', '.join('?' * 24)})", mentions)
        documents = (_document_row(each) for each in _objects(folder / "documents.jsonl"))
        connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", documents)
        for column in _INDEXES:
            connection.execute(f"CREATE INDEX mentions_{column.split(',')[0]} ON mentions ({column})")
        connection.commit()
    finally:
        connection.close()


def _is_of(path: Path, mark: str) -> bool:
    if not path.is_file():
        return False
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return bool(connection.execute("SELECT version, mark FROM run").fetchone() == (_VERSION, mark))
        finally:
            connection.close()
    except sqlite3.Error:
        return False


def _objects(path: Path) -> Iterator[Any]:
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield json.loads(line)
    except (OSError, ValueError):
        raise UsageError("is missing or damaged", where=str(path), remedy="run again with --restart") from None


def _mention_row(line: int, each: Any) -> tuple[object, ...]:
    body = each["body"]
    by_id = f"{each['rank']} of {body}" if each["rank"] and body else body
    office = each["canonical"] or each.get("proposed") or by_id
    said = (each["surface"], each["canonical"], each.get("proposed"), each["person"], body, each["place"])
    return (
        line, each["doc"], each["start"], each["end"], each["surface"], each["lang"], each["kind"], each["rank"],
        body, each["level"], body.split("/")[0] if body else None, each.get("country"), each["place"], each["tenure"],
        each["person"], each["canonical"], each.get("proposed"), each.get("cluster"), each["verdict"],
        outcome_of(each), each["action"], each["confidence"], office, plain(" ".join(filter(None, said))),
    )  # fmt: skip


def _document_row(each: DocumentRecord) -> tuple[object, ...]:
    counts, translation = each["mentions"], each["translation"]
    return (
        each["doc"], each["language"]["code"], each["format"], each.get("characters"), counts["found"],
        counts["mistranslated"], counts["review"], int(bool(translation.get("backend"))), translation.get("reason"),
    )  # fmt: skip
