"""What the results of one round say for and against the candidates of other mentions: slots, lists, words and errors.

Worked out for a chunk of whole documents at once, each feature as one column over all candidates. mention_features.py
says which feature each is, and the facts behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from canonym.resolution.evidence.mention_columns import MentionColumns
from canonym.resolution.evidence.slot_table import Witnessed
from canonym.resolution.tables.columns import (
    NONE,
    CandidateColumns,
    FeatureColumn,
    Flags,
    Numbers,
    ReadingColumns,
    Results,
    Values,
    expand,
    pair,
)
from canonym.resolution.tables.joins import are_among, first_of_another, first_with_key, values_at

_BY_FAR = 0.5
"""How much surer it must be that somebody else holds an office than that this person does."""
_LIKELY = 0.5
"""Probability from which a body counts as named rightly, as its own words say it."""


class OtherMentions:
    """The results of one round in some documents, and what they say about the candidates of the mentions there."""

    def __init__(
        self,
        rows: CandidateColumns,
        columns: ReadingColumns,
        mentions: MentionColumns,
        results: Results,
        first: int,
        persons: Sequence[str],
        witnessed: Witnessed,
    ) -> None:
        """All of them are about the same mentions, of which `first` is the number of the first one.

        `mentions.beside` holds numbers of the whole corpus; `persons` are the names by number; `witnessed` is what
        stands in the slots of the mentions elsewhere.
        """
        self._rows, self._columns, self._mentions, self._results = rows, columns, mentions, results
        self._first = first
        self._persons = persons
        self._witnessed = witnessed
        self._mention = rows.mention
        self._body = columns.body[rows.reading]
        self._office = columns.office[rows.reading]
        self._sure = np.flatnonzero(results.sure)
        """The mentions whose result may speak for others."""
        self._best = results.best[self._sure]
        self._best_body = columns.body[self._best]
        self._bodies = int(columns.body.max(initial=0)) + 1
        self._document = mentions.document - mentions.document[:1]
        own_body = np.full(len(results.best), NONE, dtype=np.int64)
        own_body[self._sure] = self._best_body
        self._is_own = own_body[self._mention] == self._body
        """Candidates of the body that the mention itself surely names."""
        self._near = self._named_elsewhere(np.ones(len(self._sure), dtype=bool))
        """Candidates whose body another mention of the document surely names, in whatever way."""

    def _column(self, rows: Numbers, values: Values | float, sources: Numbers | int = NONE) -> FeatureColumn:
        found = nothing_added(len(self._body))
        found.value[rows] = values
        found.source[rows] = sources
        return found

    def _flagged(self, flags: Flags) -> FeatureColumn:
        return self._column(np.flatnonzero(flags), 1.0)

    def _in_document(self, mention: Numbers, body: Numbers) -> Numbers:
        return self._document[mention] * self._bodies + body

    def _named_elsewhere(self, which: Flags) -> Flags:
        """Candidates whose body another mention of the document surely names; `which` of the sure ones count."""
        sure = self._sure[which]
        size = (int(self._document[-1]) + 1) * self._bodies if len(self._document) else 0
        counts = np.bincount(self._in_document(sure, self._best_body[which]), minlength=size)
        found = counts[self._in_document(self._mention, self._body)]
        counted = np.zeros(len(self._results.best), dtype=bool)
        counted[sure] = True
        flags: Flags = found > (self._is_own & counted[self._mention])
        return flags

    def slot(self) -> FeatureColumn:
        """The bodies that stand in the slots of mentions elsewhere."""
        witnessed = self._witnessed
        entry, row = expand(witnessed.mention, self._rows.starts)
        same = self._body[row] == witnessed.body[entry]
        return self._column(row[same], witnessed.value[entry[same]], entry[same])

    def list_level(self) -> FeatureColumn:
        """Central offices in lists of local ones."""
        return self._flagged(self._columns.central[self._rows.reading] & self._mentions.local_beside[self._mention])

    def ex_officio(self) -> FeatureColumn:
        """Offices that come with one held by the same person."""
        return self._in_list[0]

    def held_already(self) -> FeatureColumn:
        """Offices that another title of the list is surer of."""
        return self._in_list[1]

    def named_here(self) -> FeatureColumn:
        """Bodies that another mention of the document surely names in full."""
        in_full = self._results.antecedent[self._sure] == NONE
        return self._flagged(self._near & ~self._rows.foreign & self._named_elsewhere(in_full))

    @cached_property
    def _in_list(self) -> tuple[FeatureColumn, FeatureColumn]:
        """Offices that come with one held by the same person, and those that another title of the list is surer of."""
        results, columns, surface = self._results, self._columns, self._mentions.surface
        starts = self._mentions.beside_starts
        mention = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        other = self._mentions.beside[starts[0] : starts[-1]] - self._first
        speaks = results.sure[other]
        mention, other = mention[speaks], other[speaks]
        entry, row = expand(mention, self._rows.starts)
        mention, other = mention[entry], other[entry]
        office = columns.office[results.best[other]]
        reading = self._rows.reading[row]
        comes = np.flatnonzero(columns.ex_officio[reading])
        comes = comes[are_among(columns.comes_with, pair(reading[comes], office[comes]))]
        held = np.flatnonzero((self._office[row] == office) & (surface[mention] != surface[other]))
        one, two = mention[held], other[held]
        leads = (results.leader[one] >= 0) & (columns.office[results.leader[one]] == office[held])
        mine, theirs = np.where(leads, results.leading[one], 0.0), results.independent[two]
        held = held[(theirs > mine) | ((theirs == mine) & (two < one))]
        return (
            self._column(row[comes], 1.0, other[comes] + self._first),
            self._column(row[held], 1.0, other[held] + self._first),
        )

    def same_misreading(self) -> FeatureColumn:
        """Errors that surely occur elsewhere in the document."""
        columns = self._columns
        counts = np.diff(columns.error_starts)
        erring = self._sure[counts[self._best] > 0]
        rows = np.flatnonzero((counts[self._rows.reading] > 0) & ~self._rows.foreign)
        at, error = expand(self._results.best[erring], columns.error_starts)
        made, by = pair(self._document[erring[at]], columns.errors[error]), erring[at]
        order = np.lexsort((by, made))
        made, by = made[order], by[order]
        once = np.ones(len(made), dtype=bool)
        once[1:] = (made[1:] != made[:-1]) | (by[1:] != by[:-1])
        made, by = made[once], by[once]
        at, error = expand(self._rows.reading[rows], columns.error_starts)
        row, error = rows[at], columns.errors[error]
        asked = pair(self._document[self._mention[row]], error)
        _, hit = first_of_another(made, by, asked, self._mention[row])
        return self._column(row[hit], 1.0, error[hit])

    def same_words(self) -> FeatureColumn:
        """The surest other mention of the document that says the same words, and is of this body."""
        words = self._mentions.words
        speaks = words[self._sure] >= 0
        sure = self._sure[speaks]
        said = pair(words[sure], self._best_body[speaks])
        order = np.lexsort((sure, -self._results.independent[sure], said))
        said, sure = said[order], sure[order]
        rows = np.flatnonzero(
            self._near
            & (words[self._mention] >= 0)
            & ~self._rows.foreign
            & ~self._columns.rank_wrong[self._rows.reading]
        )
        asked = pair(words[self._mention[rows]], self._body[rows])
        at, hit = first_of_another(said, sure, asked, self._mention[rows])
        other = sure[at[hit]]
        return self._column(rows[hit], self._results.independent[other], other + self._first)

    def twin(self) -> FeatureColumn:
        """A ministry, or its minister, that the document calls a department elsewhere is that department."""
        best = self._results.best
        likely = np.flatnonzero((best >= 0) & (self._results.independent >= _LIKELY))
        likely = likely[self._columns.kind[best[likely]]]
        named = self._in_document(likely, self._columns.body[best[likely]])
        order = np.argsort(named, kind="stable")
        named, likely = named[order], likely[order]
        rows = np.flatnonzero(self._columns.misread[self._rows.reading])
        asked = self._in_document(self._mention[rows], self._body[rows])
        at, hit = first_with_key(named, asked)
        hit &= values_at(likely, at) != self._mention[rows]
        return self._column(rows[hit], 1.0, likely[at[hit]] + self._first)

    # one holder at a time

    def taken(self) -> FeatureColumn:
        """The lead of a body that the document gives to somebody else more surely."""
        seats, person = self._mentions.seat, self._mentions.person
        holds = (seats[self._sure] >= 0) & self._columns.seat[self._best]
        sure = self._sure[holds]
        held = pair(seats[sure], self._columns.office[self._best[holds]])
        order = np.argsort(held, kind="stable")
        held, sure = held[order], sure[order]
        rows = np.flatnonzero(self._near & self._columns.seat[self._rows.reading] & (seats[self._mention] >= 0))
        asked = pair(seats[self._mention[rows]], self._office[rows])
        start, stop = np.searchsorted(held, asked, "left"), np.searchsorted(held, asked, "right")
        others = self._perhaps_taken(rows, asked, held, sure)
        found: list[tuple[int, int]] = []
        for row, first, last in zip(rows[others].tolist(), start[others].tolist(), stop[others].tolist(), strict=True):
            by = self._taken_by(int(person[self._mention[row]]), sure[first:last].tolist())
            if by != NONE:
                found.append((row, by))
        where = np.array(found, dtype=np.int64).reshape(-1, 2)
        return self._column(where[:, 0], 1.0, where[:, 1])

    def _perhaps_taken(self, rows: Numbers, asked: Numbers, held: Numbers, sure: Numbers) -> Flags:
        """Candidates whose office some name holds far more surely than the mention's person, perhaps the same one's.

        `asked` are the offices of the candidates in `rows`, `held` those that the mentions in `sure` hold.
        """
        person, many = self._mentions.person, len(self._persons)
        offices, of = np.unique(held, return_inverse=True)
        holder, back = np.unique(of * many + person[sure], return_inverse=True)
        total = np.bincount(back, self._results.independent[sure], minlength=len(holder))
        most = np.zeros(len(offices) + 1)
        np.maximum.at(most, holder // max(many, 1), total)
        office, known = first_with_key(offices, asked)
        office[~known] = len(offices)
        me = office * many + person[self._mention[rows]]
        at, holds = first_with_key(holder, me)
        mine = np.where(holds, np.append(total, 0.0)[at], 0.0)
        flags: Flags = most[office] > mine + _BY_FAR
        return flags

    def _taken_by(self, me: int, holders: Sequence[int]) -> int:
        """The other person to whom a document gives an office more surely, or NONE; `holders` are mentions."""
        person = self._mentions.person
        sure: dict[int, float] = defaultdict(float)
        for holder in holders:
            sure[int(person[holder])] += float(self._results.independent[holder])
        name = self._persons[me]
        others = {each: value for each, value in sure.items() if not same_person(self._persons[each], name)}
        if not others or max(others.values()) <= sure.get(me, 0.0) + _BY_FAR:
            return NONE
        return max(others, key=lambda each: (others[each], self._persons[each]))


def nothing_added(size: int) -> FeatureColumn:
    """A feature that no candidate has yet."""
    return FeatureColumn(np.zeros(size), np.full(size, NONE, dtype=np.int64))


def same_person(first: str, second: str) -> bool:
    """Whether two names can be one person's: one holds all words of the other ("Vang" and "Giang Seo Vang")."""
    one, other = set(first.split()), set(second.split())
    return one <= other or other <= one
