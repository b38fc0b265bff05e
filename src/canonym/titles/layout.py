"""Persons whom the layout puts beside a title: in a cell of its row, on the line above, before a dash or a bracket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from canonym.glossary import Glossary
from canonym.glossary.lexicon import Lexicon
from canonym.model import Mention
from canonym.titles.han_names import LONGEST, is_han, name_length

_BULLET = regex.compile(r"\A\s*(?:>\s*)*(?:[-*+•·▪]\s+|\d{1,3}[.)]\s+|\p{L}[.)]\s+|\|\s*)?")
_BEFORE = regex.compile(r"(.+?)\s*(?:\s[-–—]|[:(（,，])\s*\Z")
_BEHIND = regex.compile(r"\s*(?:\s[-–—]\s|[:(（]\s*)([^()（）|\t]+?)\s*[)）]?\s*(?=\Z|[|\t])")
_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}.'’]*(?:[ \u00a0-](?:\p{Lu}[\p{L}\p{M}.'’]*|\p{Ll}{2,3}(?=[ \u00a0]))){1,5}")
_MOST_LINES = 40
"""Lines above a title that are looked at."""
_LONGEST_ENTRY = 100
"""Characters of a line that is an entry of a list and no sentence."""
_MARKS = "*_ \t\u00a0"


def with_layout_persons(mentions: Sequence[Mention], text: str, glossary: Glossary) -> list[Mention]:
    """The mentions, roles that stand alone in their sentence with the person whom the layout names for them."""
    found = []
    for mention in mentions:
        lexicon = glossary.lexicon(mention.lang)
        if mention.kind == "role" and mention.person is None and lexicon is not None:
            person = _person_of(mention, text, lexicon)
            found.append(replace(mention, person=person) if person else mention)
        else:
            found.append(mention)
    return found


def _person_of(mention: Mention, text: str, lexicon: Lexicon) -> str | None:
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    line = text[start : end if end >= 0 else len(text)]
    before, behind = line[: mention.start - start], line[mention.end - start :]
    if "\t" in line or line.count("|") > 1:
        return _in_row(before, behind, lexicon)
    head = _BULLET.sub("", before, count=1)
    if not head.strip(_MARKS):
        if name := _on_next_line(text, start, end, lexicon, alone=not behind.strip()):
            return name
        told = _BEHIND.match(behind)
        return _name(told[1], lexicon) if told else None
    told = _BEFORE.fullmatch(head)
    return _name(told[1], lexicon) if told else None


def _on_next_line(text: str, start: int, end: int, lexicon: Lexicon, *, alone: bool) -> str | None:
    """The name on the line above a title, or below it in a list in which titles and names take turns, a title first.

    `alone`: whether nothing stands behind the title in its line.
    """
    before = text[: max(0, start - 1)].rsplit("\n", _MOST_LINES)[-_MOST_LINES:] if start else []
    above = [_BULLET.sub("", line, count=1).strip() for line in reversed(before)]
    names = [_name(line, lexicon) if line else None for line in above]
    at = 0
    while at + 1 < len(names) and names[at] and not names[at + 1] and _is_entry(above[at + 1]):
        at += 2
    title_first = not (at < len(names) and names[at])
    if title_first and names[:1] != [None] and names and _ends_in_title(text[end + 1 :], lexicon):
        title_first = False  # a heading stands above the list
    if title_first and alone and end >= 0:
        below = _BULLET.sub("", text[end + 1 :].split("\n", 1)[0], count=1)
        if name := _name(below, lexicon):
            return name
    return names[0] if names else None


def _ends_in_title(behind: str, lexicon: Lexicon) -> bool:
    """Whether a list of names and titles goes on below a title, by turns, and ends in a title."""
    lines = [_BULLET.sub("", line, count=1).strip() for line in behind.split("\n", _MOST_LINES)[:_MOST_LINES]]
    at = 0
    while at < len(lines) and lines[at] and _name(lines[at], lexicon):
        at += 1
        if at == len(lines) or not _is_entry(lines[at]) or _name(lines[at], lexicon):
            return False
        at += 1
    return True


def _is_entry(line: str) -> bool:
    """Whether a line may be a title in a list: short, and no sentence."""
    return 0 < len(line) <= _LONGEST_ENTRY and line[-1] not in ".!?。:："


def _in_row(before: str, behind: str, lexicon: Lexicon) -> str | None:
    """The name in a cell of the same row: the nearest one to the left, else the nearest to the right."""
    left = regex.split(r"[\t|]", before)
    right = regex.split(r"[\t|]", behind)
    if left[-1].strip(_MARKS):
        return None
    for cell in [*reversed(left[:-1]), *right[1:]]:
        if name := _name(cell, lexicon):
            return name
    return None


def _name(text: str, lexicon: Lexicon) -> str | None:
    """The text where it is a personal name and nothing else: no word of it is known from titles."""
    text = " ".join(text.strip(_MARKS).split())
    if is_han(text):
        named = text.startswith(lexicon.language.surnames or ("\0",))
        return text if named and len(text) <= LONGEST and name_length(text, lexicon.language) == len(text) else None
    if _NAME.fullmatch(text) is None:
        return None
    for word in regex.findall(r"[\p{L}\p{M}]+", text):
        kinds = {tag.kind for tag in lexicon.longest_match([word], 0).tags}
        if kinds & {"rank", "office", "level", "sense", "name", "country"} and word[:1].isupper() and len(word) > 3:
            return None
    return text
