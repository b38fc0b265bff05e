"""Text of reports as markup that can do nothing: escaped, isolated, shortened, with its control characters shown."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

LONGEST = 2000
"""Code points of a text that are shown; of a longer one the beginning and the end."""

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""What is invisible or changes the direction of what follows; blanks, tabs and newlines are not among it."""
_JOINERS = "\u200c\u200d"
"""They shape the letters of Persian and Indic scripts and the pictures of emoji: shown, they would break words."""


def visible(text: str | None, longest: int = LONGEST) -> Markup:
    """Return a text for a page: nothing in it is markup, and no control character works."""
    if not text:
        return Markup("")
    return Markup("").join(_pieces(shortened(text, longest)))


def plain(text: str, longest: int = LONGEST) -> str:
    """Return the beginning of a text without control characters, for where no markup can stand: a title, an option."""
    kept = _CONTROLS.sub(" ", text[:longest])
    return kept if len(text) <= longest else f"{kept}…"


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return a text with its middle left out where it is too long; it says how much."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} […{len(text) - 2 * half:,} more characters…] {text[-half:]}"


def _pieces(text: str) -> list[Markup]:
    pieces: list[Markup] = []
    position = 0
    for found in _CONTROLS.finditer(text):
        if found[0] in _JOINERS:
            continue
        pieces += [escape(text[position : found.start()]), _shown(found[0])]
        position = found.end()
    pieces.append(escape(text[position:]))
    return pieces


def _shown(character: str) -> Markup:
    name = unicodedata.name(character, "control character").lower()
    code = f"U+{ord(character):04X}"
    return Markup('<span class="control" title="{}">{}</span>').format(f"{code} {name}", code)
