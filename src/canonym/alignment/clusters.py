"""Which reports are versions of one text, or tell of the same event, in any languages.

1. Blocking: an inverted index of clues (days, names, places, numbers). Reports that share rare ones are compared; a
   clue that many reports have brings nobody together, so that not all pairs are looked at.
2. Comparison of two reports: days, numbers, names and places that both have, and how many sentences of the one have a
   counterpart in the other by their embeddings.
3. Clusters: the surest pairs first; two clusters are not joined where two of their reports name different days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from canonym.alignment.alignment_weights import reads
from canonym.alignment.anchors import fold_name
from canonym.alignment.clues import clues_of, shared_names
from canonym.embedding import Embedder
from canonym.glossary import Glossary
from canonym.model import Segment

Kind = Literal["versions", "same event"]
FREQUENT = 40
"""Reports from which on a clue brings nobody together."""
NEARBY = 60
"""Reports at most with which one report is compared, those that share most."""
ALIKE = 0.45
"""Cosine from which a sentence counts as having a counterpart."""
LIKENESS = 2.0
"""What sentences that are all alike add to the score of two reports."""
UNKNOWN = 0.7
"""What sentences add to the score of two reports that the embedding model cannot compare."""
ENOUGH, MOST = 3.0, 7.5
"""Score from which two reports tell of the same event, and the highest one; see `_compare` for what adds to it."""
WHOLE = 0.75
"""Share of the sentences of both reports that have a counterpart, from which they are versions of one text."""
SAME_NUMBERS = 0.5
"""Share of all their numbers that versions of one text must have in common."""
SUPPORT = 0.5
"""Share of the pairs between two clusters that must belong together before the two become one."""
SHOWN = 5
"""Shared values of one kind that a reason lists."""


@dataclass(frozen=True, slots=True)
class ClusterReport:
    """A document to be compared with others."""

    name: str
    language: str
    sentences: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports that belong together, and why."""

    a: str
    b: str
    kind: Kind
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports that tell of one event; `versions` if all of them are versions of one text."""

    documents: tuple[str, ...]
    kind: Kind
    texts: tuple[tuple[str, ...], ...]
    """The documents in groups of versions of one text."""
    pairs: tuple[Pair, ...]
    """The pairs that hold the cluster together, the surest first."""

    def record(self, number: int) -> dict[str, Any]:
        """Return the cluster as an object of report-clusters.jsonl."""
        return {
            "cluster": number,
            "kind": self.kind,
            "documents": list(self.documents),
            "texts": [list(names) for names in self.texts],
            "reasons": [
                {"a": pair.a, "b": pair.b, "kind": pair.kind, "score": pair.score, "because": list(pair.reasons)}
                for pair in self.pairs
            ],
        }


def find_clusters(
    reports: Sequence[ClusterReport], embedder: Embedder | None, glossary: Glossary | None
) -> list[Cluster]:
    """Return all clusters of two or more reports, ordered by the name of their first report.

    Each report is in one at most.
    """
    ordered = sorted(reports, key=lambda report: report.name)
    told = [_Told(report, embedder, glossary) for report in ordered]
    weights = _rarity(told)
    pairs = [pair for left, right in _candidates(told, weights) if (pair := _compare(told[left], told[right]))]
    return _grouped(told, pairs)


class _Told:
    """A report with what it is compared by."""

    def __init__(self, report: ClusterReport, embedder: Embedder | None, glossary: Glossary | None) -> None:
        self.report = report
        self.clues = clues_of(report.sentences, glossary)
        self._embedder = embedder if embedder is not None and reads(embedder.name, report.language) else None

    @property
    def read(self) -> bool:
        """Whether the embedding model knows the language."""
        return self._embedder is not None

    @cached_property
    def vectors(self) -> NDArray[np.float64]:
        """Those of its sentences; worked out only for reports that share something."""
        texts = [sentence.text for sentence in self.report.sentences if not sentence.furniture]
        return self._embedder.encode(texts).astype(np.float64) if self._embedder else np.zeros((len(texts), 1))


def _rarity(told: Sequence[_Told]) -> dict[str, float]:
    """Return clue -> how much it says that two reports have it: the logarithm of how rarely reports do."""
    counts: dict[str, int] = defaultdict(int)
    for each in told:
        for clue in each.clues.shown:
            counts[clue] += 1
    return {clue: float(np.log((len(told) + 1) / count)) for clue, count in counts.items()}


def _candidates(told: Sequence[_Told], weights: dict[str, float]) -> Iterator[tuple[int, int]]:
    """Yield pairs of reports that share rare clues, each report's nearest only."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(told):
        for clue in each.clues.shown:
            places[clue].append(number)
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for clue, numbers in sorted(places.items()):
        if len(numbers) <= FREQUENT:
            for pair in combinations(numbers, 2):
                shared[pair] += weights[clue]
    nearby: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for (left, right), weight in shared.items():
        nearby[left].append((-weight, left, right))
        nearby[right].append((-weight, left, right))
    kept = {(left, right) for found in nearby.values() for _, left, right in sorted(found)[:NEARBY]}
    yield from sorted(kept)


def _compare(a: _Told, b: _Told) -> Pair | None:
    """Tell what two reports have in common, or None where they tell of different things."""
    if _apart(a, b):
        return None
    shared: dict[str, list[str]] = defaultdict(list)
    for clue in sorted(a.clues.shown.keys() & b.clues.shown.keys()):
        shared[clue.split()[0]].append(clue)
    numbers = _agreement(a, b)
    places = {fold_name(each.clues.shown[clue]) for each in (a, b) for clue in shared["place"]}
    names = [name for name in shared_names(a.clues, b.clues) if fold_name(name) not in places]
    names = names or [a.clues.shown[clue] for clue in shared["sound"] if not shared["name"]]
    same_names = (min(len(names), 3) + 1) / 2 if names else -1.0 if _both(a, b, "name") else 0.0
    same_place = 1.0 if shared["place"] else -2.0 if _both(a, b, "place") else 0.0
    same_numbers = 0.0 if numbers is None else -1.0 if numbers == 0.0 else min(len(shared["number"]), 3) * 2 / 3
    score = same_names + same_place + same_numbers + (1.5 if shared["date"] else 0.0)
    if score + LIKENESS < ENOUGH:
        return None  # whatever the sentences say
    alike = _alike(a, b)
    score += UNKNOWN if alike is None else LIKENESS * alike[0] if alike[0] else -1.0
    if score < ENOUGH:
        return None
    if alike is None:
        versions = numbers is not None and numbers >= SAME_NUMBERS
    else:
        versions = min(alike) >= WHOLE and (numbers is None or numbers >= SAME_NUMBERS)
    kind: Kind = "versions" if versions else "same event"
    return Pair(a.report.name, b.report.name, kind, round(min(score / MOST, 1.0), 3), _reasons(a, shared, names, alike))


def _apart(a: _Told, b: _Told) -> bool:
    """Tell whether both reports name days, and none of the one can be one of the other.

    A day without a year fits any.
    """
    if not (a.clues.days and b.clues.days):
        return False
    return not any(
        one[-5:] == other[-5:] and (one == other or "-" in (one[0], other[0]))
        for one in a.clues.days
        for other in b.clues.days
    )


def _both(a: _Told, b: _Told, kind: str) -> bool:
    """Tell whether both reports have clues of a kind."""
    return all(any(clue.startswith(f"{kind} ") for clue in each.clues.shown) for each in (a, b))


def _agreement(a: _Told, b: _Told) -> float | None:
    """Return the share of the numbers of both reports that both have; None where one of them has hardly any."""
    left, right = ({clue for clue in each.clues.shown if clue.startswith("number ")} for each in (a, b))
    return len(left & right) / len(left | right) if min(len(left), len(right)) > 1 else None


def _alike(a: _Told, b: _Told) -> tuple[float, float] | None:
    """Return the share of the sentences of the shorter and of the longer report that have a counterpart in the other.

    None where the embedding model does not know both languages.
    """
    if not (a.read and b.read) or not len(a.vectors) or not len(b.vectors):
        return None
    cosine = np.round(a.vectors @ b.vectors.T, 6)
    shares = [float((cosine.max(axis=axis) >= ALIKE).mean()) for axis in (1, 0)]
    shorter = 0 if len(a.vectors) <= len(b.vectors) else 1
    return shares[shorter], shares[1 - shorter]


def _reasons(
    a: _Told, shared: dict[str, list[str]], names: Sequence[str], alike: tuple[float, float] | None
) -> tuple[str, ...]:
    def shown(kind: str) -> list[str]:
        return [a.clues.shown[clue] for clue in shared[kind]]

    found = []
    said = {"day": shown("day") or shown("date"), "names": names, "places": shown("place"), "numbers": shown("number")}
    for word, values in said.items():
        if values:
            more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
            found.append(f"{word}: {', '.join(values[:SHOWN])}{more}")
    if alike is not None:
        found.append(f"{alike[0]:.0%} of the sentences of the shorter report have a counterpart")
    return tuple(found)


def _grouped(told: Sequence[_Told], pairs: Sequence[Pair]) -> list[Cluster]:
    by_name = {each.report.name: each for each in told}
    group = {name: [name] for name in by_name}
    together = {frozenset((pair.a, pair.b)) for pair in pairs}
    kept: list[Pair] = []
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.a, pair.b)):
        left, right = group[pair.a], group[pair.b]
        if left is not right:
            across = [(one, other) for one in left for other in right]
            supported = sum(frozenset(two) in together for two in across)
            if supported < SUPPORT * len(across) or any(_apart(by_name[one], by_name[other]) for one, other in across):
                continue
            left += right
            for name in right:
                group[name] = left
        kept.append(pair)
    clusters = []
    for members in {id(each): each for each in group.values()}.values():
        if len(members) > 1:
            inside = [pair for pair in kept if group[pair.a] is members]
            versions = _versions(members, inside)
            kind: Kind = "versions" if len(versions) == 1 else "same event"
            clusters.append(Cluster(tuple(sorted(members)), kind, versions, tuple(inside)))
    return sorted(clusters, key=lambda cluster: cluster.documents)


def _versions(members: Sequence[str], pairs: Sequence[Pair]) -> tuple[tuple[str, ...], ...]:
    """Return the members in groups of versions of one text."""
    text = {name: {name} for name in members}
    for pair in pairs:
        if pair.kind == "versions" and text[pair.a] is not text[pair.b]:
            text[pair.a] |= text[pair.b]
            for name in text[pair.b]:
                text[name] = text[pair.a]
    return tuple(sorted({tuple(sorted(names)) for names in text.values()}))
