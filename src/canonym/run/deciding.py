"""The second pass: all titles of all documents are decided together, in the light of what people decided.

Versions of one report among the documents bear witness for each other's titles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from canonym.alignment.counterparts import Version
from canonym.config import Config
from canonym.glossary import glossary_for
from canonym.judgements import Judgements, load_judgements
from canonym.model import DocumentTitles, Resolution
from canonym.run.preparing import Prepared


def decide(
    documents: Iterable[Prepared],
    config: Config,
    judgements: Judgements | None = None,
    versions: Sequence[Sequence[Version]] | None = None,
) -> list[Resolution]:
    """Resolve the mentions of all documents together; ordered by document and start.

    `versions` are the groups of documents that are known to be versions of one report; without it they are looked for.
    The order of the documents plays no part.
    """
    titles: list[DocumentTitles] = []
    titled: list[Prepared] = []
    for document in documents:
        titles.append(document.titles)
        if document.titles.mentions:
            titled.append(document)
    if not titled:
        return []
    from canonym.embedding import load_embedder  # noqa: PLC0415 - only where there are titles
    from canonym.reconciliation import reconciled  # noqa: PLC0415
    from canonym.resolution import resolve  # noqa: PLC0415
    from canonym.run.report_versions import witnesses_of  # noqa: PLC0415

    embedder = load_embedder(config)
    witnesses = witnesses_of(titled, config, embedder, versions)
    titled.clear()  # the texts of a large run take more memory than its titles
    glossary = glossary_for(config)
    found = resolve(titles, glossary, config, embedder, judgements, witnesses)
    return reconciled(found, witnesses, glossary, config, embedder)


def decide_phrases(
    phrases: Iterable[dict[str, Any]], config: Config, judgements: Judgements | None = None
) -> Iterator[Resolution]:
    """Resolve phrases {"lang", "text", "context", "person"} one by one, while they come in."""
    from canonym.embedding import load_embedder  # noqa: PLC0415 - heavy
    from canonym.resolution import resolve_phrases  # noqa: PLC0415

    yield from resolve_phrases(phrases, glossary_for(config), config, load_embedder(config), judgements)


def judgements_for(config: Config, files: Sequence[Path]) -> tuple[Judgements, tuple[str, ...]]:
    """Tell what people decided, as far as this configuration can follow it, and a line about everything that it
    cannot.
    """
    judgements, unread = load_judgements(files)
    if not judgements:
        return judgements, unread  # nothing to check, and no glossary to load for it
    usable, lost = judgements.usable(glossary_for(config), config.forbid)
    return usable, (*unread, *lost, *_disagreements(judgements))


def _disagreements(judgements: Judgements) -> tuple[str, ...]:
    if not judgements.conflicts:
        return ()
    count = len(judgements.conflicts)
    which = "1 rendering" if count == 1 else f"{count} renderings"
    return (f"people disagree about {which}: the last word was followed; see `canonym judgements list --conflicts`",)
