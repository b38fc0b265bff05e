"""What the data files of a language say of a phrase's words: what a learned reader sees alike in all languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canonym.glossary.glossary import Glossary
    from canonym.glossary.lexicon import Tag

UNKNOWN = "unknown"
"""Stands for a word that no data file knows."""
MOST_PAIRED = 9
"""Tags of which each two are one more tag; of a longer phrase the first in order."""
_SPLIT = ("sense", "rank", "modifier", "level", "tenure")
_PAIRED = ("level:", "modifier:", "rank:", "sense:")


class Tags:
    """Reads words as the lexicons of a glossary do: senses, ranks, levels, whose place it is."""

    def __init__(self, glossary: Glossary) -> None:
        """Use the glossary's lexicons, which it builds when they are first asked for."""
        self._glossary = glossary
        self.of = lru_cache(maxsize=20_000)(self._of)

    def _of(self, text: str, lang: str) -> tuple[str, ...]:
        """What the words of a text can mean, each once, and each two of them; English where the language has no file.

        "committee" is little by itself, and "central" too; the two together name few bodies.
        """
        # titles/ reads language data and asks for no embedding: it is imported late to keep the import light.
        from canonym.titles.tokens import tokenize  # noqa: PLC0415

        lexicon = self._glossary.lexicon_for(lang, text) or self._glossary.lexicon("en")
        if lexicon is None:
            return ()
        found: dict[str, None] = {}
        for token in tokenize(text, 0, lexicon):
            found.update(dict.fromkeys(value for tag in token.tags for value in self._values(tag)))
            if not token.tags:
                found[UNKNOWN] = None
        return (*found, *_pairs(found))

    def _values(self, tag: Tag) -> Iterator[str]:
        if tag.kind in _SPLIT:
            yield from (f"{tag.kind}:{value}" for value in tag.value.split())
        elif tag.kind in ("place", "country"):
            pack = tag.pack or tag.value
            if not pack.startswith("-"):
                yield f"{tag.kind}:{pack}"
        elif tag.kind in ("name", "office"):
            # A name counts by what its body is about: the body itself would leave nothing to be learned.
            body = self._glossary.bodies.get(tag.body or tag.value)
            if body:
                yield f"sense:{body.kind}"
                yield from (f"sense:{sense}" for sense in body.senses)


def _pairs(tags: Iterable[str]) -> Iterator[str]:
    telling = sorted(tag for tag in tags if tag.startswith(_PAIRED))
    yield from (f"{left}&{right}" for left, right in combinations(telling[:MOST_PAIRED], 2))
