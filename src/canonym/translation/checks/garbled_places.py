"""Names of provinces that the report itself seems to misspell ("Tay Binh" for Thái Bình): reported, never changed.

Only what stands beside a word for "province" is looked at: a province is one of a short list, and so a name that is
nearly one of them is rather a misspelling than another place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from canonym.glossary import Glossary
from canonym.letters import plain
from canonym.model import Resolution
from canonym.translation.protected_titles import Garbled

ALIKE = 75.0
"""Likeness (0 to 100) from which a name may be a misspelt province."""
SHOWN = 3
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def garbled_places(
    text: str, language: str, resolutions: Sequence[Resolution], glossary: Glossary
) -> tuple[Garbled, ...]:
    """Give names beside a word for "province" that are nearly, but not quite, a province of a pack the text speaks of.

    A pack counts where one of its offices was accepted. Empty for a language without a data file.
    """
    packs = {each.body.partition("/")[0] for each in resolutions if each.action == "accept" and each.body}
    data = glossary.language(language)
    if data is None or not packs:
        return ()
    provinces: dict[str, str] = {}
    for pack in glossary.packs:
        if pack.id in packs:
            for place in pack.places:
                provinces |= {plain(form): place.name for form in (*place.forms, place.name)}
    nouns = frozenset(word.lower() for word in data.levels.get("provincial", ()))
    joining = frozenset(word.lower() for word in (*data.connectives, *data.articles))
    found: dict[int, Garbled] = {}
    for start, name in _beside(text, nouns, joining):
        close = _close(plain(name), provinces)
        if close and start not in found:
            found[start] = Garbled(start, f"{name}: perhaps {' or '.join(close)}")
    return tuple(found[start] for start in sorted(found))


def _beside(text: str, nouns: frozenset[str], joining: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield runs of two or three capitalised words right before or after one of the nouns, with their offset.

    After it, words that join may stand between ("provincia de ..."). One word alone is too little to be alike.
    """
    words = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]
    for index, (_, _, word) in enumerate(words):
        if word.lower() not in nouns:
            continue
        after = index + 1
        while after < min(len(words), index + 3) and words[after][2].lower() in joining:
            after += 1
        for indices in (range(after, min(len(words), after + 3)), range(index - 1, max(-1, index - 4), -1)):
            yield from _runs(text, words, indices, joining)


def _runs(
    text: str, words: Sequence[tuple[int, int, str]], indices: Iterable[int], joining: frozenset[str]
) -> Iterator[tuple[int, str]]:
    """Yield the runs of two and of three words that the indices begin with, as far as they are capitalised and
    adjacent.
    """
    run: list[int] = []
    for index in indices:
        word = words[index][2]
        if not word[0].isupper() or word.lower() in joining:
            return
        run.append(index)
        first, last = min(run), max(run)
        name = text[words[first][0] : words[last][1]]
        if len(run) > 1 and not re.search(r"[^\w\s'’-]|\n", name):
            yield words[first][0], name


def _close(name: str, provinces: dict[str, str]) -> list[str]:
    """Return provinces that a folded name is nearly equal to, the most alike first; none where it is one of them."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed only where a report is translated

    if name in provinces:
        return []
    hits = process.extract(name, list(provinces), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=2 * SHOWN)
    return list(dict.fromkeys(provinces[form] for form, _, _ in hits))[:SHOWN]
