"""Renderings mined from versions of one report: what one version calls the office that another one says surely.

Mentions of linked sentences are paired (canonym.alignment.counterparts). Where a version has no counterpart, because
the title grammar found none, the phrase is looked for by its meaning (canonym.alignment.nearest_phrase). What is found
is proposed for a glossary pack; nothing here changes one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from canonym.alignment.counterparts import LINKED, Version, counterparts_of
from canonym.alignment.links import Link
from canonym.alignment.nearest_phrase import locate
from canonym.alignment.sentences import Aligner
from canonym.embedding import Embedder
from canonym.glossary import Glossary
from canonym.glossary.patch_application import Claims
from canonym.glossary.patches import Context, PatchEntry
from canonym.model import Mention, Resolution

SURE = 0.85
"""Confidence from which a version is taken at its word."""
SHOWN = 3
"""Contexts that are kept of each name."""
Position = tuple[str, int]
"""Document and start."""


@dataclass(frozen=True, slots=True)
class MinedRendering:
    """One place where a version renders an office that another version says surely."""

    doc: str
    start: int
    text: str
    language: str
    concept: str
    rank: str | None
    level: str | None
    """The level of the office, where the rendering says one itself."""
    verdict: str
    """What it probably is: "correct", "variant" or "mistranslated"."""
    sentence: str
    counterpart: str
    """The sentence of the other version."""
    has_place: bool
    """Whether the rendering names a place, so that it is no name of the office everywhere."""
    is_short: bool
    """Whether it says of the body only its kind ("the Committee"), so that it is a name only in its place."""
    located: bool
    """Whether it was found by its meaning, because the title grammar found no title there."""


@dataclass(frozen=True, slots=True)
class Mined:
    """What versions of reports gave."""

    entries: tuple[PatchEntry, ...]
    claimed: int
    """Renderings that are names of other bodies, left out: a pack cannot have one name for two bodies."""
    known: int
    """Renderings that the pack explains already, left out."""
    local: int
    """Places where the rendering names a province or the like, or the body in short: no names elsewhere; left out."""


Phrase = tuple[str, str]
"""Language and text."""
Reader = Callable[[Sequence[Phrase]], Sequence[Resolution]]
"""Tells what each phrase denotes by itself, without any report around it."""


def renderings(
    groups: Iterable[Sequence[Version]],
    resolutions: Sequence[Resolution],
    aligner: Aligner,
    glossary: Glossary,
    embedder: Embedder | None,
) -> list[MinedRendering]:
    """Return each place once at most, ordered by document and start.

    An office counts as said surely where it was accepted (or is only recognised, as surely) and rendered `correct`.
    """
    decided = {(each.mention.doc, each.mention.start): each for each in resolutions}
    found: dict[Position, MinedRendering] = {}
    for group in groups:
        for a, b in combinations(sorted(group, key=lambda version: version.doc), 2):
            links = aligner.align(a.sentences, b.sentences)
            pairs = [(pair.a, pair.b) for pair in counterparts_of(a, b, links, glossary)]
            for left, right, turned in ((a, b, False), (b, a, True)):
                one_way = [(second, first) for first, second in pairs] if turned else pairs
                seen = [link.mirrored() for link in links] if turned else links
                for each in _of_pair(left, right, one_way, seen, decided, glossary, embedder):
                    found.setdefault((each.doc, each.start), each)
    return [found[place] for place in sorted(found)]


def _of_pair(
    a: Version,
    b: Version,
    pairs: Sequence[tuple[Position, Position]],
    links: Sequence[Link],
    decided: dict[Position, Resolution],
    glossary: Glossary,
    embedder: Embedder | None,
) -> Iterator[MinedRendering]:
    """Tell what B renders that A says surely."""
    counterpart = dict(pairs)
    for link in links:
        if link.a_span is None or link.b_span is None or link.score < LINKED:
            continue
        said, saying = _text(a, link.a), _text(b, link.b)
        offset = b.sentences[link.b[0]].start
        for mention in a.mentions:
            sure = decided.get((a.doc, mention.start))
            if sure is None or not link.a_span[0] <= mention.start < link.a_span[1] or not _is_sure(sure):
                continue
            place = counterpart.get((a.doc, mention.start))
            if place is not None:
                if _agrees(sure, decided[place]):
                    yield _paired(sure, decided[place], saying, said, glossary)
            elif embedder is not None:
                yield from _located(sure, b, saying, offset, said, embedder)


def _is_sure(found: Resolution) -> bool:
    if found.mention.kind == "term" or found.verdict != "correct" or found.body is None:
        return False
    return found.confidence >= SURE


def _agrees(sure: Resolution, other: Resolution) -> bool:
    """Tell whether the counterpart is read as the same office, or surely as no other: of two sure ones, one is
    wrong.
    """
    return (other.body, other.rank) == (sure.body, sure.rank) or other.body is None or other.confidence < SURE


def _paired(sure: Resolution, other: Resolution, saying: str, said: str, glossary: Glossary) -> MinedRendering:
    mention, parsed = other.mention, other.mention.parsed
    same = (other.body, other.rank) == (sure.body, sure.rank)
    return MinedRendering(
        doc=mention.doc,
        start=mention.start,
        text=mention.surface,
        language=mention.lang,
        concept=sure.body or "",
        rank=sure.rank,
        level=sure.level if parsed.level else None,
        verdict=other.verdict if same and other.verdict else "mistranslated",
        sentence=saying,
        counterpart=said,
        has_place=parsed.place is not None,
        is_short=is_short(mention, glossary),
        located=False,
    )


def is_short(mention: Mention, glossary: Glossary) -> bool:
    """Tell whether a title says of its body only the kind ("the Committee")."""
    families = glossary.senses.families
    meanings = {meaning for sense in mention.parsed.senses for meaning in sense.meanings}
    return not mention.parsed.names and meanings <= families.keys()


def _located(
    sure: Resolution, b: Version, saying: str, offset: int, said: str, embedder: Embedder
) -> Iterator[MinedRendering]:
    """Yield the phrase of B's sentences that says what the grammar did not find there."""
    end = offset + len(saying)
    inside = [each for each in b.mentions if each.kind != "term" and offset <= each.start < end]
    taken = [(each.start - offset, each.end - offset) for each in inside]
    persons = {each.person for each in inside if each.person}
    taken += [(at, at + len(person)) for person in sorted(persons) if (at := saying.find(person)) >= 0]
    hit = locate([sure.mention.surface, *filter(None, [sure.canonical])], saying, taken, embedder)
    if hit is None:
        return
    start, stop = hit[0]
    language = next(each.language for each in b.sentences if each.start <= offset + start < each.end)
    yield MinedRendering(
        doc=b.doc,
        start=offset + start,
        text=saying[start:stop],
        language=language,
        concept=sure.body or "",
        rank=sure.rank,
        level=None,
        verdict="mistranslated",
        sentence=saying,
        counterpart=said,
        has_place=False,
        is_short=False,
        located=True,
    )


def _text(version: Version, numbers: Sequence[int]) -> str:
    """Return the text from the first to the last of some sentences, gaps as blanks, so that offsets hold."""
    first = version.sentences[numbers[0]]
    text = ""
    for number in numbers:
        sentence = version.sentences[number]
        text += " " * (sentence.start - first.start - len(text)) + sentence.text
    return text


def mine(found: Sequence[MinedRendering], glossary: Glossary, read: Reader, *, everything: bool = False) -> Mined:
    """Return renderings gathered by office, language and wording as entries of a patch, status `proposed`.

    Left out are names that other bodies have, renderings with a place or of the body in short, and, unless
    `everything`, those that by themselves are read as the office and `correct`.
    """
    groups: dict[tuple[str, str, str, str], list[MinedRendering]] = {}
    for each in found:
        if not (each.has_place or each.is_short):
            text = " ".join(each.text.split()).casefold()
            groups.setdefault((each.concept, each.language, each.rank or "", text), []).append(each)
    packs = {pack.id: Claims(pack, glossary) for pack in glossary.packs}
    entries = [_entry(places) for _, places in sorted(groups.items())]
    free = [
        entry
        for entry in entries
        if glossary.language(entry.language) is not None and packs[entry.pack].rival(entry) is None
    ]
    alone = [] if everything else read([(entry.language, entry.name) for entry in free])
    new = (
        free
        if everything
        else [entry for entry, by_itself in zip(free, alone, strict=True) if not _is_known(entry, by_itself)]
    )
    new = [entry for entry in new if not packs[entry.pack].has(entry)]
    return Mined(
        tuple(new),
        len(entries) - len(free),
        len(free) - len(new),
        sum(each.has_place or each.is_short for each in found),
    )


def _is_known(entry: PatchEntry, read: Resolution) -> bool:
    return (read.body, read.rank, read.verdict) == (entry.concept, entry.rank, "correct")


def _entry(places: Sequence[MinedRendering]) -> PatchEntry:
    first = places[0]
    written = Counter(" ".join(each.text.split()) for each in places)
    verdicts = Counter(each.verdict for each in places)
    levels = {each.level for each in places}
    return PatchEntry(
        concept=first.concept,
        language=first.language,
        name=min(written, key=lambda text: (-written[text], text)),
        rank=first.rank,
        level=first.level if len(levels) == 1 else None,
        verdict=min(verdicts, key=lambda verdict: (-verdicts[verdict], verdict)),
        count=len(places),
        contexts=tuple(
            Context(each.doc, each.start, " ".join(each.sentence.split()), " ".join(each.counterpart.split()))
            for each in places[:SHOWN]
        ),
    )
