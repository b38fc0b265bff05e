"""How likely two wordings mean one office or body: what speaks for it and against it, added up."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from canonym.alignment.alignment_weights import reads
from canonym.alignment.counterparts import same_person
from canonym.embedding import Embedder
from canonym.reconciliation.office_forms import Concept, OfficeForm

NEVER = -math.inf
"""The score of two forms that cannot be one office."""
_BIAS = -1.0
_CONCEPTS = 3.2
"""Times the share of what the names say that both say."""
_NOTHING_SHARED = -1.2
_VECTORS = 4.0
_ALIKE = 0.5
"""Cosine from which two phrases rather mean the same."""
_SAME_KIND, _OTHER_KIND, _OTHER_FAMILY, _ONE_KIND = 0.6, -0.2, -0.8, -0.4
_OTHER_LEVEL = -0.8
_SAME_HOLDER = 1.6
_PAIRED = 2.6
"""Times how sure it is that two versions of a report have them in the same place."""
_SHORTENED = 0.8
_SAME_DOCUMENT = -0.8
"""One report calls one office by one name."""
_OTHER_COUNTRY, _OTHER_THAN_HOME = -4.0, -2.5
_WORDS_ALIKE = 0.5
"""Share of the letter pairs of two unknown words from which they may be one word in two languages."""
_UNREADABLE = 0.3
"""How much an unknown word counts against a form in another language."""


class Likeness:
    """Scores pairs of forms; above 0 they are rather one office than two."""

    def __init__(
        self, forms: Sequence[OfficeForm], embedder: Embedder | None, pairs: Mapping[tuple[int, int], float]
    ) -> None:
        """Take the forms, and how strongly versions of a report pair two of them (numbers in order -> 0 to 1)."""
        self._forms = forms
        self._embedder = embedder
        self._pairs = pairs
        counts = Counter(each for form in forms for each in {name for word in form.concepts for name in _names(word)})
        self._rarity = {name: math.log(1 + len(forms) / count) for name, count in counts.items()}
        self._score = lru_cache(maxsize=None)(self._scored)
        self._vectors: dict[int, NDArray[np.float32]] = {}
        self._home = _home(forms)

    def score(self, one: int, other: int) -> float | None:
        """Return how likely two forms are one office; None where nothing is known, `NEVER` where they are not."""
        return self._score(min(one, other), max(one, other))

    def _scored(self, one: int, other: int) -> float | None:
        a, b = self._forms[one], self._forms[other]
        if a.lists & b.lists:
            return NEVER  # two offices of one person in one list
        paired = self._pairs.get((one, other), 0.0)
        held = _same_holder(a, b)
        if a.is_bare or b.is_bare:
            return _PAIRED * paired + (_SAME_HOLDER if held else 0.0) - 0.8 if paired or held else None
        score = _BIAS + _PAIRED * paired + (_SAME_HOLDER if held else 0.0)
        score += self._words(a, b) + self._phrases(one, other)
        if a.kinds and b.kinds:
            alike = a.families & b.families
            score += _SAME_KIND if a.kinds & b.kinds else _OTHER_KIND if alike else _OTHER_FAMILY
        elif a.kinds or b.kinds:
            score += _ONE_KIND
        if a.base != b.base and (a.base or b.base) and not (a.concepts and b.concepts):
            score += _NOTHING_SHARED
        elif a.base and a.base == b.base:
            score -= _BIAS + 0.5
        if a.level and b.level and a.level != b.level:
            score += _OTHER_LEVEL
        if a.documents & b.documents and a.lang == b.lang:
            score += _SHORTENED if _is_shortened(a, b) else _SAME_DOCUMENT
        return score + self._countries(a, b)

    def _countries(self, a: OfficeForm, b: OfficeForm) -> float:
        home = a.country or self._home, b.country or self._home
        if a.country and b.country and a.country != b.country:
            return _OTHER_COUNTRY
        return _OTHER_THAN_HOME if home[0] != home[1] else 0.0

    def _words(self, a: OfficeForm, b: OfficeForm) -> float:
        if not a.concepts or not b.concepts:
            return _NOTHING_SHARED / 2 if a.concepts or b.concepts else -_BIAS
        shares = self._covered(a, b), self._covered(b, a)
        share = 2 * shares[0] * shares[1] / (sum(shares) or 1.0)
        return _CONCEPTS * share if share else _NOTHING_SHARED

    def _covered(self, a: OfficeForm, b: OfficeForm) -> float:
        """Return the share of what one form says that the other says too."""
        total = found = 0.0
        for concept in a.concepts:
            weight = max(self._rarity[name] for name in _names(concept))
            match = max(_match(concept, each) for each in b.concepts)
            if not concept.meanings and a.lang != b.lang and not match:
                weight *= _UNREADABLE
            total += weight
            found += weight * match
        return found / total if total else 0.0

    def _phrases(self, one: int, other: int) -> float:
        if self._embedder is None:
            return 0.0
        left, right = self._vector(one), self._vector(other)
        if not left.any() or not right.any():
            return 0.0
        cosine = round(float(left.astype(np.float64) @ right.astype(np.float64)), 6)
        return max(-1.0, min(2.0, _VECTORS * (cosine - _ALIKE)))

    def _vector(self, number: int) -> NDArray[np.float32]:
        if number not in self._vectors and self._embedder is not None:
            form = self._forms[number]
            text = form.phrase if reads(self._embedder.name, form.lang) else ""
            self._vectors[number] = self._embedder.encode([text])[0]
        return self._vectors[number]


def _home(forms: Sequence[OfficeForm]) -> str | None:
    """Return the country that most forms name."""
    counts = Counter(form.country for form in forms if form.country)
    return min(counts, key=lambda code: (-counts[code], code)) if counts else None


def _names(concept: Concept) -> tuple[str, ...]:
    return tuple(sorted(concept.meanings)) or (concept.word,)


def _match(one: Concept, other: Concept) -> float:
    if one.meanings and other.meanings:
        return 1.0 if one.meanings & other.meanings else 0.0
    if one.word == other.word:
        return 1.0
    if one.meanings or other.meanings:
        return 0.0
    share = _letters_shared(one.word, other.word)
    return share if share >= _WORDS_ALIKE else 0.0


@lru_cache(maxsize=100_000)
def _letters_shared(one: str, other: str) -> float:
    pairs = [Counter(itertools.pairwise(word)) for word in (one, other)]
    return 2 * (pairs[0] & pairs[1]).total() / max(1, pairs[0].total() + pairs[1].total())


def _is_shortened(a: OfficeForm, b: OfficeForm) -> bool:
    """Whether one form says nothing that the other does not: "the Dialogue Commission"."""
    short, long = (a, b) if len(a.concepts) < len(b.concepts) else (b, a)
    if not short.concepts or len(short.concepts) == len(long.concepts) or not short.kinds & long.kinds:
        return False
    return all(any(_match(word, each) for each in long.concepts) for word in short.concepts)


def _same_holder(a: OfficeForm, b: OfficeForm) -> bool:
    return any(same_person(one, other) for one in a.persons for other in b.persons)
