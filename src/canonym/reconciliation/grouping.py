"""Which forms of unknown offices are one: blocks of forms that share something, then the surest pairs first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from canonym.reconciliation.likeness import NEVER, Likeness
from canonym.reconciliation.office_forms import OfficeForm, person_keys

FREQUENT = 80
"""Forms from which on what they share brings nobody together: not all pairs of a large run are looked at."""


def grouped(forms: Sequence[OfficeForm], likeness: Likeness, pairs: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Return the forms, by number, in groups of one office each, ordered by their first form."""
    groups = {number: [number] for number in range(len(forms))}
    near: dict[int, set[int]] = defaultdict(set)
    heap: list[tuple[float, int, int, int, int]] = []
    for one, other in candidates(forms, pairs):
        score = likeness.score(one, other)
        if score is not None and score > 0:
            near[one].add(other)
            near[other].add(one)
            heapq.heappush(heap, (-score, one, other, 1, 1))
    while heap:
        _, one, other, size, other_size = heapq.heappop(heap)
        if len(groups.get(one, ())) != size or len(groups.get(other, ())) != other_size:
            continue  # one of the two has grown since
        groups[one] += groups.pop(other)
        neighbours = (near[one] | near.pop(other)) - {one, other}
        near[one] = neighbours
        for each in sorted(neighbours):
            near[each] = (near[each] - {other}) | {one}
            score = link(groups[one], groups[each], likeness)
            if score > 0:
                first, second = min(one, each), max(one, each)
                heapq.heappush(heap, (-score, first, second, len(groups[first]), len(groups[second])))
    return sorted(map(sorted, groups.values()))


def link(left: Sequence[int], right: Sequence[int], likeness: Likeness) -> float:
    """Return how likely two groups are one office: the mean over all pairs of which anything can be said."""
    scores = []
    for one in left:
        for other in right:
            score = likeness.score(one, other)
            if score == NEVER:
                return NEVER
            if score is not None:
                scores.append(score)
    return sum(scores) / len(scores) if scores else NEVER


def candidates(forms: Sequence[OfficeForm], pairs: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of forms worth a look, in order: they share a rare word, a holder or a place of two versions."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, form in enumerate(forms):
        for key in sorted(_keys(form)):
            places[key].append(number)
    found = set(pairs)
    for numbers in places.values():
        if len(numbers) <= FREQUENT:
            found.update(combinations(numbers, 2))
    yield from sorted(found)


def _keys(form: OfficeForm) -> set[str]:
    words = {name for each in form.concepts for name in (each.meanings or {each.word[:4]})}
    keys = {f"word {word}" for word in words}
    keys |= {f"words {one} {other}" for one, other in combinations(sorted(words), 2)}
    keys |= {f"kind {kind} {word}" for kind in form.kinds for word in (words or {""})}
    keys |= {f"kind {kind}" for kind in form.kinds}
    keys |= {f"level {form.level} {kind}" for kind in form.kinds}
    if form.base:
        keys.add(f"base {form.base} {form.level}")
        keys.add(f"base {form.base}")
    for person in form.persons:
        keys |= {f"person {sound}" for sound in person_keys(person)}
    return keys
