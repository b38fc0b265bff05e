"""Words that languages take from each other as they sound: "Sakrebulo", "Сакребуло", "Sakrebulosu"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from canonym.letters import strip_marks

_SHORTEST = 5
"""Letters from which a loanword is told in another spelling."""
_ALIKE = 80.0
"""Similarity (rapidfuzz, 0 to 100) from which two spellings are of one word."""
_LONGEST_ENDING = 5
"""Letters of the longest ending that a language adds to a loanword."""
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "i", "є": "e", "ґ": "g", "ә": "a", "ғ": "g", "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u",
    "һ": "h", "ў": "u", "ҳ": "h", "җ": "j", "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i",
    "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_SOUNDS = (
    ("tsch", "ch"), ("dsch", "j"), ("dzh", "j"), ("sch", "sh"), ("tch", "ch"), ("dj", "j"), ("zh", "j"), ("ch", "c"),
    ("sh", "s"), ("kh", "k"), ("q", "k"), ("c", "k"), ("ou", "u"), ("oo", "u"), ("w", "v"), ("y", "i"), ("ph", "f"),
    ("th", "t"), ("x", "ks"),
)  # fmt: skip


@lru_cache(maxsize=100_000)
def sounding(word: str) -> str:
    """A word as it sounds, roughly: Latin letters, spellings of one sound alike, no double letters."""
    plain = "".join(_LATIN.get(char, char) for char in strip_marks(word.lower()))
    for written, sound in _SOUNDS:
        plain = plain.replace(written, sound)
    return "".join(char for at, char in enumerate(plain) if not at or plain[at - 1] != char)


class Loanwords:
    """Finds the listed word that another is a spelling of."""

    def __init__(self, words: Iterable[str]) -> None:
        """Words that are too short to be told in another spelling are left out."""
        self._by_sound: dict[str, str] = {}
        for word in words:
            sound = sounding(word)
            if len(sound) >= _SHORTEST and sound.isascii():
                self._by_sound.setdefault(sound, word)
        self._known: dict[str, str | None] = {}

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._by_sound)

    def find(self, word: str) -> str | None:
        """The listed word that a word spells otherwise, perhaps with an ending; None where there is none."""
        if word not in self._known:
            self._known[word] = self._found(sounding(word))
        return self._known[word]

    def _found(self, sound: str) -> str | None:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only unknown words need it

        if len(sound) < _SHORTEST or not sound.isascii():
            return None
        for length in range(len(sound), max(_SHORTEST, len(sound) - _LONGEST_ENDING) - 1, -1):
            if sound[:length] in self._by_sound:
                return self._by_sound[sound[:length]]
        near: Mapping[str, str] = {each: each for each in self._by_sound if each[0] == sound[0]}
        best = process.extractOne(sound, near, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return self._by_sound[best[0]] if best else None
