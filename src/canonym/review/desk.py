"""What the pages work on: one finished run, its questions, the glossary, and the file of judgements."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from canonym.catalogue.office_search import OfficeSearch
from canonym.glossary import Glossary, load_glossary
from canonym.judgements import JUDGEMENTS_FILE, Judgement, JudgementLog, Office
from canonym.results.explanation import config_of, office_name
from canonym.results.finished_run import FinishedRun
from canonym.results.nearest_renderings import NearestRenderings
from canonym.review.own_packs import packs_of_user
from canonym.review.questions import Question, Questions, Queue
from canonym.run.output_folder import MARK
from canonym.termbase.adding import Added, add_rows
from canonym.termbase.entries import TermRow


class Desk:
    """A run on the desk of those who review it. Safe to use from several threads."""

    def __init__(self, folder: Path, glossaries: tuple[Path, ...] = (), judgements: Path | None = None) -> None:
        """Read a finished run; decisions go to `judgements`, or to judgements.jsonl in its folder.

        Raises UsageError where the folder holds no finished run, or the file cannot be read.
        """
        self.folder = folder
        self._glossaries = glossaries
        self.own_packs = packs_of_user(glossaries)
        self.log = JudgementLog(judgements or folder / JUDGEMENTS_FILE)
        self.log.records()  # a file that cannot be read is said at once
        self._lock = threading.Lock()
        self._open()

    def _open(self) -> None:
        """Read the run; what the glossary says is read anew too, for the run may have another pivot language."""
        self._mark = _mark(self.folder)
        self.run = FinishedRun(self.folder)
        self.pivot: str = self.run.settings["pivot"]
        self._read_glossary()
        self._queue = Queue(Questions(self.run.mentions))

    def _read_glossary(self) -> None:
        self.glossary: Glossary = load_glossary(config_of(self.run.settings, self._glossaries))
        self.search = OfficeSearch(self.glossary, self.pivot)
        self.nearest = NearestRenderings(self.glossary, self.log.judgements())
        terms = [term for term in self.glossary.terms if self.pivot in term.names]
        self._terms = {term.names[self.pivot]: f"{term.pack}/{term.id}" for term in terms}

    def add_to_pack(self, pack: str, rows: Sequence[TermRow]) -> Added:
        """Add names and concepts to one of the user's packs; raises GlossaryError where it cannot take them."""
        with self._lock:
            added = add_rows(rows, self.own_packs[pack])
            if added.concepts or added.names:
                self._read_glossary()
            return added

    def queue(self) -> Queue:
        """Return the questions with all judgements of now; read anew where the run was done again meanwhile."""
        with self._lock:
            # Without a mark a run is under way: what was read before is still good to look at.
            if _mark(self.folder) not in (None, self._mark):
                self._open()
            self._queue.update(self.log.judgements())
            return self._queue

    def name(self, office: Office, level: str | None = None) -> str:
        """Return the canonical name of an office or term."""
        term = next((name for name, number in self._terms.items() if number == office.body), None)
        return term or office_name(self.glossary, self.pivot, office.body, office.rank, office.level or level)

    def judged_name(self, judgement: Judgement) -> str:
        """Give the canonical name of what a judgement names, at the level that the machine saw where it leaves that
        open.
        """
        assert judgement.office is not None
        return self.name(judgement.office, judgement.thought.level if judgement.thought else None)

    def machine_office(self, question: Question) -> Office | None:
        """Tell what the machine took a question's mentions for, or held most likely; None where it had nothing."""
        sample = question.sample
        if question.kind == "term":
            number = self._terms.get(sample["canonical"] or "")
            return Office(None, number) if number else None
        if sample["body"]:
            return Office(sample["rank"], sample["body"])
        best = next(iter(sample["candidates"]), None)
        return Office(best["rank"], best["body"]) if best else None

    def language(self, code: str) -> str:
        """Return the name of a language for people."""
        data = self.glossary.language(code)
        return data.name if data else code


def _mark(folder: Path) -> tuple[int, int] | None:
    """Tell what distinguishes one finished run from the next; None where none is finished."""
    try:
        status = (folder / MARK).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
