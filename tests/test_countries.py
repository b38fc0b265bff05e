"""Whose an office is: reports in which several countries meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from canonym.config import Config
from canonym.model import Resolution
from canonym.results.finished_run import FinishedRun
from canonym.results.outcomes import silence_of
from deciding import decide, run_reports

CASES = Path(__file__).parent / "cases" / "countries"


class Visit(NamedTuple):
    """A report, with whose each of its titles is."""

    text: str
    others: tuple[tuple[str, str], ...]
    own: tuple[str, ...]


def visits(file: str) -> dict[str, Visit]:
    reports: Mapping[str, dict[str, object]] = YAML(typ="safe").load(CASES / file)["reports"]
    return {name: _visit(entry) for name, entry in reports.items()}


def _visit(entry: dict[str, object]) -> Visit:
    others, own = entry["others"], entry["own"]
    assert isinstance(others, list)
    assert isinstance(own, list)
    text = str(entry["text"])
    found = Visit(text, tuple((each["text"], each["country"]) for each in others), tuple(own))
    for title in chain((title for title, _ in found.others), found.own):
        assert title in text
    return found


@cache
def decided(text: str) -> tuple[Resolution, ...]:
    return tuple(decide(text))


def is_vietnamese(resolution: Resolution) -> bool:
    return resolution.mention.kind != "term" and (resolution.body or "").startswith("vn/")


def places(text: str, title: str) -> Iterator[tuple[int, int]]:
    at = text.find(title)
    while at >= 0:
        yield at, at + len(title)
        at = text.find(title, at + 1)


VISITS = {**visits("visits.yaml"), **visits("visits-unread.yaml")}


@pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS)
def test_no_title_of_another_country_is_rewritten_as_vietnamese(visit: Visit) -> None:
    own = [place for title in visit.own for place in places(visit.text, title)]
    wrong = [
        each.mention.surface
        for each in decided(visit.text)
        if is_vietnamese(each)
        and each.action == "accept"
        and not any(start < each.mention.end and each.mention.start < end for start, end in own)
    ]
    assert wrong == []


def test_titles_of_both_sides_are_told_apart() -> None:
    own = others = right_own = right_others = 0
    for visit in VISITS.values():
        taken: set[tuple[int, int]] = set()
        for title, country in visit.others:
            place = next(each for each in places(visit.text, title) if each not in taken)
            taken.add(place)
            others += 1
            right_others += country_at(visit.text, place) == country
        for title in visit.own:
            place = [each for each in places(visit.text, title) if each not in taken][-1]
            taken.add(place)
            own += 1
            right_own += country_at(visit.text, place) == "vn"
    assert right_own / own > 0.8
    assert right_others / others > 0.7


def country_at(text: str, place: tuple[int, int]) -> str | None:
    start, end = place
    found = (each for each in decided(text) if each.mention.start < end and start < each.mention.end)
    return next((each.country for each in found if each.mention.kind != "term"), None)


def test_a_run_says_which_titles_it_left_and_which_option_would_rewrite_them(tmp_path: Path) -> None:
    text = (
        "Ankara, Türkiye. The Governor of Trabzon, Ahmet Yurt, met the Mayor of Kastamonu, Sevgi Tan, in Ankara. "
        "They spoke about the tea harvest and the new road over the mountains, and both said that it would be late."
    )
    out = run_reports(tmp_path, {"ankara.en.txt": text}, Config())
    [said] = [each for each in silence_of(FinishedRun(out).mentions) if "--rewrite" in each]
    assert said == "2 titles of pack tr: recognised and left as written; --rewrite tr writes canonical names."
