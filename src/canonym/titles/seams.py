"""The words at the end of a line and at the head of the next: whether a phrase runs across, in the words of titles."""

from __future__ import annotations

import regex

from canonym.glossary import Glossary
from canonym.glossary.lexicon import WORD, Lexicon, Tag, TagKind, is_clitic
from canonym.glossary.senses_and_ranks import Senses
from canonym.texts.line_breaks import Hangs

_WORDS = 6
"""Words on either side of a seam that are looked at."""
_GAP = regex.compile(r"[ \t'’\-‐/]*\Z")


def hangs(code: str, glossary: Glossary) -> Hangs | None:
    """What judges the words at the end of a line in a language, or None without a language file."""
    lexicon = glossary.lexicon(code)
    return Seams(lexicon, glossary.senses).hangs if lexicon else None


class Seams:
    """What a lexicon says about lines and words that were divided."""

    def __init__(self, lexicon: Lexicon, senses: Senses) -> None:
        """Prepare for texts in the language of a lexicon."""
        self._lexicon = lexicon
        self._senses = senses

    def hangs(self, line: str, following: str) -> bool:
        """Whether the end of a line is no end of a phrase, or a known phrase runs into the next line."""
        if self._lexicon.characters:
            return self._runs_across_characters(line, following)
        before, behind = self._last(line), self._first(following)
        if not before or not behind:
            return False
        return self._runs_across(before, behind) or self._is_unfinished(before, behind)

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether the hyphen between two parts of a word is its own: "vice-president", not "provin-cial"."""
        lexicon = self._lexicon
        if _has(lexicon.longest_match([right], 0).tags, "conjunction"):
            return True
        whole = left + right
        if lexicon.longest_match([whole], 0).length or lexicon.split_compound(whole):
            return False
        if right[:1].isupper() or lexicon.longest_match([left, right], 0).length == 2:
            return True
        return lexicon.has_prefix(left) and lexicon.has_prefix(whole) and len(right) > 3

    def _last(self, line: str) -> list[str]:
        """The words at the end of a line, nothing but blanks, hyphens and apostrophes between them."""
        spans = [m.span() for m in WORD.finditer(line[-80:]) if not is_clitic(line[-80:], *m.span())]
        tail, words, edge = line[-80:], list[str](), len(line[-80:])
        for start, end in reversed(spans):
            if not _GAP.match(_without_clitic(tail[end:edge])) or len(words) == _WORDS:
                break
            words.insert(0, tail[start:end])
            edge = start
        return words

    def _first(self, line: str) -> list[str]:
        words: list[str] = []
        edge, head = 0, line[:80]
        for match in WORD.finditer(head):
            if is_clitic(head, match.start(), match.end()):
                continue
            if not _GAP.match(_without_clitic(head[edge : match.start()])) or len(words) == _WORDS:
                break
            words.append(match.group())
            edge = match.end()
        return words

    def _runs_across(self, before: list[str], behind: list[str]) -> bool:
        """Whether a phrase that is listed begins before the seam and ends behind it ("Fatherland | Front")."""
        words = before + behind
        for at in range(len(before)):
            found = self._lexicon.longest_match(words, at)
            if found.listed and at + found.length > len(before) and self._is_title_word(found.tags):
                return True
        return False

    def _is_unfinished(self, before: list[str], behind: list[str]) -> bool:
        """Whether the last word joins ("of the"), or only adjectives follow one that does ("of the Provincial")."""
        last = self._lexicon.longest_match(before, len(before) - 1).tags
        if not last:
            return False
        if self._is_glue(last):
            return True
        head = self._lexicon.longest_match(behind, 0).tags
        if any(tag.kind in ("modifier", "tenure") for tag in last) and any(
            tag.kind in ("rank", "office") for tag in head
        ):
            return not any(tag.kind in ("rank", "office", "name") for tag in last)
        for at in range(len(before) - 1, -1, -1):
            tags = self._lexicon.longest_match(before[: at + 1], at).tags
            if self._is_glue(tags):
                return at < len(before) - 1 and self._is_title_word(head)
            if not tags or any(self._is_noun(tag) for tag in tags):
                return False
        return False

    def _runs_across_characters(self, line: str, following: str) -> bool:
        """The same where words are not spaced: a listed word of titles has its parts on both sides."""
        before, behind = line[-12:], following[:12]
        text = before + behind
        for start in range(max(0, len(before) - 10), len(before)):
            for end in range(len(before) + 1, min(len(text), start + self._lexicon.longest) + 1):
                if end - start > 2 or start == len(before) - 1:
                    tags = self._lexicon.written(text[start:end])
                    if self._is_title_word(tags) and not self._lexicon.written(text[start : len(before)]):
                        return True
        return False

    def _is_glue(self, tags: tuple[Tag, ...]) -> bool:
        return bool(tags) and all(tag.kind in ("connective", "conjunction", "article") for tag in tags)

    def _is_title_word(self, tags: tuple[Tag, ...]) -> bool:
        return any(tag.kind in ("rank", "modifier", "sense", "name", "office", "level") for tag in tags)

    def _is_noun(self, tag: Tag) -> bool:
        """Whether a word can close the name of a body: a kind of body, a name, a place, a rank."""
        if tag.kind == "sense":
            return self._senses.is_kind(tag.value)
        return tag.kind in ("rank", "office", "name", "place", "country", "honorific")


def _has(tags: tuple[Tag, ...], *kinds: TagKind) -> bool:
    return any(tag.kind in kinds for tag in tags)


def _without_clitic(gap: str) -> str:
    return regex.sub(r"\A['’ʼ]\p{L}{1,4}(?!\p{L})", "", gap)  # type: ignore[no-any-return]
