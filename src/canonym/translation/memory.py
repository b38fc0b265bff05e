"""The translation memory: what an engine made of a sentence is kept, so that no run asks for it again.

One SQLite file, shared by runs and by processes. A sentence is found again only under exactly the same engine, model,
settings and text (placeholders included), and an engine gives each sentence the same translation in any company
(engines.translator.Translator), so that a run gives the same with and without a memory.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from canonym.errors import StoreError
from canonym.translation.engines.translator import StreamingTranslator, Translation, Translator, WordLink, in_order
from canonym.translation.engines.unpacking import cache_folder

FORMAT = 1
"""Raised with every change of the tables or of what the columns mean; files of another format are not touched."""
CHUNK = 512
"""Sentences that go at once to an engine which tells nothing before it has done all of them, and are then kept."""
KEPT_AT_ONCE = 128
"""Results that are kept together, of an engine that tells each at once: the most that a crash can lose of them."""
CACHE, NONE, RUN = "cache", "none", "run"
"""Settings that are no path."""
WAIT = 60.0
"""Seconds to wait while another process writes."""
_AT_ONCE = 500

_TABLES = """
CREATE TABLE IF NOT EXISTS engines (
    id INTEGER PRIMARY KEY, name TEXT, model TEXT, settings TEXT, source TEXT, target TEXT, careful INTEGER,
    UNIQUE (name, model, settings, source, target, careful));
CREATE TABLE IF NOT EXISTS sentences (
    engine INTEGER, text TEXT, translation TEXT, flags TEXT, alignment TEXT, PRIMARY KEY (engine, text)) WITHOUT ROWID;
"""


def memory_file(environ: Mapping[str, str] | None = None) -> Path:
    """Tell where the memory is kept unless the user names another place: in canonym's part of the user's cache folder.

    The format is part of the name, so that an older canonym beside a newer one has its own.
    """
    return cache_folder(environ).parent / f"memory-{FORMAT}.sqlite"


def open_memory(setting: str) -> Memory:
    """Return the memory that a setting stands for: "cache", "none" (kept in this process only; so is "run" without an
    output folder), or the path of a file.

    Where the user's cache folder cannot be written, "cache" is like "none". Raises StoreError for a file that cannot
    be used.
    """
    if setting in (NONE, RUN):
        return Memory(None)
    if setting != CACHE:
        return Memory(Path(setting))
    path = memory_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Memory(None)
    return Memory(path if os.access(path if path.exists() else path.parent, os.W_OK) else None)


def _prepare(database: sqlite3.Connection) -> None:
    """Make a file ready for use, whoever else opens it at the same moment.

    With a log beside the file, readers and one writer do not wait for each other, and a process that is killed leaves
    the last complete transaction. SQLite does not wait for others while it begins such a log, so this is tried again.
    """
    last = time.monotonic() + WAIT
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.executescript(_TABLES)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise
            time.sleep(0.02)


class Memory:
    """An open memory; `asked` and `translated` count the distinct sentences of this process."""

    def __init__(self, path: Path | None) -> None:
        """Open or create the file; None keeps everything in this process. Raises StoreError where that fails."""
        self.path = path
        self.asked = 0
        self.translated = 0
        self._lock = threading.RLock()
        with self._errors():
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(
                path or ":memory:", timeout=WAIT, isolation_level=None, check_same_thread=False
            )
            _prepare(self._database)

    def translate(
        self, translator: Translator, sentences: Sequence[str], *, careful: bool = False
    ) -> list[Translation]:
        """Give one result per sentence, in order: what is known from here, the rest from the translator, once each."""
        return in_order(self.stream(translator, sentences, careful=careful))

    def stream(
        self, translator: Translator, sentences: Sequence[str], *, careful: bool = False
    ) -> Iterator[tuple[int, Translation]]:
        """The same as `translate`, number and result of each sentence: first what is known, then as the translator
        answers."""
        careful = careful and translator.has_careful
        engine = self._engine(translator, careful)
        places: dict[str, list[int]] = {}
        for place, text in enumerate(sentences):
            places.setdefault(text, []).append(place)
        known = self._known(engine, translator.name, list(places))
        self.asked += len(places)
        for text, result in known.items():
            yield from ((place, result) for place in places[text])
        missing = sorted(places.keys() - known.keys(), key=lambda text: (-len(text), text))
        for new in _answers(translator, missing, careful):
            self._keep(engine, new)
            self.translated += len(new)
            for text, result in new.items():
                yield from ((place, result) for place in places[text])

    def contents(self) -> list[tuple[str, str, int]]:
        """Return the model, settings and number of sentences of each engine, ordered by model."""
        with self._errors():
            rows = self._database.execute(
                "SELECT name || ' ' || model, settings || CASE careful WHEN 1 THEN ', against repetition' ELSE '' END,"
                " (SELECT count(*) FROM sentences WHERE engine = id) FROM engines ORDER BY 1, 2"
            ).fetchall()
        return [(str(model), str(settings), int(count)) for model, settings, count in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _engine(self, translator: Translator, careful: bool) -> int:
        row = (
            translator.name,
            translator.model,
            translator.settings,
            translator.source,
            translator.target,
            int(careful),
        )
        with self._errors():
            self._database.execute(
                "INSERT OR IGNORE INTO engines (name, model, settings, source, target, careful)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
            found = self._database.execute(
                "SELECT id FROM engines WHERE name = ? AND model = ? AND settings = ? AND source = ? AND target = ?"
                " AND careful = ?",
                row,
            ).fetchone()
        return int(found[0])

    def _known(self, engine: int, name: str, texts: Sequence[str]) -> dict[str, Translation]:
        found: dict[str, Translation] = {}
        with self._errors():
            for some in _slices(texts, _AT_ONCE):
                marks = ", ".join("?" * len(some))
                rows = self._database.execute(
                    f"SELECT text, translation, flags, alignment FROM sentences WHERE engine = ? AND text IN ({marks})",
                    (engine, *some),
                )
                for text, translation, flags, alignment in rows:
                    found[text] = Translation(translation, name, tuple(flags.split()), _links(alignment))
        return found

    def _keep(self, engine: int, results: Mapping[str, Translation]) -> None:
        rows = [
            (engine, text, result.text, " ".join(result.flags), json.dumps(result.alignment, separators=(",", ":")))
            for text, result in results.items()
        ]
        with self._errors():
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany("INSERT OR IGNORE INTO sentences VALUES (?, ?, ?, ?, ?)", rows)
            self._database.execute("COMMIT")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"the translation memory cannot be used ({error})",
                where=str(self.path or "in this process"),
                remedy="delete the file, which costs only time, or name another one with --memory",
            ) from error


class Remembering:
    """A translator that asks the memory first."""

    def __init__(self, translator: Translator, memory: Memory) -> None:
        """Put a memory before a translator."""
        self._translator, self._memory = translator, memory
        self.name, self.model, self.settings = translator.name, translator.model, translator.settings
        self.source, self.target = translator.source, translator.target
        self.has_careful = translator.has_careful

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        """Return one result per sentence, in order."""
        return self._memory.translate(self._translator, sentences, careful=careful)

    def stream(self, sentences: Sequence[str], *, careful: bool = False) -> Iterator[tuple[int, Translation]]:
        """Return the number and result of each sentence, as soon as it is there."""
        return self._memory.stream(self._translator, sentences, careful=careful)


def _answers(translator: Translator, texts: Sequence[str], careful: bool) -> Iterator[dict[str, Translation]]:
    """Tell what the translator says, some texts at a time, as soon as it is there."""
    if not isinstance(translator, StreamingTranslator):
        for chunk in _slices(texts, CHUNK):
            yield dict(zip(chunk, translator.translate(chunk, careful=careful), strict=True))
        return
    ready: dict[str, Translation] = {}
    for index, result in translator.stream(texts, careful=careful):
        ready[texts[index]] = result
        if len(ready) >= KEPT_AT_ONCE:
            yield ready
            ready = {}
    if ready:
        yield ready


def _slices(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (texts[start : start + size] for start in range(0, len(texts), size))


def _links(alignment: str) -> tuple[WordLink, ...]:
    return tuple(WordLink(*numbers) for numbers in json.loads(alignment))
