"""The spread of a figure over pages or languages.

Nothing in the program is trained on the gold but the two numbers of the calibration, so a fold is no training set left
out: the spread says how much a figure depends on which pages or languages happen to be asked for.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

Scored = TypeVar("Scored")

FOLDS = ("page", "language")
"""What cases can be grouped by."""
PAGE_FOLDS = 10


def by_language(items: Sequence[Scored], language: Callable[[Scored], str]) -> dict[str, list[Scored]]:
    """Return the items of each language, in the order of the codes."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for item in items:
        groups[language(item)].append(item)
    return {code: groups[code] for code in sorted(groups)}


def by_page(items: Sequence[Scored], page: Callable[[Scored], str]) -> dict[str, list[Scored]]:
    """Return the items in at most ten folds of whole pages, so that no page stands in two of them.

    The pages are dealt out in the order of their hashes: the same pages always make the same folds.
    """
    pages = sorted({page(item) for item in items}, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    fold = {name: number % PAGE_FOLDS for number, name in enumerate(pages)}
    groups: dict[str, list[Scored]] = defaultdict(list)
    for item in items:
        groups[f"fold {fold[page(item)] + 1}"].append(item)
    return {name: groups[name] for name in sorted(groups, key=lambda name: int(name.split()[1]))}


def spread(figures: Mapping[str, float]) -> dict[str, Any]:
    """Give the worst and the best fold with their figures (ties go to the first), and all folds. ValueError if
    empty.
    """
    if not figures:
        raise ValueError("no folds")
    worst = min(figures, key=lambda name: figures[name])
    best = max(figures, key=lambda name: figures[name])
    return {
        "worst": worst,
        "worst_figure": figures[worst],
        "best": best,
        "best_figure": figures[best],
        "folds": dict(figures),
    }
