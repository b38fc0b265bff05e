"""Clusters of unknown offices as lines of clusters.jsonl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from canonym.model import Resolution
from canonym.records import ClusterRecord

Counted = TypeVar("Counted", str, tuple[str, str])
_MOST = 0.5
"""Share of the mentions that must have a rank, level or country before the cluster has it."""


def cluster_records(resolutions: Iterable[Resolution]) -> list[ClusterRecord]:
    """Return the clusters, those with most mentions first."""
    members: dict[str, list[Resolution]] = {}
    for resolution in resolutions:
        if resolution.unknown is not None:
            members.setdefault(resolution.unknown.cluster, []).append(resolution)
    records = [_record(cluster, found) for cluster, found in members.items()]
    return sorted(records, key=lambda each: (-each["mentions"], each["cluster"]))


def _record(cluster: str, found: Sequence[Resolution]) -> ClusterRecord:
    unknown = found[0].unknown
    assert unknown is not None
    mentions = [each.mention for each in found]
    renderings = Counter((" ".join(each.surface.split()), each.lang) for each in mentions)
    roles = [each for each in found if each.mention.kind == "role"]
    is_office = not unknown.is_body
    return {
        "cluster": cluster,
        "proposed": unknown.name,
        "kind": "role" if is_office else "body",
        "rank": _usual([each.rank for each in roles]) if is_office else None,
        "level": _usual([each.level for each in found]),
        "country": unknown.country,
        "mentions": len(found),
        "documents": len({each.doc for each in mentions}),
        "renderings": [
            {"surface": surface, "lang": lang, "count": count} for (surface, lang), count in by_count(renderings)
        ],
        "persons": [person for person, _ in by_count(Counter(each.person for each in mentions if each.person))],
        "confidence": unknown.confidence,
    }


def _usual(values: Sequence[str | None]) -> str | None:
    """Return the value that most mentions have; None where they differ."""
    counts = by_count(Counter(value for value in values if value))
    return counts[0][0] if counts and counts[0][1] >= _MOST * len(values) else None


def by_count(counter: Counter[Counted]) -> list[tuple[Counted, int]]:
    """Return what was counted, the most frequent first, equals in their own order."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))
