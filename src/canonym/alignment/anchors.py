"""Anchors: what two versions of a sentence share in any languages: numbers, dates, names, and words of offices."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import regex

from canonym.alignment.days import months_of
from canonym.glossary import Glossary
from canonym.glossary.lexicon import Lexicon
from canonym.model import Segment
from canonym.titles.tokens import Token, tokenize

_DATE = re.compile(r"(?<!\d)(\d{1,4})[./-](\d{1,2})(?:[./-](\d{2,4}))?(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d+)*")
_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}]+|[\p{Katakana}ー]{2,}|[\p{Lu}\p{Nd}]{2,}")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]+")
_VOWELS = re.compile(r"[^bcdfgjklmnpqrstvxz]")
_CLASSES = str.maketrans("bvfcqgjzxdl", "pppkkkssstr")
"""Consonants that one script often writes for another: "Lan" and "ラン" (ran) are both "rn"."""
_STEM = 5
"""Letters of a name that are compared, so that endings of cases do not matter."""
_KEPT = 2000
"""Sentences whose anchors are kept: each version of a report is aligned with all others."""
_KINDS = frozenset({"sense", "rank", "level", "place", "country", "name", "office", "modifier"})


class AnchorReader:
    """Reads the anchors of sentences; without a glossary only numbers, dates and names."""

    def __init__(self, glossary: Glossary | None) -> None:
        """Take the words of titles and the places of a glossary as anchors too."""
        self._glossary = glossary
        self._cached = lru_cache(maxsize=_KEPT)(self._read)

    def read(self, sentence: Segment) -> frozenset[str]:
        """Give the anchors of a sentence, each with its kind in front: "number:2023", "name:lao", "sense:emulation"."""
        return self._cached(sentence)

    def _read(self, sentence: Segment) -> frozenset[str]:
        text = unicodedata.normalize("NFKC", sentence.text)
        found = {f"number:{value}" for value in numbers(text, sentence.language)}
        for name in _NAME.findall(text):
            folded = fold_name(name)
            if len(folded) > 1:
                found.add(f"name:{folded[:_STEM]}")
                if len(sounds := sound_of(folded)) > 1:
                    found.add(f"sound:{sounds}")
        if self._glossary is not None and (lexicon := self._glossary.lexicon(sentence.language)) is not None:
            found |= self._meanings(sentence.text, lexicon)
        return frozenset(found)

    def _meanings(self, text: str, lexicon: Lexicon) -> set[str]:
        found: set[str] = set()
        for token in tokenize(text, 0, lexicon):
            for kind, value in _tags(token):
                found.add(f"{kind}:{value}")
                body = self._glossary.bodies.get(value) if self._glossary and kind == "name" else None
                if body is not None:
                    found |= {f"sense:{sense}" for sense in (body.kind, *body.senses)}
        return found


def _tags(token: Token) -> list[tuple[str, str]]:
    return [(tag.kind, tag.value) for tag in token.tags if tag.kind in _KINDS]


def numbers(text: str, language: str) -> set[str]:
    """Return the numbers of a text as digits that any way of writing them leaves: 9.150, 9,15 and 915 are all "915".

    A date gives its day, month and year as numbers; so does the name of a month.
    """
    found: set[str] = set()
    for match in _DATE.finditer(text):
        parts = [int(part) for part in match.groups() if part]
        if len(parts) == 3 or max(parts[0], parts[1]) <= 31:
            found.update(str(part) for part in parts)
    for match in _NUMBER.finditer(text):
        whole = "".join(str(unicodedata.decimal(char)) for char in match.group() if char.isdecimal())
        digits = whole.lstrip("0")
        found.add((digits.rstrip("0") if len(digits) > 2 else digits) or "0")
    months = months_of(language)
    if months:
        found.update(months[word] for word in _WORD.findall(text.lower()) if word in months)
    return found


@cache
def fold_name(word: str) -> str:
    """Return a word in Latin letters of the alphabet alone, in lower case: "Đoàn" and "Доан" are both "doan"."""
    from anyascii import anyascii  # noqa: PLC0415 - needed only where texts are aligned

    return "".join(char for char in anyascii(word).lower() if char.isalnum())


def sound_of(folded: str) -> str:
    """Give the consonants of a folded name in classes that sound alike, without doubles: "shimu" and "sim" are both
    "sm".
    """
    simple = folded.replace("ng", "g").replace("kh", "h")
    classes = _VOWELS.sub("", simple).translate(_CLASSES)
    return re.sub(r"(.)\1+", r"\1", classes).replace("n", "m")
