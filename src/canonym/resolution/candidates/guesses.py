"""Features of a title's own words that are guessed for some bodies at once, beside what reading them body by body says.

`similar_words.py` has two of them. A learned reader is a third kind of guess: a function from a title to bodies and
values, and one from a title and a body to the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from canonym.features.declared import COMPLETE
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.model import ParsedTitle
from canonym.resolution.candidates.body_words import BodyWord
from canonym.resolution.candidates.reading import Reading

GuessedFeatures = Mapping[str, Mapping[Feature, float]]
"""Body -> features that a title is guessed to have for it."""


@dataclass(frozen=True, slots=True)
class AskedTitle:
    """A title that guesses are asked about. Titles that are equal in these respects are asked about once."""

    lang: str
    parsed: ParsedTitle
    items: Sequence[BodyWord]
    """Its body words."""

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that no data file knows."""
        return tuple([item.text for item in self.items if not item.meanings])


class Guess(NamedTuple):
    """A guessed feature and what finds it."""

    feature: Feature
    values: Callable[[AskedTitle, Mapping[str, Reading]], Iterable[tuple[str, float]]]
    """Bodies with their value; the readings so far are given by body. A body that has none becomes a candidate."""
    facts: Callable[[AskedTitle, str], Facts]
    """The facts behind it for a body."""
    of_unknown: bool = True
    """Whether it is asked only about titles with an unknown word, and only where no body is said completely."""


def guessed_features(
    guesses: Sequence[Guess],
    title: AskedTitle,
    readings: Mapping[str, Reading],
    read: Callable[[str], Reading],
) -> GuessedFeatures:
    """What is guessed about a title that has these readings; `read` gives that of a further body."""
    known, found = dict(readings), dict[str, dict[Feature, float]]()
    is_open = bool(title.unknown) and not any(COMPLETE in reading.features for reading in known.values())
    for guess in guesses:
        if is_open or not guess.of_unknown:
            for body, value in guess.values(title, known):
                found.setdefault(body, {})[guess.feature] = value
            for body in found:
                if body not in known:
                    known[body] = read(body)
    return found
