"""Pairs of texts with known links: parallel sentences, some merged, split, dropped or put in another order."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from parallel_texts import join, random_event, sentence, texts, topics

PAIRS = (("es", "en"), ("tr", "en"), ("vi", "en"), ("de", "fr"), ("ja", "en"), ("zh", "ru"))
Truth = tuple[tuple[int, ...], tuple[int, ...]]
CHANGES = (
    ("keep", 66), ("merge a", 6), ("merge b", 6), ("split a", 3), ("split b", 3), ("drop a", 5), ("drop b", 5),
    ("turn two", 4), ("turn three", 2),
)  # fmt: skip
"""What happens to the next sentences, and how often of a hundred times."""
TURNS = ((2, 1, 0), (1, 2, 0), (2, 0, 1))
_CUT = re.compile(r"[,;，、；](?:\s|(?<=[，、；]))")


@dataclass
class TestSet:
    """Two texts, a sentence an entry, and the links that have sentences on both sides."""

    name: str
    languages: tuple[str, str]
    a: list[str] = field(default_factory=list)
    b: list[str] = field(default_factory=list)
    truth: set[Truth] = field(default_factory=set)

    def add(self, a: Sequence[str], b: Sequence[str]) -> None:
        left = tuple(range(len(self.a), len(self.a) + len(a)))
        right = tuple(range(len(self.b), len(self.b) + len(b)))
        self.a += a
        self.b += b
        if a and b:
            self.truth.add((left, right))


def changed(name: str, languages: tuple[str, str], pairs: Sequence[tuple[str, str]], chance: random.Random) -> TestSet:
    """A test set from parallel sentences; every change is recorded in its truth."""
    made = TestSet(name, languages)
    position = 0
    while position < len(pairs):
        kinds, odds = zip(*CHANGES, strict=True)
        kind = chance.choices(kinds, odds)[0]
        wanted = {"merge": chance.choice((2, 2, 3)), "turn two": 2, "turn three": 3}
        count = wanted.get(kind, wanted.get(kind.split()[0], 1))
        if position + count > len(pairs):
            kind, count = "keep", 1
        a, b = (list(side) for side in zip(*pairs[position : position + count], strict=True))
        _change(made, kind, a, b, chance)
        position += count
    return made


def _change(made: TestSet, kind: str, a: list[str], b: list[str], chance: random.Random) -> None:
    left, right = made.languages
    if kind == "merge a":
        made.add([join(a, left)], b)
    elif kind == "merge b":
        made.add(a, [join(b, right)])
    elif kind == "split a":
        made.add(_halves(a[0]), b)
    elif kind == "split b":
        made.add(a, _halves(b[0]))
    elif kind == "drop a":
        made.add([], b)
    elif kind == "drop b":
        made.add(a, [])
    elif kind == "turn two":
        made.add(a, b[::-1])
    elif kind == "turn three":
        made.add(a, [b[at] for at in chance.choice(TURNS)])
    else:
        made.add(a, b)


def _halves(text: str) -> list[str]:
    """The text cut at the comma nearest its middle; whole where there is none in its inner part."""
    cuts = [match.end() for match in _CUT.finditer(text) if 0.2 < match.end() / len(text) < 0.8]
    if not cuts:
        return [text]
    cut = min(cuts, key=lambda at: abs(at - len(text) / 2))
    return [text[:cut].strip(), text[cut:].strip()]


def generated(languages: tuple[str, str], sentences: int, seed: int) -> TestSet:
    """Reports about made-up events, one after the other."""
    chance = random.Random(f"{languages} {seed}")
    return changed(f"made up {seed}", languages, _pairs(languages, sentences, chance), chance)


def _pairs(languages: tuple[str, str], count: int, chance: random.Random) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    while len(pairs) < count:
        event = random_event(chance)
        for number in range(len(texts()["topics"][event.topic])):
            pairs.append((sentence(event, number, languages[0]), sentence(event, number, languages[1])))
    return pairs[:count]


def distinct(languages: tuple[str, str], seed: int) -> TestSet:
    """Every sentence of the topics once, in a random order of topics."""
    chance = random.Random(f"distinct {languages} {seed}")
    names = topics()
    chance.shuffle(names)
    pairs = []
    for name in names:
        event = random_event(chance)
        while event.topic != name:
            event = random_event(chance)
        for number in range(len(event.numbers)):
            pairs.append((sentence(event, number, languages[0]), sentence(event, number, languages[1])))
    return changed(f"distinct {seed}", languages, pairs, chance)


def from_reports(paths: Iterable[Path], languages: tuple[str, str], seed: int) -> TestSet | None:
    """All sentence-aligned reports that have both languages, one after the other; None where none has."""
    pairs: list[tuple[str, str]] = []
    for path in sorted(paths):
        for each in json.loads(path.read_text(encoding="utf-8"))["sentences"]:
            if languages[0] in each and languages[1] in each:
                pairs.append((each[languages[0]], each[languages[1]]))
    chance = random.Random(f"reports {languages} {seed}")
    return changed(f"reports {seed}", languages, pairs, chance) if pairs else None
