"""What rounds ask of mentions, as columns; nothing of it changes from round to round."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from canonym.resolution.candidates.mention_case import Case
from canonym.resolution.tables.columns import NONE, Flags, Numbers

_NOT_LOCAL = (None, "central", "cluster")
_MEMBERS = frozenset({"member", "alternate-member", "standing-member", "delegate"})


class MentionColumns(NamedTuple):
    """The mentions of a corpus."""

    document: Numbers
    words: Numbers
    """Equal for mentions of one document that say the same of their body; NONE for those that say nothing of it."""
    person: Numbers
    """Equal for the same name; NONE where no person is named."""
    seat: Numbers
    """Equal for mentions of one document with the same level and place, by which a person is said to hold an office
    now; NONE for other mentions."""
    surface: Numbers
    local_beside: Flags
    """Whether another title of its list is a local one, and more than a membership."""
    beside_starts: Numbers
    """Where the other mentions of the list of each mention begin in `beside`; one more than there are mentions."""
    beside: Numbers

    def part(self, numbers: range) -> MentionColumns:
        """Some mentions, as views; `beside` stays that of all."""
        own = slice(numbers.start, numbers.stop)
        starts = self.beside_starts[numbers.start : numbers.stop + 1]
        return MentionColumns._make((*(column[own] for column in self[:6]), starts, self.beside))


class MentionTable:
    """The columns while they grow."""

    def __init__(self) -> None:
        """Add the documents one by one, in order."""
        self._columns = tuple(array("i") for _ in range(4))
        self._local = array("b")
        self._documents = 0
        self._count = 0
        self._persons: dict[str, int] = {}

    def add(self, cases: Sequence[Case]) -> None:
        """Add the mentions of a document."""
        words: dict[object, int] = {}
        seats: dict[object, int] = {}
        first, persons = self._count, self._persons
        rows: list[tuple[int, int, int, int]] = []
        for case in cases:
            parsed, rendering = case.mention.parsed, case.rendering
            said = first + words.setdefault(rendering.words, len(words)) if rendering.items else NONE
            seat = person = NONE
            if case.person is not None:
                person = persons.setdefault(case.person, len(persons))
                if parsed.tenure == "current":
                    seat = first + seats.setdefault((parsed.level, parsed.place), len(seats))
            rows.append((self._documents, said, person, seat))
            ranks = parsed.ranks
            self._local.append(parsed.level not in _NOT_LOCAL and bool(ranks) and ranks[0] not in _MEMBERS)
        for column, values in zip(self._columns, zip(*rows, strict=True), strict=bool(rows)):
            column.extend(values)
        self._documents += 1
        self._count += len(cases)

    @property
    def persons(self) -> list[str]:
        """The names by number."""
        return list(self._persons)

    def columns(self, surfaces: Numbers, beside: tuple[Numbers, Numbers]) -> MentionColumns:
        """All mentions; `surfaces` and `beside` as title lists have them."""
        starts, others = beside
        local = np.array(self._local, dtype=bool)
        locals_beside = np.zeros(len(local), dtype=bool)
        locals_beside[np.repeat(np.arange(len(local)), np.diff(starts))[local[others]]] = True
        own = (np.array(column) for column in self._columns)
        return MentionColumns._make((*own, surfaces, locals_beside, starts, others))
