"""Clusters of documents measured on a made-up corpus whose events are known.

    python bench/clusters.py [--documents 2000] [--seed 7]

An event is told by one to six reports in six languages: versions of one text, which have all of its sentences, and
other reports of the same event, which have some of them in another order and few of the numbers. Every second event
has a near miss: the same people, place and topic on another day with other numbers. A pair of documents is right if
both tell of the same event.
"""

from __future__ import annotations

import argparse
import datetime
import random
import time
from collections import defaultdict
from dataclasses import replace
from itertools import combinations

from canonym.alignment.clusters import ClusterReport, find_clusters
from canonym.alignment.sentences import sentences_of
from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.glossary import glossary_for
from parallel_texts import Event, join, random_event, random_numbers, sentence

LANGUAGES = ("en", "es", "tr", "vi", "de", "ja")


Texts = dict[str, tuple[str, str]]
"""Name -> language and text."""
Truth = dict[str, tuple[int, str]]
"""Name -> number of the event, and which of its texts this is a version of."""


def corpus(documents: int, seed: int) -> tuple[Texts, Truth]:
    """So many documents, and what they tell."""
    chance = random.Random(seed)
    texts: Texts = {}
    truth: Truth = {}
    events: list[Event] = []
    while len(texts) < documents:
        event = random_event(chance)
        if events and chance.random() < 0.5:
            event = near_miss(chance.choice(events), chance)
        if any(same_but_numbers(event, other) for other in events):
            continue
        events.append(event)
        for language in chance.sample(LANGUAGES, chance.randint(1, 4)):
            add(texts, truth, len(events), "original", language, told(event, language))
        for number in range(chance.choice((0, 0, 1, 2))):
            language = chance.choice(LANGUAGES)
            add(texts, truth, len(events), f"other {number}", language, retold(event, language, chance))
    return dict(list(texts.items())[:documents]), truth


def add(texts: Texts, truth: Truth, event: int, text: str, language: str, words: str) -> None:
    name = f"{len(texts):05}.{language}.txt"
    texts[name] = (language, words)
    truth[name] = (event, text)


def near_miss(event: Event, chance: random.Random) -> Event:
    """The same people at the same place with the same topic on another day of the same weeks."""
    day = datetime.date.fromisoformat(event.day) + datetime.timedelta(days=chance.choice((-9, -3, -2, -1, 1, 2, 5, 14)))
    return replace(event, day=day.isoformat(), numbers=random_numbers(event.topic, chance))


def same_but_numbers(one: Event, other: Event) -> bool:
    return replace(one, numbers=()) == replace(other, numbers=())


def told(event: Event, language: str) -> str:
    return join([sentence(event, number, language) for number in range(len(event.numbers))], language)


def retold(event: Event, language: str, chance: random.Random) -> str:
    """The first sentence, which has the day, and half of the others in another order."""
    rest = chance.sample(range(1, len(event.numbers)), len(event.numbers) // 2)
    return join([sentence(event, number, language) for number in (0, *rest)], language)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--errors", type=int, default=0, help="print so many wrong and missed pairs")
    arguments = parser.parse_args()
    texts, truth = corpus(arguments.documents, arguments.seed)
    reports = [ClusterReport(name, language, sentences_of(text, language)) for name, (language, text) in texts.items()]
    embedder = load_embedder(Config())
    assert embedder is not None
    begin = time.perf_counter()
    embedder.encode([each.text for report in reports for each in report.sentences])
    encoded = time.perf_counter()
    clusters = find_clusters(reports, embedder, glossary_for(Config()))
    done = time.perf_counter()
    found = {pair for cluster in clusters for pair in combinations(cluster.documents, 2)}
    by_event = defaultdict(list)
    for name in sorted(texts):
        by_event[truth[name][0]].append(name)
    right = {pair for names in by_event.values() for pair in combinations(names, 2)}
    print(f"{len(texts)} documents, {len(by_event)} events, {len(right)} pairs to find, {len(clusters)} clusters")
    print(f"pairwise precision {len(found & right) / len(found):.4f}, recall {len(found & right) / len(right):.4f}")
    kinds = [(pair.kind == "versions", truth[pair.a] == truth[pair.b]) for c in clusters for pair in c.pairs]
    print(f"kind of a linked pair right: {sum(said == is_so for said, is_so in kinds) / len(kinds):.4f}")
    print(f"seconds: {encoded - begin:.1f} encoding, {done - encoded:.1f} clustering")
    linked = [each for cluster in clusters for each in cluster.pairs]
    for each in [each for each in linked if truth[each.a][0] != truth[each.b][0]][: arguments.errors]:
        print("wrongly linked", each)
    for word, wrong in (("wrong", found - right), ("missed", right - found)):
        for pair in sorted(wrong)[: arguments.errors]:
            print(word, *(f"{name} {truth[name]}: {texts[name][1][:100]}" for name in pair), sep="\n    ")


if __name__ == "__main__":
    main()
