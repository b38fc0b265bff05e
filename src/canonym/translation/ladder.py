"""Translate a piece, check it, and climb down step by step where the check fails.

A piece is a generator that asks for one translation at a time; `run_all` answers the questions of all pieces of a
document together, so that the engine gets large batches.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from canonym.translation import checks
from canonym.translation.language_data import NumberRules
from canonym.translation.names import damaged_names
from canonym.translation.numbers import find_numbers, write_number
from canonym.translation.pieces import ends_alike
from canonym.translation.protection import Item, Parts, Piece, cut, find_again, gaps, hide, unprotected, usable_forms
from canonym.translation.protocol import Translator

STEPS = (
    "copied",
    "plain",
    "placeholders",
    "placeholders, against repetition",
    "placeholders, second form",
    "split at a comma",
    "split at the title",
    "names in brackets",
)
"""What may become of a piece, from the best to the worst; the last one used is recorded."""

_COMMA = re.compile(r"(?<=[,;:，、；：])\s*")
_LETTER = re.compile(r"[^\W\d_]")


class Request(NamedTuple):
    """A sentence for the engine."""

    sentence: str
    careful: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """A translated piece: its parts, the step that was needed, and what is still wrong with it."""

    parts: Parts
    step: str
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """What a piece is checked against."""

    names: tuple[str, ...]
    numbers: tuple[NumberRules | None, NumberRules | None]
    careful: bool
    common: frozenset[str] | None = None
    """Words of titles in the source language (names.title_words)."""

    def changed_names(self, source: str, target: str) -> list[str]:
        """Names, fractions, addresses and the like of `source` that `target` does not hold unchanged."""
        known = checks.missing_names([*self.names, *checks.verbatim(source)], source, target)
        return [*known, *damaged_names(source, target, self.common)]


Climb = Generator[Request, str, Outcome]


def run_all(climbs: Sequence[Climb], translator: Translator) -> list[Outcome]:
    """Answer the pieces' requests in rounds until each has its outcome; the order is kept."""
    outcomes: dict[int, Outcome] = {}
    waiting: dict[int, Request] = {}
    for index, climb in enumerate(climbs):
        _advance(index, climb, None, waiting, outcomes)
    while waiting:
        answers: dict[int, str] = {}
        for careful in (False, True):
            asked = {index: request.sentence for index, request in waiting.items() if request.careful is careful}
            if asked:
                results = translator.translate(list(asked.values()), careful=careful)
                answers.update((index, result.text) for index, result in zip(asked, results, strict=True))
        waiting.clear()
        for index in sorted(answers):
            _advance(index, climbs[index], answers[index], waiting, outcomes)
    return [outcomes[index] for index in range(len(climbs))]


def _advance(
    index: int, climb: Climb, answer: str | None, waiting: dict[int, Request], outcomes: dict[int, Outcome]
) -> None:
    try:
        waiting[index] = next(climb) if answer is None else climb.send(answer)
    except StopIteration as end:
        outcomes[index] = end.value


def translate_piece(piece: Piece, rules: Rules) -> Climb:
    """Translate one piece; the outcome holds every item of the piece exactly once."""
    if not _LETTER.search(_without_names(unprotected(piece), rules.names)):
        return Outcome(_as_it_is(piece), "copied")
    forms = usable_forms(unprotected(piece))
    tries = [(form, False) for form in forms[:1]] + [(form, True) for form in forms[:1] if rules.careful]
    tries += [(form, False) for form in forms[1:2]]
    if not piece.items and not forms:
        tries = [("", False)]
    best: Outcome | None = None
    guarded = piece
    for form, careful in tries:
        # A name or number that changed is protected as well, and the same step tried once more.
        for _ in range(2):
            answer = yield Request(hide(guarded, form), careful)
            parts = find_again(answer, guarded, form)
            if parts is None:
                break
            attempt = _judge(guarded, parts, _step(piece, guarded, form, careful), rules)
            if best is None or len(attempt.flags) < len(best.flags):
                best = attempt
            if not best.flags:
                return best
            more = _guard(guarded, attempt, rules)
            if more == guarded:
                break
            guarded = more
    if best is not None and best.flags <= {checks.NAMES, checks.NUMBERS}:
        return best
    apart = yield from _split(guarded, rules)
    return apart if best is None or len(apart.flags) < len(best.flags) else best


def _step(piece: Piece, guarded: Piece, form: str, careful: bool) -> str:
    if careful:
        return STEPS[3]
    if form and form != usable_forms(unprotected(piece))[0]:
        return STEPS[4]
    return STEPS[2] if guarded.items else STEPS[1]


def _judge(piece: Piece, parts: Parts, step: str, rules: Rules) -> Outcome:
    """The attempt with its flags; `piece` is what the engine was asked, names and numbers protected or not."""
    source = unprotected(piece)
    target = checks.engine_words(parts)
    flags = set()
    few = len(source.split()) < 3
    if not _LETTER.search(target) and not (piece.items and few):
        flags.add(checks.EMPTY)
    if checks.runs_in_circles(checks.plain(_as_it_is(piece)), checks.plain(parts)):
        flags.add(checks.REPETITION)
    if checks.too_short(source, target):
        flags.add(checks.INCOMPLETE)
    if rules.changed_names(source, target):
        flags.add(checks.NAMES)
    if any(checks.number_changes(source, target, rules.numbers)):
        flags.add(checks.NUMBERS)
    return Outcome(parts, step, frozenset(flags))


def _guard(piece: Piece, attempt: Outcome, rules: Rules) -> Piece:
    """The piece with the names and numbers protected that the attempt changed."""
    target = checks.engine_words(attempt.parts)
    more: list[Item] = []
    source = unprotected(piece)
    for name in rules.changed_names(source, target):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", piece.text):
            more.append(Item(match.start(), match.end(), "name", name))
    mine, theirs = rules.numbers
    if mine and theirs:
        lost, new = checks.number_changes(unprotected(piece), target, rules.numbers)
        values = [number.values for number in lost]
        for number in find_numbers(piece.text, mine):
            # Where the engine invented a number without losing one, all are taken out of its sight.
            if number.values in values or (new and not lost):
                more.append(Item(number.start, number.end, "number", write_number(number, mine, theirs)))
    taken = list(piece.items)
    for item in more:
        if all(item.end <= other.start or other.end <= item.start for other in taken):
            taken.append(item)
    return replace(piece, items=tuple(sorted(taken, key=lambda item: item.start)))


def _split(piece: Piece, rules: Rules) -> Climb:
    """Translate a piece in two halves at a comma, or else between its items, or else put the names in brackets."""
    if (middle := _comma(piece)) is not None:
        parts: Parts = []
        flags: set[str] = set()
        step = STEPS[5]
        for start, end in ((0, middle), (middle, len(piece.text))):
            clause = _stripped(piece, start, end)
            half = yield from translate_piece(clause, rules)
            parts += [*ends_alike(clause, half.parts, inner=start > 0), " "]
            flags |= half.flags
            step = max(step, half.step, key=STEPS.index)
        return Outcome(parts[:-1], step, frozenset(flags))
    outcome: Outcome | None = None
    if piece.items:
        apart: Parts = []
        lost = False
        for (start, end), item in zip(gaps(piece), [*piece.items, None], strict=True):
            text = piece.text[start:end]
            if _LETTER.search(text):
                answer = yield Request(text.strip())
                text = text[: len(text) - len(text.lstrip())] + answer.strip() + text[len(text.rstrip()) :]
                lost = lost or not _LETTER.search(answer)
            apart += [text] if item is None else [text, item]
        outcome = _judge(piece, apart, STEPS[6], rules)
        if lost:
            outcome = replace(outcome, flags=outcome.flags | {checks.EMPTY})
        if not outcome.flags & {checks.REPETITION, checks.EMPTY}:
            return outcome
    answer = yield Request(piece.text)
    names: Parts = [mark for item in piece.items for mark in (" [", item, "]")]
    last = _judge(Piece(piece.text, ()), [answer], STEPS[7] if names else STEPS[1], rules)
    if outcome is not None and len(outcome.flags) <= len(last.flags):
        return outcome
    return replace(last, parts=[answer, *names])


def _comma(piece: Piece) -> int | None:
    """The comma nearest the middle that leaves words on both sides and cuts no item; None where there is none."""
    places = [
        match.end()
        for match in _COMMA.finditer(piece.text)
        if 0 < match.end() < len(piece.text)
        and not any(item.start < match.end() <= item.end for item in piece.items)
        and not (piece.text[match.end()].isdigit() and piece.text[match.start() - 2 : match.start() - 1].isdigit())
        and re.search(r"\w", piece.text[: match.end()])
        and re.search(r"\w", piece.text[match.end() :])
    ]
    return min(places, key=lambda place: abs(place - len(piece.text) / 2), default=None)


def _stripped(piece: Piece, start: int, end: int) -> Piece:
    text = piece.text[start:end]
    return cut(piece.text, piece.items, start + len(text) - len(text.lstrip()), start + len(text.rstrip()))


def _as_it_is(piece: Piece) -> Parts:
    parts: Parts = []
    for (start, end), item in zip(gaps(piece), [*piece.items, None], strict=True):
        parts += [piece.text[start:end]] if item is None else [piece.text[start:end], item]
    return parts


def _without_names(text: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return text
