"""Names of months and days of the week in all languages, as babel has them from the CLDR."""

from __future__ import annotations

from functools import cache

from canonym.model import UNDETERMINED

Names = dict[int, tuple[str, ...]]
"""Number from 1 on -> its names, first as it is written within a date, then as it stands alone where that differs."""


@cache
def month_names(language: str) -> Names:
    """Give the names of the months, January first; empty for a language (ISO 639-1) that babel does not know."""
    return _names(language, "months", range(1, 13))


@cache
def weekday_names(language: str) -> Names:
    """Give the names of the days of the week, Monday first; empty for a language that babel does not know."""
    return _names(language, "days", range(7))


def _names(language: str, kind: str, numbers: range) -> Names:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - needed only where texts are aligned or translated

    if language == UNDETERMINED:
        return {}
    try:
        tables = getattr(Locale(language), kind)
    except (UnknownLocaleError, ValueError):
        return {}
    forms = [tables[form]["wide"] for form in ("format", "stand-alone")]
    return {
        place: tuple(dict.fromkeys(form[number] for form in forms if number in form))
        for place, number in enumerate(numbers, 1)
    }
