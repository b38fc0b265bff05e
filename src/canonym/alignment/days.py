"""Days that a text names, in any language whose months babel knows."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import regex

from canonym.texts.calendar_names import month_names

_NUMERIC = re.compile(
    r"(?<![\d./-])(?:(\d{4})[./-](\d{1,2})[./-](\d{1,2})|(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}))?)(?![\d/-])"
)
_DENSE = re.compile(r"(?:(\d{4})\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日日号일]")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?", re.I)
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]+")
_BEFORE = re.compile(r"(?<!\d)(\d{1,2})(?:\.|º|\.º|er|st|nd|rd|th)?\s*(?:de\s+|d['’]|of\s+)?$")
_AFTER = re.compile(r"^\s*(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_YEAR = re.compile(r"^[^\d\n]{0,8}(?<!\d)(\d{4})(?!\d)")


def days_in(text: str, language: str) -> set[str]:
    """Return the days that a text names: "2023-03-14", or "--03-14" where no year stands with the day.

    "3/4/2023" is read as the third of April, as nearly all languages do; in English also as the fourth of March.
    """
    text = unicodedata.normalize("NFKC", text)
    found: set[str] = set()
    for match in _NUMERIC.finditer(text):
        year, month, day = match.groups()[:3]
        if year:
            found |= _day(year, month, day)
        elif match[6] or "/" in match[0]:
            found |= _day(match[6], match[5], match[4])
            if language == "en":
                found |= _day(match[6], match[4], match[5])
    for match in _DENSE.finditer(text):
        found |= _day(match[1], match[2], match[3])
    for match in _VIETNAMESE.finditer(text):
        found |= _day(match[3], match[2], match[1])
    months = months_of(language)
    for word in _WORD.finditer(text) if months else ():
        if month := months.get(word[0].lower()):
            found |= _around_month(text[: word.start()], text[word.end() :], month)
    return found


def _around_month(before: str, after: str, month: str) -> set[str]:
    """Return the day beside the name of a month: "14 March 2023", "March 14, 2023", "14 de marzo de 2023"."""
    if day := _BEFORE.search(before[-16:]):
        year = _YEAR.match(after)
        return _day(year[1] if year else None, month, day[1])
    if day := _AFTER.match(after):
        year = _YEAR.match(after[day.end() :])
        return _day(year[1] if year else None, month, day[1])
    return set()


def _day(year: str | None, month: str, day: str) -> set[str]:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return set()
    return {f"{year or '-'}-{int(month):02}-{int(day):02}"}


@cache
def months_of(language: str) -> dict[str, str]:
    """Map the names of months, in lower case, to their numbers; empty for a language that babel does not know."""
    return {
        name.lower(): str(number)
        for number, names in month_names(language).items()
        for name in names
        if name.isalpha() and len(name) > 2
    }
