"""Glossary packs: the bodies, terms, errors and places of one country or organisation (glossaries/<pack>/)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from pathlib import Path
from typing import Any

import regex

from canonym.errors import GlossaryError
from canonym.glossary.language_data import LEVELS
from canonym.glossary.pack_words import NO_WORDS, PackWords, load_words
from canonym.glossary.yaml_files import at, check_fields, load_yaml, string_list

LEVEL_FIELD = regex.compile(r"\{level(?::\w)?\}")
"""Where a name takes the word for its level."""
BODY_FIELDS = (
    "kind", "other_kinds", "senses", "within", "levels", "leader", "ranks", "member", "names", "roles", "role_names",
    "distinct_from", "ex_officio", "context", "may_lack", "by_kind", "provisional", "note",
    "office", "wrong_names", "unlisted", "valid", "replaced_by",
)  # fmt: skip
NAME_FIELDS = (
    "preferred",
    "of",
    "gender",
    "levels",
    "admitted",
    "deprecated",
    "superseded",
    "error",
    "abbreviations",
    "source",
)
SENSE_ERROR_FIELDS = ("id", "cause", "intended", "read_as", "also", "kinds", "verdict", "likelihood", "elsewhere")
RANK_ERROR_FIELDS = ("read", "intended", "cause", "kinds", "verdict", "always")
KIND_ERROR_FIELDS = ("read", "intended", "verdict", "cause", "rare")
TERM_FIELDS = ("senses", "also", "names", "body", "level", "alone", "source")


_LONGEST_SYLLABLE = 3
_SYLLABLE = re.compile(r"[BCDGHKLMNPQRSTVX]{0,2}[AEIOUY]{1,2}[CMNPT]?")
"""An abbreviation that is spelt like a syllable of a name."""


@dataclass(frozen=True, slots=True)
class FixedName:
    """A name that is matched as it is written, for what senses cannot explain ("Tỉnh ủy")."""

    text: str
    level: str | None = None
    status: str = "admitted"
    cause: str | None = None
    exact: bool = False
    """Whether it counts with its capitals and diacritics only, as an abbreviation does ("NA" is no "na")."""


UNLISTED = ("ranks", "levels")
"""What a pack may say that nobody has listed for a body."""
STATUSES = ("preferred", "admitted", "deprecated", "superseded", "error")
"""What a name can be: the four of ISO 30042 (administrativeStatus), and a known wrong rendering."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a body in one language."""

    preferred: str
    of: str | None
    gender: str
    by_level: dict[str, tuple[str, str | None]]
    """Level -> (preferred, of) where a level has a name of its own."""
    fixed: tuple[FixedName, ...]
    source: str
    written: bool = True
    """Whether canonical names are put together from it; a name of names/ is found, but says neither level nor case."""


@dataclass(frozen=True, slots=True)
class Body:
    """An institution: one concept of a glossary."""

    id: str
    """With the pack: "vn/peoples-committee"."""
    pack: str
    kind: str
    other_kinds: frozenset[str]
    senses: tuple[str, ...]
    within: tuple[str, ...]
    levels: tuple[str, ...]
    leader: str
    ranks: tuple[str, ...]
    member: str
    names: dict[str, Names]
    roles: dict[str, dict[str, str]]
    """Rank -> language -> canonical name of the office."""
    role_names: dict[str, dict[str, tuple[FixedName, ...]]]
    distinct_from: tuple[str, ...]
    ex_officio: tuple[tuple[str, str, str], ...]
    """(rank here, other body, rank there): who holds that office holds this one."""
    context: tuple[str, ...]
    may_lack: frozenset[str]
    """Senses that usual renderings leave out; without any other the rendering is wrong."""
    by_kind: bool
    """Whether its kind alone names it ("the police")."""
    provisional: bool = False
    """Whether no official list confirms its name: found and listed for review, never rewritten by itself."""
    wrong_names: dict[str, tuple[FixedName, ...]] = field(default_factory=dict)
    """Known wrong renderings in languages in which it has no other name."""
    office: str | None = None
    """The rank, where the concept is one office and no body: nothing but a title of this rank names it."""
    unlisted: frozenset[str] = frozenset()
    """What nobody has listed: "ranks" (each is kept as it is said), "levels" (none speaks against it)."""
    valid: tuple[str | None, str | None] = (None, None)
    """The first and last day (or month, or year) on which it existed or was so called, after ISO 8601."""
    replaced_by: str | None = None
    """The body that took its place."""
    named_with: bool = False
    """Whether naming the body to which it belongs tells it from another of the same words."""


@dataclass(frozen=True, slots=True)
class Term:
    """A domain term with one canonical wording."""

    id: str
    pack: str
    senses: tuple[str, ...]
    also: frozenset[str]
    names: dict[str, str]
    body: str | None
    level: str | None
    alone: bool


@dataclass(frozen=True, slots=True)
class SenseError:
    """An error model: words with some senses were read as others."""

    id: str
    cause: str
    intended: frozenset[str]
    read_as: frozenset[str]
    also: frozenset[str]
    kinds: frozenset[str]
    verdict: str
    likelihood: float
    elsewhere: float
    """How often a true name of another body has such a word; the quotient of both is what the error is worth."""


@dataclass(frozen=True, slots=True)
class KindError:
    """A rank base or a kind of body that was read as another."""

    read: str
    intended: str
    cause: str
    verdict: str
    kinds: frozenset[str] = frozenset()
    rare: bool = False
    always: bool = False
    """True where the country has no such rank, so that the reading needs no body beside it (governor)."""


@dataclass(frozen=True, slots=True)
class Omission:
    """A body that is usually left out beside a rank ("Hanoi chairman")."""

    base: str
    body: str
    cause: str
    level: str
    """"said": only where the phrase says a level or place; "unsaid": only where it says none; "any"."""


@dataclass(frozen=True, slots=True)
class Wandering:
    """A modifier of the rank that was read as a body of its own ("Deputy Head of the Standing Committee of ...")."""

    modifier: str
    kinds: frozenset[str]
    cause: str


@dataclass(frozen=True, slots=True)
class Implied:
    """A sense that a rank says without the word: a secretary is one of the Party."""

    base: str
    sense: str
    cause: str


@dataclass(frozen=True, slots=True)
class Place:
    """A province, city or the like."""

    name: str
    level: str
    forms: tuple[str, ...]
    weak: bool
    """True where the name is also a common word and proves nothing."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One glossary pack."""

    id: str
    title: str
    rewrite: bool
    """Whether accepted titles are rewritten unless the user says so; else they are only recognised."""
    default_level: str | None
    city_of_province: str | None
    """The level of a city that is not listed among the places as one beside the provinces; None: that of a city."""
    language: str | None
    """The country's own language: translators leave names in it as they are."""
    words: tuple[str, ...]
    surnames: tuple[str, ...]
    rare_surnames: tuple[str, ...]
    """Family names that are also words of many languages: they open full names only, and speak for no country."""
    against: tuple[str, ...]
    level_words: dict[str, dict[str, str]]
    """Language -> word -> level, where this country's use differs from the language's usual one."""
    telling: tuple[tuple[str, ...], ...]
    """Groups of senses that stand together only in names of this pack; one that stands twice must be said twice."""
    bodies: dict[str, Body]
    terms: tuple[Term, ...]
    sense_errors: tuple[SenseError, ...]
    rank_errors: tuple[KindError, ...]
    kind_errors: tuple[KindError, ...]
    omissions: tuple[Omission, ...]
    wanderings: tuple[Wandering, ...]
    implied: tuple[Implied, ...]
    places: tuple[Place, ...]
    words_of_own: PackWords = NO_WORDS
    country_said: Mapping[str, str] = field(default_factory=dict)
    """Language -> how names of bodies say the country, which canonical names leave out."""
    country: str | None = None
    """Whose offices they are: ISO 3166 alpha-2 in lower case."""
    presumed: bool = False
    """Whether texts are taken to speak of this country or organisation unless they name another one and not it."""
    stems: tuple[str, ...] = ()
    """How words begin that speak of the country ("ethiop", "éthiop"), in lower case."""
    offices_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """Body -> concepts that are offices of it."""
    _: KW_ONLY
    folder: Path = field(compare=False)


PACK_FIELDS = (
    "pack", "title", "rewrite", "default_level", "city_of_province", "language", "signals", "level_words",
    "country", "country_said", "presumed",
)  # fmt: skip


def load_pack(folder: Path) -> Pack:
    """Read and check a pack; raises GlossaryError with file, line and what is wrong."""
    main = folder / "pack.yaml"
    data = load_yaml(main)
    check_fields(data, PACK_FIELDS, main, "a pack")
    pack = data.get("pack")
    if pack != folder.name:
        raise GlossaryError(f"pack {pack!r} does not fit its folder", where=at(main, "pack:"), remedy="rename one")
    signals = data.get("signals") or {}
    check_fields(signals, ("words", "surnames", "rare_surnames", "against", "telling", "stems"), main, "signals")
    bodies: dict[str, Body] = {}
    for path in sorted((folder / "bodies").glob("*.yaml")):
        for body_id, entry in (load_yaml(path).get("bodies") or {}).items():
            full = f"{pack}/{body_id}"
            if full in bodies:
                raise GlossaryError(
                    f"body {body_id!r} stands twice", where=at(path, f"{body_id}:"), remedy="remove one"
                )
            bodies[full] = _body(full, pack, entry, path)
    _check_references(bodies, folder)
    alike: dict[frozenset[str], list[Body]] = defaultdict(list)
    for body in bodies.values():
        if not body.provisional:
            alike[frozenset(body.senses)].append(body)
    bodies = {
        full: replace(body, named_with=True) if _names_outer(body, bodies, alike[frozenset(body.senses)]) else body
        for full, body in bodies.items()
    }
    errors = load_yaml(folder / "errors.yaml") if (folder / "errors.yaml").is_file() else {}
    return Pack(
        id=pack,
        title=str(data.get("title", pack)),
        rewrite=bool(data.get("rewrite", True)),
        default_level=data.get("default_level"),
        city_of_province=data.get("city_of_province"),
        language=data.get("language"),
        country_said=dict(data.get("country_said") or {}),
        words=string_list(signals.get("words"), main, "signals.words"),
        surnames=string_list(signals.get("surnames"), main, "signals.surnames"),
        rare_surnames=string_list(signals.get("rare_surnames"), main, "signals.rare_surnames"),
        against=string_list(signals.get("against"), main, "signals.against"),
        level_words={lang: dict(words) for lang, words in (data.get("level_words") or {}).items()},
        telling=tuple(tuple(group) for group in signals.get("telling") or ()),
        bodies=bodies,
        offices_of=_offices_of(bodies),
        terms=_terms(folder / "terms.yaml", pack),
        sense_errors=_sense_errors(errors.get("senses") or (), folder / "errors.yaml"),
        rank_errors=tuple(
            _reading(entry, RANK_ERROR_FIELDS, folder / "errors.yaml") for entry in errors.get("ranks") or ()
        ),
        kind_errors=tuple(
            _reading(entry, KIND_ERROR_FIELDS, folder / "errors.yaml") for entry in errors.get("kinds") or ()
        ),
        omissions=tuple(
            Omission(entry["base"], _with_pack(entry["body"], pack), entry["cause"], entry.get("level", "any"))
            for entry in errors.get("omissions") or ()
        ),
        wanderings=tuple(
            Wandering(entry["modifier"], frozenset(entry["kinds"]), entry["cause"])
            for entry in errors.get("wanderings") or ()
        ),
        implied=tuple(Implied(entry["base"], entry["sense"], entry["cause"]) for entry in errors.get("implied") or ()),
        places=_places(folder / "places.yaml"),
        words_of_own=load_words(folder),
        country=data.get("country"),
        presumed=bool(data.get("presumed", False)),
        stems=string_list(signals.get("stems"), main, "signals.stems"),
        folder=folder,
    )


def _body(full: str, pack: str, entry: dict[str, Any], path: Path) -> Body:
    what = f"body {full.split('/')[1]}"
    check_fields(entry, BODY_FIELDS, path, what)
    for required in ("kind", "senses", "levels", "leader", "names"):
        if required not in entry:
            raise GlossaryError(f"{what} lacks {required!r}", where=at(path, f"{full.split('/')[1]}:"), remedy="add it")
    levels = string_list(entry["levels"], path, "levels")
    for level in levels:
        if level not in LEVELS:
            raise GlossaryError(f"{what} has the unknown level {level!r}", where=at(path, level))
    return Body(
        id=full,
        pack=pack,
        kind=entry["kind"],
        other_kinds=frozenset(string_list(entry.get("other_kinds"), path, "other_kinds")),
        senses=string_list(entry["senses"], path, "senses"),
        within=tuple(_with_pack(item, pack) for item in string_list(entry.get("within"), path, "within")),
        levels=levels,
        leader=entry["leader"],
        ranks=string_list(entry.get("ranks"), path, "ranks"),
        member=entry.get("member", "member"),
        names={lang: _names(names, path, what) for lang, names in entry["names"].items()},
        roles={rank: dict(names) for rank, names in (entry.get("roles") or {}).items()},
        role_names={
            rank: {lang: _fixed(names, path, what) for lang, names in by_lang.items()}
            for rank, by_lang in (entry.get("role_names") or {}).items()
        },
        distinct_from=tuple(
            _with_pack(i, pack) for i in string_list(entry.get("distinct_from"), path, "distinct_from")
        ),
        ex_officio=tuple(
            (item["rank"], _with_pack(item["of"], pack), item["of_rank"]) for item in entry.get("ex_officio") or ()
        ),
        context=string_list(entry.get("context"), path, "context"),
        may_lack=frozenset(string_list(entry.get("may_lack"), path, "may_lack")),
        by_kind=bool(entry.get("by_kind", False)),
        provisional=bool(entry.get("provisional", False)),
        wrong_names={
            lang: _fixed(listed, path, what, "error") for lang, listed in (entry.get("wrong_names") or {}).items()
        },
        office=entry.get("office"),
        unlisted=_unlisted(entry, path, what),
        valid=_valid(entry.get("valid"), path, what),
        replaced_by=_with_pack(entry["replaced_by"], pack) if entry.get("replaced_by") else None,
    )


def _unlisted(entry: Mapping[str, Any], path: Path, what: str) -> frozenset[str]:
    found = frozenset(string_list(entry.get("unlisted"), path, "unlisted"))
    if not found <= set(UNLISTED):
        raise GlossaryError(f"unlisted of {what}", where=at(path, "unlisted"), remedy="use ranks and levels")
    return found


def _valid(entry: Any, path: Path, what: str) -> tuple[str | None, str | None]:
    if entry is None:
        return None, None
    check_fields(entry, ("from", "to"), path, f"valid of {what}")
    return tuple(str(entry[key]) if key in entry else None for key in ("from", "to"))  # type: ignore[return-value]


def _offices_of(bodies: Mapping[str, Body]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for body in bodies.values():
        for outer in body.within if body.office else ():
            found[outer] = (*found.get(outer, ()), body.id)
    return found


def _names_outer(body: Body, bodies: dict[str, Body], alike: Sequence[Body]) -> bool:
    """Whether a body that shares its words with another is told from it by naming the body to which it belongs."""
    kinds = {body.kind, *body.other_kinds}
    if not body.within or not any(other.id != body.id and other.kind in kinds for other in alike):
        return False
    for outer in (bodies[other] for other in body.within if other in bodies):
        both = body.names.keys() & outer.names.keys()
        named = sum(bare_name(outer.names[lang].preferred) in bare_name(body.names[lang].preferred) for lang in both)
        if 2 * named > len(both):
            return True
    return False


def bare_name(name: str) -> str:
    """A preferred name without its level, for looking whether one name is part of another."""
    return " ".join(LEVEL_FIELD.sub(" ", name).casefold().split())


def _with_pack(body_id: str, pack: str) -> str:
    return body_id if "/" in body_id else f"{pack}/{body_id}"


def _names(entry: Any, path: Path, what: str) -> Names:
    if isinstance(entry, str):
        entry = {"preferred": entry}
    check_fields(entry, NAME_FIELDS, path, f"the names of {what}")
    if "preferred" not in entry:
        raise GlossaryError(
            f"{what} has names without 'preferred'", where=at(path, what.rsplit(maxsplit=1)[-1]), remedy="add it"
        )
    by_level = {}
    for level, name in (entry.get("levels") or {}).items():
        by_level[level] = (name, None) if isinstance(name, str) else (name["preferred"], name.get("of"))
    return Names(
        preferred=entry["preferred"],
        of=entry.get("of"),
        gender=entry.get("gender", "m"),
        by_level=by_level,
        fixed=fixed_names(entry, path, what),
        source=entry.get("source", ""),
    )


def fixed_names(entry: Mapping[str, Any], path: Path, what: str) -> tuple[FixedName, ...]:
    """The names that are matched as they are written, of the names of a body in one language.

    Raises GlossaryError for a field that no name has.
    """
    return (
        *_fixed(entry.get("admitted"), path, what),
        *_fixed(entry.get("deprecated"), path, what, "deprecated"),
        *_fixed(entry.get("superseded"), path, what, "superseded"),
        *_fixed(entry.get("error"), path, what, "error"),
        *(replace(name, exact=True) for name in _fixed(entry.get("abbreviations"), path, what)),
    )


def _fixed(entries: Any, path: Path, what: str, status: str = "admitted") -> tuple[FixedName, ...]:
    result = []
    for entry in [entries] if isinstance(entries, str) else entries or ():
        if isinstance(entry, str):
            result.append(FixedName(entry, status=status, exact=_could_be_name(entry)))
        else:
            check_fields(entry, ("text", "level", "cause", "exact", "status"), path, f"a name of {what}")
            exact = bool(entry.get("exact", _could_be_name(str(entry.get("text")))))
            own = entry.get("status", status)
            if own not in STATUSES:
                remedy = f"use {', '.join(STATUSES)}"
                raise GlossaryError(
                    f"a name of {what} has the unknown status {own!r}", where=at(path, own), remedy=remedy
                )
            result.append(FixedName(entry["text"], entry.get("level"), own, entry.get("cause"), exact))
    return tuple(result)


def _could_be_name(text: str) -> bool:
    """Whether an abbreviation in capitals could be part of a personal name without them ("CAM", "Vo Thi Cam Nhung")."""
    return len(text) <= _LONGEST_SYLLABLE and _SYLLABLE.fullmatch(text) is not None


def _check_references(bodies: dict[str, Body], folder: Path) -> None:
    for body in bodies.values():
        others = [*body.within, *body.distinct_from, *(other for _, other, _ in body.ex_officio)]
        others += [body.replaced_by] if body.replaced_by else []
        for other in others:
            if other.split("/")[0] == body.pack and other not in bodies:
                raise GlossaryError(
                    f"body {body.id} refers to {other}, which does not exist",
                    where=str(folder / "bodies"),
                    remedy="correct the id",
                )


def _terms(path: Path, pack: str) -> tuple[Term, ...]:
    if not path.is_file():
        return ()
    result = []
    for term_id, entry in (load_yaml(path).get("terms") or {}).items():
        check_fields(entry, TERM_FIELDS, path, f"term {term_id}")
        body = entry.get("body")
        result.append(
            Term(
                id=term_id,
                pack=pack,
                senses=string_list(entry["senses"], path, "senses"),
                also=frozenset(string_list(entry.get("also"), path, "also")),
                names=dict(entry["names"]),
                body=_with_pack(body, pack) if body else None,
                level=entry.get("level"),
                alone=bool(entry.get("alone", False)),
            )
        )
    return tuple(result)


def _sense_errors(entries: Iterable[dict[str, Any]], path: Path) -> tuple[SenseError, ...]:
    """The error models, the likeliest first: where two explain a word, that one counts."""
    errors = [_sense_error(entry, path) for entry in entries]
    return tuple(sorted(errors, key=lambda error: (-error.likelihood, error.id)))


def _sense_error(entry: dict[str, Any], path: Path) -> SenseError:
    check_fields(entry, SENSE_ERROR_FIELDS, path, f"error {entry.get('id')}")
    return SenseError(
        id=entry["id"],
        cause=entry["cause"],
        intended=frozenset(entry["intended"]),
        read_as=frozenset(entry["read_as"]),
        also=frozenset(entry.get("also") or ()),
        kinds=frozenset(entry.get("kinds") or ()),
        verdict=entry["verdict"],
        likelihood=float(entry.get("likelihood", 0.1)),
        elsewhere=float(entry.get("elsewhere", 0.05)),
    )


def _reading(entry: dict[str, Any], fields: tuple[str, ...], path: Path) -> KindError:
    check_fields(entry, fields, path, "a reading")
    return KindError(
        read=entry["read"],
        intended=entry["intended"],
        cause=entry["cause"],
        verdict=entry.get("verdict", "mistranslated"),
        kinds=frozenset(entry.get("kinds") or ()),
        rare=bool(entry.get("rare", False)),
        always=bool(entry.get("always", False)),
    )


def _places(path: Path) -> tuple[Place, ...]:
    if not path.is_file():
        return ()
    result = []
    for entry in load_yaml(path)["places"]:
        check_fields(entry, ("name", "level", "forms", "weak", "note", "until", "since"), path, "a place")
        forms = (entry["name"], *string_list(entry.get("forms"), path, "forms"))
        result.append(Place(entry["name"], entry["level"], forms, bool(entry.get("weak", False))))
    return tuple(result)
