"""The different readings of a corpus as rows of one table, so that a candidate is the number of a row.

What rounds ask of a reading is a handful of numbers. Equal readings share one row.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Set
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from canonym.features.declared import KIND, KIND_MISREAD, RANK_WRONG
from canonym.features.feature import Feature
from canonym.glossary import Glossary
from canonym.glossary.feature_weights import Weights
from canonym.glossary.language_data import LEVELS
from canonym.resolution.candidates.reading import Office, Reading, Said
from canonym.resolution.tables.columns import ReadingColumns

Key = TypeVar("Key")

_CENTRAL = ("central",)


class ReadingTable:
    """The different readings of a corpus."""

    def __init__(self, weights: Weights, glossary: Glossary, doubles: Collection[str]) -> None:
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
        """Without the facts that explain them."""
        self.bodies: list[str] = []
        self.offices: list[Office] = []
        self.errors: list[str] = []
        self._rows: dict[tuple[object, ...], int] = {}
        # Most readings share their features with others: each set of them is kept once.
        self._feature_numbers: dict[tuple[object, ...], int] = {}
        self._features: list[tuple[object, ...]] = []
        self._kept_features: list[Mapping[Feature, float]] = []
        self._blame_numbers: dict[frozenset[Feature], int] = {}
        self._blames: list[frozenset[Feature]] = []
        self._kept_blames: list[Set[Feature]] = []
        self._no_facts: Mapping[Feature, Said] = MappingProxyType({})
        self._body_numbers: dict[str, int] = {}
        self._office_numbers: dict[Office, int] = {}
        self._error_numbers: dict[str, int] = {}
        self._worth = array("d")
        self._body, self._office, self._error = array("q"), array("q"), array("q")
        self._error_starts = array("q", [0])
        self._flags = tuple(array("b") for _ in range(8))
        self._pack, self._levels = array("q"), array("q")
        self._comes_with = array("q")
        self._columns: ReadingColumns | None = None

    def row(self, reading: Reading) -> int:
        """The row of a reading; equal ones share it, whatever facts explain them and whatever they stand for."""
        if reading.row < 0:
            features = _number((*reading.features, *reading.features.values()), self._feature_numbers, self._features)
            blame = _number(frozenset(reading.blame), self._blame_numbers, self._blames)
            content = (reading.body.id, reading.rank, features, blame, reading.errors, reading.variant)
            if content not in self._rows:
                self._rows[content] = self._add(reading, features, blame)
            reading.row = self._rows[content]
        return reading.row

    def shared(self, reading: Reading) -> Reading:
        """The reading that stands for all that are equal to one, without facts."""
        return self.readings[self.row(reading)]

    def columns(self) -> ReadingColumns:
        """All readings so far."""
        if self._columns is None or len(self._columns.worth) < len(self.readings):
            self._columns = ReadingColumns._make(
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
            self._kept_features.append(MappingProxyType(dict(reading.features)))
        if blame_number == len(self._kept_blames):
            self._kept_blames.append(frozenset(reading.blame))
        features, blame = self._kept_features[features_number], self._kept_blames[blame_number]
        kept = Reading(reading.body, features, self._no_facts, reading.rank, reading.errors, blame, reading.variant)
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
                KIND in features,
                KIND_MISREAD in features and kept.wrong,
                RANK_WRONG in features,
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


def _number(key: Key, numbers: dict[Key, int], keys: list[Key]) -> int:
    if key not in numbers:
        numbers[key] = len(keys)
        keys.append(key)
    return numbers[key]
