"""Translate a piece, check it, and climb down step by step where the check fails.

A piece is a generator that asks for one translation at a time; `run_all` answers the questions of all pieces of many
documents together, so that the engine gets large batches, and checks each answer while the engine works on the others.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import NamedTuple

from canonym.translation.checks import sentence_checks
from canonym.translation.engines.translator import TRUNCATED, UNKNOWN_WORDS, Translation, Translator, stream
from canonym.translation.protection import Form, Parts, Piece, cut, find_again, gaps, hide, unprotected, usable_forms
from canonym.translation.sentences.judging import LETTER, Findings, Outcome, Rules, as_it_is, guard, judge, mend_numbers
from canonym.translation.sentences.locating import Edges, likeness, locate
from canonym.translation.sentences.pieces import ends_alike

STEPS = (
    "copied",
    "plain",
    "plain, names right",
    "number corrected",
    "placeholders",
    "placeholders, against repetition",
    "placeholders, second form",
    "split at a comma",
    "split at the title",
    "found in the plain translation",
    "names in brackets",
)
"""What may become of a piece, from the best to the worst; the last one used is recorded."""
(COPIED, PLAIN, NAMES_RIGHT, CORRECTED, HIDDEN, CAREFUL, SECOND, AT_COMMA, AT_TITLE, FOUND, BRACKETS) = STEPS

_DETAILS = {sentence_checks.NAMES, sentence_checks.NUMBERS, sentence_checks.DATES, sentence_checks.UNITS, UNKNOWN_WORDS}
"""Findings about single words: cutting the sentence up would not help, and would cost more than it mends."""
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_COMMA = re.compile(r"(?<=[,;:，、；：])\s*")


class Request(NamedTuple):
    """A sentence for the engine."""

    sentence: str
    careful: bool = False


Climb = Generator[Request, Translation, Outcome]


def run_all(climbs: Sequence[Climb], translator: Translator) -> list[Outcome]:
    """Answer the pieces' requests in rounds until each has its outcome; the order is kept."""
    outcomes: dict[int, Outcome] = {}
    waiting: dict[int, Request] = {}
    for index, climb in enumerate(climbs):
        _advance(index, climb, None, waiting, outcomes)
    while waiting:
        round_, waiting = waiting, {}
        for careful in (False, True):
            asked = [index for index, request in round_.items() if request.careful is careful]
            for place, answer in stream(translator, [round_[index].sentence for index in asked], careful=careful):
                _advance(asked[place], climbs[asked[place]], _on_one_line(answer), waiting, outcomes)
    return [outcomes[index] for index in range(len(climbs))]


def ask(translator: Translator, sentences: Sequence[str]) -> list[Translation]:
    """Return the translator's answers, each on one line whatever the engine does: a line stands for a line."""
    return [_on_one_line(result) for result in translator.translate(sentences)]


def _on_one_line(result: Translation) -> Translation:
    return replace(result, text=_LINE_END.sub(" ", result.text)) if _LINE_END.search(result.text) else result


def _advance(
    index: int, climb: Climb, answer: Translation | None, waiting: dict[int, Request], outcomes: dict[int, Outcome]
) -> None:
    try:
        waiting[index] = next(climb) if answer is None else climb.send(answer)
    except StopIteration as end:
        outcomes[index] = end.value


def translate_piece(piece: Piece, rules: Rules) -> Climb:
    """Translate one piece; the outcome holds every item of the piece exactly once."""
    if not LETTER.search(_without_names(unprotected(piece), rules.names)):
        return Outcome(as_it_is(piece), COPIED)
    plain = ""
    # The user's own words must not be seen by the engine at all.
    if piece.items and all(item.kind == "title" for item in piece.items):
        answer = yield Request(piece.text)
        if (right := _names_right(piece, answer, rules)) is not None:
            return right
        plain = answer.text
    best: Outcome | None = None
    guarded = piece
    asked: set[Request] = set()
    for form, careful, step in _tries(piece, rules):
        # A name or number that changed is protected as well, and the same step tried once more.
        for _ in range(2):
            request = Request(hide(guarded, form), careful)
            if request in asked or (guarded.items and form is None):
                break
            asked.add(request)
            answer = yield request
            parts = find_again(answer.text, guarded, form)
            if parts is None:
                break
            attempt = judge(guarded, parts, step if guarded.items or careful else PLAIN, rules, answer.flags)
            mended = mend_numbers(guarded, attempt, max(CORRECTED, attempt.step, key=STEPS.index), rules)
            if mended is not None and len(mended.findings) < len(attempt.findings):
                attempt = mended
            if best is None or len(attempt.findings) < len(best.findings):
                best = attempt
            if _is_good(best.findings):
                return (yield from _more_fluent(best, guarded, plain, rules)) if best.step == HIDDEN else best
            more = guard(guarded, attempt, rules)
            if more == guarded:
                break
            guarded = more
    if best is not None and best.findings.keys() <= _DETAILS:
        return best
    apart = yield from _split(guarded, rules)
    return apart if best is None or len(apart.findings) < len(best.findings) else best


def _names_right(piece: Piece, answer: Translation, rules: Rules) -> Outcome | None:
    """Give the translation of the whole sentence, titles included, where it surely names all of them, if not quite
    rightly.

    What the engine sees whole it translates best.
    """
    pivot = rules.target.pivot
    parts = locate(piece, answer, Edges(rules.familiar, pivot.of)) if pivot.of else None
    if parts is None:
        return None
    outcome = judge(piece, parts, NAMES_RIGHT, rules, answer.flags)
    outcome = mend_numbers(piece, outcome, CORRECTED, rules) or outcome
    return outcome if _is_good(outcome.findings) else None


def _more_fluent(first: Outcome, piece: Piece, plain: str, rules: Rules) -> Climb:
    """Yield the first outcome, or that with the second form of placeholder where it is more like the plain translation.

    A placeholder is an unknown word, and now and then costs a word beside it; seldom the same one with two forms.
    """
    forms = usable_forms(unprotected(piece), rules.forms)[1:2]
    if not plain or not forms or sentence_checks.runs_in_circles(piece.text, plain):
        return first
    answer = yield Request(hide(piece, forms[0]))
    parts = find_again(answer.text, piece, forms[0])
    if parts is None:
        return first
    second = judge(piece, parts, HIDDEN, rules, answer.flags)
    if not _is_good(second.findings):
        return first
    return max(first, second, key=lambda outcome: likeness(_written(outcome.parts), plain))


def _written(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def _tries(piece: Piece, rules: Rules) -> list[tuple[Form | None, bool, str]]:
    """Return the placeholder, whether to ask for careful settings, and name of the step.

    None where no placeholder can be used.
    """
    forms = usable_forms(unprotected(piece), rules.forms)[:2]
    first = forms[0] if forms else None
    tries: list[tuple[Form | None, bool, str]] = [(first, False, HIDDEN)]
    if rules.careful:
        tries.append((first, True, CAREFUL))
    return tries + [(form, False, SECOND) for form in forms[1:]]


def _is_good(findings: Findings) -> bool:
    """Tell whether asking again cannot help."""
    return findings.keys() <= {UNKNOWN_WORDS}


def _split(piece: Piece, rules: Rules) -> Climb:
    """Translate a piece in two halves at a comma, or else between its items, or else find them in a plain translation.

    Where nothing helps, the names follow the translation in brackets.
    """
    if (middle := _comma(piece)) is not None:
        return (yield from _at_comma(piece, middle, rules))
    outcome: Outcome | None = None
    if piece.items:
        outcome = yield from _at_items(piece, rules)
        if not outcome.findings.keys() & {sentence_checks.REPETITION, sentence_checks.EMPTY, TRUNCATED}:
            return outcome
    answer = yield Request(piece.text)
    if piece.items and (parts := locate(piece, answer)) is not None:
        last = judge(piece, parts, FOUND, rules, answer.flags)
    else:
        names: Parts = [mark for item in piece.items for mark in (" [", item, "]")]
        judged = judge(Piece(piece.text, ()), [answer.text], BRACKETS if names else PLAIN, rules, answer.flags)
        last = Outcome([answer.text, *names], judged.step, judged.findings)
    return outcome if outcome is not None and len(outcome.findings) <= len(last.findings) else last


def _at_comma(piece: Piece, middle: int, rules: Rules) -> Climb:
    parts: Parts = []
    findings: dict[str, tuple[str, ...]] = {}
    step = AT_COMMA
    for start, end in ((0, middle), (middle, len(piece.text))):
        clause = _stripped(piece, start, end)
        half = yield from translate_piece(clause, rules)
        parts += [*ends_alike(clause, half.parts, inner=start > 0), " "]
        for flag, details in half.findings.items():
            findings[flag] = findings.get(flag, ()) + details
        step = max(step, half.step, key=STEPS.index)
    return Outcome(parts[:-1], step, findings)


def _at_items(piece: Piece, rules: Rules) -> Climb:
    parts: Parts = []
    flags: set[str] = set()
    for (start, end), item in zip(gaps(piece), [*piece.items, None], strict=True):
        text = piece.text[start:end]
        if LETTER.search(text):
            answer = yield Request(text.strip())
            text = text[: len(text) - len(text.lstrip())] + answer.text.strip() + text[len(text.rstrip()) :]
            flags |= {*answer.flags, *([] if LETTER.search(answer.text) else [sentence_checks.EMPTY])}
        parts += [text] if item is None else [text, item]
    return judge(piece, parts, AT_TITLE, rules, tuple(sorted(flags)))


def _comma(piece: Piece) -> int | None:
    """Give the comma nearest the middle that leaves words on both sides and cuts no item; None where there is none."""
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


def _without_names(text: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return text
