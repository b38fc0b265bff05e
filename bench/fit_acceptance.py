"""Fit how sure decisions are (glossaries/acceptance.yaml) on the annotated pages, and say what share can be accepted.

Usage: fit_acceptance.py fit | measure [--folds 5] [--models FOLDER]

Pages marked `learn` in benchmark/sources.jsonl are resolved by folds of events, each with a reader of phrases that has
not seen its events; those marked `calibrate` with the reader that ships, which saw none of them. Glossaries and rules
were mended while people read the former, so decisions there are righter than on new pages: the fit gives them a mark of
their own, which no decision has outside the fit. `measure` prints, for thresholds of the probability, how many of the
accepted titles are right and what share of the titles that means, each page by a fit without its fold; `fit` writes the
weights of a fit over all.

FOLDER keeps the fitted readers of the folds (fold0.npz ...), which take minutes to make.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from canonym.config import Config, load_config
from canonym.embedding import load_embedder
from canonym.embedding.phrase_model import PhraseModel
from canonym.embedding.phrase_reader import PhraseReader
from canonym.features.declared import DOUBTS
from canonym.glossary import Glossary, glossary_for
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.mention_case import Decided
from canonym.resolution.corpus import considered
from canonym.resolution.decision.acceptance import EDGE_DOUBTS, Surroundings, doubt_mark, marks_of
from canonym.resolution.decision.levels import decided_level
from canonym.run.preparing import Prepared, prepare
from canonym.run.report_versions import witnesses_of
from canonym.texts import find_sources
from phrase_examples import BENCHMARK, ROOT, fold_of, learn_events

OUT = ROOT / "glossaries" / "acceptance.yaml"
RIDGE = 2.0
"""Strength of the pull of each weight towards 0."""
SMALLEST = 0.02
"""Weights nearer to 0 than this are left out."""
EXPECTED = -2.5
"""Weight of a doubt before any page has shown what it is worth: a decision that is right in 20 cases of 21 without it
is right in 5 of 8 with it. The ridge pulls doubts towards this."""
READ = "read_before"
"""Mark of decisions on pages that were read while the program was mended; it is part of no decision of a run."""
ROUNDS = 60
ENOUGH = 15
"""Decisions that must have a mark, other than a doubt, for it to get a weight."""
THRESHOLDS = (0.9, 0.95, 0.97, 0.975, 0.98, 0.99)
SAME_RANK = {"president": "chair", "vice-president": "vice-chair", "director": "head", "deputy-director": "deputy-head"}
"""Ranks that differ by a country's habit only."""
HEADER = """\
# How sure a decision is: the marks of a decision and their weights; the probability that rank, body and level are right
# is 1 / (1 + exp(-(sum of weight * value))). What the marks are: src/canonym/resolution/decision/acceptance.py.
#
# Generated; do not edit. Made by
#   python bench/fit_acceptance.py fit
# from the pages of benchmark/ that are marked `learn` and `calibrate`. Who reads this file:
# canonym.resolution.decision.acceptance.
#
# weights  mark -> weight
"""


class Annotated(NamedTuple):
    """A title or body of an annotated page."""

    start: int
    end: int
    office: tuple[str | None, str | None, str | None]
    is_clear: bool
    """Whether the page alone tells which office it is."""
    is_ours: bool
    """Whether some pack has its body."""


class Found(NamedTuple):
    """A decision, its marks and whether it is right."""

    doc: str
    marks: dict[str, float]
    is_right: bool


def pages(config: Config, events: Mapping[str, str]) -> list[Prepared]:
    """Some of the pages, after the first pass."""
    prepared: list[Prepared] = []
    for source in find_sources([str(BENCHMARK / "pages")]).sources:
        if Path(source.name).name in events:
            prepared += prepare(source, config).documents
    return sorted(prepared, key=lambda each: each.document.name)


def annotated_pages(glossary: Glossary) -> dict[str, list[Annotated]]:
    """Page -> what is annotated there."""
    found: dict[str, list[Annotated]] = defaultdict(list)
    for line in (BENCHMARK / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = row["body"]
        if body and not body.startswith("other:") and "/" not in body:
            slug = body.removeprefix("new:")
            body = f"vn/{slug}" if slug == body or f"vn/{slug}" in glossary.bodies else body
        rank = SAME_RANK.get(row["rank"], row["rank"])
        clear = row.get("note") not in ("outside", "unsure")
        ours = bool(body) and body in glossary.bodies
        found[row["doc"]].append(Annotated(row["start"], row["end"], (rank, body, row["level"]), clear, ours))
    return found


def paired(gold: Sequence[Annotated], spans: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Number of a find -> number of the annotation with which it overlaps by half, the best overlap first."""
    scored = []
    for i, (start, end) in enumerate(spans):
        for j, each in enumerate(gold):
            common = min(end, each.end) - max(start, each.start)
            whole = max(end, each.end) - min(start, each.start)
            if common / whole >= 0.5:
                scored.append((-common / whole, j, i))
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, j, i in sorted(scored):
        if i not in pairs and j not in used:
            pairs[i] = j
            used.add(j)
    return pairs


def decisions(config: Config, folds: int, models: Path) -> Iterator[Found]:
    """Every decision about the pages, made with a reader that has not seen the page's event."""
    glossary, embedder = glossary_for(config), load_embedder(config)
    events, gold = learn_events(BENCHMARK), annotated_pages(glossary)
    prepared = pages(config, events)
    counterparts = witnesses_of(prepared, config, embedder)
    for fold in range(folds):
        names = {p.document.name for p in prepared if fold_of(events[Path(p.document.name).name], folds) == fold}
        candidates = Candidates(glossary, embedder, config.without)
        reader = PhraseReader(
            glossary, {"embedded": embedder} if embedder else {}, PhraseModel.load(models / f"fold{fold}.npz")
        )
        candidates.__dict__["reader"] = reader
        titles = [p.titles for p in prepared if p.document.name in names]
        within = [each for each in counterparts if each.a[0] in names and each.b[0] in names]
        for document, _, found in considered(titles, glossary, config, candidates, None, within):
            doc = Path(document.doc).name
            for each in judged(doc, found, gold.get(doc, []), glossary):
                yield each._replace(marks={**each.marks, READ: 1.0})
    unread = pages(config, calibration_events())
    counterparts = witnesses_of(unread, config, embedder)
    candidates = Candidates(glossary, embedder, config.without)
    for document, _, found in considered([p.titles for p in unread], glossary, config, candidates, None, counterparts):
        doc = Path(document.doc).name
        yield from judged(doc, found, gold.get(doc, []), glossary)


def calibration_events() -> dict[str, str]:
    """Page -> event, of the pages marked `calibrate`."""
    rows = (json.loads(line) for line in (BENCHMARK / "sources.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["doc"]: row["event"] for row in rows if row["part"] == "calibrate"}


def judged(
    doc: str, found: Sequence[tuple[Decided, Surroundings]], gold: Sequence[Annotated], glossary: Glossary
) -> Iterator[Found]:
    """The decisions about one page that can be right or wrong."""
    pairs = paired(gold, [(each.case.mention.start, each.case.mention.end) for each, _ in found])
    for number, (decided, surroundings) in enumerate(found):
        best = decided.best
        annotated = gold[pairs[number]] if number in pairs else None
        if best is None or (annotated is not None and not annotated.is_clear):
            continue
        mention = decided.case.mention
        level = decided_level(mention, decided.said, best.reading.body, surroundings.around, glossary)
        rank = glossary.ranks.by_id[best.reading.rank].written if best.reading.rank else None
        office = (SAME_RANK.get(rank or "", rank), best.office[0], level)
        marks = dict(marks_of(decided, level, surroundings, glossary.ranks))
        yield Found(doc, marks, annotated is not None and office == annotated.office)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["fit", "measure"])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--models", type=Path, required=True)
    args = parser.parse_args()
    config = load_config(translate=False)
    found = list(decisions(config, args.folds, args.models))
    counts: dict[str, int] = defaultdict(int)
    for each in found:
        for name, value in each.marks.items():
            counts[name] += value != 0
    doubts = {doubt_mark(each) for each in DOUBTS if each not in EDGE_DOUBTS}
    names = sorted(doubts | {name for name, count in counts.items() if count >= ENOUGH})
    expected = np.array([EXPECTED if name in doubts else 0.0 for name in names])
    values, right = matrix(found, names), np.array([each.is_right for each in found], dtype=float)
    learn, new = learn_events(BENCHMARK), calibration_events()
    folds = np.array([fold_of((learn | new)[each.doc], args.folds) for each in found])
    as_new = values * (np.array(names) != READ)
    held_out = np.zeros(len(found))
    for fold in range(args.folds):
        weights = fitted(values[folds != fold], right[folds != fold], expected)
        held_out[folds == fold] = 1 / (1 + np.exp(-as_new[folds == fold] @ weights))
    gold = annotated_pages(glossary_for(config))
    for part, docs in (("learn", learn), ("calibrate", new)):
        titles = sum(each.is_clear and each.is_ours for doc in docs for each in gold.get(doc, []))
        of_part = np.array([each.doc in docs for each in found])
        print(f"pages marked {part}")
        report(held_out[of_part], right[of_part], titles)
    if args.command == "fit":
        weights = fitted(values, right, expected)
        # A doubt never speaks for a decision, whatever its few cases say.
        told = {
            name: min(float(weight), -SMALLEST) if name in doubts else float(weight)
            for name, weight in zip(names, weights, strict=True)
        }
        kept = {name: round(weight, 3) for name, weight in told.items() if abs(weight) >= SMALLEST and name != READ}
        OUT.write_text(HEADER + "weights:\n" + "".join(f"  {name}: {weight}\n" for name, weight in kept.items()))


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
