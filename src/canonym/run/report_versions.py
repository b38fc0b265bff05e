"""The versions of one report among the documents of a run, and which of their titles stand in the same place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from canonym.alignment.counterparts import Version, counterparts
from canonym.alignment.sentences import Aligner
from canonym.config import Config
from canonym.embedding import Embedder
from canonym.features.declared import WITNESS
from canonym.glossary import Glossary, glossary_for
from canonym.glossary.switched_off import switched_off
from canonym.model import Counterpart
from canonym.run.preparing import Prepared


def witnesses_of(
    documents: Iterable[Prepared],
    config: Config,
    embedder: Embedder | None,
    versions: Sequence[Sequence[Version]] | None = None,
) -> list[Counterpart]:
    """Pair the titles that resolution takes as witnesses; empty where the configuration switches them off.

    `versions` are the groups of documents that are versions of one report; without it they are looked for.
    """
    if WITNESS in switched_off(config.without):
        return []
    glossary = glossary_for(config)
    if versions is None:
        versions = version_groups(documents, embedder, glossary)
    return counterparts(versions, Aligner(embedder, glossary), glossary)


def version_groups(documents: Iterable[Prepared], embedder: Embedder | None, glossary: Glossary) -> list[list[Version]]:
    """Return the documents that are versions of one report, group by group; documents without titles are left out."""
    from canonym.alignment.clusters import ClusterReport, find_clusters  # noqa: PLC0415 - numpy

    titled = {each.document.name: each for each in documents if each.titles.mentions}
    if len(titled) < 2:
        return []
    reports = [ClusterReport(name, each.language.code, each.segments) for name, each in sorted(titled.items())]
    clusters = find_clusters(reports, embedder, glossary)
    return [
        [version_of(titled[name]) for name in names]
        for cluster in clusters
        for names in cluster.texts
        if len(names) > 1
    ]


def version_of(prepared: Prepared) -> Version:
    """Return a document as its titles are paired with those of others."""
    return Version(prepared.document.name, prepared.segments, prepared.titles.mentions)
