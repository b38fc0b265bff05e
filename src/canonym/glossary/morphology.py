"""The forms of the words of a language file: rules for clitics and endings, and forms that no rule gives.

A language file lists a word in one form. Its other forms are told by what the file says of the language: letters that
are glued in front (`proclitics`), and sets of endings that take each other's place (`endings`).
A rule never makes a word up: what it gives counts only where the language file lists it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence

_SHORTEST_HOST = 3
"""Letters that must be left behind a proclitic: of shorter words too many begin with its letter."""
_SHORTEST_STEM = 2
"""Letters that must be left before an ending."""
_SHORTEST_FORM = 4
"""Letters of the shortest form that is found by its ending: of shorter ones too many are other words ("אתה")."""


class Morphology:
    """Tells which listed words a word can be a form of."""

    def __init__(
        self,
        proclitics: Sequence[str],
        endings: Mapping[str, Sequence[str]],
        bare: Callable[[str], str],
    ) -> None:
        """Prepare the rules; `bare` writes a word or an ending as words are compared."""
        self._proclitics = tuple(dict.fromkeys(bare(letters) for letters in proclitics))
        others: dict[str, dict[str, None]] = defaultdict(dict)
        for ending_set in endings.values():
            alike = [bare(ending) for ending in ending_set]
            for ending in alike:
                others[ending].update(dict.fromkeys(other for other in alike if other != ending))
        self._others = {ending: tuple(alike) for ending, alike in others.items()}
        self._longest = max((len(ending) for ending in others), default=0)

    def __bool__(self) -> bool:
        """Whether the language has any rule at all."""
        return bool(self._proclitics or self._others)

    def words_of_form(self, form: str, words: Container[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those of `words` that a bare word can be a form of; the word itself is not among them.

        First what stands behind a proclitic just as it is listed; second what is listed with another ending.
        """
        hosts = list(self._hosts(form))
        whole = dict.fromkeys(host for host in hosts if host in words and host != form)
        changed = dict.fromkeys(
            word
            for host in hosts
            for word in self._exchanged(host)
            if word in words and word != form and word not in whole
        )
        return tuple(whole), tuple(changed)

    def _hosts(self, form: str) -> Iterator[str]:
        yield form
        for letters in self._proclitics:
            if form.startswith(letters) and len(form) - len(letters) >= _SHORTEST_HOST:
                yield form[len(letters) :]

    def _exchanged(self, word: str) -> Iterator[str]:
        """The word with its ending replaced by each that may stand in its place."""
        if len(word) < _SHORTEST_FORM:
            return
        for length in range(min(self._longest, len(word) - _SHORTEST_STEM) + 1):
            stem, ending = word[: len(word) - length], word[len(word) - length :]
            for other in self._others.get(ending, ()):
                yield stem + other
