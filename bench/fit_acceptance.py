"""Fit how levels are chosen and how sure decisions are on the annotated pages, and say what share can be accepted.

Usage: fit_acceptance.py fit | measure [--folds 5] --models FOLDER

Pages marked `learn` in benchmark/sources.jsonl are resolved by folds of events, each with a reader of phrases that has
not seen its events; those marked `calibrate` with the reader that ships, which saw none of them. Glossaries and rules
were mended while people read the former, so decisions there are righter than on new pages: the fit gives them a mark of
their own, which no decision has outside the fit.

Levels are fitted first, by the same folds: no page's level is chosen by weights that its event helped to fit. Then the
weights of the marks and the trees over them, of which the mean is taken. `measure` prints how many decisions are right,
with the levels of the rule alone and with those that are chosen, and for thresholds of the probability how many of the
accepted titles are right and what share of the titles that means, each page by a fit without its fold; `fit` prints the
same and writes glossaries/levels.yaml and glossaries/acceptance.yaml from all pages.

FOLDER keeps the fitted readers of the folds (fold0.npz ...), which take minutes to make.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from canonym.config import load_config
from canonym.features.declared import DOUBTS
from canonym.glossary import Glossary, glossary_for
from canonym.resolution.decision.acceptance import UNREAD, Acceptance
from canonym.resolution.decision.decision_marks import EDGE_DOUBTS, doubt_mark, marks_of
from canonym.resolution.decision.doubts import CONTRADICTIONS
from canonym.resolution.decision.level_choice import LevelWeights, chosen_levels
from canonym.resolution.decision.mark_trees import ALWAYS, STEPS
from canonym.resolution.decision.marks_beside import marks_beside
from held_out import SAME_RANK, Page, annotated_pages, decided_pages
from level_fitting import fitted_levels, level_examples
from phrase_examples import ROOT, fold_of
from tree_fitting import fitted_trees

OUT = ROOT / "glossaries" / "acceptance.yaml"
LEVELS_OUT = ROOT / "glossaries" / "levels.yaml"
RIDGE = 2.0
"""Strength of the pull of each weight towards 0."""
SMALLEST = 0.02
"""Weights nearer to 0 than this are left out."""
EXPECTED = -2.5
"""Weight of a doubt before any page has shown what it is worth: a decision that is right in 20 cases of 21 without it
is right in 5 of 8 with it. The ridge pulls doubts towards this."""
READ = "read_before"
"""Mark of decisions on pages that were read while the program was mended; it is part of no decision of a run."""
SHARE = 0.5
"""What the weights say of the whole; the rest the trees say. Either alone accepts fewer titles, as often right."""
ROUNDS = 60
ENOUGH = 15
"""Decisions that must have a mark, other than a doubt, for it to get a weight."""
THRESHOLDS = (0.9, 0.95, 0.96, 0.97, 0.975, 0.98, 0.99)
HEADER = """\
# How sure a decision is: the marks of a decision and what they are worth; the probability that rank, body and level are
# right is 1 / (1 + exp(-(sum of what they are worth))).
# What the marks are: src/canonym/resolution/decision/decision_marks.py.
#
# Generated; do not edit. Made by
#   python bench/fit_acceptance.py fit
# (acceptance-without-reader.yaml: fit --without embedding, for decisions that the learned reader has no part in)
# from the pages of benchmark/ that are marked `learn` and `calibrate`. Who reads this file:
# canonym.resolution.decision.acceptance.
#
# weights  mark -> weight
# trees    what marks are worth together: [mark, edge, mean, below, above], see canonym.resolution.decision.mark_trees
"""
LEVELS_HEADER = """\
# At which level an office stands: what speaks for a level of its body, and its weight. What each of these is:
# src/canonym/resolution/decision/level_choice.py, which reads this file.
#
# Generated; do not edit. Made by
#   python bench/fit_acceptance.py fit
# from the pages of benchmark/ that are marked `learn` and `calibrate`.
#
# weights  what speaks for a level -> weight; its last word: the title says a level of the body (said), another level
#          (other), the country (country), or none (open), and no other title of the document says one (alone)
"""


class Found(NamedTuple):
    """A decision, its marks and whether it is right."""

    doc: str
    marks: dict[str, float]
    is_right: bool
    is_ruled_right: bool
    """Whether it would be with the level that the rule gives."""


class Fit(NamedTuple):
    """What marks are worth."""

    names: Sequence[str]
    weights: NDArray[np.float64]
    trees: Sequence[Any]

    def odds(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The logarithms of the odds of decisions with these values of the named marks."""
        marks = [dict(zip(self.names, row, strict=True)) for row in values.tolist()]
        acceptance = Acceptance(dict(zip(self.names, self.weights.tolist(), strict=True)), self.trees)
        odds: NDArray[np.float64] = acceptance.worth(marks).sum(axis=1) / STEPS
        return odds


def judged(page: Page, weights: LevelWeights, glossary: Glossary) -> Iterator[Found]:
    """The decisions about a page that can be right or wrong, with levels chosen by these weights."""
    titles = [decided for decided, _ in page.titles]
    levels = chosen_levels(titles, [surroundings.around for _, surroundings in page.titles], glossary, weights)
    beside = marks_beside(titles, levels)
    for (decided, surroundings), level, marks, annotated in zip(page.titles, levels, beside, page.gold, strict=True):
        best = decided.best
        if best is None or (annotated is not None and not annotated.is_clear):
            continue
        rank = glossary.ranks.by_id[best.reading.rank].written if best.reading.rank else None
        office = (SAME_RANK.get(rank or "", rank), best.office[0], level.level)
        found = dict(marks_of(decided, replace(surroundings, level=level, beside=marks), glossary.ranks))
        if page.is_read:
            found[READ] = 1.0
        wanted = annotated.office if annotated else None
        yield Found(page.doc, found, office == wanted, (*office[:2], level.ruled) == wanted)


def matrix(found: Sequence[Found], names: Sequence[str]) -> NDArray[np.float64]:
    """The marks as rows."""
    at = {name: number for number, name in enumerate(names)}
    values = np.zeros((len(found), len(names)))
    for row, each in enumerate(found):
        for name, value in each.marks.items():
            if name in at:
                values[row, at[name]] = value
    return values


def fitted(
    values: NDArray[np.float64], right: NDArray[np.float64], expected: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The weights of the largest likelihood with a ridge that pulls to what is expected, by Newton's method."""
    weights = np.zeros(values.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(values @ weights, -30, 30)))
        curve = (values * (chance * (1 - chance) + 1e-6)[:, None]).T @ values + RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curve, values.T @ (right - chance) - RIDGE * (weights - expected))
        weights += step * min(1.0, 1 / max(float(np.abs(step).max()), 1e-12))  # far from the top the parabola misleads
    return weights


def fit(found: Sequence[Found], names: Sequence[str], values: NDArray[np.float64]) -> Fit:
    """What marks are worth in these decisions: the mean of what weights and what trees say, each fitted by itself.

    Trees know nothing of doubts, so that those which forbid rewriting keep their whole weight.
    """
    right = np.array([each.is_right for each in found], dtype=float)
    doubts = np.array([name in {doubt_mark(each) for each in DOUBTS} for name in names])
    weights = fitted(values, right, np.where(doubts, EXPECTED, 0.0))
    # A doubt never speaks for a decision, whatever its few cases say.
    weights = np.where(doubts, np.minimum(weights, -SMALLEST), weights)
    whole = np.array([name in {doubt_mark(each) for each in CONTRADICTIONS} for name in names])
    weights = np.where(whole, weights, weights * SHARE)
    asked = [number for number, name in enumerate(names) if name != READ and not doubts[number]]
    start = float(np.log(right.mean() / (1 - right.mean())))
    weights[names.index(ALWAYS)] += (1 - SHARE) * start
    trees = fitted_trees(values[:, asked], right, start, [names[number] for number in asked], 1 - SHARE)
    return Fit(names, np.round(weights, 3), trees)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["fit", "measure"])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--without", action="append", default=[], choices=["embedding"])
    args = parser.parse_args()
    config = load_config(translate=False, without=tuple(args.without))
    glossary = glossary_for(config)
    pages = list(decided_pages(config, glossary, args.folds, args.models))
    fold = {page.doc: fold_of(page.event, args.folds) for page in pages}
    examples = {page.doc: list(level_examples(page, glossary)) for page in pages}
    found: list[Found] = []
    for number in range(args.folds):
        weights = fitted_levels([each for doc, those in examples.items() if fold[doc] != number for each in those])
        found += [each for page in pages if fold[page.doc] == number for each in judged(page, weights, glossary)]
    counts: dict[str, int] = defaultdict(int)
    for each in found:
        for name, value in each.marks.items():
            counts[name] += value != 0
    doubts = {doubt_mark(each) for each in DOUBTS if each not in EDGE_DOUBTS}
    names = sorted(doubts | {name for name, count in counts.items() if count >= ENOUGH})
    values, folds = matrix(found, names), np.array([fold[each.doc] for each in found])
    as_new = values * (np.array(names) != READ)
    held_out = np.zeros(len(found))
    for number in range(args.folds):
        others = np.flatnonzero(folds != number)
        part = fit([found[each] for each in others], names, values[others])
        held_out[folds == number] = 1 / (1 + np.exp(-part.odds(as_new[folds == number])))
    gold, right = annotated_pages(glossary), np.array([each.is_right for each in found], dtype=float)
    for is_read, part_name in ((True, "learn"), (False, "calibrate")):
        docs = {page.doc for page in pages if page.is_read == is_read}
        titles = sum(each.is_clear and each.is_ours for doc in docs for each in gold.get(doc, []))
        of_part = np.array([each.doc in docs for each in found])
        ruled = sum(each.is_ruled_right for each in found if each.doc in docs)
        print(f"pages marked {part_name}: {right[of_part].sum():.0f} right, with the levels of the rule {ruled}")
        report(held_out[of_part], right[of_part], titles)
    if args.command == "fit":
        if args.without:
            write_weights(fit(found, names, values), OUT.with_name(UNREAD))
            return
        write_weights(fit(found, names, values), OUT)
        levels = fitted_levels([each for those in examples.values() for each in those])
        LEVELS_OUT.write_text(f"{LEVELS_HEADER}weights:\n{_lines(levels)}")


def write_weights(fit: Fit, path: Path) -> None:
    """Write what marks are worth."""
    told = zip(fit.names, fit.weights.tolist(), strict=True)
    kept = {name: weight for name, weight in told if abs(weight) >= SMALLEST and name != READ}
    trees = "".join(f"- {json.dumps(tree)}\n" for tree in fit.trees)
    path.write_text(f"{HEADER}weights:\n{_lines(kept)}trees:\n{trees}")


def _lines(weights: LevelWeights) -> str:
    return "".join(f"  {name}: {weight}\n" for name, weight in weights.items())


def report(chances: NDArray[np.float64], right: NDArray[np.float64], titles: int) -> None:
    """Print what thresholds give."""
    order = np.argsort(-chances, kind="stable")
    until = np.cumsum(right[order])
    precision = until / np.arange(1, len(order) + 1)
    print(f"{len(right)} decisions, {right.mean():.3f} right; {titles} annotated titles of the packs' bodies")
    for wanted in THRESHOLDS:
        good = np.flatnonzero(precision >= wanted)
        if len(good):
            last = good[-1]
            share = until[last] / titles
            print(f"right {wanted}: from {chances[order[last]]:.3f} on, {last + 1} accepted, {share:.3f} of the titles")
    for threshold in (0.5, 0.7, 0.8, 0.85, 0.88, 0.9, 0.93, 0.95, 0.97):
        taken = chances >= threshold
        if taken.any():
            share, precision = right[taken].sum() / titles, right[taken].mean()
            print(f"from {threshold}: {taken.sum()} accepted, {precision:.3f} right, {share:.3f} of the titles")
    bins = np.minimum((chances * 10).astype(int), 9)
    members = [bins == each for each in sorted(set(bins.tolist()))]
    error = sum(abs(chances[each].mean() - right[each].mean()) * each.sum() for each in members)
    print(f"calibration error {error / len(right):.3f}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
