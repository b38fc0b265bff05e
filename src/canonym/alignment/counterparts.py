"""Counterparts: mentions of two versions of a report that render the same office.

Sentences are linked first; within linked sentences, mentions are paired by person, place in the person's title list,
rank, level and what their body words say. Nothing here asks which office it is: the pairs are evidence for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from canonym.alignment.anchors import fold_name, sound_of
from canonym.alignment.links import Link
from canonym.alignment.sentences import Aligner
from canonym.glossary import Glossary
from canonym.model import Counterpart, Mention, Segment

LINKED = 0.3
"""Score from which two linked sentences are taken to say the same."""
_PAIRED = 0.35
"""Agreement from which two mentions of linked sentences are taken for one office."""


@dataclass(frozen=True, slots=True)
class Version:
    """A report as it is paired: its sentences and its titles."""

    doc: str
    sentences: Sequence[Segment]
    mentions: Sequence[Mention]


def counterparts(groups: Iterable[Sequence[Version]], aligner: Aligner, glossary: Glossary) -> list[Counterpart]:
    """Return the pairs of mentions between all versions of each group, ordered by document and start."""
    found: list[Counterpart] = []
    for group in groups:
        for a, b in combinations(sorted(group, key=lambda version: version.doc), 2):
            found += counterparts_of(a, b, aligner.align(a.sentences, b.sentences), glossary)
    return sorted(found, key=lambda each: (each.a, each.b))


def counterparts_of(a: Version, b: Version, links: Sequence[Link], glossary: Glossary) -> list[Counterpart]:
    """Return the pairs of mentions of two versions whose sentences are linked."""
    found: list[Counterpart] = []
    for link in links:
        if link.a_span is None or link.b_span is None or link.score < LINKED:
            continue
        pairs = _paired(_within(a, link.a_span), _within(b, link.b_span), glossary)
        found += [
            Counterpart((a.doc, left.start), (b.doc, right.start), strength_of(worth)) for left, right, worth in pairs
        ]
    return found


def _within(version: Version, span: tuple[int, int]) -> list[Mention]:
    return [each for each in version.mentions if each.kind != "term" and span[0] <= each.start < span[1]]


def _paired(
    left: Sequence[Mention], right: Sequence[Mention], glossary: Glossary
) -> list[tuple[Mention, Mention, float]]:
    """Return the best pairs first; each mention is in one pair at most."""
    scored = [
        (-_agreement(a, b, i / max(1, len(left)), j / max(1, len(right)), glossary), i, j)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
    ]
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for negative, i, j in sorted(scored):
        if -negative < _PAIRED:
            break
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append((left[i], right[j], -negative))
    return pairs


def _agreement(a: Mention, b: Mention, at_a: float, at_b: float, glossary: Glossary) -> float:
    """Tell how likely two mentions of linked sentences render one office; 1 and more is as good as sure."""
    score = 0.3 - 0.3 * abs(at_a - at_b)
    same = same_person(a.person, b.person)
    if same is False:
        return 0.0
    if same:
        score += 0.3
        score += 0.25 if a.slot == b.slot else -0.1 * min(3, abs(a.slot - b.slot))
    elif (a.person is None) != (b.person is None):
        score -= 0.15
    score += 0.15 if a.kind == b.kind else -0.5
    if a.parsed.ranks and b.parsed.ranks:
        score += _ranks_agree(a, b, glossary)
    if a.parsed.level and b.parsed.level:
        score += 0.1 if a.parsed.level == b.parsed.level else -0.15
    mine, other = _meanings(a), _meanings(b)
    if mine and other:
        shared = len(mine & other)
        score += 0.4 * shared / len(mine | other) if shared or same else -0.1
    return score


def _ranks_agree(a: Mention, b: Mention, glossary: Glossary) -> float:
    """Return, by the first rank that each can mean: equal, of the same degree (deputy or not), or neither."""
    first, second = (glossary.ranks.by_id[each.parsed.ranks[0]] for each in (a, b))
    if set(a.parsed.ranks) & set(b.parsed.ranks):
        return 0.25
    deputies = ["deputy" in rank.modifiers for rank in (first, second)]
    members = [rank.base == "member" for rank in (first, second)]
    return 0.1 if deputies[0] == deputies[1] and members[0] == members[1] else -0.2


def _meanings(mention: Mention) -> frozenset[object]:
    """What the words of a title can mean, and the bodies and offices whose names they are."""
    senses = mention.parsed.senses
    names = ((name.body, name.of_office) for sense in senses for name in sense.names)
    return frozenset((*(meaning for sense in senses for meaning in sense.meanings), *names))


def same_person(a: str | None, b: str | None) -> bool | None:
    """Tell whether two names, in any scripts, can be one person's; None where one is not given."""
    if not a or not b:
        return None
    first, second = ({fold_name(word) for word in name.replace("・", " ").split()} - {""} for name in (a, b))
    if not first or not second:
        return None
    if first <= second or second <= first:
        return True
    sounds = [{sound_of(word) for word in words} - {""} for words in (first, second)]
    shared = len(sounds[0] & sounds[1])
    return shared >= 2 or shared == min(len(each) for each in sounds) > 0


def strength_of(agreement: float) -> float:
    """Tell how sure a pair with an agreement is, 0 to 1; set by hand below what annotated reports show."""
    return round(min(1.0, 0.7 + 0.4 * (agreement - _PAIRED)), 4)
