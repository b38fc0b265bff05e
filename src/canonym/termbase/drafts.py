"""Rows of a termbase -> concepts of a pack: what the columns do not say is worked out from the names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from canonym.glossary.countries_named import city_names
from canonym.glossary.language_data import LEVELS
from canonym.glossary.name_patterns import PLACE
from canonym.glossary.pack_words import ANY_LANGUAGE, OwnSense
from canonym.termbase.entries import TermRow
from canonym.termbase.guessed_languages import language_of_name
from canonym.termbase.name_parts import NameParts, is_abbreviation, parts_of_name
from canonym.termbase.vocabulary import KnownWords

_GENERAL = frozenset(
    {
        "steering", "federation", "affairs", "development", "system", "general", "state", "region", "people", "united",
        "governance", "protection", "public", "service", "organization", "citizen", "social", "zone", "county",
        "representatives", "risk",
    }
)  # fmt: skip
"""Senses that renderings leave out where a name says others too."""
_LEADERS = {"ministry": "minister", "government": "prime-minister", "office": "chief-of-office", "command": "commander"}
"""Kind of body -> who leads it, where the rows do not say it."""
_CENTRAL = frozenset({"ministry", "government", "presidency"})
"""Kinds of body whose field, not they, is of a level ("Ministry of Regional Development")."""
_CHAIRED = ("committee", "council", "board", "commission", "assembly", "chamber", "house", "senate")


@dataclass(slots=True)
class ConceptDraft:
    """A concept on its way into a pack."""

    id: str
    rows: list[TermRow]
    """Its names, each with a language."""
    parts: NameParts
    """What its preferred name says."""
    kind: str
    rank: str | None
    """The rank, where it is an office."""
    other_kinds: tuple[str, ...] = ()
    senses: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    distinct_from: list[str] = field(default_factory=list)

    @property
    def preferred(self) -> TermRow:
        """The row of the preferred name."""
        return self.rows[0]

    @property
    def may_lack(self) -> tuple[str, ...]:
        """Senses that renderings may leave out: general ones beside one that says more."""
        general = tuple(sense for sense in self.senses if sense in _GENERAL)
        return general if len(general) < len(self.senses) else ()

    @property
    def leader(self) -> str:
        """The base of its leading rank."""
        return self.rank or _LEADERS.get(self.kind, "chair" if self.kind in _CHAIRED else "head")


@dataclass(slots=True)
class SenseErrorDraft:
    """An error model that a listed wrong name shows."""

    id: str
    intended: tuple[str, ...]
    read_as: tuple[str, ...]
    kinds: tuple[str, ...]
    cause: str


@dataclass(slots=True)
class PackDraft:
    """A pack on its way."""

    id: str
    country: str | None
    pivot: str
    concepts: list[ConceptDraft]
    own: dict[str, OwnSense]
    """Senses that the pack adds, with their words."""
    errors: list[SenseErrorDraft]
    remarks: list[str]


def concept_id(text: str) -> str:
    """An id from a name: "Ministry of Peace" becomes "ministry-of-peace"."""
    plain = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", text).casefold()).strip("-_")
    return plain or "concept"


def draft_pack(rows: Sequence[TermRow], pack: str, country: str | None, known: KnownWords) -> PackDraft:
    """Work out concepts, words and error models from rows of names."""
    rows = [_with_language(row, known) for row in rows]
    pivot = _pivot(rows)
    draft = PackDraft(pack, country, pivot, [], {}, [], [])
    grouped: dict[str, list[TermRow]] = {}
    for row in rows:
        grouped.setdefault(concept_id(row.concept), []).append(row)
    for concept, named in grouped.items():
        draft.concepts.append(_concept(concept, named, draft, known))
    _relate(draft)
    return draft


def _with_language(row: TermRow, known: KnownWords) -> TermRow:
    if row.language:
        return replace(row, language=row.language.replace("_", "-").split("-")[0].lower())
    return replace(row, language=language_of_name(row.name, known))


def _pivot(rows: Sequence[TermRow]) -> str:
    preferred = [row.language or "en" for row in rows if row.status == "preferred"]
    return "en" if "en" in preferred or not preferred else max(preferred, key=preferred.count)


def _concept(concept: str, named: list[TermRow], draft: PackDraft, known: KnownWords) -> ConceptDraft:
    first = [row for row in named if row.status == "preferred" and row.language == draft.pivot]
    first = first or [row for row in named if row.status == "preferred"]
    first = first or [row for row in named if row.status == "admitted"] or named
    row = next((each for each in first if not is_abbreviation(each.name)), first[0])
    ordered = [row, *(other for other in named if other is not row)]
    code = row.language or draft.pivot
    parts = parts_of_name(row.name, code, known, draft.country)
    told = [parts_of_name(other.name, other.language or code, known, draft.country) for other in ordered[1:]]
    listed_rank = next((other.rank for other in ordered if other.rank), None)
    listed_kind = next((other.kind for other in ordered if other.kind), None)
    rank = listed_rank or parts.rank
    if rank is None and not parts.kind and not listed_kind:
        # "Akyikatchy", another name of which is "Ombudsman": an office, whose word is its name.
        alone = (other.rank for other in told if other.rank and not (other.kind or other.senses or other.unknown))
        rank = next(alone, None)
        parts = replace(parts, unknown=(), senses=()) if rank else parts
    if listed_kind and listed_kind not in ("office", "role", "term") and not listed_rank:
        rank = None
    if rank and rank not in known.ranks.by_id:
        draft.remarks.append(f"{row.where}: the rank {rank!r} is unknown, {parts.rank or 'head'} was taken")
        rank = parts.rank or "head"
    kind = listed_kind if listed_kind in known.senses.families else parts.kind
    kind = kind or next((other.kind for other in told if other.kind), None) or _kind_of(rank, known)
    others = (
        *parts.kinds,
        *(other.kind for other, name in zip(told, ordered[1:], strict=True) if _tells_kind(name, code)),
    )
    own_kind = _own_kind(parts, told, draft, known, code) if not rank and not listed_kind else None
    kind = own_kind or kind
    unknown = [word for word in parts.unknown if concept_id(word) != own_kind]
    own_senses = [_own_sense(word, code, draft) for word in unknown]
    own_senses += [_sense_of_rank(each, draft, known) for each in parts.rank_words]
    senses = tuple(dict.fromkeys(sense for sense in (*parts.senses, *own_senses) if sense != kind))
    for sense in (kind, *others, *senses):
        _take_from_vocabulary(sense, draft, known)
    levels = () if kind in _CENTRAL and not any(other.level for other in ordered) else _levels(ordered, parts)
    if rank and not senses:
        ordered += _in_other_languages(ordered, known)
    found = ConceptDraft(
        id=concept,
        rows=ordered,
        parts=parts,
        kind=kind,
        rank=rank,
        other_kinds=tuple(dict.fromkeys(other for other in others if other and other != kind)),
        senses=senses,
        levels=levels,
        within=tuple(concept_id(other.within) for other in ordered if other.within),
    )
    _learn_errors(found, told, draft, known)
    return found


_OF_ANY_BODY = frozenset({"chair", "president", "head", "director", "secretary", "member", "leader"})
"""Ranks whose usual words lead bodies of any kind: such a word alone names no office."""


def _kind_of(rank: str | None, known: KnownWords) -> str:
    implied = known.ranks.by_id[rank].body_kind if rank else None
    return implied or ("administration" if rank else "agency")


def _in_other_languages(rows: Sequence[TermRow], known: KnownWords) -> list[TermRow]:
    """Names of an office that is called by its rank alone ("Mayor of {place}"), in the languages of the vocabulary."""
    found: list[TermRow] = []
    written = {row.language for row in rows}
    plain = {row.name.replace(PLACE, " ").casefold().split()[0]: PLACE in row.name for row in rows if row.name.split()}
    for wording in known.vocabulary.words.ranks:
        listed = {word.casefold(): word for forms in wording.words.values() for word in forms}
        shared = [has_place for word, has_place in plain.items() if word in listed]
        if not shared:
            continue
        for code, forms in wording.words.items():
            if code in written:
                continue
            language = known.lexicon(code).language
            is_last = language.order == "rank-last"
            general = {word.casefold() for ranks, of in language.ranks if ranks[0] in _OF_ANY_BODY for word in of}
            for form in forms:
                if form.casefold() in general:
                    continue  # "président" says a rank, and not in which body
                name = (f"{PLACE} {form}" if is_last else f"{form} {PLACE}") if any(shared) else form
                found.append(TermRow(rows[0].concept, code, name, where=rows[0].where))
    return found


def _tells_kind(row: TermRow, code: str) -> bool:
    """Whether a name's kind of body is right: in the language of the preferred name, another kind is a slip."""
    return row.status in ("preferred", "admitted") and row.language != code


def _own_kind(
    parts: NameParts, told: Sequence[NameParts], draft: PackDraft, known: KnownWords, code: str
) -> str | None:
    """A kind of body that the pack adds, where a name says no known one: its head word is taken for one."""
    if parts.kind or not parts.head or parts.is_abbreviation:
        return None
    families = known.senses.families
    family = next((families[other.kind] for other in told if other.kind in families), "administrative")
    head = next((word for word in parts.unknown if parts.head in word.split()), parts.head)
    sense = concept_id(head)
    if sense in known.glossary.senses.glosses:
        return None
    if sense in known.vocabulary.by_id:
        draft.own[sense] = replace(known.vocabulary.by_id[sense], family=family)
    else:
        _own_sense(head, code, draft)
        draft.own[sense] = replace(draft.own[sense], family=family)
    return sense


def _sense_of_rank(rank: str, draft: PackDraft, known: KnownWords) -> str:
    """The words for a rank as a sense, for a body that is named after its holder ("Office of the Ombudsman")."""
    sense = f"{rank}-named"
    if sense not in draft.own:
        words: dict[str, tuple[str, ...]] = {}
        for code in known.languages:
            language = known.glossary.language(code)
            listed = [word for ranks, forms in language.ranks if ranks[0] == rank for word in forms] if language else []
            if listed:
                words[code] = tuple(listed)
        for wording in known.vocabulary.words.ranks:
            for code, forms in wording.words.items() if wording.ranks[0] == rank else ():
                words[code] = tuple(dict.fromkeys((*words.get(code, ()), *forms)))
        draft.own[sense] = OwnSense(sense, f"named after the {rank}", None, words)
    return sense


def _own_sense(word: str, code: str, draft: PackDraft) -> str:
    """The sense of a word that no file knows: one of the pack with this word, a name in any language."""
    sense = concept_id(word)
    before = draft.own.get(sense)
    languages = {code, ANY_LANGUAGE} if word[:1].isupper() else {code}
    words = dict(before.words) if before else {}
    cities = city_names(word) if word[:1].isupper() else {}
    for other, name in cities.items():
        words[other] = tuple(dict.fromkeys((*words.get(other, ()), name)))
    for each in languages:
        words[each] = tuple(dict.fromkeys((*words.get(each, ()), word)))
    draft.own[sense] = OwnSense(sense, word, before.family if before else None, words)
    return sense


def _take_from_vocabulary(sense: str | None, draft: PackDraft, known: KnownWords) -> None:
    if sense and sense in known.vocabulary.by_id:
        draft.own.setdefault(sense, known.vocabulary.by_id[sense])


def _levels(rows: Iterable[TermRow], parts: NameParts) -> tuple[str, ...]:
    listed = [level for row in rows for level in re.split(r"[\s,;|]+", row.level or "") if level in LEVELS]
    return tuple(dict.fromkeys(listed)) or ((parts.level,) if parts.level else ())


def _learn_errors(concept: ConceptDraft, told: Sequence[NameParts], draft: PackDraft, known: KnownWords) -> None:
    """An error model for each listed wrong name that has other senses in place of some of the concept's."""
    for parts, row in zip(told, concept.rows[1:], strict=False):
        if row.status != "error" or parts.unknown or not parts.senses:
            continue
        missing = tuple(sense for sense in concept.senses if sense not in parts.senses)
        instead = tuple(sense for sense in parts.senses if sense not in concept.senses)
        if not missing or not instead or len(missing) == len(concept.senses) > 1:
            continue
        name = f"{'-'.join(missing)}-read-as-{'-'.join(instead)}"
        if any(error.id == name for error in draft.errors):
            continue
        for sense in instead:
            _take_from_vocabulary(sense, draft, known)
        cause = row.note or f"“{row.name}” for “{concept.preferred.name}”"
        draft.errors.append(SenseErrorDraft(name, missing, instead, (concept.kind,), cause))


def _relate(draft: PackDraft) -> None:
    """Which concept belongs to which, as its preferred name stands in the other's, and which are to be kept apart."""
    by_name: dict[str, str] = {}
    for concept in draft.concepts:
        by_name.setdefault(_plain(concept.preferred.name), concept.id)
    known = {concept.id for concept in draft.concepts}
    alike: dict[frozenset[str], list[ConceptDraft]] = {}
    for concept in draft.concepts:
        words = _plain(concept.preferred.name).split()
        outer = [
            by_name[name]
            for first in range(len(words))
            for last in range(first + 2, len(words) + 1)
            if last - first < len(words) and (name := " ".join(words[first:last])) in by_name
        ]
        concept.within = tuple(dict.fromkeys(o for o in (*concept.within, *outer) if o in known and o != concept.id))
        if concept.senses:
            alike.setdefault(frozenset(concept.senses), []).append(concept)
    for group in alike.values():
        if len(group) < _FEW:
            for concept in group:
                concept.distinct_from = [other.id for other in group if other is not concept]


_FEW = 8
"""Concepts of the same words up to which each is kept apart from each other one."""


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))
