"""Readings, candidates and results as columns, so that a round weighs thousands of candidates at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.signedinteger[Any]]]
"""32 bits wide where a column is kept for all mentions."""
Values = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

NONE = -1
SURE = 0.7
"""Probability from which a result may speak for others."""


class ReadingColumns(NamedTuple):
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


class CandidateColumns(NamedTuple):
    """The candidates of some mentions, mention by mention, each mention's in the order of body ids."""

    starts: Numbers
    """Where the candidates of each mention begin; one more than there are mentions."""
    reading: Numbers
    """Rows of the table of readings."""
    fixed: Values
    """What the document as a whole is worth to each."""
    foreign: Flags
    """Whether another country's name stands in the way."""
    antecedent: Numbers
    """Number of the mention whose body is named in short, or NONE."""

    @property
    def mention(self) -> Numbers:
        """The mention of each candidate, counted from the first of these mentions."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


class FeatureColumn(NamedTuple):
    """What the other titles add to each candidate in one respect."""

    value: Values
    """0 where nothing."""
    source: Numbers
    """What says so: the number of a mention, or what the feature makes of it."""
