"""Document -> sentences, as slices of the text with exact offsets.

The library sentencex proposes the ends of sentences; proposals after an abbreviation or an ordinal number are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from canonym.glossary.yaml_files import check_fields, load_yaml, string_list
from canonym.model import UNDETERMINED, Document, Paragraph, Segment
from canonym.resources import glossaries_folder

LONGEST = 2000
"""Characters of the longest segment; a longer sentence is cut after a semicolon, a comma or a space before that."""
WINDOW = 4 * LONGEST
"""Characters that the library sees at a time: its time grows with the square of a paragraph's length."""
CLOSERS = "\"'”’»›)]}」』）】*_"
CUTS = (re.compile(r"[;；](?=\s|[^\x00-\x7f])"), re.compile(r"[,，、](?=\s|[^\x00-\x7f])"), re.compile(r"\s"))
_BEFORE_NUMBER = re.compile(r"(?:[^\W\d_]{5}|[%)»”\"])\.\s+(?=\d)|[。！？](?=\d)")
"""An end that sentencex misses: before a number, in German and without a space after it. Five letters are no usual
abbreviation."""
_BLANK = re.compile(r"\s")
_QUOTED = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029][ \t]*(?:>[ \t]*)+")
_ORDINAL = re.compile(r"(?:^|[\s(])\d{1,3}\.$")


def split(document: Document, paragraphs: Sequence[Paragraph]) -> list[Segment]:
    """Return the sentences of a document in order; each paragraph is split by itself, page furniture not at all.

    Every character of a paragraph that is not blank lies in exactly one segment, and `segment.text` is exactly
    `document.text[segment.start:segment.end]`. No segment is longer than `LONGEST` characters.
    """
    segments = []
    for paragraph in paragraphs:
        text = document.text[paragraph.start : paragraph.end]
        code = paragraph.language.code
        for start, end in [(0, len(text))] if paragraph.furniture else _sentences(text, code):
            first, last = paragraph.start + start, paragraph.start + end
            segments.append(Segment(first, last, document.text[first:last], code, paragraph.furniture))
    return segments


def _sentences(text: str, code: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence without blanks around it."""
    for start, end in _windowed(text, code):
        for first, last in _cut(text, start, end):
            piece = text[first:last]
            if stripped := piece.strip():
                begin = first + len(piece) - len(piece.lstrip())
                yield begin, begin + len(stripped)


def _windowed(text: str, code: str) -> Iterator[tuple[int, int]]:
    """Yield sentences of a text of any length in time proportional to it.

    The last sentence of a window may go on behind it, so the next window starts with that one.
    """
    position = 0
    while position < len(text):
        end = min(len(text), position + WINDOW)
        bounds = [position + offset for offset in _bounds(text[position:end], code)]
        if end < len(text):
            # Without any bound the sentence is cut anyway; a window of room before its end keeps words whole.
            bounds = bounds[:-1] or [_cut_before(text, position, end)]
        for bound in bounds:
            yield position, bound
            position = bound


def _bounds(text: str, code: str) -> list[int]:
    """Return the ends of the sentences of a text, ascending, the last one its own length."""
    import sentencex  # noqa: PLC0415 - a compiled library, needed only where texts are split

    # A line break within a paragraph comes from wrapping; a blank of the same length keeps the offsets.
    flat = _BLANK.sub(" ", _QUOTED.sub(lambda match: " " * len(match[0]), text) if ">" in text else text)
    language = code if code != UNDETERMINED else "en"
    proposed = set(accumulate(len(sentence) for sentence in sentencex.segment(language, flat)))
    if max(proposed, default=0) != len(flat):
        return [len(text)]
    proposed.update(match.end() for match in _BEFORE_NUMBER.finditer(flat))
    bounds: list[int] = []
    start = 0
    for end in sorted(proposed):
        if end == len(flat) or _ends(flat, start, end, code):
            if bounds and not any(char.isalnum() for char in flat[start:end]):
                bounds[-1] = end
            else:
                bounds.append(end)
            start = end
    return bounds or [len(text)]


def _ends(text: str, start: int, end: int, code: str) -> bool:
    """Tell whether a sentence really ends here, judged by the word before its full stop and the word after it."""
    sentence = text[start:end].strip()
    bare = sentence.rstrip(CLOSERS)
    if not any(char.isalpha() for char in sentence):
        return False
    if not bare.endswith("."):
        return True
    following = text[end : end + 40].lstrip()
    names, numbers, ordinals = _abbreviations().get(code, _NOTHING)
    words = bare[:-1].split()
    last = words[-1].lstrip("([{«„“\"'¿¡") if words else ""
    forms = {last, _small(last), _small(re.split("['’]", last)[-1]), " ".join(words[-2:])}
    if forms & names or (following[:1].isdigit() and forms & numbers):
        return False
    if ordinals and last.isdigit() and len(last) <= 2 and following:
        return False
    short = len(last) <= 4 or _ORDINAL.search(bare) is not None
    return not (short and (following[:1].islower() or following[:1] in "ºª"))


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        bound = _cut_before(text, start, start + LONGEST)
        yield start, bound
        start = bound
    yield start, end


def _cut_before(text: str, start: int, end: int) -> int:
    """Tell where to cut a sentence that has no end: in the second half, after the best mark; else at the very end."""
    middle = (start + end) // 2
    for pattern in CUTS:
        if ends := [match.end() for match in pattern.finditer(text, middle, end)]:
            return ends[-1]
    bound = end
    while bound > middle and unicodedata.combining(text[bound]):
        bound -= 1
    return bound if bound > middle else end


class _Abbreviations(NamedTuple):
    names: frozenset[str]
    numbers: frozenset[str]
    ordinals: bool


_NOTHING = _Abbreviations(frozenset(), frozenset(), False)


@cache
def _abbreviations() -> dict[str, _Abbreviations]:
    path = glossaries_folder() / "abbreviations.yaml"
    table = {}
    for code, entry in load_yaml(path).items():
        check_fields(entry, ("names", "numbers", "ordinals"), path, str(code))
        names, numbers = (frozenset(string_list(entry.get(field), path, field)) for field in ("names", "numbers"))
        table[str(code)] = _Abbreviations(names, numbers, entry.get("ordinals") is True)
    return table
