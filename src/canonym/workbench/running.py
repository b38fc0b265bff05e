"""A run in work: `canonym run` as a process of its own, how far it is, and what it changed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from canonym.workbench.views import Views

LAST_LINES = 12
"""Lines of the process that are kept for the page."""
_PROGRESS = re.compile(r"^(\w+) (\d+)/(\d+)$")

Key = tuple[str, int, int]
"""A title: report, start and end."""


@dataclass(frozen=True, slots=True)
class TitleRead:
    """What a run says of a title."""

    surface: str
    lang: str
    office: str
    outcome: str


@dataclass(frozen=True, slots=True)
class TitleChange:
    """A title that a second run reads otherwise; None where one of the two has not found it."""

    key: Key
    before: TitleRead | None
    after: TitleRead | None


class Running:
    """One run in work, or one that has ended."""

    def __init__(self, arguments: Sequence[str], folder: Path, where: Path, before: Mapping[Key, TitleRead]) -> None:
        """Start `canonym run` with arguments in a folder; `before` is what an earlier run said."""
        self.out = folder
        self.before = before
        self.stage, self.done, self.total = "starting", 0, 0
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "canonym.cli", *(each for each in arguments if each != "--quiet")],
            cwd=where,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                found = _PROGRESS.match(line.strip())
                if found:
                    self.stage, self.done, self.total = found[1], int(found[2]), int(found[3])
                elif line.strip():
                    self.lines = [*self.lines, line.strip()][-LAST_LINES:]

    @property
    def code(self) -> int | None:
        """The exit code, None while it runs: 0 all done, 3 some reports failed, others as docs/cli.md says."""
        code = self._process.poll()
        if code is not None:
            self._reader.join(timeout=5)
        return code

    @property
    def is_done(self) -> bool:
        """Whether it has ended with results."""
        return self.code in (0, 3)

    def stop(self) -> None:
        """End it; what it has finished is kept."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def _environment() -> dict[str, str]:
    """Return the environment in which a process finds the same canonym, wherever it starts."""
    paths = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def decided_titles(views: Views) -> dict[Key, TitleRead]:
    """Return what a run says of each of its titles."""
    question = "SELECT doc, start, \"end\", surface, lang, office, outcome FROM mentions WHERE kind != 'term'"
    return {
        (row["doc"], row["start"], row["end"]): TitleRead(
            row["surface"], row["lang"], row["office"] or "", row["outcome"]
        )
        for row in views.ask(question)
    }


def changes(before: Mapping[Key, TitleRead], after: Mapping[Key, TitleRead]) -> list[TitleChange]:
    """Return the titles that two runs read differently, in the order of the reports."""
    keys = sorted({*before, *after})
    return [TitleChange(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]
