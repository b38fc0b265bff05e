"""Where a personal name ends that is written in Chinese characters, with no space behind it."""

from __future__ import annotations

from canonym.glossary.language_data import LanguageData

_CLAN = "氏"
"""Between family and given name of Vietnamese women (Thị)."""
LONGEST = 8
"""Characters from the beginning of a name that are worth looking at: the longest name, and the word behind it."""


def is_han(text: str) -> bool:
    """Whether a text has Chinese characters only."""
    return all(0x3400 <= ord(char) <= 0x9FFF for char in text)


def name_length(text: str, language: LanguageData) -> int:
    """How many characters of a text that begins with a personal name belong to it.

    A given name has two characters, more rarely one. One is taken where a word follows it that begins no given name
    ("also", "said"), or where only then a word follows that stands behind names.
    """
    family = max((len(name) for name in language.surnames if text.startswith(name)), default=1)
    if text[family : family + 1] == _CLAN:
        family += 1
    short, long = text[family + 1 :], text[family + 2 :]
    surely = language.name_ends.get("surely", ())
    if short.startswith(surely):
        return family + 1
    either = (*surely, *language.name_ends.get("perhaps", ()))
    if not long or long.startswith(either):
        return min(family + 2, len(text))
    return family + 1 if short.startswith(either) else family + 2
