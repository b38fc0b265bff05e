"""A whole report into the pivot language: what is translated, what is copied, and where the titles went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from canonym.glossary.language_data import LanguageData
from canonym.model import UNDETERMINED, Document, Resolution, Segment, Step
from canonym.rewriting import Replacement, with_capital
from canonym.texts.flow import joined
from canonym.translation.checks.proper_names import title_words
from canonym.translation.checks.sentence_checks import GARBLED, IN_CAPITALS, NOT_TRANSLATED, UNCHECKED
from canonym.translation.engines.translator import Translator
from canonym.translation.language_rules import LanguageRules, language_rules
from canonym.translation.own_translations import (
    OWN,
    OWN_SIMILAR,
    SIMILAR,
    UNUSED,
    OwnTranslation,
    OwnTranslations,
    place_items,
)
from canonym.translation.paragraph_engine import ParagraphEngine
from canonym.translation.protected_titles import Task, items_of, names_to_keep
from canonym.translation.protection import Form, Parts, Piece, ProtectedText, cut, unprotected
from canonym.translation.sentences.judging import Findings, Outcome, Rules
from canonym.translation.sentences.ladder import (
    COPIED,
    CORRECTED,
    HIDDEN,
    NAMES_RIGHT,
    PLAIN,
    STEPS,
    Climb,
    run_all,
    translate_piece,
)
from canonym.translation.sentences.pieces import ends_alike, split
from canonym.translation.sentences.placeholders import good_forms
from canonym.translation.sentences.wording import Placed, write


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """A sentence of the report, and the stretch of the pivot text that stands for it."""

    segment: Segment
    """Where a title runs across sentences, these count as one."""
    start: int
    """Offset in the pivot text, end exclusive."""
    end: int
    protection: str
    """"copied", "replaced" (titles only, no translation), or the last step that was needed (ladder.STEPS)."""
    engine: str = ""
    """What translated it; empty where nothing did."""
    findings: Findings = field(default_factory=dict)
    """What a person should look at: a flag (sentence_checks.py, translator.py) and the words that it concerns."""

    @property
    def flags(self) -> tuple[str, ...]:
        """Names of what a person should look at, sorted."""
        return tuple(sorted(self.findings))


@dataclass(frozen=True, slots=True)
class PlacedTitle:
    """An accepted title and where its canonical name stands in the pivot text."""

    resolution: Resolution
    start: int
    end: int
    protection: str


@dataclass(frozen=True, slots=True)
class TranslatedDocument:
    """The report in the pivot language; replaying `steps` on the document's text gives `text` exactly."""

    text: str
    steps: tuple[Step, ...]
    sentences: tuple[TranslatedSentence, ...]
    titles: tuple[PlacedTitle, ...] = ()


@dataclass(slots=True)
class _Unit:
    """A stretch of the report that is handled as one: a segment, or a title outside all segments."""

    segment: Segment
    items: tuple[ProtectedText, ...]
    climbs: list[Climb] = field(default_factory=list)
    pieces: list[tuple[Piece, str]] = field(default_factory=list)
    """Pieces with the space after each."""
    outcomes: list[Outcome] = field(default_factory=list)
    counted: bool = True
    findings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    engine: ParagraphEngine | None = None
    """What translates it; None where it is copied."""
    own: OwnTranslation | None = None
    """The user's own translation, which takes the place of the engine's."""


def translate_documents(
    tasks: Sequence[Task],
    translator: Translator | None,
    *,
    pivot: str,
    forms: Sequence[Form] | None = None,
    own: OwnTranslations | None = None,
    also: Sequence[Sequence[ParagraphEngine]] = (),
) -> list[TranslatedDocument]:
    """Translate the segments of documents together and put the canonical names of accepted titles in place.

    Whatever stands between segments is copied exactly. Furniture, segments in the pivot language and segments in a
    language that neither the translator nor one of the document's further engines (`also`, one entry a document) reads
    are copied too, with accepted titles replaced; the last kind carries the flag "not-translated". `translator` None:
    there are those engines only.
    `forms` are the placeholders to use; without it, those that the engine was measured to keep. `own` are the user's
    translations, which the engine is not asked to make; one is used only where it has the canonical name of each
    accepted title. Offsets are code points of the documents' texts. Which documents are translated together changes
    nothing but the speed.
    """
    if forms is None:
        forms = good_forms(translator) if translator else ()
    main = ParagraphEngine(translator, forms, own) if translator else None
    target = language_rules(pivot)
    further = also or [()] * len(tasks)
    units = [_begin(task, main, more, pivot) for task, more in zip(tasks, further, strict=True)]
    by_translator: dict[int, tuple[Translator, list[_Unit]]] = {}
    for unit in (unit for group in units for unit in group):
        if unit.engine is not None:
            asked = unit.engine.translator
            by_translator.setdefault(id(asked), (asked, []))[1].append(unit)
    for asked, group in by_translator.values():
        outcomes = iter(run_all([climb for unit in group for climb in unit.climbs], asked))
        for unit in group:
            unit.outcomes = [next(outcomes) for _ in unit.climbs]
    return [_assemble(task.document, group, target) for task, group in zip(tasks, units, strict=True)]


def translate_document(
    document: Document,
    segments: Sequence[Segment],
    resolutions: Sequence[Resolution],
    translator: Translator | None,
    *,
    pivot: str,
    names: Sequence[str] = (),
    keep: Sequence[str] = (),
    forms: Sequence[Form] | None = None,
    language: LanguageData | None = None,
) -> TranslatedDocument:
    """Translate one document: see `translate_documents`."""
    task = Task(document, segments, resolutions, names, keep, language=language)
    return translate_documents([task], translator, pivot=pivot, forms=forms)[0]


def _begin(task: Task, main: ParagraphEngine | None, also: Sequence[ParagraphEngine], pivot: str) -> list[_Unit]:
    """Return the units of a document, each with the questions that it will ask its translator."""
    main = replace(main, language=task.language) if main is not None and main.language is None else main
    engines = {each.translator.source: each for each in (main, *also) if each is not None}
    keep = names_to_keep(task.resolutions, task.names)
    rules = {code: rules_for(each.translator, pivot, keep, each.forms, each.language) for code, each in engines.items()}
    units = list(_units(task.document, task.segments, items_of(task, pivot, list(_own_terms(task, engines)))))
    for unit in units:
        engine = _engine_for(unit, engines, task.resolutions, pivot)
        if engine is None:
            foreign = unit.counted and not unit.segment.furniture and unit.segment.language != pivot
            unit.findings = {NOT_TRANSLATED: ()} if foreign and re.search(r"[^\W\d_]", unit.segment.text) else {}
            continue
        unit.engine = engine
        if engine.own is not None and _take_own(unit, engine.own):
            continue
        whole = flowing_piece(Piece(unit.segment.text, unit.items))
        if is_in_capitals(whole):
            whole = _in_small_letters(whole)
            unit.findings[IN_CAPITALS] = ()
        unit.pieces = list(split(whole))
        used = rules[engine.translator.source]
        unit.climbs = [translate_piece(piece, used) for piece, _ in unit.pieces]
        if not (used.source.numbers and used.target.numbers):
            unit.findings[UNCHECKED] = ()
    for unit in units:
        inside = [name for name in task.garbled if unit.segment.start <= name.start < unit.segment.end]
        if inside and unit.counted:
            unit.findings[GARBLED] = tuple(name.detail for name in inside)
    return units


def _own_terms(task: Task, engines: Mapping[str, ParagraphEngine]) -> Iterator[ProtectedText]:
    """The user's terms in the segments whose language they are in, or that do not tell theirs."""
    text = task.document.text
    for code, engine in engines.items():
        if engine.own is not None:
            inside = [(each.start, each.end) for each in task.segments if each.language in (code, UNDETERMINED)]
            for term in engine.own.terms(text):
                if any(start <= term.start < end for start, end in inside):
                    yield term


def _take_own(unit: _Unit, own: OwnTranslations) -> bool:
    """Use the user's own translation of a unit where there is one that has all names."""
    found = own.find(unit.segment.text)
    if found is None:
        return False
    if place_items(found.text, unit.items) is None:
        unit.findings[UNUSED] = tuple(item.text for item in unit.items if place_items(found.text, [item]) is None)
        return False
    unit.own = found
    if found.similarity < 1.0:
        unit.findings[SIMILAR] = (f"{found.similarity:.0%}: {found.source}",)
    return True


def rules_for(
    translator: Translator | None,
    pivot: str,
    names: tuple[str, ...],
    forms: Sequence[Form],
    language: LanguageData | None,
) -> Rules:
    """Collect what translations of a document are checked against."""
    own = translator.source if translator else ""
    return Rules(
        (own, pivot),
        language_rules(own),
        language_rules(pivot),
        names,
        bool(translator and translator.has_careful),
        tuple(forms),
        title_words(language),
    )


def _assemble(document: Document, units: Sequence[_Unit], target: LanguageRules) -> TranslatedDocument:
    out, position = "", 0
    steps: list[Step] = []
    sentences: list[TranslatedSentence] = []
    titles: list[PlacedTitle] = []
    for unit in units:
        segment = unit.segment
        out += document.text[position : segment.start]
        text, placed, protection, findings = _finish(unit, target)
        titles += [
            PlacedTitle(entry.item.resolution, len(out) + entry.start, len(out) + entry.end, protection)
            for entry in placed
            if entry.item.resolution is not None
        ]
        if unit.counted:
            engine = unit.engine.translator.name if unit.engine is not None else ""
            sentences.append(TranslatedSentence(segment, len(out), len(out) + len(text), protection, engine, findings))
        if text != segment.text:
            steps.append(Step(segment.start, segment.end, segment.text, text, _reason(protection, unit)))
        out += text
        position = segment.end
    return TranslatedDocument(out + document.text[position:], tuple(steps), tuple(sentences), tuple(titles))


def _finish(unit: _Unit, target: LanguageRules) -> tuple[str, list[Placed], str, Findings]:
    """Return the text of a unit in the pivot language, its names, the step that was needed, and what is wrong with
    it.
    """
    source = unit.segment.text
    if unit.own is not None:
        placed = place_items(unit.own.text, unit.items) or []
        return unit.own.text, placed, OWN if unit.own.similarity == 1.0 else OWN_SIMILAR, unit.findings
    if not unit.outcomes:
        text, placed, position = "", [], 0
        for plain in unit.items:
            item = replace(
                plain, text=with_capital(source, Replacement(plain.start, plain.end, plain.text, ""), position).after
            )
            text += source[position : item.start]
            # Where the text spells the name out already, around the phrase, it is complete as it is.
            before = source.find(item.text, max(position, item.end - len(item.text)), item.start + len(item.text))
            name = source[item.start : item.end] if before >= 0 else item.text
            start = len(text) - (item.start - before if before >= 0 else 0)
            placed.append(Placed(item, start, start + len(item.text)))
            text += name
            position = item.end
        return text + source[position:], placed, "replaced" if unit.items else "copied", unit.findings
    parts: Parts = []
    for (piece, space), outcome in zip(unit.pieces, unit.outcomes, strict=True):
        parts += [*ends_alike(piece, outcome.parts, inner=bool(parts)), space]
    text, placed = write(parts, target.pivot)
    findings = dict(unit.findings)
    for outcome in unit.outcomes:
        for flag, details in outcome.findings.items():
            findings[flag] = tuple(dict.fromkeys((*findings.get(flag, ()), *details)))
    return text, placed, max((outcome.step for outcome in unit.outcomes), key=STEPS.index), findings


def _reason(protection: str, unit: _Unit) -> str:
    if protection == "replaced":
        return "titles"
    if protection in (OWN, OWN_SIMILAR):
        return protection
    if protection in (COPIED, PLAIN):
        return "translated"
    return f"protected: {protection}" if protection in (NAMES_RIGHT, CORRECTED, HIDDEN) else f"fallback: {protection}"


def _units(document: Document, segments: Sequence[Segment], items: Sequence[ProtectedText]) -> Iterator[_Unit]:
    """Yield segments in order, joined where a title runs across them, and titles that stand outside of all."""
    spans: list[tuple[int, int, Segment | None]] = [(segment.start, segment.end, segment) for segment in segments]
    spans += [(item.start, item.end, None) for item in items]
    spans.sort(key=lambda span: (span[0], -span[1]))
    merged: list[list[tuple[int, int, Segment | None]]] = []
    end = -1
    for span in spans:
        if merged and span[0] < end:
            merged[-1].append(span)
        else:
            merged.append([span])
        end = max(end, span[1])
    for group in merged:
        start, stop = group[0][0], max(span[1] for span in group)
        first = next((segment for _, _, segment in group if segment is not None), None)
        text = document.text[start:stop]
        segment = (
            replace(first, start=start, end=stop, text=text) if first else Segment(start, stop, text, UNDETERMINED)
        )
        inside = cut(document.text, items, start, stop).items
        yield _Unit(segment, inside, counted=first is not None)


def _engine_for(
    unit: _Unit, engines: Mapping[str, ParagraphEngine], resolutions: Sequence[Resolution], pivot: str
) -> ParagraphEngine | None:
    """What is to translate a unit; None where it is to be copied."""
    segment = unit.segment
    if segment.furniture or segment.language == pivot or not unit.counted:
        return None
    if segment.language != UNDETERMINED:
        return engines.get(segment.language)
    # Too short to tell its language; a title in it tells.
    told = (
        engines.get(resolution.mention.lang)
        for resolution in resolutions
        if segment.start <= resolution.mention.start < segment.end
    )
    return next((engine for engine in told if engine is not None), None)


_FEWEST_CAPITALS = 10
"""Letters in capitals from which a sentence is a headline and no abbreviation."""


def is_in_capitals(piece: Piece) -> bool:
    """Whether what the engine is to translate is written in capitals, which few engines read."""
    text = unprotected(piece)
    upper = sum(map(str.isupper, text))
    return upper >= _FEWEST_CAPITALS and upper > 9 * sum(map(str.islower, text))


def _in_small_letters(piece: Piece) -> Piece:
    """The piece in small letters but for the first, where each letter keeps its place."""
    small = "".join(low if len(low := char.lower()) == 1 else char for char in piece.text)
    for item in piece.items:
        small = small[: item.start] + piece.text[item.start : item.end] + small[item.end :]
    return replace(piece, text=small[:1].upper() + small[1:])


def flowing_piece(piece: Piece) -> Piece:
    """The piece with its lines joined and without signs that nobody sees; its items stay at their words."""
    flow = joined(piece.text)
    if not flow.changed:
        return piece
    items = [replace(item, start=flow.place(item.start), end=flow.place(item.end, end=True)) for item in piece.items]
    return Piece(flow.text, tuple(items))
