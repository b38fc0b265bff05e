"""How resolution grows with the number of mentions; prints Markdown (docs/benchmarks.md).

    python bench/resolution_scale.py [--sizes 10000 100000 1000000] [--profile]

The mentions are made from the titles of tests/cases/titles/*.yaml: ranks, bodies and levels of one language are
recombined, one word in the body phrase is spelt in ever new ways, and every fifth rendering gets a word that no data
file knows. A fifth of the mentions are distinct renderings; persons come back in other documents, so that title lists
are aligned. One document in five speaks of no pack's country. Everything follows from the numbers alone: two runs make
the same mentions. Each size runs in a process of its own; only resolution is timed, every decision with its evidence
included, in seconds of processor time on one core, which other work on the machine lengthens less than time on the
clock. "Seen before" is a second pass over the same mentions, "not seen" what the first pass takes longer, for each
distinct rendering.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import math
import pstats
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.glossary import Glossary, load_glossary
from canonym.model import DocumentTitles, Mention, ParsedTitle, Sense, Signal
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.corpus import resolve_with
from canonym.titles.finder import read_sentence

CASES = Path(__file__).parents[1] / "tests" / "cases" / "titles"
PER_DOCUMENT = 20
LENGTHS = (1, 3, 2, 4)
"""Numbers of titles in the lists of a document, in turn."""
SYLLABLES = (
    "ban",
    "cor",
    "dul",
    "fen",
    "gar",
    "hok",
    "jin",
    "lam",
    "mor",
    "nis",
    "pak",
    "rud",
    "sol",
    "tev",
    "vun",
    "zel",
)
SURNAMES = ("Nguyen", "Tran", "Le", "Pham", "Hoang", "Vo", "Dang", "Bui")
LEVELS = ("provincial", "district", None)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the titles of one language are recombined from."""

    lang: str
    heads: tuple[tuple[str, ParsedTitle], ...]
    """Surface and parts of titles with a rank."""
    bodies: tuple[tuple[str, ParsedTitle], ...]


def parts_of(glossary: Glossary) -> list[Parts]:
    """The titles of the case files, language by language."""
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        lexicon = glossary.lexicon(path.stem)
        if lexicon is None:
            continue
        texts = list(dict.fromkeys(_strings(YAML(typ="safe").load(path))))
        mentions = [m for text in texts for m in read_sentence(text, 0, "case", lexicon, glossary).mentions]
        titles = {mention.surface: mention.parsed for mention in mentions if mention.kind != "term"}
        heads = tuple((surface, parsed) for surface, parsed in titles.items() if parsed.ranks)
        bodies = tuple((surface, parsed) for surface, parsed in titles.items() if parsed.senses)
        if heads and bodies:
            found.append(Parts(path.stem, heads, bodies))
    return found


def _strings(value: Any) -> Iterator[str]:
    """All strings in a case file that are long enough to be a sentence."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str) and len(value) > 8:
        yield value


def word(number: int) -> str:
    """A word that no data file knows."""
    found = ""
    while number or not found:
        number, at = divmod(number, len(SYLLABLES))
        found += SYLLABLES[at]
    return f"{found}ak".capitalize()


def rendering(number: int, parts: Sequence[Parts]) -> tuple[str, str, ParsedTitle]:
    """Language, surface and parts of a rendering; different numbers give different ones."""
    turn, at = divmod(number, len(parts))
    own = parts[at]
    turn, body = divmod(turn, len(own.bodies))
    turn, head = divmod(turn, len(own.heads))
    spelling, level = divmod(turn, len(LEVELS))
    surface, parsed = own.bodies[body]
    first = parsed.senses[0]
    senses = list(parsed.senses)
    if spelling:
        senses[0] = replace(first, text=f"{first.text}{word(spelling).lower()}")
    if number % 5 == 4:
        senses.append(Sense((), first.start, first.end, word(number)))
    ranked = replace(parsed, ranks=own.heads[head][1].ranks, level=LEVELS[level], senses=tuple(senses))
    return own.lang, f"{own.heads[head][0]} {surface} {number}", ranked


def holder_of(document: int, list_id: int, size: int) -> str:
    """The person of a list: one for fifty mentions, in several documents."""
    holder = (document * 5 + list_id) % max(1, size // 50)
    return f"{SURNAMES[holder % len(SURNAMES)]} {word(holder)}"


def documents(size: int, parts: Sequence[Parts]) -> list[DocumentTitles]:
    """`size` mentions in documents of twenty."""
    distinct = max(1, size // 5)
    found = []
    for number in range(size // PER_DOCUMENT):
        mentions: list[Mention] = []
        start = slot = list_id = 0
        person = holder_of(number, 0, size)
        name = f"{number:07}.txt"
        for at in range(PER_DOCUMENT):
            if slot == LENGTHS[list_id % len(LENGTHS)]:
                list_id, slot = list_id + 1, 0
                person = holder_of(number, list_id, size)
            lang, surface, parsed = rendering((number * PER_DOCUMENT + at) * 7919 % distinct, parts)
            end = start + len(surface)
            mentions.append(Mention(name, start, end, surface, lang, "role", parsed, person, list_id, slot))
            start, slot = end + 2, slot + 1
        signals = [Signal("vn", "Vietnam", 0, 1.0), Signal("vn", SURNAMES[number % 8], 5, 1.0, "surname")]
        found.append(DocumentTitles(name, "en", tuple(mentions), tuple(signals if number % 5 else ())))
    return found


def measure(size: int, *, profile: bool) -> dict[str, float]:
    """Resolve twice over the same candidates: nothing read before, then everything."""
    glossary, config = load_glossary(), Config()
    embedder = load_embedder(config)
    if embedder is not None:
        embedder.encode(["council"])
    titles = documents(size, parts_of(glossary))
    renderings = len({(m.lang, m.surface) for each in titles for m in each.mentions})
    candidates = Candidates(glossary, embedder)
    before = _memory()
    profiler = cProfile.Profile() if profile else None
    start = time.process_time()
    if profiler:
        profiler.enable()
    found = sum(1 for _ in resolve_with(titles, glossary, config, candidates))
    if profiler:
        profiler.disable()
    first = time.process_time() - start
    peak = _memory()
    start = time.process_time()
    for _ in resolve_with(titles, glossary, config, candidates):
        pass
    second = time.process_time() - start
    if profiler:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(25)
    return {
        "mentions": found, "distinct": renderings, "first": first, "second": second, "before": before, "peak": peak
    }  # fmt: skip


def _memory() -> float:
    """Most memory that this process has used, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    """Measure each size in a process of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--profile", action="store_true", help="also print where the time of the first pass goes")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.one, profile=arguments.profile)))
        return
    print(
        "| mentions | distinct | seconds | mentions/s seen before | renderings/s not seen | GB | of it input | growth |"
    )
    print("|---|---|---|---|---|---|---|---|")
    earlier: dict[str, float] = {}
    for size in arguments.sizes:
        command = [sys.executable, __file__, "--one", str(size), *(["--profile"] if arguments.profile else [])]
        found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        seen = found["mentions"] / found["second"]
        longer = found["first"] - found["second"]
        fresh = f"{found['distinct'] / longer:,.0f}" if longer > 0 else "not longer"
        growth = "" if not earlier else f"n^{_exponent(earlier, found):.2f}"
        print(
            f"| {found['mentions']:,} | {found['distinct']:,} | {found['first']:.1f} | {seen:,.0f} | {fresh} | "
            f"{found['peak']:.2f} | {found['before']:.2f} | {growth} |",
            flush=True,
        )
        earlier = found


def _exponent(earlier: dict[str, float], found: dict[str, float]) -> float:
    """The power of the number of mentions with which the time grows."""
    return math.log(found["first"] / earlier["first"]) / math.log(found["mentions"] / earlier["mentions"])


if __name__ == "__main__":
    main()
