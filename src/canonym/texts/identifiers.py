"""Stretches of a text that are no prose and stay as they are: document numbers, addresses, file names, code."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import regex

_ADDRESS = r"[^\s<>\"«»“”„|\\^`{}\u2e80-\uffef]"
_FILE = (
    "pdf docx doc xlsx xls pptx ppt odt ods rtf txt html htm md csv tsv json jsonl xml tmx jpeg jpg png gif zip mp3 mp4"
)
_DOMAIN = "com org net gov edu int info mil vn cn la kh cu es pt fr de it ru tr jp kr uk us eu br mx ar co"
_LETTERS = r"\p{Lu}[\p{Lu}\d&]*\p{Ll}?"
"""A part of a document number: "QĐ", "TTg"."""
_IDENTIFIER = regex.compile(
    rf"""
      (?m:^)[ \t]{{0,3}}(?P<fence>`{{3,}}|~{{3,}})[\s\S]*?(?:\n[ \t]{{0,3}}(?P=fence)[`~]*(?=\s|\Z)|\Z)
    | (?P<ticks>`{{1,2}})(?!`)[^`\n]+(?P=ticks)(?!`)
    | (?<![A-Za-z0-9@])(?:[a-z][a-z+.-]{{1,9}}://|www\.){_ADDRESS}+
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?<![\w/&])[@\#](?=[\w.]*\p{{L}})[\w.]*\w
    | (?<![\w.@/])(?:[a-zA-Z0-9-]+\.)+(?:{_DOMAIN.replace(" ", "|")})(?:/{_ADDRESS}*|(?![\w.-]))
    | (?<![\w/])[\w-]+(?:\.[\w-]+)*\.(?:{_FILE.replace(" ", "|")})(?!\w)
    | (?<![\w])(?:[A-Za-z]:\\|\\\\)[\w.$-]+(?:\\[\w.$-]+)*
    | (?<![\w/.])(?:~|\.{{1,2}})?/(?:[\w.-]+/)+[\w.-]*
    | (?<![\p{{Latin}}\d/])\d+(?:/\d{{2,4}})?/{_LETTERS}(?:[-–/]{_LETTERS})*(?![\p{{Latin}}\d])
    | (?<![\p{{Latin}}\d/])\d+[-–]\p{{Lu}}{{2,}}(?:[-–]\p{{Lu}}+)*/{_LETTERS}(?:[-–/]{_LETTERS})*(?![\p{{Latin}}\d])
    | \p{{Han}}{{1,6}}[〔\[［(（]\s?\d{{4}}\s?[〕\]］)）]\s?第?\s?\d+\s?号
    """,
    regex.VERBOSE,
)
_TRAILING = ".,;:!?'’)]}*_"
_SIGNS = regex.compile(r"[`~@#/\\〔［\[（(]|www\.|\.\w{2}")


def identifiers(text: str) -> list[tuple[int, int]]:
    """Start and end of every identifier of a text in order: what nothing may rewrite, translate or read titles in."""
    if _SIGNS.search(text) is None:
        return []
    found = []
    for match in _IDENTIFIER.finditer(text):
        start, end = match.span()
        if match["fence"] is None and match["ticks"] is None:
            end = start + len(_without_stops(match[0]))
        if end > start:
            found.append((start, end))
    return found


def _without_stops(identifier: str) -> str:
    """The identifier without the punctuation of the sentence that it stands in; brackets that it opens stay."""
    while identifier and identifier[-1] in _TRAILING:
        opener = {")": "(", "]": "["}.get(identifier[-1])
        if opener and identifier.count(opener) >= identifier.count(identifier[-1]):
            break
        identifier = identifier[:-1]
    return identifier


def within(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The parts of spans in order that lie in a slice, counted from its start."""
    found = []
    for at in range(bisect_right(spans, (start, start)) - 1, len(spans)):
        if at < 0 or spans[at][1] <= start:
            continue
        if spans[at][0] >= end:
            break
        found.append((max(spans[at][0], start) - start, min(spans[at][1], end) - start))
    return found
