"""What is wrong with one translation of a piece, and what to hide from the engine before it is asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from canonym.translation.checks import sentence_checks
from canonym.translation.checks.dates_and_units import date_changes, unit_changes, write_dates, write_units
from canonym.translation.checks.numbers import Number, find_numbers, write_number
from canonym.translation.checks.proper_names import damaged_names
from canonym.translation.engines.translator import TRUNCATED, UNFINISHED, UNKNOWN_WORDS
from canonym.translation.language_rules import LanguageRules
from canonym.translation.protection import FORMS, Form, Parts, Piece, ProtectedText, gaps, unprotected

Findings = Mapping[str, tuple[str, ...]]
"""What is wrong: a flag of sentence_checks.py or translator.py -> the words that it concerns, where there are any."""

LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A translated piece: its parts, the step that was needed (ladder.STEPS), and what is still wrong with it."""

    parts: Parts
    step: str
    findings: Findings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a piece is checked against."""

    languages: tuple[str, str]
    """Source and target, ISO 639-1."""
    source: LanguageRules
    target: LanguageRules
    names: tuple[str, ...] = ()
    """Names that must come through unchanged, the longest first."""
    careful: bool = False
    """Whether the engine has settings against repetitions."""
    forms: tuple[Form, ...] = FORMS
    """Placeholders that the engine keeps, the best first."""
    common: frozenset[str] | None = None
    """Words of titles in the source language (proper_names.title_words)."""

    @property
    def familiar(self) -> frozenset[str]:
        """Words that stand in nearly every sentence of the target language; empty where none are known."""
        return self.target.pivot.openers | self.target.pivot.determiners

    def changed_names(self, source: str, target: str) -> list[str]:
        """Return names, fractions, addresses and the like of `source` that `target` does not hold unchanged."""
        known = sentence_checks.missing_names([*self.names, *sentence_checks.verbatim(source)], source, target)
        return [*known, *damaged_names(source, target, self.common)]


def as_it_is(piece: Piece) -> Parts:
    """Return the piece itself as parts."""
    parts: Parts = []
    for (start, end), item in zip(gaps(piece), [*piece.items, None], strict=True):
        parts += [piece.text[start:end]] if item is None else [piece.text[start:end], item]
    return parts


def judge(piece: Piece, parts: Parts, step: str, rules: Rules, flags: tuple[str, ...] = ()) -> Outcome:
    """Return the attempt with its findings.

    `piece` is what the engine was asked, with names and numbers protected or not; `flags` are what the engine said
    itself. Only what the engine really translated is compared: protected stretches are right by construction.
    """
    source, target = unprotected(piece), sentence_checks.engine_words(parts)
    findings: dict[str, tuple[str, ...]] = dict.fromkeys(flags, ())
    if not LETTER.search(target) and not (piece.items and len(source.split()) < 3):
        findings[sentence_checks.EMPTY] = ()
    if sentence_checks.runs_in_circles(sentence_checks.plain(as_it_is(piece)), sentence_checks.plain(parts)):
        findings[sentence_checks.REPETITION] = ()
    for problem in (
        sentence_checks.length_problem(source, target),
        sentence_checks.language_problem(source, target, rules.languages, rules.familiar),
    ):
        if problem and sentence_checks.EMPTY not in findings:
            findings[problem] = ()
    if piece.items and sentence_checks.nothing_left(source, target, rules.common, rules.familiar):
        findings.setdefault(sentence_checks.INCOMPLETE, ())
    if names := rules.changed_names(source, target):
        findings[sentence_checks.NAMES] = tuple(names)
    findings |= _compared(source, target, rules)
    return Outcome(parts, step, findings)


def _compared(source: str, target: str, rules: Rules) -> dict[str, tuple[str, ...]]:
    """Return findings about numbers, dates and units: what was lost, and with a plus sign what is new."""
    mine, theirs = rules.source, rules.target
    found: dict[str, tuple[str, ...]] = {}
    if mine.numbers and theirs.numbers:
        lost, new = sentence_checks.number_changes(source, target, (mine.numbers, theirs.numbers))
        texts = (source[each.start : each.end] for each in lost), (target[each.start : each.end] for each in new)
        _note(found, sentence_checks.NUMBERS, list(texts[0]), list(texts[1]))
    if mine.dates and theirs.dates:
        _note(found, sentence_checks.DATES, *date_changes(source, target, mine.dates, theirs.dates))
    _note(found, sentence_checks.UNITS, *unit_changes(source, target, mine, theirs))
    return found


def _note(found: dict[str, tuple[str, ...]], flag: str, lost: list[str], new: list[str]) -> None:
    if lost or new:
        found[flag] = (*lost, *(f"+{text}" for text in new))


def guard(piece: Piece, attempt: Outcome, rules: Rules) -> Piece:
    """Return the piece with the names, numbers, dates and units protected that the attempt changed."""
    source, target = unprotected(piece), sentence_checks.engine_words(attempt.parts)
    mine, theirs = rules.source, rules.target
    more: list[tuple[int, int, str]] = []
    if sentence_checks.DATES in attempt.findings and mine.dates and theirs.dates:
        more += write_dates(piece.text, mine.dates, theirs.dates)
    if sentence_checks.UNITS in attempt.findings:
        more += write_units(piece.text, mine, theirs)
    if mine.numbers and theirs.numbers:
        lost, new = sentence_checks.number_changes(source, target, (mine.numbers, theirs.numbers))
        values = [number.values for number in lost]
        for number in find_numbers(piece.text, mine.numbers):
            # Where the engine invented a number without losing one, all are taken out of its sight.
            if number.values in values or (new and not lost):
                more.append((number.start, number.end, write_number(number, mine.numbers, theirs.numbers)))
    taken = list(piece.items)
    for name in rules.changed_names(source, target):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", piece.text):
            _take(taken, ProtectedText(match.start(), match.end(), "name", name))
    for start, end, text in more:
        _take(taken, ProtectedText(start, end, "number", text))
    return replace(piece, items=tuple(sorted(taken, key=lambda item: item.start)))


def mend_numbers(piece: Piece, attempt: Outcome, step: str, rules: Rules) -> Outcome | None:
    """Give the attempt with the right scale or sign put to numbers whose digits came through ("13 billones" as 13
    billion).

    None where a number was lost or added otherwise; what else is wrong stays.
    """
    mine, theirs = rules.source.numbers, rules.target.numbers
    if sentence_checks.NUMBERS not in attempt.findings or mine is None or theirs is None:
        return None
    lost, new = sentence_checks.number_changes(
        unprotected(piece), sentence_checks.engine_words(attempt.parts), (mine, theirs)
    )
    digits = {_digits(number): number for number in lost}
    wrong = {_digits(number): number for number in new}
    if len(digits) != len(lost) or len(wrong) != len(new) or digits.keys() != wrong.keys():
        return None
    parts: Parts = []
    hidden = list(piece.items)
    for part in attempt.parts:
        if not isinstance(part, str):
            parts.append(part)
            continue
        position = 0
        for number in find_numbers(part, theirs):
            own = digits.get(_digits(number))
            if own is None or number.values & own.values:
                continue
            places = [each for each in find_numbers(piece.text, mine) if each.values == own.values]
            if len(places) != 1:
                return None
            item = ProtectedText(places[0].start, places[0].end, "number", write_number(own, mine, theirs))
            _take(hidden, item)
            parts += [part[position : number.start], item]
            position = number.end
        parts.append(part[position:])
    mended = replace(piece, items=tuple(sorted(hidden, key=lambda item: item.start)))
    return judge(mended, parts, step, rules, tuple(attempt.findings.keys() & {TRUNCATED, UNFINISHED, UNKNOWN_WORDS}))


def _digits(number: Number) -> str:
    return re.sub(r"\D", "", number.digits)


def _take(taken: list[ProtectedText], item: ProtectedText) -> None:
    if all(item.end <= other.start or other.end <= item.start for other in taken):
        taken.append(item)
