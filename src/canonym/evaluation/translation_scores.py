"""How good translations are: canonym's and the engine's own, side by side, over the same sentences.

Term success: the share of accepted titles whose canonical name stands in their sentence's translation. Consistency
follows Semenov and Bojar, "Automated Evaluation Metric for Terminology Consistency in MT" (WMT 2022): the share of a
term's occurrences that are translated like a pseudo-reference, over terms that occur more than once. Two
pseudo-references are reported: the translation that is most frequent (is the system consistent?) and the glossary's
name (is it right?). chrF (Popović 2015) and BLEU (Papineni and others 2002) come from sacrebleu with its defaults.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from canonym.config import Config
from canonym.evaluation.references import Reference
from canonym.model import Resolution
from canonym.run.line_translation import LineTranslation, translate_lines, translate_lines_bare
from canonym.translation.checks.dates_and_units import date_changes, unit_changes
from canonym.translation.checks.sentence_checks import number_changes, runs_in_circles
from canonym.translation.language_rules import language_rules

SYSTEMS = ("canonym", "engine alone")


@dataclass
class System:
    """What one of the two systems made of all texts."""

    sentences: int = 0
    titles: int = 0
    named: int = 0
    """Titles whose canonical name stands in the translation of their sentence."""
    renderings: dict[str, Counter[str]] = field(default_factory=dict)
    """Canonical name -> how its occurrences were translated; "" where that cannot be told."""
    loops: int = 0
    number_errors: int = 0
    date_or_unit_errors: int = 0
    flagged: int = 0
    lines: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    """Lines without their titles."""

    def figures(self) -> dict[str, Any]:
        """Compute counts and shares; a share of nothing is None."""
        often = {name: counts for name, counts in self.renderings.items() if counts.total() > 1}
        occurrences = sum(counts.total() for counts in often.values())
        same = sum(max((n for text, n in counts.items() if text), default=0) for counts in often.values())
        right = sum(counts[name.lower()] for name, counts in often.items())
        return {
            "sentences": self.sentences,
            "titles": self.titles,
            "term_success": _share(self.named, self.titles),
            "consistency_frequent": _share(same, occurrences),
            "consistency_glossary": _share(right, occurrences),
            "loops": _share(self.loops, self.sentences),
            "number_errors": _share(self.number_errors, self.sentences),
            "date_or_unit_errors": _share(self.date_or_unit_errors, self.sentences),
            "flagged": _share(self.flagged, self.sentences),
        }


@dataclass
class TranslationComparison:
    """Both systems over texts of one language or of all."""

    systems: dict[str, System] = field(default_factory=lambda: {name: System() for name in SYSTEMS})
    references: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    """References of the lines whose titles were found in the reference and in both translations, without them."""

    def figures(self) -> dict[str, Any]:
        """Return figures by system; chrF and BLEU only where there are references."""
        found: dict[str, Any] = {name: system.figures() for name, system in self.systems.items()}
        for name, system in self.systems.items():
            found[name] |= {
                "chrf": _chrf(system.lines, self.references),
                "bleu": _bleu(system.lines, self.references),
                "chrf_outside_titles": _chrf(system.outside, self.outside),
            }
        return found | {"lines_with_reference": len(self.references), "lines_outside_titles": len(self.outside)}


def compare_translations(texts: Sequence[Reference], config: Config) -> dict[str, TranslationComparison]:
    """Translate the texts with and without terms; comparisons by language, and "all" where there are several."""
    documents = [each.text for each in texts]
    ours = translate_lines(documents, config)
    plain = translate_lines_bare(documents, config, [each.resolutions for each in ours])
    found: dict[str, TranslationComparison] = {}
    for text, *results in zip(texts, ours, plain, strict=True):
        for group in (text.text.language.code, "all"):
            _add(found.setdefault(group, TranslationComparison()), text, results, config.pivot)
    total = found.pop("all")
    return found if len(found) == 1 else found | {"all": total}


def _add(into: TranslationComparison, text: Reference, results: Sequence[LineTranslation], pivot: str) -> None:
    source = text.text.document.text
    titles = [each for each in results[0].resolutions if each.action == "accept" and each.canonical]
    for system, result in zip(into.systems.values(), results, strict=True):
        _count_titles(system, result, titles)
        _count_errors(system, result, text.text.language.code, pivot)
    outputs = [result.translated.text.splitlines() for result in results]
    found = [_titles_by_line(result) for result in results]
    wanted = Counter(_line(source, each.mention.start) for each in titles)
    for number, reference in enumerate(text.references):
        if reference is None:
            continue
        into.references.append(reference)
        for system, lines in zip(into.systems.values(), outputs, strict=True):
            system.lines.append(lines[number])
        names = [str(each.canonical) for each in titles if _line(source, each.mention.start) == number]
        bare = _without_names(reference, names)
        if bare is None or any(len(by_line.get(number, ())) != wanted[number] for by_line in found):
            continue
        into.outside.append(bare)
        for system, lines, by_line in zip(into.systems.values(), outputs, found, strict=True):
            system.outside.append(_without_spans(lines[number], by_line.get(number, ())))


def _count_titles(system: System, result: LineTranslation, titles: Sequence[Resolution]) -> None:
    """Roles and bodies; terms are words of the field, which may take a plural."""
    placed = {id(each.resolution): result.translated.text[each.start : each.end] for each in result.translated.titles}
    for title in titles:
        if title.mention.kind == "term":
            continue
        name, rendering = str(title.canonical).lower(), placed.get(id(title), "").lower()
        # Place and tenure may stand around the name: "former Chairman of ... of Lang Son".
        rendering = name if name in rendering else rendering
        system.titles += 1
        system.named += rendering == name
        system.renderings.setdefault(str(title.canonical), Counter())[rendering] += 1


def _count_errors(system: System, result: LineTranslation, language: str, pivot: str) -> None:
    """Sentences that loop, and those whose numbers, dates or units changed, by text alone."""
    mine, theirs = language_rules(language), language_rules(pivot)
    masked = _masked(result)
    for sentence in result.translated.sentences:
        source, target = sentence.segment.text, result.translated.text[sentence.start : sentence.end]
        system.sentences += 1
        system.flagged += bool(sentence.findings)
        system.loops += runs_in_circles(*masked[sentence.start])
        if mine.numbers and theirs.numbers:
            system.number_errors += any(number_changes(source, target, (mine.numbers, theirs.numbers)))
        changes = list(unit_changes(source, target, mine, theirs))
        if mine.dates and theirs.dates:
            changes += date_changes(source, target, mine.dates, theirs.dates)
        system.date_or_unit_errors += any(changes)


def _masked(result: LineTranslation) -> dict[int, tuple[str, str]]:
    """Start of a sentence in the translation -> the sentence and its translation with a number in place of each title.

    A list of titles repeats the same words and is no loop.
    """
    texts: dict[int, tuple[str, str]] = {}
    for sentence in result.translated.sentences:
        source, target = sentence.segment.text, result.translated.text[sentence.start : sentence.end]
        inside = [each for each in result.translated.titles if sentence.start <= each.start < sentence.end]
        for number, title in enumerate(sorted(inside, key=lambda each: -each.start)):
            first, last = title.start - sentence.start, title.end - sentence.start
            target = f"{target[:first]}title{number}x{target[last:]}"
            source = source.replace(title.resolution.mention.surface, f"title{number}x", 1)
        texts[sentence.start] = source, target
    return texts


def _titles_by_line(result: LineTranslation) -> dict[int, list[tuple[int, int]]]:
    """Return the line of the translation -> where the titles stand in that line."""
    text = result.translated.text
    starts = list(accumulate((len(line) for line in text.splitlines(keepends=True)), initial=0))
    found: dict[int, list[tuple[int, int]]] = {}
    for title in result.translated.titles:
        number = bisect(starts, title.start) - 1
        found.setdefault(number, []).append((title.start - starts[number], title.end - starts[number]))
    return found


def _line(text: str, offset: int) -> int:
    """Return the number of the line, from 0, that a character stands on."""
    return len(text[: offset + 1].splitlines()) - 1


def _without_names(text: str, names: Sequence[str]) -> str | None:
    """Take the names from a text, whatever their capitals; None where one of them does not stand in it."""
    for name in sorted(names, key=len, reverse=True):
        start = text.lower().find(name.lower())
        if start < 0:
            return None
        text = f"{text[:start]} {text[start + len(name) :]}"
    return text


def _without_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _chrf(lines: Sequence[str], references: Sequence[str]) -> float | None:
    import sacrebleu  # noqa: PLC0415 - only here

    return round(sacrebleu.corpus_chrf(lines, [references]).score, 2) if lines else None


def _bleu(lines: Sequence[str], references: Sequence[str]) -> float | None:
    import sacrebleu  # noqa: PLC0415 - only here

    return round(sacrebleu.corpus_bleu(lines, [references]).score, 2) if lines else None
