"""Single renderings of gold from end to end: resolved, struck from the glossary where asked for, and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.errors import UsageError
from canonym.evaluation.leaving_out import Striker
from canonym.evaluation.nearest_names import by_meaning, by_spelling
from canonym.evaluation.nearest_names import figures as naive_figures
from canonym.evaluation.rendering_scores import Answer, RenderingTally, answer, read_renderings, share
from canonym.evaluation.spread import by_language, by_page, spread
from canonym.glossary import load_glossary


@dataclass
class RenderingComparison:
    """The answers, and the figures of the naive ways by their names."""

    tally: RenderingTally
    naive: dict[str, Any] = field(default_factory=dict)

    def figures(self, folds: str | None = None) -> dict[str, Any]:
        """Return all figures; with `folds` ("page" or "language"), the worst and the best fold as "spread"."""
        figures = self.tally.figures()
        if self.naive:
            figures["naive"] = self.naive
        offices = [each for each in self.tally.answers if each.is_office]
        if folds and offices:
            groups = by_page(offices, _page) if folds == "page" else by_language(offices, _language)
            shares = {name: share([each.office_right for each in group]) for name, group in groups.items()}
            figures["spread"] = spread(shares)
        return figures


def compare(
    gold: Sequence[Path], config: Config, *, leave_out: bool = False, naive: bool = False
) -> RenderingComparison:
    """Resolve the renderings of gold files.

    `leave_out` strikes each from the glossary first; `naive` adds the nearest names. Raises UsageError for a broken
    file, and where the comparison by meaning has no embedding model.
    """
    records = read_renderings(gold)
    glossary, embedder = load_glossary(config), load_embedder(config)
    if naive and embedder is None:
        raise UsageError(
            "the comparison by meaning needs a model", where="--naive", remedy="leave out --embedding none"
        )
    tally = answer(records, glossary, config, embedder, Striker(glossary) if leave_out else None)
    comparison = RenderingComparison(tally)
    if naive and embedder is not None:
        comparison.naive = {
            "meaning": naive_figures(records, by_meaning(records, glossary, config, embedder)),
            "spelling": naive_figures(records, by_spelling(records, glossary, config)),
        }
    return comparison


def _page(answered: Answer) -> str:
    return str(answered.gold.get("source") or answered.gold["id"])


def _language(answered: Answer) -> str:
    return str(answered.gold["lang"])
