"""Readings and results as columns, so that a round weighs thousands of candidates at once.

What rounds ask of a reading is a handful of numbers. Equal readings share one row of a table, and a candidate of a
mention is the number of such a row.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np

from canonym.glossary import Glossary
from canonym.glossary.language_data import LEVELS
from canonym.resolution.candidates.reading import Detail, Office, Reading

Numbers = np.ndarray[Any, np.dtype[np.signedinteger[Any]]]
"""32 bits wide where a column is kept for all mentions."""
Values = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

Key = TypeVar("Key")

NONE = -1
SURE = 0.7
"""Probability from which a result may speak for others."""
_CENTRAL = ("central",)


class Columns(NamedTuple):
    """What the rounds ask of each reading of a table."""

    worth: Values
    body: Numbers
    office: Numbers
    central: Flags
    """Whether it is an office of a body that only the whole country has, and more than a membership of it."""
    kind: Flags
    """Whether the words say the kind of the body."""
    misread: Flags
    """Whether they say another kind by an error that makes them wrong."""
    rank_wrong: Flags
    seat: Flags
    """Whether it is the lead of its body, which one person holds at a time."""
    ex_officio: Flags
    """Whether it comes with another office."""
    has_context: Flags
    """Whether terms of a document can speak for its body."""
    has_double: Flags
    """Whether its body's name is often given to a local one of the same words."""
    pack: Numbers
    levels: Numbers
    """The levels of its body, as bits in the order of LEVELS."""
    error_starts: Numbers
    """Where the errors of each reading begin in `errors`; one more than there are readings."""
    errors: Numbers
    comes_with: Numbers
    """Readings and offices that they come with, see `pair`; sorted."""


def pair(first: Numbers, second: Numbers) -> Numbers:
    """Two numbers as one, the second one below 2 ** 31."""
    return (first.astype(np.int64) << 31) | second


def expand(items: Numbers, starts: Numbers) -> tuple[Numbers, Numbers]:
    """For items that each have a run of things, all pairs of a place in `items` and a thing, in order.

    The things of item i are those from starts[i] to before starts[i + 1].
    """
    counts = starts[items + 1] - starts[items]
    at = np.repeat(np.arange(len(items)), counts)
    within = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return at, starts[items][at] + within


class ReadingTable:
    """The different readings of a corpus."""

    def __init__(self, weights: Mapping[str, float], glossary: Glossary, doubles: Collection[str]) -> None:
        """A table without readings.

        `weights` are those that their worth is counted with, `doubles` the bodies whose name is often given to a local
        one of the same words.
        """
        self._weights = weights
        self._ranks = glossary.ranks.by_id
        self._doubles = doubles
        self.packs: list[str] = [pack.id for pack in glossary.packs]
        self._pack_numbers = {pack: number for number, pack in enumerate(self.packs)}
        self.readings: list[Reading] = []
        """Without the words that explain them."""
        self.bodies: list[str] = []
        self.offices: list[Office] = []
        self.errors: list[str] = []
        self._rows: dict[tuple[object, ...], int] = {}
        # Most readings share their features with others: each set of them is kept once.
        self._feature_numbers: dict[tuple[object, ...], int] = {}
        self._features: list[tuple[object, ...]] = []
        self._kept_features: list[dict[str, float]] = []
        self._blame_numbers: dict[frozenset[str], int] = {}
        self._blames: list[frozenset[str]] = []
        self._kept_blames: list[set[str]] = []
        self._no_words: dict[str, Detail] = {}
        self._body_numbers: dict[str, int] = {}
        self._office_numbers: dict[Office, int] = {}
        self._error_numbers: dict[str, int] = {}
        self._worth = array("d")
        self._body, self._office, self._error = array("q"), array("q"), array("q")
        self._error_starts = array("q", [0])
        self._flags = tuple(array("b") for _ in range(8))
        self._pack, self._levels = array("q"), array("q")
        self._comes_with = array("q")
        self._columns: Columns | None = None

    def row(self, reading: Reading) -> int:
        """The row of a reading; equal ones share it, whatever words explain them and whatever they stand for."""
        if reading.row < 0:
            features = _number((*reading.features, *reading.features.values()), self._feature_numbers, self._features)
            blame = _number(frozenset(reading.blame), self._blame_numbers, self._blames)
            content = (reading.body.id, reading.rank, features, blame, reading.errors, reading.variant)
            if content not in self._rows:
                self._rows[content] = self._add(reading, features, blame)
            reading.row = self._rows[content]
        return reading.row

    def shared(self, reading: Reading) -> Reading:
        """The reading that stands for all that are equal to one, without words; not to be changed."""
        return self.readings[self.row(reading)]

    def columns(self) -> Columns:
        """All readings so far."""
        if self._columns is None or len(self._columns.worth) < len(self.readings):
            self._columns = Columns._make(
                (
                    np.array(self._worth),
                    np.array(self._body),
                    np.array(self._office),
                    *(np.array(flag, dtype=bool) for flag in self._flags),
                    np.array(self._pack),
                    np.array(self._levels),
                    np.array(self._error_starts),
                    np.array(self._error),
                    np.unique(np.array(self._comes_with)),
                )
            )
        return self._columns

    def _add(self, reading: Reading, features_number: int, blame_number: int) -> int:
        if features_number == len(self._kept_features):
            self._kept_features.append(dict(reading.features))
        if blame_number == len(self._kept_blames):
            self._kept_blames.append(set(reading.blame))
        features, blame = self._kept_features[features_number], self._kept_blames[blame_number]
        kept = Reading(reading.body, features, self._no_words, reading.rank, reading.errors, blame, reading.variant)
        kept.row = len(self.readings)
        self.readings.append(kept)
        body = kept.body
        self._pack.append(self._pack_numbers[body.pack])
        self._levels.append(sum(1 << LEVELS.index(level) for level in body.levels))
        self._worth.append(kept.worth(self._weights))
        self._body.append(_number(body.id, self._body_numbers, self.bodies))
        self._office.append(_number(kept.office, self._office_numbers, self.offices))
        comes_with = [other[1:] for other in body.ex_officio if other[0] == kept.rank]
        for other in comes_with:
            office = _number(other, self._office_numbers, self.offices)
            self._comes_with.append(kept.row << 31 | office)
        for error in kept.errors:
            self._error.append(_number(error.id, self._error_numbers, self.errors))
        self._error_starts.append(len(self._error))
        for column, flag in zip(
            self._flags,
            (
                body.levels == _CENTRAL and kept.rank not in (None, body.member),
                "kind" in features,
                "kind_misread" in features and kept.wrong,
                "rank_wrong" in features,
                self._is_seat(kept),
                bool(comes_with),
                bool(body.context),
                body.id in self._doubles,
            ),
            strict=True,
        ):
            column.append(flag)
        return kept.row

    def _is_seat(self, reading: Reading) -> bool:
        if reading.rank is None:
            return False
        rank = self._ranks[reading.rank]
        return not rank.modifiers and rank.base == reading.body.leader != "member"


class Results(NamedTuple):
    """What a round found about each mention; row NONE where it has no candidate."""

    best: Numbers
    """Row of the best candidate."""
    probability: Values
    independent: Values
    """Its probability without what a result must not pass on."""
    leader: Numbers
    """Row of the candidate that is likeliest without that, and how likely."""
    leading: Values
    antecedent: Numbers
    """Number of the mention whose body the best candidate names in short, or NONE."""
    leader_antecedent: Numbers

    @classmethod
    def empty(cls, size: int) -> Results:
        """Results without any finding."""
        none = np.full(size, NONE, dtype=np.int32)
        zero = np.zeros(size)
        return cls(none, zero, zero.copy(), none.copy(), zero.copy(), none.copy(), none.copy())

    def put(self, numbers: range, found: Results) -> None:
        """Take over the results of some mentions."""
        for column, values in zip(self, found, strict=True):
            column[numbers.start : numbers.stop] = values

    def part(self, numbers: range) -> Results:
        """The results of some mentions, as views."""
        return Results._make(column[numbers.start : numbers.stop] for column in self)

    @property
    def sure(self) -> Flags:
        """Which results may speak for others."""
        return (self.best >= 0) & (self.independent >= SURE)


def _number(key: Key, numbers: dict[Key, int], keys: list[Key]) -> int:
    if key not in numbers:
        numbers[key] = len(keys)
        keys.append(key)
    return numbers[key]
