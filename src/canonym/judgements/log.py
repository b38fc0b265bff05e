"""judgements.jsonl: one judgement a line, only ever appended to.

A judgement is one write to a file opened for appending, under a lock, and is on the disk before `append` returns. A
process that dies in the middle leaves at most a torn last line; the next append seals it with a newline, and reading
reports it and goes on.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from canonym.errors import StoreError, UsageError
from canonym.judgements.record import Judgement, judgement_line, just_after, parse_judgement
from canonym.judgements.standing import Judgements
from canonym.resources import locked_by

JUDGEMENTS_FILE = "judgements.jsonl"
"""Name of the file within the folder of a run."""


class JudgementLog:
    """One file of judgements, read as far as it has grown and appended to. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Use a file, which need not exist yet."""
        self.path = path
        self.problems: list[str] = []
        """Lines that are passed over: "line 7 is not whole JSON"."""
        self._records: list[Judgement] = []
        self._by_id: dict[str, Judgement] = {}
        self._read_to = 0
        self._lines = 0
        self._inode = -1
        self._holding: Judgements | None = None
        self._guard = threading.Lock()

    def records(self) -> tuple[Judgement, ...]:
        """Return all judgements in the order of the file, those that others have added since included."""
        with self._guard:
            self._refresh()
            return tuple(self._records)

    def judgements(self) -> Judgements:
        """Tell what holds now; the same object as long as nothing new is written."""
        with self._guard:
            self._refresh()
            if self._holding is None:
                self._holding = Judgements(self._records)
            return self._holding

    def append(self, *judgements: Judgement) -> tuple[Judgement, ...]:
        """Add judgements and give them as they were written, those left out that the file has by id already.

        When this returns, they are on the disk. Raises StoreError where the file cannot be written. A judgement never
        gets a time before the last one of its subject, whatever the clocks say.
        """
        return self._add(judgements, self._ordered)

    def merge(self, judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
        """As `append`, for judgements of another file: their times stay, and decide which one holds."""
        return self._add(judgements, self._unknown)

    def _add(
        self, judgements: Iterable[Judgement], prepare: Callable[[Iterable[Judgement]], tuple[Judgement, ...]]
    ) -> tuple[Judgement, ...]:
        with self._guard, _errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not self.path.exists()
            with self._alone(), self.path.open("ab", buffering=0) as file:
                self._refresh()
                written = prepare(judgements)
                if written:
                    torn = self._ends_torn(file.fileno())
                    data = "".join(map(judgement_line, written)).encode("utf-8")
                    _write_all(file.fileno(), b"\n" + data if torn else data)
                    os.fsync(file.fileno())
            if is_new:
                _sync_folder(self.path.parent)
            self._refresh()
            return written

    def _alone(self) -> contextlib.AbstractContextManager[bool]:
        """Wait until this process alone writes; the lock is a file of its own, since Windows locks keep readers out."""
        return locked_by(self.path.with_name(f".{self.path.name}.lock"), wait=True)

    def _unknown(self, judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
        """Return those that the file does not have, in the order of time."""
        fresh = {each.id: each for each in judgements if each.id not in self._by_id}
        return tuple(sorted(fresh.values(), key=lambda each: each.when))

    def _ordered(self, judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
        """Return new judgements with times after those of the same subject that stand in the file."""
        fresh: dict[str, Judgement] = {}
        last: dict[tuple[object, ...], str] = {}
        for record in self._records:
            last[record.subject.key] = max(record.when, last.get(record.subject.key, ""))
        for judgement in judgements:
            if judgement.id in self._by_id or judgement.id in fresh:
                continue
            key = judgement.subject.key
            before = last.get(key, "")
            found = replace(judgement, when=just_after(before)) if judgement.when <= before else judgement
            last[key] = found.when
            fresh[found.id] = found
        return tuple(fresh.values())

    def _refresh(self) -> None:
        """Read what the file has more than at the last time; all of it where it is another file."""
        try:
            with self.path.open("rb") as file:
                status = os.fstat(file.fileno())
                if status.st_ino != self._inode or status.st_size < self._read_to:
                    self._forget(status.st_ino)
                file.seek(self._read_to)
                data = file.read()
        except FileNotFoundError:
            if self._inode != -1:
                self._forget(-1)
            return
        except OSError as error:
            raise UsageError(
                f"cannot be read: {error.strerror}", where=str(self.path), remedy="check the path"
            ) from None
        whole, newline, _ = data.rpartition(b"\n")
        if not newline:
            return
        self._read_to += len(whole) + 1
        for line in whole.split(b"\n"):
            self._lines += 1
            self._take(line)

    def _take(self, line: bytes) -> None:
        if not line.strip():
            return
        try:
            record = parse_judgement(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.problems.append(f"line {self._lines} is not UTF-8 text")
        except ValueError as error:
            self.problems.append(f"line {self._lines} {error}")
        else:
            if record.id not in self._by_id:
                self._holding = None
                self._records.append(record)
                self._by_id[record.id] = record

    def _forget(self, inode: int) -> None:
        self._records, self._by_id, self.problems, self._holding = [], {}, [], None
        self._read_to, self._lines, self._inode = 0, 0, inode

    def _ends_torn(self, descriptor: int) -> bool:
        """Tell whether the file ends within a line that a process did not finish."""
        size = os.fstat(descriptor).st_size
        if size == 0:
            return False
        with self.path.open("rb") as file:
            file.seek(size - 1)
            return file.read(1) != b"\n"


def read_log(path: Path) -> JudgementLog:
    """Return a file of judgements that must be there; raises UsageError. A torn last line is among its problems."""
    if not path.is_file():
        raise UsageError("no such file of judgements", where=str(path), remedy="correct the path")
    log = JudgementLog(path)
    log.records()
    with path.open("rb") as file:
        file.seek(log._read_to)
        rest = file.read()
    if rest.strip():
        # A last line without its newline may be whole: edited by hand, or cut exactly there.
        log._lines += 1
        log._take(rest)
    return log


def load_judgements(paths: Iterable[Path]) -> tuple[Judgements, tuple[str, ...]]:
    """Tell what holds according to some files together, and the lines that were passed over, each with its file."""
    records: dict[str, Judgement] = {}
    problems: list[str] = []
    for path in paths:
        log = read_log(path)
        problems += [f"{path}: {problem}; it is passed over" for problem in log.problems]
        for record in log.records():
            records.setdefault(record.id, record)
    return Judgements(records.values()), tuple(problems)


def _write_all(descriptor: int, data: bytes) -> None:
    """Write everything, which for all but huge judgements is one call."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _sync_folder(folder: Path) -> None:
    """Put the name of a new file on the disk."""
    with contextlib.suppress(OSError):  # not every system can
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Turn errors of the system into ours."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the judgement cannot be saved ({error.strerror or error})",
            where=str(path),
            remedy="free some space or correct the permissions, then decide again",
        ) from None
