"""The marks of titles in a report, and the small sentences that several pages of the workbench share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

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


def facet_name(facet: str, value: str, language: Callable[[str], str]) -> str:
    """Return what a value of a facet is called."""
    if not value:
        return NO_VALUE.get(facet, "none")
    if facet == "lang":
        return language(value)
    return SAID.get(value, value) if facet == "outcome" else value


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 title", "2,000 titles"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
