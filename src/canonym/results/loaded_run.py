"""A finished run for Python programs: `canonym.load_run("out")`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from canonym.records import DocumentRecord, MentionRecord
from canonym.results.finished_run import FinishedRun
from canonym.run.title_tables import titles_html, titles_table

if TYPE_CHECKING:
    import pyarrow


class LoadedRun(Sequence[MentionRecord]):
    """The titles of a finished run, in order, with the texts they stand in."""

    def __init__(self, folder: str | Path) -> None:
        """Read a run; raises UsageError where the folder holds no finished one."""
        self._run = FinishedRun(Path(folder))

    def __len__(self) -> int:
        """Count the titles and terms."""
        return len(self._run.mentions)

    def __getitem__(self, which: int) -> MentionRecord:  # type: ignore[override]
        """Return a title as an object of mentions.jsonl, with its evidence."""
        return self._run.mentions[which]

    def __iter__(self) -> Iterator[MentionRecord]:
        """Return the titles in the order of documents and places."""
        return iter(self._run.mentions)

    @property
    def documents(self) -> dict[str, DocumentRecord]:
        """The objects of documents.jsonl by name."""
        return self._run.documents

    def text(self, doc: str) -> str:
        """Return the text of a report, in which `start` and `end` count; raises KeyError where there is none."""
        return self._run.text(doc)

    def canonical(self, doc: str, side: str = "source") -> str | None:
        """Return a report with canonical names, in its own language or in the pivot; None where there is no such."""
        return self._run.canonical(doc, side)

    def to_arrow(self) -> pyarrow.Table:
        """Return the titles as a table of pyarrow, a row each, without evidence; `.to_pandas()` makes a data frame."""
        return titles_table(self._run.mentions)

    def _repr_html_(self) -> str:
        """Return the titles as a notebook shows them."""
        return titles_html(self._run.mentions)


def load_run(folder: str | Path) -> LoadedRun:
    """Read a finished run; raises UsageError where the folder holds none.

    >>> run = canonym.load_run("out")  # doctest: +SKIP
    >>> [each["surface"] for each in run if each["verdict"] == "mistranslated"]  # doctest: +SKIP
    """
    return LoadedRun(folder)
