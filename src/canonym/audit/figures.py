"""Counts for the summary: by office, by language, by cause; and agreement with gold annotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canonym.audit.audited_run import Audit
from canonym.audit.title_findings import cause_of
from canonym.evaluation import read_records, score
from canonym.records import MentionRecord
from canonym.results.outcomes import OUTCOMES, outcome_of


@dataclass
class RenderingCount:
    """One wording of an office in one language."""

    words: str
    lang: str
    outcome: str
    count: int = 0
    doc: str = ""
    """The report of the first one, and its place there."""
    start: int = 0


@dataclass
class Group:
    """Titles of one office, or of one language."""

    name: str
    id: str
    outcomes: Counter[str] = field(default_factory=Counter)
    renderings: list[RenderingCount] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """Its titles that are mistranslated."""
        return self.outcomes["mistranslated"]

    @property
    def total(self) -> int:
        """All its titles."""
        return self.outcomes.total()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a run compares with gold annotations."""

    confidences: Sequence[tuple[float, bool]]
    """Confidence of each title, and whether it was resolved rightly."""
    documents: int
    resolution: float
    """F1."""


def offices(audit: Audit) -> list[Group]:
    """Give the offices with their renderings: most mistranslated first, then most to be decided, then most frequent."""
    groups: dict[tuple[Any, ...], Group] = {}
    renderings: dict[tuple[Any, ...], RenderingCount] = {}
    for each in _titles(audit):
        if each["body"] is None:
            continue
        key = (each["rank"], each["body"], each["level"])
        name = each["canonical"] or " ".join(
            filter(None, (each["level"], each["rank"], "of" if each["rank"] else "", each["body"]))
        )
        group = groups.setdefault(
            key, Group(name, " · ".join(filter(None, (each["body"], each["rank"], each["level"]))))
        )
        outcome = outcome_of(each)
        group.outcomes[outcome] += 1
        wording = (*key, each["surface"], each["lang"], outcome)
        if wording not in renderings:
            renderings[wording] = RenderingCount(each["surface"], each["lang"], outcome, 0, each["doc"], each["start"])
            group.renderings.append(renderings[wording])
        renderings[wording].count += 1
    for group in groups.values():
        group.renderings.sort(key=lambda each: (OUTCOMES.index(each.outcome), -each.count, each.lang, each.words))
    return sorted(groups.values(), key=lambda each: (-each.wrong, -each.outcomes["review"], -each.total, each.name))


def unknown_offices(audit: Audit) -> list[Group]:
    """Give the clusters of offices that no pack knows with their renderings, those with most titles first."""
    groups: dict[str, Group] = {}
    renderings: dict[tuple[str, str, str], RenderingCount] = {}
    proposed: dict[str, Counter[str]] = {}
    for each in _titles(audit):
        cluster = each.get("cluster")
        if not cluster:
            continue
        group = groups.setdefault(cluster, Group(cluster, cluster))
        outcome = outcome_of(each)
        group.outcomes[outcome] += 1
        proposed.setdefault(cluster, Counter())[each["proposed"] or cluster] += 1
        wording = cluster, each["surface"], each["lang"]
        if wording not in renderings:
            renderings[wording] = RenderingCount(each["surface"], each["lang"], outcome, 0, each["doc"], each["start"])
            group.renderings.append(renderings[wording])
        renderings[wording].count += 1
    for cluster, group in groups.items():
        group.name = min(proposed[cluster], key=lambda name: (-proposed[cluster][name], name))
        group.renderings.sort(key=lambda each: (-each.count, each.lang, each.words))
    return sorted(groups.values(), key=lambda each: (-each.total, each.id))


def languages(audit: Audit) -> list[Group]:
    """Return the languages of the titles, those with most titles first; `name` is the code."""
    groups: dict[str, Group] = {}
    for each in _titles(audit):
        groups.setdefault(each["lang"], Group(each["lang"], each["lang"])).outcomes[outcome_of(each)] += 1
    return sorted(groups.values(), key=lambda each: (-each.total, each.id))


def causes(audit: Audit) -> list[tuple[str, int]]:
    """Tell what went wrong in mistranslated titles that are rewritten, and how often."""
    counts = Counter(cause_of(each) for each in _titles(audit) if outcome_of(each) == "mistranslated")
    return sorted(((cause, number) for cause, number in counts.items() if cause), key=lambda each: (-each[1], each[0]))


def outcomes_of(mentions: Iterable[MentionRecord]) -> Counter[str]:
    """Return outcome -> titles; terms are not counted."""
    return Counter(outcome_of(each) for each in mentions if each["kind"] != "term")


def agreement(folder: Path, gold: Sequence[Path]) -> Agreement:
    """Return a run compared with gold annotations; raises UsageError where one of them cannot be read."""
    tally = score(read_records(gold), read_records([folder / "mentions.jsonl"]))
    figures = tally.figures()
    return Agreement(tally.confidences, tally.documents, float(figures["resolution"]["f1"]))


def _titles(audit: Audit) -> Iterable[MentionRecord]:
    return (each for each in audit.run.mentions if each["kind"] != "term")
