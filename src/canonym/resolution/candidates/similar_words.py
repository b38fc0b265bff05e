"""What the unknown words of a title may stand for: a name spelt almost alike, or words of nearly the same meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from canonym.embedding import Embedder
from canonym.features.declared import EMBEDDING, FUZZY, MISSING
from canonym.features.facts import Facts
from canonym.features.word_facts import NearInMeaning, SpeltAlike
from canonym.glossary import Glossary
from canonym.glossary.feature_weights import Weights
from canonym.glossary.lexicon import bare
from canonym.resolution.candidates.guesses import AskedTitle, Guess
from canonym.resolution.candidates.reading import Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_FUZZY_CUT = 86.0
"""Similarity (rapidfuzz, 0 to 100) from which a garbled phrase may be a name."""
_NEAR_CUT = 0.45
"""Cosine from which unknown words may mean what a body's words mean."""


class _Names(NamedTuple):
    """The preferred names in one language by body."""

    written: dict[str, str]
    in_order: dict[str, str]
    """The same with their words in alphabetical order."""


class SimilarWords:
    """Compares unknown words with the names and words that the glossary knows."""

    def __init__(self, glossary: Glossary, embedder: Embedder | None, weights: Weights) -> None:
        """`embedder` may be None: then unknown words are compared by spelling only."""
        self._glossary = glossary
        self._embedder = embedder
        self._weights = weights
        self._names: dict[str, _Names] = {}
        self._meanings: dict[tuple[str, ...], Vectors] = {}
        """A vector for each of a body's senses."""

    def guesses(self) -> tuple[Guess, ...]:
        """Both comparisons, spelling first."""
        return (
            Guess(FUZZY, self._spelt_alike, self._alike_facts),
            Guess(EMBEDDING, self._near_in_meaning, lambda title, _: NearInMeaning(title.unknown)),
        )

    def _spelt_alike(self, title: AskedTitle, _: Mapping[str, Reading]) -> Iterator[tuple[str, float]]:
        """Bodies with a name in the same language that is spelt almost like the phrase, and the value of that.

        (OCR, lost accents, typing errors.)
        """
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only needed where a word is unknown

        if self._glossary.language(title.lang) is None or not self._weights[FUZZY]:
            return
        text, names = _in_order(self._bare(title)), self._names_in(title.lang).in_order
        # The ratio of words in alphabetical order is what rapidfuzz calls token_sort_ratio.
        found = process.extract(text, names, scorer=fuzz.ratio, score_cutoff=_FUZZY_CUT, limit=3)
        for __, score, body in found:
            yield body, (score - _FUZZY_CUT + 4) / (104 - _FUZZY_CUT)

    def _alike_facts(self, title: AskedTitle, body: str) -> Facts:
        return SpeltAlike(self._bare(title), self._names_in(title.lang).written[body])

    def _near_in_meaning(self, title: AskedTitle, readings: Mapping[str, Reading]) -> Iterator[tuple[str, float]]:
        """Bodies whose words mean nearly what the unknown words mean, and the value of that: synonyms.

        Only of readings that miss a word of their body.
        """
        lacking = [reading.body for reading in readings.values() if MISSING in reading.features]
        if self._embedder is None or not lacking or not self._weights[EMBEDDING]:
            return
        vector = self._embedder.encode([" ".join(title.unknown)])[0]
        for body in lacking:
            near = float((self._meant_by(body.senses) @ vector).max())
            if near > _NEAR_CUT:
                yield body.id, (near - _NEAR_CUT) / (1 - _NEAR_CUT)

    def _meant_by(self, senses: tuple[str, ...]) -> Vectors:
        if senses not in self._meanings:
            assert self._embedder is not None
            glosses = self._glossary.senses.glosses
            self._meanings[senses] = self._embedder.encode([glosses.get(sense, sense) for sense in senses])
        return self._meanings[senses]

    def _bare(self, title: AskedTitle) -> str:
        language = self._glossary.language(title.lang)
        return " ".join(bare(item.text, language) for item in title.items) if language else ""

    def _names_in(self, lang: str) -> _Names:
        """The names of a language without level words; those that are struck for a while left out."""
        if lang not in self._names:
            names = self._preferred(lang)
            self._names[lang] = _Names(names, {body: _in_order(name) for body, name in names.items()})
        return self._names[lang]

    def _preferred(self, lang: str) -> dict[str, str]:
        language, lexicon = self._glossary.language(lang), self._glossary.lexicon(lang)
        names: dict[str, str] = {}
        if language is None or lexicon is None:
            return names
        for body in self._glossary.bodies.values():
            entry = body.names.get(lang)
            if entry and not body.provisional:
                name = " ".join(bare(word, language) for word in entry.preferred.replace("{level}", " ").split())
                if not lexicon.is_struck(name):
                    names[body.id] = name
        return names


def _in_order(text: str) -> str:
    return " ".join(sorted(text.split()))
