"""A stretch of text as a reader takes it in: lines joined, signs that nobody sees left out, with the way back.

Titles and translation are made from the flow of a sentence; where they stand is told in the text as it was read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

KeepsHyphen = Callable[[str, str], bool]
"""Whether the hyphen between two parts of a word, divided at the end of a line, belongs to the word."""

MASK = "\u0298"
"""Stands for an identifier in what titles are read from: a small letter that no language writes."""
LINE_END = r"(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])"
QUOTED = r"(?:[ \t]*>)*[ \t\u00a0]*"
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u3000-\u303f\uff00-\uffef]"
_INVISIBLE = r"\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_JOINER = r"(?<![\p{Arabic}\p{M}])(?<!\p{Devanagari}|\p{Bengali}|\p{Sinhala}|\p{Malayalam}|\p{Tamil})[\u200c\u200d]"
_LINES = rf"""
      (?P<hyphen>(?<=\p{{L}})[-‐\u00ad][ \t]*{LINE_END}{QUOTED}(?=\p{{Ll}}|\p{{Lo}}))
    | (?P<dash>(?<=\p{{L}})[-‐][ \t]*{LINE_END}{QUOTED}(?=\p{{Lu}}))
    | (?P<unspaced>(?<={_UNSPACED})[ \t]*(?:{LINE_END}{QUOTED})+(?={_UNSPACED}))
    | (?P<line>[ \t]*(?:{LINE_END}{QUOTED})+)
    | (?P<invisible>[{_INVISIBLE}]+|{_JOINER})
    | (?P<blank>[\u00a0\u1680\u2000-\u200a\u202f\u205f])
"""
_MARKUP = r"""
    | (?P<apostrophe>(?<=\p{L})[´`′‘ʹ＇‛\u0092](?=\p{L}))
    | (?P<entity>&(?:nbsp|amp|quot|apos|lt|gt|shy|ensp|emsp|\#\d{1,6}|\#x[0-9A-Fa-f]{1,5});)
    | (?P<tag></?(?:a|abbr|b|big|cite|em|font|i|mark|q|s|small|span|strong|sub|sup|tt|u|wbr)(?:\s[^<>]{0,300})?/?>)
    | (?P<block></?(?:{_BLOCKS})(?:\s[^<>]{0,300})?/?>)
    | (?P<break><br\s*/?>)
    | (?P<link>\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s"[^"\n]*")?\))
    | (?P<opens>(?<![\w!\]])\[(?=[^\[\]\n]{1,200}\]\())
    | (?P<emphasis>(?<![\w*_])(?:\*{1,3}|_{1,3})(?=[^\s*_])|(?<=[^\s*_])(?:\*{1,3}|_{1,3})(?![\w*_]))
    | (?P<tab>(?<=\p{L})\t(?=\p{L}))
"""
_TRANSLATED = regex.compile(_LINES, regex.VERBOSE)
_READ = regex.compile(_LINES + _MARKUP, regex.VERBOSE)
_LAST_PART, _NEXT_PART = regex.compile(r"[\p{L}\p{M}]+\Z"), regex.compile(r"[\p{L}\p{M}]+")
_PROSE = regex.compile(r"[.!?。！？…][\"'”’»)\]]*\Z")
_PLAIN = frozenset({"hyphen", "unspaced", "invisible", "tag", "link", "opens", "emphasis"})


@dataclass(frozen=True, slots=True)
class Flow:
    """A text to read, and where its characters stand in the text that it was made of."""

    text: str
    _read: Sequence[int] = ()
    """Where in `text` each piece begins."""
    _written: Sequence[tuple[int, int]] = ()
    """Start in the source and its length there for each piece; pieces that were left out have no length in `text`."""

    @property
    def changed(self) -> bool:
        """Whether the text reads otherwise than it was written."""
        return bool(self._read)

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the source that a slice of the text that is not empty was made of."""
        if not self._read:
            return start, end
        return self._at(start)[0], self._at(end - 1)[1]

    def _at(self, place: int) -> tuple[int, int]:
        """The characters of the source that one character was made of."""
        piece = bisect_right(self._read, place) - 1
        first, length = self._written[piece]
        ends = self._read[piece + 1] if piece + 1 < len(self._read) else len(self.text)
        if ends - self._read[piece] == length:
            return first + place - self._read[piece], first + place - self._read[piece] + 1
        return first, first + length

    def place(self, source: int, *, end: bool = False) -> int:
        """Where in `text` what stands at an offset of the source begins, or with `end` what stands before it ends."""
        for piece in range(len(self._read) - 1, -1, -1):
            first, _ = self._written[piece]
            if first < source or (first == source and not end):
                ends = self._read[piece + 1] if piece + 1 < len(self._read) else len(self.text)
                return min(self._read[piece] + source - first, ends)
        return 0 if self._read else source


def reading(text: str, masked: Sequence[tuple[int, int]] = (), keeps_hyphen: KeepsHyphen | None = None) -> Flow:
    """What titles are read from: lines joined, markup and invisible signs left out, blanks and apostrophes alike.

    `masked` are stretches without titles (offsets in `text`), each of which becomes one sign. `keeps_hyphen` is asked
    about words that are divided at the end of a line; without it, a hyphen before a small letter dissolves.
    """
    return _flow(text, _READ, masked, keeps_hyphen)


def joined(text: str, keeps_hyphen: KeepsHyphen | None = None) -> Flow:
    """What is translated: lines joined and invisible signs left out, markup kept."""
    return _flow(text, _TRANSLATED, (), keeps_hyphen)


def _flow(
    text: str, pattern: regex.Pattern[str], masked: Sequence[tuple[int, int]], keeps_hyphen: KeepsHyphen | None
) -> Flow:
    changes = [(start, end, MASK) for start, end in masked]
    at = 0
    for match in pattern.finditer(text):
        while at < len(masked) and masked[at][1] <= match.start():
            at += 1
        if at < len(masked) and match.end() > masked[at][0] and match.lastgroup not in ("link", "tag", "block"):
            continue
        new = _instead(match, text, keeps_hyphen)
        if new != match.group():
            changes.append((match.start(), match.end(), new))
    if not changes:
        return Flow(text)
    parts: list[str] = []
    read: list[int] = []
    written: list[tuple[int, int]] = []
    size = position = 0
    for start, end, new in sorted(changes, key=lambda change: (change[0], -change[1])):
        if start < position:  # an identifier within a link
            continue
        if start > position:
            parts.append(text[position:start])
            read.append(size)
            written.append((position, start - position))
            size += start - position
        if new:
            parts.append(new)
            read.append(size)
            written.append((start, end - start))
            size += len(new)
        position = end
    if position < len(text):
        parts.append(text[position:])
        read.append(size)
        written.append((position, len(text) - position))
    return Flow("".join(parts), read, written)


def _instead(match: regex.Match[str], text: str, keeps_hyphen: KeepsHyphen | None) -> str:
    kind = match.lastgroup
    if kind == "hyphen" and "\u00ad" not in match.group() and keeps_hyphen is not None:
        before = _LAST_PART.search(text[max(0, match.start() - 40) : match.start()])
        behind = _NEXT_PART.match(text, match.end())
        return "-" if before and behind and keeps_hyphen(before[0], behind[0]) else ""
    if kind in _PLAIN:
        return ""
    if kind == "block":
        return "\n"
    if kind == "dash":
        return "-"
    if kind == "apostrophe":
        return "'"
    if kind == "entity":
        from html import unescape  # noqa: PLC0415 - few texts have entities

        sign = unescape(match.group())
        return " " if sign.isspace() else "" if sign == "\u00ad" else sign
    if kind == "tab":
        return " " if _PROSE.search(text) and text.count("\t") <= 2 else "\t"
    return " "
