"""Fit the weights by which a title's level is chosen (glossaries/levels.yaml)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from canonym.glossary import Glossary
from canonym.glossary.language_data import LEVELS
from canonym.resolution.decision.level_choice import speaking
from held_out import Page

RIDGE = 2.0
"""Strength of the pull of each weight towards 0."""
ENOUGH = 8
"""Titles in which something must speak for a level, or against others, for it to get a weight."""
EXPECTED = 2.0
"""Weight of the level of the body for which a short name stands, before any page has shown what it is worth: "the
Committee" is at the level of the committee that was named. The ridge pulls towards this; few pages have such titles."""
SMALLEST = 0.01
"""Weights nearer to 0 than this are left out."""
ROUNDS = 40


class LevelExample(NamedTuple):
    """A title whose body is right and exists at several levels."""

    speaks: Mapping[str, Mapping[str, float]]
    """Level -> what speaks for it."""
    level: str
    """The right one."""


def level_examples(page: Page, glossary: Glossary) -> Iterator[LevelExample]:
    """The titles of a page from which levels can be learned; those that say none once more, as if they stood alone."""
    titles = [decided for decided, _ in page.titles]
    around = [surroundings.around for _, surroundings in page.titles]
    default = next((pack.default_level for pack in glossary.packs if pack.default_level), None)
    for number, speaks in speaking(titles, around, glossary):
        annotated, best = page.gold[number], titles[number].best
        if annotated is None or best is None or not annotated.is_clear or annotated.office[1] != best.office[0]:
            continue
        if annotated.office[2] in speaks:
            yield LevelExample(speaks, annotated.office[2])
            if titles[number].said is None:
                [(_, alone)] = speaking([titles[number]], [default], glossary)
                yield LevelExample(alone, annotated.office[2])


def fitted_levels(examples: Sequence[LevelExample]) -> dict[str, float]:
    """The weights of the largest likelihood with a ridge, by Newton's method."""
    counts = Counter(name for each in examples for name in {name for found in each.speaks.values() for name in found})
    antecedents = {f"says_short_{level}_for_{level}" for level in LEVELS}
    names = sorted(antecedents | {name for name, count in counts.items() if count >= ENOUGH})
    at = {name: number for number, name in enumerate(names)}
    rows = []
    for each in examples:
        values = np.zeros((len(each.speaks), len(names)))
        for row, found in enumerate(each.speaks.values()):
            for name, value in found.items():
                if name in at:
                    values[row, at[name]] = value
        rows.append((values, list(each.speaks).index(each.level)))
    expected = np.array([EXPECTED if name in antecedents else 0.0 for name in names])
    weights = np.zeros(len(names))
    for _ in range(ROUNDS):
        slope, curve = -RIDGE * (weights - expected), RIDGE * np.eye(len(names))
        for values, right in rows:
            scores = values @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            mean = chance @ values
            slope += values[right] - mean
            curve += (values * chance[:, None]).T @ values - np.outer(mean, mean)
        step = np.linalg.solve(curve, slope)
        weights += step * min(1.0, 2 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    told = zip(names, weights.tolist(), strict=True)
    return {name: round(weight, 3) for name, weight in told if abs(weight) >= SMALLEST}
