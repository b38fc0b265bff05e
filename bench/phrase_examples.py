"""The texts from which the reader of phrases learns: annotated titles, names of the packs, finds that are no title."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from canonym.glossary.glossary import Glossary
from canonym.glossary.packs import LEVEL_FIELD, Body

ROOT = Path(__file__).parents[1]
BENCHMARK = ROOT / "benchmark"
NONE = "none"
"""What a text means that names no body which any pack has or which the pages name."""
WINDOW = 60
"""Letters on each side that count as the context of a title."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what it means."""

    text: str
    lang: str
    body: str
    """Id of a body with its pack, "new:..." for a body that no pack has, NONE."""
    rank: str | None
    level: str | None
    group: str
    """Examples of one group are held out together: an event, an address, a report, the names of one body."""
    source: str
    """pages, renderings, parallel, reports, world, lookalikes, finds, names, offices."""
    left: str = ""
    right: str = ""
    doc: str = ""
    start: int = -1
    end: int = -1
    decidable: bool = True
    verdict: str = ""


def annotated(benchmark: Path, glossary: Glossary) -> list[Example]:
    """Every annotated text that may be learned from; nothing of a page that is marked `measure`."""
    known = glossary.bodies
    return [
        *_pages(benchmark, "gold.jsonl", "pages", known),
        *_renderings(benchmark, known),
        *_parallel(benchmark / "parallel", known),
        *_single(benchmark / "world.jsonl", known),
        *_single(benchmark / "lookalikes.jsonl", known),
        *_reports(ROOT / "tests" / "gold", known),
        *_pages(benchmark, "false-finds.jsonl", "finds", known),
    ]


def _pages(benchmark: Path, name: str, source: str, known: dict[str, Body]) -> Iterator[Example]:
    events = learn_events(benchmark)
    for row in _rows(benchmark / name) if (benchmark / name).is_file() else ():
        if row["doc"] in events:
            page = _page(benchmark / "pages" / row["doc"])
            yield _of_page(row, page, row["doc"].split("-")[0], events[row["doc"]], source, known)


def _renderings(benchmark: Path, known: dict[str, Body]) -> Iterator[Example]:
    events = learn_events(benchmark)
    pages = {address(row["url"]): row["event"] for row in _rows(benchmark / "sources.jsonl") if row["doc"] in events}
    for row in _rows(benchmark / "renderings.jsonl"):
        place = address(row["source"])
        yield Example(
            row["text"], row["lang"], _body(row["body"], known), row["rank"], row["level"], pages.get(place, place),
            "renderings", verdict=row["verdict"], doc=row["id"], decidable=row["verdict"] != "ambiguous",
        )  # fmt: skip


def _single(path: Path, known: dict[str, Body]) -> Iterator[Example]:
    for row in _rows(path):
        yield Example(row["text"], row["lang"], _body(row.get("body"), known), None, None, row["id"], path.stem)


def _reports(folder: Path, known: dict[str, Body]) -> Iterator[Example]:
    for path in sorted(folder.glob("*.jsonl")):
        for row in _rows(path):
            if row["kind"] != "term":
                page = _page(ROOT / "samples" / row["doc"])
                yield _of_page(row, page, path.stem.split(".")[-1], path.stem, "reports", known)


def named(glossary: Glossary) -> list[Example]:
    """The names of bodies and offices in the packs, and offices put together from them."""
    found: dict[tuple[str, str, str], Example] = {}

    def add(text: str, lang: str, body: Body, rank: str | None, level: str | None, source: str) -> None:
        text = " ".join(LEVEL_FIELD.sub("", text).split())
        found.setdefault((text, lang, body.id), Example(text, lang, body.id, rank, level, body.id, source))

    for body in glossary.bodies.values():
        for lang, names in sorted(body.names.items()):
            if "{level" not in names.preferred:
                add(names.preferred, lang, body, None, None, "names")
            for level in body.levels:
                name = glossary.name(body.id, level, lang)
                if name:
                    add(name, lang, body, None, level, "names")
            for fixed in names.fixed:
                add(fixed.text, lang, body, None, fixed.level, "names")
        for rank, by_language in sorted(body.role_names.items()):
            for lang, fixed_names in sorted(by_language.items()):
                for fixed in fixed_names:
                    add(fixed.text, lang, body, rank, fixed.level, "names")
        for rank in sorted({body.leader, body.member, *body.ranks}):
            for level in body.levels:
                for lang in sorted(body.names):
                    name = glossary.name(body.id, level, lang, rank)
                    if name:
                        add(name, lang, body, rank, level, "offices")
    return list(found.values())


def learn_events(benchmark: Path) -> dict[str, str]:
    """Page -> event, of the pages marked `learn`."""
    return {row["doc"]: row["event"] for row in _rows(benchmark / "sources.jsonl") if row["part"] == "learn"}


def fold_of(group: str, folds: int) -> int:
    """The fold in which a group is held out; it depends on the group's name alone."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % folds


def address(url: str) -> str:
    """An address without what the same page may have or lack."""
    bare = unquote(url).lower().split("://")[-1].removeprefix("www.")
    return bare.split("#")[0].rstrip("/")


def _of_page(row: dict[str, Any], page: str, lang: str, group: str, source: str, known: dict[str, Body]) -> Example:
    start, end = row["start"], row["end"]
    return Example(
        " ".join(row["surface"].split()), lang, _body(row["body"], known), row["rank"], row["level"], group, source,
        page[max(0, start - WINDOW) : start], page[end : end + WINDOW], row["doc"], start, end,
        row.get("note") not in {"outside", "unsure"}, row.get("verdict") or "",
    )  # fmt: skip


def _parallel(folder: Path, known: dict[str, Body]) -> Iterator[Example]:
    for path in sorted(folder.glob("*.json")):
        report = json.loads(path.read_text(encoding="utf-8"))
        for row in report["mentions"]:
            if row["kind"] == "term":
                continue
            sentence = report["sentences"][row["sentence"]][row["lang"]]
            start, end = row["start"], row["end"]
            yield Example(
                row["surface"], row["lang"], _body(row["body"], known), row["rank"], row["level"], path.stem,
                "parallel", sentence[max(0, start - WINDOW) : start], sentence[end : end + WINDOW],
                verdict=row["verdict"],
            )  # fmt: skip


def _body(body: str | None, known: dict[str, Body]) -> str:
    """The id with its pack; a body that the pack has got since the annotation is that body."""
    if not body or body.startswith("other:"):
        return NONE
    slug = body.removeprefix("new:")
    full = slug if "/" in slug else f"vn/{slug}"
    if full in known:
        return full
    return f"new:{slug}" if body.startswith("new:") else f"new:{full}"


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _page(path: Path) -> str:
    return path.read_bytes().decode("utf-8")
