"""A title of the pivot language cut into the words of its rank and those of its body, for a composed name."""

from __future__ import annotations

import re

from canonym.glossary import Glossary
from canonym.glossary.country_words import country_of_word
from canonym.glossary.language_data import LanguageData
from canonym.glossary.lexicon import WORD
from canonym.model import Mention

_TIES = re.compile(r"^[\s,]+|[\s,]+$")


class TitleParts:
    """Cuts titles of one language."""

    def __init__(self, glossary: Glossary, language: LanguageData) -> None:
        """Take the words of the language."""
        self._glossary = glossary
        self._lexicon = glossary.lexicon(language.code)
        joining = (*language.connectives, *language.articles, *language.conjunctions)
        self._joining = {word.casefold() for phrase in joining for word in phrase.split()}

    def of(self, mention: Mention) -> tuple[str, str]:
        """Return the words of the rank and those of the body, both without place and without what joins them."""
        surface = mention.surface
        if mention.kind != "role":
            return "", self._trimmed(surface, mention)
        rank = self._rank_in(surface)
        if rank is None:
            return "", self._trimmed(surface, mention)
        start, end = rank
        if any(self._is_content(word) for word in surface[end:].split()):
            return self._trimmed(surface[:end], mention), self._trimmed(surface[end:], mention)
        return self._trimmed(surface[start:], mention), self._trimmed(surface[:start], mention)

    def names_kind(self, phrase: str) -> bool:
        """Tell whether a phrase names a kind of body."""
        if self._lexicon is None:
            return False
        tags = (tag for word in phrase.split() for tag in self._lexicon.longest_match([word], 0).tags)
        return any(tag.kind == "sense" and self._glossary.senses.is_kind(tag.value) for tag in tags)

    def _rank_in(self, surface: str) -> tuple[int, int] | None:
        """Return where the first rank stands, with the modifiers before it."""
        if self._lexicon is None:
            return None
        found = list(WORD.finditer(surface))
        words = [match.group() for match in found]
        for at in range(len(words)):
            for length in range(min(4, len(words) - at), 0, -1):
                match = self._lexicon.longest_match(words[: at + length], at)
                if match.length == length and any(tag.kind == "rank" for tag in match.tags):
                    first = at
                    while first > 0 and self._modifies(words[first - 1]):
                        first -= 1
                    return found[first].start(), found[at + length - 1].end()
        return None

    def _modifies(self, word: str) -> bool:
        assert self._lexicon is not None
        return any(tag.kind in ("modifier", "tenure") for tag in self._lexicon.longest_match([word], 0).tags)

    def _is_content(self, word: str) -> bool:
        return word.casefold().strip(",.") not in self._joining

    def _trimmed(self, words: str, mention: Mention) -> str:
        place = mention.parsed.place
        kept = words.replace(place, " ") if place else words
        parts = _TIES.sub("", kept).split()
        while parts and not self._is_content(parts[0]):
            parts.pop(0)
        while parts and not self._is_content(parts[-1]):
            parts.pop()
        if len(parts) > 2 and not self._is_content(parts[-2]) and country_of_word(parts[-1], mention.lang):
            parts = parts[:-2]  # the country is a field of its own
        return " ".join(parts)
