"""The marks of titles in a report, and the small sentences that several pages of the workbench share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup

from canonym.glossary.packs import Pack
from canonym.results.marked_report import LONGEST_TITLE, Title, hint
from canonym.results.outcomes import SAID
from canonym.results.safe_markup import visible

SIGNS = {"mistranslated": "✗", "review": "?", "variant": "≈", "correct": "✓", "left": "–"}
"""Outcome -> a sign, so that colour alone says nothing."""
NO_VALUE = {"office": "no office", "person": "nobody named", "country": "not known", "pack": "no pack knows it",
            "place": "no place", "level": "no level", "cluster": "in no cluster"}  # fmt: skip


def link_to(lines: Mapping[int, int]) -> Callable[[str, Title, bool], Markup]:
    """Return how titles are marked, each leading to its own page; `lines` is number -> line of mentions.jsonl."""

    def link(words: str, title: Title, is_source: bool) -> Markup:
        own = Markup(' title="{}"').format(hint(title)) if is_source else Markup("")
        return Markup('<a class="t {}" href="/title/{}" data-title{}>{}</a>').format(
            title.outcome, lines[title.number], own, visible(words, LONGEST_TITLE)
        )

    return link


def country_name(code: str, packs: Iterable[Pack]) -> str:
    """Return the name of a country or organisation, that of its pack before all others; else the code."""
    from babel import Locale  # noqa: PLC0415 - slow to import

    own = next((pack.title for pack in packs if pack.id == code), None)
    return own or Locale.parse("en").territories.get(code.upper(), code)


def facet_name(facet: str, value: str, language: Callable[[str], str], country: Callable[[str], str]) -> str:
    """Return what a value of a facet is called."""
    if not value:
        return NO_VALUE.get(facet, "none")
    if facet == "lang":
        return language(value)
    if facet == "country":
        return country(value)
    return SAID.get(value, value) if facet == "outcome" else value
