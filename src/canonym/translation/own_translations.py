"""The user's own translations (TMX files), used before any engine: exact matches first, then similar ones, flagged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from canonym.translation.protection import ProtectedText
from canonym.translation.sentences.wording import Placed
from canonym.translation.term_files import read_terms
from canonym.translation.tmx import one_blank, read_tmx

OWN = "own translation"
OWN_SIMILAR = "own translation of a similar sentence"
SIMILAR = "similar-translation"
"""The user's own translation of a sentence that is not quite this one was used."""
UNUSED = "own-translation-unused"
"""The user's own translation was not used, because an accepted title's canonical name is not in it."""

_TELLING = re.compile(r"\d+|(?<=\s)[^\W\d_]\w*")


@dataclass(frozen=True, slots=True)
class OwnTranslation:
    """A translation of the user's."""

    text: str
    source: str
    """The sentence that it translates."""
    similarity: float
    """1.0: the very sentence that was looked for."""


class OwnTranslations:
    """All of them for a pair of languages."""

    def __init__(self, pairs: Mapping[str, str], least: float, terms: Mapping[str, str] | None = None) -> None:
        """Take sentence -> translation, and the least similarity (0 to 1) from which another sentence's is used.

        `terms` are phrases to be used within sentences, with a capital or not at their head.
        """
        self._pairs = pairs
        self._own_terms = {_headless(term): said for term, said in (terms or {}).items()}
        self._sources = list(pairs)
        self._least = least
        self._terms: re.Pattern[str] | None = None

    def terms(self, text: str) -> Iterator[ProtectedText]:
        """Where phrases of the user's stand in a text as whole words: what is no sentence serves as a term."""
        if self._terms is None:
            phrases = [source for source in self._sources if is_phrase(source)]
            free = [f"(?i:{re.escape(term[:1])}){re.escape(term[1:])}" for term in self._own_terms]
            joined = "|".join(sorted([*map(re.escape, phrases), *free], key=len, reverse=True))
            self._terms = re.compile(rf"(?<!\w)(?:{joined})(?!\w)") if joined else _NOTHING
        for match in self._terms.finditer(text):
            said = self._own_terms.get(_headless(match[0])) or self._pairs[match[0]]
            yield ProtectedText(match.start(), match.end(), "name", said)

    def find(self, sentence: str) -> OwnTranslation | None:
        """Give the translation of the sentence, or of the most similar one in which numbers and names are the same."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where there are such files

        sentence = one_blank(sentence)
        if sentence in self._pairs:
            return OwnTranslation(self._pairs[sentence], sentence, 1.0)
        if self._least >= 1.0:
            return None
        near = process.extract(sentence, self._sources, scorer=fuzz.ratio, score_cutoff=100 * self._least, limit=5)
        for source, score, _ in near:
            if _telling(source) == _telling(sentence):
                return OwnTranslation(self._pairs[source], source, round(score / 100, 3))
        return None


def _headless(term: str) -> str:
    """A term with a small letter at its head."""
    return term[:1].lower() + term[1:]


_NOTHING = re.compile(r"(?!)")
_MOST_WORDS = 5
"""Words of a phrase that serves as a term."""


def is_phrase(source: str) -> bool:
    """Whether the source of a pair is a term and no sentence: short, in small letters, without an end."""
    return len(source.split()) <= _MOST_WORDS and source[:1].islower() and source[-1:].isalnum()


def load_own(
    files: tuple[Path, ...], source: str, target: str, least: float, terms: tuple[Path, ...] = ()
) -> OwnTranslations:
    """Return the user's translations for a pair of languages; of one sentence the first file's, in a file the last one.

    `terms` are files of phrases for use within sentences. All stay loaded for the next documents, until a file changes.
    Raises UsageError for a file that cannot be read.
    """
    changed = tuple(file.stat().st_mtime_ns for file in (*files, *terms))
    return _load(files, terms, changed, source, target, least)


@lru_cache(maxsize=8)
def _load(
    files: tuple[Path, ...],
    term_files: tuple[Path, ...],
    changed: tuple[int, ...],
    source: str,
    target: str,
    least: float,
) -> OwnTranslations:
    pairs: dict[str, str] = {}
    for file in files:
        pairs = {**dict(read_tmx(file, source, target)), **pairs}
    terms: dict[str, str] = {}
    for file in term_files:
        terms = {**dict(read_terms(file, source, target)), **terms}
    return OwnTranslations(pairs, least, terms)


def place_items(text: str, items: Sequence[ProtectedText]) -> list[Placed] | None:
    """Tell where the canonical names of the items stand in a translation; None where one of them does not.

    Upper and lower case are the same. Of two equal names each takes its own place.
    """
    taken: list[Placed] = []
    for item in sorted(items, key=lambda item: -len(item.text)):
        for match in re.finditer(rf"(?<!\w){re.escape(item.text)}(?!\w)", text, re.IGNORECASE):
            if all(match.end() <= other.start or other.end <= match.start() for other in taken):
                taken.append(Placed(item, *match.span()))
                break
        else:
            return None
    return sorted(taken, key=lambda placed: placed.start)


def _telling(sentence: str) -> list[str]:
    """Tell what may not differ: numbers, and words with a capital letter inside the sentence."""
    return [word for word in _TELLING.findall(sentence) if not word[0].islower()]
