"""Letters: a text without case and marks, the script of a character, the direction of a language."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

import regex

KANA = r"\p{Script=Hira}\p{Script=Kana}ー"
"""For a character class of `regex`: what Japanese alone is written in."""
IDEOGRAPHIC = rf"\p{{Script=Han}}{KANA}"
"""The same: what Chinese and Japanese are written in, where a character says as much as two or three letters."""
UNSPACED = rf"{IDEOGRAPHIC}\p{{Script=Thai}}"
"""The same: scripts without blanks between words."""
OTHER_SCRIPT = "Zzzz"
"""ISO 15924 code that stands for every script which `script_of` does not tell."""
_TOLD = (
    "Arab Armn Beng Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hebr Hira Kana Khmr Knda Laoo Latn Mlym Mymr Orya "
    "Sinh Taml Telu Thai Tibt"
)
_SCRIPT = regex.compile("|".join(rf"(?P<{code}>\p{{Script_Extensions={code}}})" for code in _TOLD.split()))
_LETTER = regex.compile(
    r"(?V1)[[\p{L}\p{M}]--[\p{Block=Combining_Diacritical_Marks}\p{Block=Halfwidth_and_Fullwidth_Forms}]]"
)
_PLAIN = str.maketrans({"đ": "d", "Đ": "D", "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae"})


def strip_marks(text: str) -> str:
    """Take the diacritics from a text; letters that are no composed ones (đ, ı, ł, ø) become their plain neighbours."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", plain).translate(_PLAIN)


_UNMARKED = 0.01
"""Share of its letters with marks up to which a text is one without: names and quotations may keep theirs."""
_SHORTEST_UNMARKED, _LONGEST_LOOKED_AT = 12, 20_000


def is_unmarked(text: str) -> bool:
    """Tell whether a text in a language with many diacritics was written without them: "Uy ban nhan dan tinh"."""
    text = text[:_LONGEST_LOOKED_AT]
    letters = sum(map(str.isalpha, text))
    if letters < _SHORTEST_UNMARKED:
        return False
    return text.isascii() or sum(char != strip_marks(char) for char in text if char > "\x7f") <= _UNMARKED * letters


_SYLLABLE = regex.compile(
    r"(?:ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnptk])?"
)


def is_vietnamese_syllable(word: str) -> bool:
    """Tell whether a word has the shape of one syllable of Vietnamese; those of Lao names have it too."""
    return _SYLLABLE.fullmatch(strip_marks(word.casefold())) is not None


def is_latin(text: str) -> bool:
    """Tell whether a text has no letters but Latin ones, with or without diacritics: "Đình" as well as "Phan"."""
    return strip_marks(text).isascii()


def plain(text: str) -> str:
    """Fold a text for comparison: no case, no marks, one blank between words. "Đoàn  Ba" becomes "doan ba"."""
    return " ".join(strip_marks(text.casefold()).split())


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """Tell the script of a letter or vowel sign by its ISO 15924 code: Latn, Cyrl, Hani, Hira, ...

    "" for any other character, for marks that every script uses, and for letters of another width than usual.
    """
    if not _LETTER.match(char):
        return ""
    found = _SCRIPT.match(char)
    if found is not None:
        return str(found.lastgroup)
    return "" if regex.match(r"[\p{Script=Zinh}\p{Script=Zyyy}]", char) else OTHER_SCRIPT


@cache
def is_right_to_left(language: str) -> bool:
    """Tell whether a language (ISO 639) is written from right to left; an unknown one is not."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - needed for pages alone

    try:
        return bool(Locale(language).text_direction == "rtl")
    except (UnknownLocaleError, ValueError):
        return False
