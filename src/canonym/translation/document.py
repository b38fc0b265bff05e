"""A whole report into the pivot language: what is translated, what is copied, and where the titles went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from canonym.model import UNDETERMINED, Document, Resolution, Segment, Step
from canonym.translation.ladder import STEPS, Climb, Outcome, Rules, run_all, translate_piece
from canonym.translation.language_data import LanguageRules, language_rules
from canonym.translation.names import title_words
from canonym.translation.pieces import ends_alike, split
from canonym.translation.protection import Item, Parts, Piece, cut
from canonym.translation.protocol import Translator
from canonym.translation.wording import Placed, write

UNTRANSLATED = "not-translated"
UNCHECKED = "numbers-unchecked"
_BROKEN_LINE = re.compile(r"[ \t]*(?:\r\n|[\n\r\u2028\u2029])[ \t]*")


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
    flags: tuple[str, ...] = ()
    """What a person should look at: numbers-changed, names-changed, repetition, incomplete, empty, not-translated."""


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
    items: tuple[Item, ...]
    climbs: list[Climb] = field(default_factory=list)
    pieces: list[tuple[Piece, str]] = field(default_factory=list)
    """Pieces with the space after each."""
    outcomes: list[Outcome] = field(default_factory=list)
    counted: bool = True
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A document that is to be translated."""

    document: Document
    segments: Sequence[Segment]
    resolutions: Sequence[Resolution]
    names: Sequence[str] = ()
    """Further names that must come through unchanged; persons and places of the mentions do so anyway."""


def translate_documents(
    tasks: Sequence[Task], translator: Translator | None, *, pivot: str
) -> list[TranslatedDocument]:
    """Translate the segments of documents together and put the canonical names of accepted titles in place.

    Whatever stands between segments is copied exactly. Furniture, segments in the pivot language and segments in a
    language that the translator does not read are copied too, with accepted titles replaced; the last kind carries the
    flag "not-translated". `translator` None copies everything in this way. Offsets are code points of the documents'
    texts. Which documents are translated together changes nothing but the speed.
    """
    target = language_rules(pivot)
    units = [_begin(task, translator, pivot) for task in tasks]
    if translator is not None:
        outcomes = iter(run_all([climb for group in units for unit in group for climb in unit.climbs], translator))
        for unit in (unit for group in units for unit in group):
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
) -> TranslatedDocument:
    """Translate one document: see `translate_documents`."""
    return translate_documents([Task(document, segments, resolutions, names)], translator, pivot=pivot)[0]


def _begin(task: Task, translator: Translator | None, pivot: str) -> list[_Unit]:
    """The units of a document, each with the questions that it will ask the translator."""
    own = translator.source if translator else None
    source, target = language_rules(own or ""), language_rules(pivot)
    rules = Rules(
        _names(task.resolutions, task.names),
        (source.numbers, target.numbers),
        bool(translator and translator.has_careful),
        title_words(own) if own else None,
    )
    accepted = [_item(resolution, pivot) for resolution in task.resolutions if _is_accepted(resolution)]
    units = list(_units(task.document, task.segments, sorted(accepted, key=lambda item: (item.start, -item.end))))
    for unit in units:
        if translator is None or not _is_for(unit, translator, task.resolutions, pivot):
            foreign = unit.counted and not unit.segment.furniture and unit.segment.language != pivot
            unit.flags = (UNTRANSLATED,) if foreign and re.search(r"[^\W\d_]", unit.segment.text) else ()
            continue
        unit.pieces = list(split(Piece(_one_line(unit.segment.text), unit.items)))
        unit.climbs = [translate_piece(piece, rules) for piece, _ in unit.pieces]
        unit.flags = () if all(rules.numbers) else (UNCHECKED,)
    return units


def _assemble(document: Document, units: Sequence[_Unit], target: LanguageRules) -> TranslatedDocument:
    out, position = "", 0
    steps: list[Step] = []
    sentences: list[TranslatedSentence] = []
    titles: list[PlacedTitle] = []
    for unit in units:
        segment = unit.segment
        out += document.text[position : segment.start]
        text, placed, protection, flags = _finish(unit, target)
        titles += [
            PlacedTitle(entry.item.resolution, len(out) + entry.start, len(out) + entry.end, protection)
            for entry in placed
            if entry.item.resolution is not None
        ]
        if unit.counted:
            sentences.append(TranslatedSentence(segment, len(out), len(out) + len(text), protection, flags))
        if text != segment.text:
            steps.append(Step(segment.start, segment.end, segment.text, text, _reason(protection, unit)))
        out += text
        position = segment.end
    return TranslatedDocument(out + document.text[position:], tuple(steps), tuple(sentences), tuple(titles))


def _finish(unit: _Unit, target: LanguageRules) -> tuple[str, list[Placed], str, tuple[str, ...]]:
    """Text of a unit in the pivot language, its names, the step that was needed, and the flags."""
    source = unit.segment.text
    if not unit.outcomes:
        text, placed = "", []
        position = 0
        for item in unit.items:
            text += source[position : item.start]
            # Where the text spells the name out already, around the phrase, it is complete as it is.
            before = source.find(item.text, max(position, item.end - len(item.text)), item.start + len(item.text))
            name = source[item.start : item.end] if before >= 0 else item.text
            start = len(text) - (item.start - before if before >= 0 else 0)
            placed.append(Placed(item, start, start + len(item.text)))
            text += name
            position = item.end
        return text + source[position:], placed, "replaced" if unit.items else "copied", unit.flags
    parts: Parts = []
    for (piece, space), outcome in zip(unit.pieces, unit.outcomes, strict=True):
        parts += [*ends_alike(piece, outcome.parts, inner=bool(parts)), space]
    text, placed = write(parts, target.pivot)
    flags = {flag for outcome in unit.outcomes for flag in outcome.flags} | set(unit.flags)
    return text, placed, max((outcome.step for outcome in unit.outcomes), key=STEPS.index), tuple(sorted(flags))


def _reason(protection: str, unit: _Unit) -> str:
    if protection == "replaced":
        return "titles"
    if protection in STEPS[:2]:
        return "translated"
    return f"protected: {protection}" if protection == STEPS[2] else f"fallback: {protection}"


def _units(document: Document, segments: Sequence[Segment], items: Sequence[Item]) -> Iterator[_Unit]:
    """Segments in order, joined where a title runs across them, and titles that stand outside of all."""
    spans: list[tuple[int, int, Segment | None]] = [(segment.start, segment.end, segment) for segment in segments]
    last = -1
    kept = []
    for item in items:
        if item.start >= last:
            kept.append(item)
            last = item.end
    spans += [(item.start, item.end, None) for item in kept]
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
        inside = cut(document.text, kept, start, stop).items
        yield _Unit(segment, inside, counted=first is not None)


def _is_for(unit: _Unit, translator: Translator, resolutions: Sequence[Resolution], pivot: str) -> bool:
    """Whether the translator should have this unit."""
    segment = unit.segment
    if segment.furniture or segment.language == pivot or not unit.counted:
        return False
    if segment.language != UNDETERMINED:
        return segment.language == translator.source
    # Too short to tell its language; a title in it tells.
    return any(
        resolution.mention.lang == translator.source and segment.start <= resolution.mention.start < segment.end
        for resolution in resolutions
    )


def _is_accepted(resolution: Resolution) -> bool:
    return resolution.action == "accept" and resolution.canonical is not None


def written_name(resolution: Resolution, language: str, name: str | None = None) -> str:
    """The canonical name (or another `name`) with what stands inside the phrase it replaces: place and tenure.

    "ex presidente del Comité Popular de Lang Son" is the "former Chairman of the Provincial People's Committee of Lang
    Son"; the canonical name alone would lose both. `language` is that of the name.
    """
    parsed = resolution.mention.parsed
    target = language_rules(language)
    text = name or resolution.canonical or ""
    place = parsed.place
    if place and place.casefold() not in text.casefold() and target.pivot.of and resolution.mention.kind != "term":
        text = f"{text} {target.pivot.of} {place}"
    if template := target.pivot.tenure.get(parsed.tenure):
        text = template.format(text)
    return text


def _item(resolution: Resolution, pivot: str) -> Item:
    mention = resolution.mention
    text = written_name(resolution, pivot)
    first = mention.surface.split()[0].lower() if mention.surface.strip() else ""
    plural = len(first) > 3 and first.endswith(language_rules(mention.lang).plural or ("\0",))
    return Item(mention.start, mention.end, "title", text, resolution, plural)


def _names(resolutions: Sequence[Resolution], more: Sequence[str]) -> tuple[str, ...]:
    found = [name for r in resolutions for name in (r.mention.person, r.mention.parsed.place) if name]
    return tuple(
        sorted({" ".join(name.split()) for name in [*found, *more]} - {""}, key=lambda name: (-len(name), name))
    )


def _one_line(text: str) -> str:
    """The text with line breaks within it turned into blanks of the same length, so that offsets stay."""
    core = text.strip()
    start = text.index(core)
    inside = _BROKEN_LINE.sub(lambda match: " " * len(match.group()), core)
    return text[:start] + inside + text[start + len(core) :]
