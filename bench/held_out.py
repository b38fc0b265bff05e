"""Decisions about the annotated pages by readers of phrases that have not seen them, for fitting and measuring."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.embedding.phrase_model import PhraseModel
from canonym.embedding.phrase_reader import PhraseReader
from canonym.glossary import Glossary
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.mention_case import Decided
from canonym.resolution.corpus import considered
from canonym.resolution.decision.decision_marks import Surroundings
from canonym.run.preparing import Prepared, prepare
from canonym.run.report_versions import witnesses_of
from canonym.texts import find_sources
from phrase_examples import BENCHMARK, fold_of, learn_events

SAME_RANK = {"president": "chair", "vice-president": "vice-chair", "director": "head", "deputy-director": "deputy-head"}
"""Ranks that differ by a country's habit only."""
Office = tuple[str | None, str | None, str | None]
"""Rank, body and level."""


class Annotated(NamedTuple):
    """A title or body of an annotated page."""

    start: int
    end: int
    office: Office
    is_clear: bool
    """Whether the page alone tells which office it is."""
    is_ours: bool
    """Whether some pack has its body."""


class Page(NamedTuple):
    """The decisions about an annotated page."""

    doc: str
    event: str
    is_read: bool
    """Whether it was read while the program was mended."""
    titles: Sequence[tuple[Decided, Surroundings]]
    gold: Sequence[Annotated | None]
    """What is annotated where each title was found."""


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


def decided_pages(config: Config, glossary: Glossary, folds: int, models: Path) -> Iterator[Page]:
    """All pages that may be fitted on: those that were read, by folds, and those that nobody has read."""
    embedder, gold = load_embedder(config), annotated_pages(glossary)
    for is_read, events in ((True, learn_events(BENCHMARK)), (False, calibration_events())):
        prepared = pages(config, events)
        counterparts = witnesses_of(prepared, config, embedder)
        for fold in range(folds) if is_read else (None,):
            names = {
                name
                for name in (each.document.name for each in prepared)
                if fold is None or fold_of(events[Path(name).name], folds) == fold
            }
            candidates = Candidates(glossary, embedder, config.without)
            if fold is not None and candidates.reader is not None:
                model = PhraseModel.load(models / f"fold{fold}.npz")
                embedders = {"embedded": embedder} if embedder else {}
                candidates.__dict__["reader"] = PhraseReader(glossary, embedders, model)
            titles = [each.titles for each in prepared if each.document.name in names]
            within = [each for each in counterparts if each.a[0] in names and each.b[0] in names]
            for found in considered(titles, glossary, config, candidates, None, within):
                doc = Path(found.document.doc).name
                annotated = gold.get(doc, [])
                spans = [(each.case.mention.start, each.case.mention.end) for each, _ in found.titles]
                pairs = paired(annotated, spans)
                fitting = [annotated[pairs[number]] if number in pairs else None for number in range(len(spans))]
                yield Page(doc, events[doc], is_read, found.titles, fitting)


def calibration_events() -> dict[str, str]:
    """Page -> event, of the pages marked `calibrate`."""
    rows = (json.loads(line) for line in (BENCHMARK / "sources.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["doc"]: row["event"] for row in rows if row["part"] == "calibrate"}
