"""Texts that a program decoded wrongly before, or that were written for old Vietnamese fonts, read as they were meant.

Both come as text that is valid in itself: "ComitÃ©" for "Comité", and "Uû ban nh©n d©n" for "Uỷ ban nhân dân".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from canonym.glossary.yaml_files import check_fields, load_yaml
from canonym.letters import is_vietnamese_syllable
from canonym.resources import glossaries_folder
from canonym.texts.identification import language_chances

GARBLED = "garbled by a wrong encoding"
"""What is said of a text in which such signs are left."""
TWICE = "decoded twice"
"""What is said of a text that was UTF-8, read in another encoding and written as UTF-8 again."""
_SAMPLE = 4000
"""Characters from which old Vietnamese fonts are told."""
_FEWEST_WORDS = 5
"""Words with signs that a text in such a font has at least."""
_MOST_FOREIGN = 0.15
"""Share of these words that may be no Vietnamese syllables: names and words of other languages."""
_SUSPECT = re.compile("[ÂÃÄÅâãåÎÏÐÑØÙàáèéäæçЂРСг]\\s?[\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_WORD = re.compile(r"[^\s.,;:!?()\[\]\"“”/-]+")
_NAMES = {"tcvn3": "TCVN3", "vni": "VNI"}


@dataclass(frozen=True, slots=True)
class _OldFont:
    name: str
    signs: dict[str, str]
    pattern: re.Pattern[str]

    def read(self, text: str) -> str:
        """The text with the letters that the font showed."""
        return self.pattern.sub(lambda match: self.signs[match[0]], text)


def mended(text: str) -> tuple[str, str]:
    """Return a text as it was meant and what was done, or the text and "" where there is nothing to mend.

    Line breaks stay where they are. The note is `GARBLED` where signs of a wrong encoding cannot be undone.
    """
    if text.isascii():
        return text, ""
    if font := _font_of(text):
        return "".join(map(font.read, text.splitlines(keepends=True))), font.name
    return _decoded_again(text) if _SUSPECT.search(text) else (text, "")


def _decoded_again(text: str) -> tuple[str, str]:
    import ftfy  # noqa: PLC0415 - few texts need it
    from ftfy.badness import is_bad  # noqa: PLC0415

    lines = text.split("\n")
    undone = [ftfy.fix_encoding(line) if _SUSPECT.search(line) and is_bad(line) else line for line in lines]
    if is_bad("\n".join(line for line in undone if _SUSPECT.search(line))):
        return "\n".join(undone), GARBLED
    return ("\n".join(undone), TWICE) if undone != lines else (text, "")


def is_in_old_font(text: str) -> bool:
    """Tell whether a text, decoded as Western, was written for an old Vietnamese font."""
    return _font_of(text) is not None


def _font_of(text: str) -> _OldFont | None:
    sample = text[:_SAMPLE]
    words = [word for word in _WORD.findall(sample) if not word.isascii()]
    western = [word for word in words if max(word) <= "ÿ"]
    if len(western) < _FEWEST_WORDS or 2 * len(western) < len(words):
        return None
    for font in _fonts():
        read = [font.read(word) for word in western]
        right = sum(
            after != before and is_vietnamese_syllable(after) for before, after in zip(western, read, strict=True)
        )
        if right >= (1 - _MOST_FOREIGN) * len(western):
            chances = language_chances(font.read(sample)[:800]).languages
            if max(chances, key=lambda code: chances[code], default="") == "vi":
                return font
    return None


@cache
def _fonts() -> tuple[_OldFont, ...]:
    path = glossaries_folder() / "legacy-vietnamese.yaml"
    fonts = []
    for name, entry in load_yaml(path).items():
        check_fields(entry, ("capitals", "signs"), path, str(name))
        signs = {str(sign): unicodedata.normalize("NFC", str(letter)) for sign, letter in entry["signs"].items()}
        if entry["capitals"] is True:
            signs |= {sign.upper(): letter.upper() for sign, letter in signs.items()}
        longest_first = sorted(signs, key=len, reverse=True)
        fonts.append(_OldFont(_NAMES[str(name)], signs, re.compile("|".join(map(re.escape, longest_first)))))
    return tuple(fonts)
