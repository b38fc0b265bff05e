"""The words that tell what other mentions add to a candidate; only those that are shown are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from canonym.model import Mention
from canonym.resolution.candidates.mention_case import Case
from canonym.resolution.candidates.reading import Office
from canonym.resolution.candidates.reading_table import ReadingTable
from canonym.resolution.evidence.slot_table import Witnessed
from canonym.resolution.tables.columns import Results


class WordingSources(NamedTuple):
    """What the sources of features point to."""

    cases: Sequence[Case]
    results: Results
    table: ReadingTable
    witnessed: Witnessed
    persons: Sequence[str]

    def mention(self, number: int) -> Mention:
        """The mention that says so."""
        return self.cases[number].mention


def detail(feature: str, office: Office, source: int, sources: WordingSources) -> str:
    """What a feature of a candidate office says, from its source."""
    return _TEXTS[feature](office, source, sources)


def _slot(office: Office, source: int, sources: WordingSources) -> str:
    count, example = int(sources.witnessed.lists[source]), sources.mention(int(sources.witnessed.example[source]))
    who = "the same slot" if count == 1 else f"the same slot in {count} lists"
    return f"{who} is {office[0]}, as in “{example.surface}” ({example.doc}, {example.start})"


def _list_level(_: Office, __: int, ___: WordingSources) -> str:
    return "the other titles of the list are local ones"


def _ex_officio(office: Office, source: int, sources: WordingSources) -> str:
    body, rank = sources.table.offices[sources.table.columns().office[sources.results.best[source]]]
    return f"the {rank} of {body} is {office[1]} here by virtue of office"


def _held_already(_: Office, source: int, sources: WordingSources) -> str:
    return f"“{sources.mention(source).surface}” in the same list is this office"


def _same_misreading(_: Office, source: int, sources: WordingSources) -> str:
    return f"{sources.table.errors[source]} occurs elsewhere in the document"


def _named_here(office: Office, _: int, __: WordingSources) -> str:
    return f"the document names {office[0]} elsewhere"


def _same_words(_: Office, source: int, sources: WordingSources) -> str:
    mention = sources.mention(source)
    return f"as in “{mention.surface}” ({mention.start})"


def _twin(_: Office, source: int, sources: WordingSources) -> str:
    mention = sources.mention(source)
    return f"“{mention.surface}” ({mention.start}) names it rightly"


def _taken(_: Office, source: int, sources: WordingSources) -> str:
    return f"the document names {sources.persons[source]} for it"


_TEXTS: dict[str, Callable[[Office, int, WordingSources], str]] = {
    "slot": _slot,
    "list_level": _list_level,
    "ex_officio": _ex_officio,
    "held_already": _held_already,
    "same_misreading": _same_misreading,
    "named_here": _named_here,
    "same_words": _same_words,
    "twin": _twin,
    "taken": _taken,
}
