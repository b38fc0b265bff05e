"""The figures of a run that the closing table shows, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from canonym.model import Resolution
from canonym.reconciliation.cluster_records import cluster_records
from canonym.records import ClusterRecord, DocumentRecord

WORST_OFFICES = 5
MOST_UNKNOWN = 5
RENDERINGS_PER_OFFICE = 4


@dataclass(frozen=True, slots=True)
class WorstOffice:
    """An office that is often rendered wrongly."""

    canonical: str
    mistranslated: int
    mentions: int
    renderings: tuple[str, ...]
    """The commonest wrong renderings as they stand in the reports, with their number: "Consejo Económico (3)"."""


@dataclass(frozen=True, slots=True)
class UnknownCluster:
    """An office or body that no pack knows."""

    proposed: str
    mentions: int
    languages: int
    renderings: tuple[str, ...]
    """Its commonest wordings, with their number: "Comisión de Diálogo (3)"."""


@dataclass(frozen=True, slots=True)
class Untranslated:
    """Documents that were not translated for one reason."""

    reason: str
    remedy: str
    documents: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run; titles are roles and bodies, terms are counted apart."""

    documents: int
    failed: int
    languages: dict[str, int]
    """Language code -> documents, most frequent first."""
    translated: int
    """Documents with a text in the pivot language, those written in it included."""
    titles: int
    terms: int
    accepted: int
    review: int
    left: int
    mistranslated: int
    mistranslated_to_review: int
    """Those of them that are for a person to decide."""
    worst: tuple[WorstOffice, ...]
    worst_more: int
    """Further offices with wrong renderings that `worst` leaves out."""
    recognised: dict[str, int]
    """Pack -> titles that it recognised and that were not to be rewritten, the most first."""
    unknown_titles: int
    """Titles that no pack knows."""
    unknown_clusters: int
    """Offices and bodies that these are, as far as that can be told."""
    unknown: tuple[UnknownCluster, ...]
    """Those of them with most mentions."""
    untranslated: tuple[Untranslated, ...]
    unread: dict[str, int]
    """Language code -> documents in which no titles were looked for, because the language has no data file."""


def summarise(documents: Sequence[DocumentRecord], resolutions: Iterable[Resolution], failed: int) -> Summary:
    """Add up a run from its documents.jsonl records and its resolutions."""
    titles = [each for each in resolutions if each.mention.kind != "term"]
    terms = sum(record["mentions"]["found"] for record in documents) - len(titles)
    actions = Counter(each.action for each in titles)
    untranslated = _untranslated(documents)
    worst = _worst_offices(titles)
    clusters = cluster_records(titles)
    return Summary(
        documents=len(documents),
        failed=failed,
        languages=_by_code(documents),
        translated=len(documents) - sum(each.documents for each in untranslated),
        titles=len(titles),
        terms=terms,
        accepted=actions["accept"],
        review=actions["review"],
        left=actions["leave"],
        mistranslated=sum(each.verdict == "mistranslated" for each in titles),
        mistranslated_to_review=sum(each.verdict == "mistranslated" and each.action == "review" for each in titles),
        worst=tuple(worst[:WORST_OFFICES]),
        worst_more=max(0, len(worst) - WORST_OFFICES),
        recognised=dict(
            _by_count(Counter(each.body.split("/")[0] for each in titles if each.body and each.action == "leave"))
        ),
        unknown_titles=sum(each.body is None for each in titles),
        unknown_clusters=len(clusters),
        unknown=tuple(map(_unknown, clusters[:MOST_UNKNOWN])),
        untranslated=untranslated,
        unread=_by_code(record for record in documents if not record["reads_titles"]),
    )


def _unknown(cluster: ClusterRecord) -> UnknownCluster:
    renderings = cluster["renderings"]
    shown = (f"{each['surface']} ({each['count']})" for each in renderings[:RENDERINGS_PER_OFFICE])
    languages = len({each["lang"] for each in renderings})
    return UnknownCluster(cluster["proposed"], cluster["mentions"], languages, tuple(shown))


def _worst_offices(titles: Sequence[Resolution]) -> list[WorstOffice]:
    mentions = Counter(each.canonical for each in titles if each.canonical)
    wrong: dict[str, Counter[str]] = {}
    for each in titles:
        if each.verdict == "mistranslated" and each.canonical:
            wrong.setdefault(each.canonical, Counter())[" ".join(each.mention.surface.split())] += 1
    offices = [
        WorstOffice(
            canonical,
            sum(renderings.values()),
            mentions[canonical],
            tuple(f"{surface} ({count})" for surface, count in _by_count(renderings)[:RENDERINGS_PER_OFFICE]),
        )
        for canonical, renderings in wrong.items()
    ]
    return sorted(offices, key=lambda office: (-office.mistranslated, office.canonical))


def _by_code(documents: Iterable[DocumentRecord]) -> dict[str, int]:
    return dict(_by_count(Counter(record["language"]["code"] for record in documents)))


def _by_count(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _untranslated(documents: Sequence[DocumentRecord]) -> tuple[Untranslated, ...]:
    groups: dict[tuple[str, str], list[str]] = {}
    for record in documents:
        translation = record["translation"]
        if "remedy" in translation:
            key = (translation["reason"], translation["remedy"])
            groups.setdefault(key, []).append(record["language"]["code"])
    return tuple(
        Untranslated(reason, remedy, len(codes), tuple(sorted(set(codes))))
        for (reason, remedy), codes in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    )
