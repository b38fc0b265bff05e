"""How often the reader of phrases is right on what it has not seen, and how far its probabilities can be believed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from canonym.embedding.phrase_reader import PhraseReading
from phrase_examples import NONE, Example

BINS = 10


@dataclass(frozen=True, slots=True)
class HeldOut:
    """An example and what a model says of it that has not seen its event, by mode."""

    example: Example
    fold: int
    readings: dict[str, PhraseReading]

    @property
    def is_ours(self) -> bool:
        """Whether some pack has the body."""
        return self.example.body != NONE and not self.example.body.startswith("new:")

    def rank(self, mode: str) -> int:
        """How many bodies come before the right one."""
        bodies = list(self.readings[mode].bodies)
        return bodies.index(self.example.body) if self.example.body in bodies else len(bodies)


def table(held_out: Sequence[HeldOut], modes: Sequence[str]) -> Iterator[str]:
    """Lines of a Markdown table: body right first and in three by source, and the rest of what is measured."""
    yield "| models asked | " + " | ".join(_COLUMNS) + " |"
    yield "| --- |" + " --- |" * len(_COLUMNS)
    for mode in modes:
        yield f"| {mode or 'none'} | " + " | ".join(_cells(held_out, mode)) + " |"


_COLUMNS = (
    "pages: body right first, in three", "mistranslated on pages", "renderings: first, in three", "mistranslated",
    "none of ours: AUC", "finds alone: AUC", "calibration error", "rank", "level",
)  # fmt: skip


def _cells(held_out: Sequence[HeldOut], mode: str) -> Iterator[str]:
    pages = [h for h in held_out if h.example.source == "pages" and h.is_ours and h.example.decidable]
    finds = [h for h in held_out if h.example.source == "finds"]
    others = [h for h in held_out if h.example.source == "pages" and not h.is_ours]
    for source in ("pages", "renderings"):
        chosen = [h for h in held_out if h.example.source == source and h.is_ours and h.example.decidable]
        ranks = np.array([h.rank(mode) for h in chosen])
        wrong = np.array([h.example.verdict == "mistranslated" for h in chosen])
        yield f"{(ranks < 1).mean():.3f}, {(ranks < 3).mean():.3f} ({len(chosen)})"
        yield f"{(ranks[wrong] < 1).mean():.3f} ({wrong.sum()})"
    yield f"{area([h.readings[mode].none for h in pages], [h.readings[mode].none for h in finds + others]):.3f}"
    yield f"{area([h.readings[mode].none for h in pages], [h.readings[mode].none for h in finds]):.3f}"
    yield f"{calibration_error(pages + finds + others, mode):.3f}"
    yield f"{np.mean([next(iter(h.readings[mode].ranks)) == h.example.rank for h in pages]):.3f}"
    yield f"{np.mean([next(iter(h.readings[mode].levels)) == h.example.level for h in pages]):.3f}"


def area(low: Sequence[float], high: Sequence[float]) -> float:
    """How often one of `high` is above one of `low`; a tie counts half."""
    if not low or not high:
        return float("nan")
    left, right = np.array(low), np.array(high)
    above = (right[:, None] > left[None]).mean() + 0.5 * (right[:, None] == left[None]).mean()
    return float(above)


def calibration_error(held_out: Sequence[HeldOut], mode: str) -> float:
    """Mean distance of the first answer's probability, "none" included, from how often it is right, in ten bins."""
    said, right = [], []
    for h in held_out:
        reading = h.readings[mode]
        best = max(reading.bodies.values(), default=0.0)
        said.append(max(best, reading.none))
        right.append(h.rank(mode) == 0 if best >= reading.none else not h.is_ours)
    return _expected_error(np.array(said), np.array(right))


def _expected_error(said: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    used = [bins == number for number in range(BINS) if (bins == number).any()]
    return float(sum(abs(said[b].mean() - right[b].mean()) * b.sum() for b in used) / len(said))


def best_calibration(scores: Sequence[NDArray[np.float64]], truths: Sequence[NDArray[np.bool_]]) -> tuple[float, float]:
    """The factor of the scores, and what is added to the first column, that make the truths most probable."""
    best = (float("-inf"), 1.0, 0.0)
    none = np.concatenate([rows[:, 0] for rows in scores])
    is_none = np.concatenate([truth[:, 0] for truth in truths])
    said = np.concatenate([rows[truth] for rows, truth in zip(scores, truths, strict=True)])
    for trust in np.arange(0.3, 1.31, 0.05):
        others = np.concatenate([log_of_sum(rows[:, 1:] * trust) for rows in scores])
        for bias in np.arange(-2.0, 4.1, 0.25):
            total = np.logaddexp(others, (none + bias) * trust)
            likely = float(np.sum((said + bias * is_none) * trust - total))
            best = max(best, (likely, round(float(trust), 2), round(float(bias), 2)))
    return best[1], best[2]


def log_of_sum(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of the sum of powers in each row."""
    highest = scores.max(axis=1)
    total: NDArray[np.float64] = highest + np.log(np.exp(scores - highest[:, None]).sum(axis=1))
    return total


def by_language(held_out: Iterable[HeldOut], mode: str) -> dict[str, tuple[float, int]]:
    """Language -> share of the pages' titles whose body is first, number of titles."""
    right: dict[str, list[bool]] = defaultdict(list)
    for h in held_out:
        if h.example.source == "pages" and h.is_ours and h.example.decidable:
            right[h.example.lang].append(h.rank(mode) == 0)
    return {lang: (round(float(np.mean(each)), 3), len(each)) for lang, each in sorted(right.items())}


@dataclass(frozen=True, slots=True)
class Find:
    """A title that the program found."""

    doc: str
    start: int
    end: int
    surface: str
    lang: str
    body: str | None
    action: str


def finds_of(run: Path) -> list[Find]:
    """What a finished run found, terms left out."""
    with (run / "mentions.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Find(r["doc"], r["start"], r["end"], r["surface"], r["lang"], r["body"], r["action"])
        for r in rows
        if r["kind"] != "term"
    ]


def agreement(held_out: Sequence[HeldOut], finds: Sequence[Find], mode: str) -> Iterator[str]:
    """Lines: the reader beside the program, on the titles of pages that the program found, matched by overlap."""
    by_doc: dict[str, list[Find]] = defaultdict(list)
    for find in finds:
        by_doc[find.doc].append(find)
    counts: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for h in held_out:
        e = h.example
        if e.source != "pages" or not h.is_ours or not e.decidable:
            continue
        beside = [(min(e.end, f.end) - max(e.start, f.start), -f.start, f) for f in by_doc[e.doc]]
        found = max((each for each in beside if each[0] > 0), default=None)
        body = found[2].body if found else None
        answer = h.readings[mode].body
        what = "none" if body is None else "accepted" if found and found[2].action == "accept" else "not accepted"
        same = "" if body is None else ", same" if body == answer else ", different"
        counts[what + same].append((body == e.body, answer == e.body))
    for name, pairs in sorted(counts.items()):
        program, reader = (sum(column) for column in zip(*pairs, strict=True))
        yield f"program's body {name}: {len(pairs)} titles, program right {program}, reader right {reader}"
    every = [pair for pairs in counts.values() for pair in pairs]
    yield (
        f"all: {len(every)} titles, program right {np.mean([p for p, _ in every]):.3f}, "
        f"reader {np.mean([r for _, r in every]):.3f}, one of the two {np.mean([p or r for p, r in every]):.3f}"
    )
