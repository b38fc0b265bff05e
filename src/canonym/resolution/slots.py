"""Title lists of one person, aligned slot by slot: the odd one out is explained by its neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from canonym.glossary.lexicon import strip_marks
from canonym.model import Mention

_GAP = -0.4
_MOST_LISTS = 40
"""Different lists of one person that are compared with one another."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Another mention that stands in the same slot."""

    mention: int
    strength: float
    """0 to 1: how sure the alignment is."""


Similarity = Callable[[int, int], float]
"""From -1 to 1: how likely two mentions (by number) are the same office."""


def person_key(name: str) -> str:
    """A personal name without case, diacritics and punctuation, for comparing across reports."""
    return " ".join(strip_marks(name.casefold()).replace(".", " ").replace("・", " ").split())


def title_lists(mentions: Sequence[Mention]) -> list[list[int]]:
    """The numbers of the mentions of each title list, in order."""
    lists: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, mention in enumerate(mentions):
        if mention.list_id >= 0:
            lists[mention.doc, mention.list_id].append(number)
    return [sorted(numbers, key=lambda number: mentions[number].slot) for _, numbers in sorted(lists.items())]


def witnesses(
    mentions: Sequence[Mention], lists: Sequence[Sequence[int]], similarity: Similarity
) -> Mapping[int, list[Witness]]:
    """For each mention, those that stand in the same slot of another list of the same person, or of a list alike."""
    found: dict[int, list[Witness]] = defaultdict(list)
    by_person: dict[str, list[Sequence[int]]] = defaultdict(list)
    unnamed: dict[str, list[Sequence[int]]] = defaultdict(list)
    for numbers in lists:
        person = mentions[numbers[0]].person
        if person:
            by_person[person_key(person)].append(numbers)
        if len(numbers) > 1:
            unnamed[mentions[numbers[0]].doc].append(numbers)
    for group in by_person.values():
        for first, second in _pairs(group, mentions):
            _add(found, first, second, similarity, 1.0)
    for group in unnamed.values():
        for first, second in _pairs(group, mentions):
            persons = {mentions[first[0]].person, mentions[second[0]].person}
            if len(persons - {None}) < 2 and None in persons:
                _add(found, first, second, similarity, 0.7)
    _share(found, [*by_person.values(), *unnamed.values()], mentions)
    return found


def _signature(numbers: Sequence[int], mentions: Sequence[Mention]) -> tuple[object, ...]:
    first = mentions[numbers[0]]
    return (first.person is None, *(mentions[number].surface for number in numbers))


def _share(
    found: dict[int, list[Witness]], groups: Sequence[Sequence[Sequence[int]]], mentions: Sequence[Mention]
) -> None:
    """Give lists that repeat another one word for word what was found for that one."""
    for group in groups:
        first: dict[tuple[object, ...], Sequence[int]] = {}
        for numbers in group:
            original = first.setdefault(_signature(numbers, mentions), numbers)
            if original is numbers:
                continue
            for number, model in zip(numbers, original, strict=True):
                if number not in found and model in found:
                    found[number] = [*found[model], Witness(model, 1.0 if len(numbers) > 1 else 0.45)]


def _pairs(group: Sequence[Sequence[int]], mentions: Sequence[Mention]) -> list[tuple[Sequence[int], Sequence[int]]]:
    """Pairs of lists to compare: of those that repeat one another word for word, two stand for all."""
    kept: list[Sequence[int]] = []
    counts: dict[tuple[object, ...], int] = defaultdict(int)
    for numbers in group:
        signature = _signature(numbers, mentions)
        counts[signature] += 1
        if counts[signature] <= 2:
            kept.append(numbers)
    kept = kept[:_MOST_LISTS]
    return [(first, second) for at, first in enumerate(kept) for second in kept[at + 1 :]]


def _add(
    found: dict[int, list[Witness]],
    first: Sequence[int],
    second: Sequence[int],
    similarity: Similarity,
    weight: float,
) -> None:
    pairs = align(first, second, similarity)
    anchors = [(a, b) for a, b in pairs if similarity(a, b) >= 0.8]
    for a, b in pairs:
        others = len([pair for pair in anchors if pair != (a, b)])
        alone = len(first) == len(second) == 1
        if others == 0 and not alone and (a, b) not in anchors:
            continue
        strength = weight * (1.0 if others else 0.45)
        found[a].append(Witness(b, strength))
        found[b].append(Witness(a, strength))


def align(first: Sequence[int], second: Sequence[int], similarity: Similarity) -> list[tuple[int, int]]:
    """The best order-preserving pairing of two lists (Needleman and Wunsch 1970)."""
    rows, columns = len(first), len(second)
    score = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        score[i][columns] = score[i + 1][columns] + _GAP
    for j in range(columns - 1, -1, -1):
        score[rows][j] = score[rows][j + 1] + _GAP
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            score[i][j] = max(
                score[i + 1][j + 1] + similarity(first[i], second[j]),
                score[i + 1][j] + _GAP,
                score[i][j + 1] + _GAP,
            )
    pairs = []
    i = j = 0
    while i < rows and j < columns:
        if score[i][j] == score[i + 1][j + 1] + similarity(first[i], second[j]):
            pairs.append((first[i], second[j]))
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j] + _GAP:
            i += 1
        else:
            j += 1
    return pairs
