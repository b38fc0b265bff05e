"""The second pass: all titles of all documents are decided together, in the light of what people decided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from canonym.config import Config
from canonym.glossary import glossary_for
from canonym.judgements import Judgements, load_judgements
from canonym.model import Counterpart, DocumentTitles, Resolution


def decide(
    titles: list[DocumentTitles],
    config: Config,
    judgements: Judgements | None = None,
    counterparts: Sequence[Counterpart] = (),
) -> list[Resolution]:
    """Second pass: resolve the mentions of all documents together; ordered by document and start."""
    if not any(each.mentions for each in titles):
        return []
    from canonym.embedding import load_embedder  # noqa: PLC0415 - only where there are titles
    from canonym.resolution import resolve  # noqa: PLC0415

    return list(resolve(titles, glossary_for(config), config, load_embedder(config), judgements, counterparts))


def judgements_for(config: Config, files: Sequence[Path]) -> tuple[Judgements, tuple[str, ...]]:
    """What people decided, as far as this configuration can follow it, and a line about everything that it cannot."""
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
