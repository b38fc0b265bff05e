"""The run on the bench: its desk, its database, and a run in work; all made when they are first asked for."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path

from canonym.results.finished_run import glossaries_of
from canonym.results.run_database import mark_of, run_database
from canonym.review.desk import Desk
from canonym.run.output_folder import MARK
from canonym.workbench.running import Running
from canonym.workbench.views import Views


class Bench:
    """What the pages work on. Safe to use from several threads."""

    def __init__(self, folder: Path | None, glossaries: tuple[Path, ...] = (), judgements: Path | None = None) -> None:
        """Open a finished run, or begin without one; raises UsageError where the folder holds none."""
        self._glossaries = glossaries_of(folder, glossaries) if folder else glossaries
        self._judgements = judgements
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._views: tuple[str, Views] | None = None
        self.folder = folder
        self.running: Running | None = None
        if folder is not None:
            self._desk = Desk(folder, self._glossaries, judgements)
            self.views()

    def open(self, folder: Path) -> None:
        """Take another run on the bench; raises UsageError where the folder holds none."""
        desk = Desk(folder, self._glossaries, self._judgements)
        with self._lock:
            self.folder, self._desk, self._views = folder, desk, None

    @property
    def desk(self) -> Desk | None:
        """The desk of the run, None where there is no run yet."""
        return self._desk

    def views(self) -> Views:
        """Return the run's database, made anew where the run was done again."""
        assert self.folder is not None
        with self._lock:
            mark = mark_of(self.folder)
            if self._views is None or mark not in (None, self._views[0]):
                self._views = (mark or "", Views(run_database(self.folder)))
            return self._views[1]

    def pending_decisions(self) -> int:
        """Count the decisions that were made after the run, which the next run will follow."""
        if self._desk is None or self.folder is None:
            return 0
        try:
            finished = (self.folder / MARK).stat().st_mtime
        except OSError:
            return 0
        written = datetime.datetime.fromtimestamp(finished, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return sum(each.is_decision and each.when > written for each in self._desk.queue().judgements.valid)
