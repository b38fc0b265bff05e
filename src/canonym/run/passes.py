"""The three passes that every use of canonym goes through, put together once: read, decide, write.

    reports -> read -> decide -> write -> reports with canonical names

They are done in preparing.py, deciding.py and writing.py, and put together here: `canonym run` adds what an earlier
run has left and what goes into files (pipeline.py), the Python interface adds nothing. What needs titles only (the
mining of renderings) or translates line for line (`canonym translate`) takes the same functions of these three files.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from canonym.alignment.counterparts import Version
from canonym.config import Config
from canonym.errors import UsageError
from canonym.glossary import glossary_for
from canonym.judgements import Judgements
from canonym.model import Document, Resolution
from canonym.run.deciding import decide
from canonym.run.executors import Executor, SerialExecutor, open_executor, worker_count
from canonym.run.preparing import Prepared, PreparedSource, prepare
from canonym.run.translating import Decided, load_ahead
from canonym.run.writing import WrittenWindow, finish, windows
from canonym.texts import Source


@dataclass(frozen=True, slots=True)
class Passes:
    """The three passes with one configuration; see `open_passes`."""

    config: Config
    judgements: Judgements
    executor: Executor

    def read(self, sources: Iterable[Source | Document]) -> Iterator[PreparedSource]:
        """Read sources, in their order, and find the titles of their documents.

        Standard input and texts that are there already are read in this process. Where it does everything, the
        translation model for the first language met is loaded while the rest is read.
        """
        loading = not isinstance(self.executor, SerialExecutor)
        for is_here, group in itertools.groupby(sources, key=_is_here):
            executor = SerialExecutor() if is_here else self.executor
            for result in executor.map(functools.partial(prepare, config=self.config), group):
                loading = loading or any(load_ahead(prepared, self.config) for prepared in result.documents)
                yield result

    def decide(
        self, documents: Iterable[Prepared], versions: Sequence[Sequence[Version]] | None = None
    ) -> list[Resolution]:
        """Resolve the mentions of all documents together, in the light of judgements and of versions of one report."""
        return decide(documents, self.config, self.judgements, versions)

    def write(self, documents: Iterable[Decided], count: int) -> Iterator[WrittenWindow]:
        """Write canonical names into `count` documents and their translations, window by window, in their order."""
        groups = windows(documents, count, worker_count(self.config.workers))
        return self.executor.map(functools.partial(finish, config=self.config), groups)


@contextmanager
def open_passes(config: Config, judgements: Judgements | None = None) -> Iterator[Passes]:
    """Open the passes with a configuration and its worker processes.

    Raises UsageError where no pack has canonical names in the pivot language.
    """
    check_pivot(config)
    with open_executor(config.workers) as executor:
        yield Passes(config, judgements or Judgements(), executor)


def check_pivot(config: Config) -> None:
    """Raise UsageError where no pack has canonical names in the pivot language."""
    pivots = glossary_for(config).pivots()
    if config.pivot not in pivots:
        raise UsageError(
            f"no canonical names in language {config.pivot!r}", where="pivot", remedy=f"use one of {', '.join(pivots)}"
        )


def by_document(documents: Iterable[Prepared], resolutions: Iterable[Resolution]) -> Iterator[Decided]:
    """Put each document together with what was decided about its mentions."""
    found: dict[str, list[Resolution]] = {}
    for resolution in resolutions:
        found.setdefault(resolution.mention.doc, []).append(resolution)
    for document in documents:
        yield document, tuple(found.get(document.document.name, ()))


def _is_here(source: Source | Document) -> bool:
    return isinstance(source, Document) or source.path is None
