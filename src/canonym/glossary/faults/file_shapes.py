"""What each file of a pack must be like: its fields, and the words that they may hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from canonym.glossary.faults.shapes import (
    AnyNumber,
    Anything,
    Fields,
    ListOf,
    MapOf,
    OrNothing,
    Shape,
    Text,
    TextOr,
    Word,
    YesOrNo,
    one_of,
)
from canonym.glossary.language_data import LEVELS, MODIFIERS
from canonym.glossary.pack_words import ANY_LANGUAGE
from canonym.glossary.packs import (
    BODY_FIELDS,
    KIND_ERROR_FIELDS,
    NAME_FIELDS,
    PACK_FIELDS,
    RANK_ERROR_FIELDS,
    SENSE_ERROR_FIELDS,
    TERM_FIELDS,
    UNLISTED,
)
from canonym.glossary.packs import STATUSES as NAME_STATUSES
from canonym.glossary.patches import CONTEXT_FIELDS, ENTRY_FIELDS, STATUSES, VERDICTS
from canonym.glossary.senses_and_ranks import Ranks, Senses

ERROR_VERDICTS = ("variant", "mistranslated")
TEXTS = ListOf(Text(), alone=True)


@dataclass(frozen=True)
class Known:
    """The words that the files of one pack may use."""

    pack: str
    senses: Senses
    ranks: Ranks
    languages: frozenset[str]
    bodies: frozenset[str]
    """Its own bodies, without the pack."""


def shapes_of(known: Known) -> dict[str, Shape]:
    """The shape of each kind of file: pack, words, bodies, names, errors, terms, places, added."""
    words = _Words(known)
    return {
        "pack": _pack(words),
        "words": _words_of_own(words),
        "bodies": Fields("a file of bodies", ("bodies",), {"bodies": MapOf(_body(words))}, ("bodies",)),
        "names": Fields(
            "a file of names", ("names",), {"names": MapOf(_names_of_language(words), words.body)}, ("names",)
        ),
        "errors": _errors(words),
        "terms": Fields("a file of terms", ("terms",), {"terms": MapOf(_term(words))}, ("terms",)),
        "places": Fields("a file of places", ("places",), {"places": ListOf(_place(words))}, ("places",)),
        "added": ListOf(_added(words)),
    }


class _Words:
    """The words that fields may hold."""

    def __init__(self, known: Known) -> None:
        senses, ranks = known.senses, known.ranks
        self.sense = one_of("sense", senses.glosses, "see glossaries/senses.yaml for those that there are")
        self.kind = one_of("kind of body", senses.families, "the kinds stand at the top of glossaries/senses.yaml")
        self.error_kind = one_of("kind of body", (*senses.families, "term"), self.kind.remedy)
        self.level = one_of("level", LEVELS)
        self.rank = one_of("rank", ranks.by_id, "see glossaries/ranks.yaml for those that there are")
        self.base = one_of("base of ranks", sorted(ranks.bases()), "see glossaries/ranks.yaml")
        self.language = one_of("language", sorted(known.languages), "add languages/<code>.yaml to your glossaries")
        self.any_language = one_of("language", sorted({*known.languages, ANY_LANGUAGE}), self.language.remedy)
        self.family = one_of("family of kinds", sorted(set(senses.families.values())))
        self.meaning = one_of("sense, rank or level", (*senses.glosses, *ranks.by_id, *LEVELS, *MODIFIERS), "")
        own = {body for short in known.bodies for body in (short, f"{known.pack}/{short}")}
        self.body = Word(
            "body",
            lambda name: name in own or ("/" in name and not name.startswith(f"{known.pack}/")),
            lambda: known.bodies,
            "correct the id, or add the body",
        )
        self.fixed = TextOr(
            ListOf(
                TextOr(
                    Fields(
                        "a name",
                        (),
                        {
                            "text": Text(),
                            "level": self.level,
                            "cause": Text(),
                            "exact": YesOrNo(),
                            "status": one_of("status", NAME_STATUSES),
                        },
                        ("text",),
                    )
                )
            )
        )


def _pack(words: _Words) -> Shape:
    signals = Fields(
        "signals",
        (),
        {
            "stems": TEXTS,
            "rare_surnames": TEXTS,
            "words": TEXTS,
            "surnames": TEXTS,
            "against": TEXTS,
            "telling": ListOf(ListOf(words.sense)),
        },
    )
    shapes: Mapping[str, Shape] = {
        "pack": Text(),
        "title": Text(),
        "rewrite": YesOrNo(),
        "default_level": OrNothing(words.level),
        "city_of_province": OrNothing(words.level),
        "signals": signals,
        "level_words": MapOf(MapOf(words.level), words.language),
        "presumed": YesOrNo(),
        "country": OrNothing(Text()),
    }
    return Fields("a pack", PACK_FIELDS, shapes, ("pack",))


def _words_of_own(words: _Words) -> Shape:
    sense = Fields(
        "sense",
        (),
        {"gloss": Text(), "family": words.family, "words": MapOf(TEXTS, words.any_language)},
        ("words",),
    )
    rank = Fields(
        "a wording of ranks",
        (),
        {"is": ListOf(words.rank, alone=True), "words": MapOf(TEXTS, words.language)},
        ("is", "words"),
    )
    return Fields(
        "the words of a pack",
        (),
        {
            "senses": MapOf(sense),
            "ranks": ListOf(rank),
            "written": MapOf(MapOf(Text(), words.language), words.rank),
            "overrides": MapOf(MapOf(ListOf(words.meaning, alone=True)), words.language),
        },
    )


def _body(words: _Words) -> Shape:
    senses, bodies = ListOf(words.sense, alone=True), ListOf(words.body, alone=True)
    office = Fields("an office", (), {"rank": words.rank, "of": words.body, "of_rank": words.rank}, _EX_OFFICIO)
    shapes: Mapping[str, Shape] = {
        "kind": words.kind,
        "other_kinds": senses,
        "senses": senses,
        "within": bodies,
        "levels": ListOf(words.level, alone=True),
        "leader": words.base,
        "ranks": ListOf(words.rank, alone=True),
        "member": words.rank,
        "names": MapOf(TextOr(_names(words)), words.language),
        "roles": MapOf(MapOf(Text(), words.language), words.rank),
        "role_names": MapOf(MapOf(words.fixed, words.language), words.rank),
        "distinct_from": bodies,
        "ex_officio": ListOf(office),
        "context": senses,
        "may_lack": senses,
        "by_kind": YesOrNo(),
        "office": words.rank,
        "wrong_names": MapOf(words.fixed, words.language),
        "unlisted": ListOf(one_of("choice", UNLISTED), alone=True),
        "valid": Fields("valid", (), {"from": Text(), "to": Text()}),
        "replaced_by": words.body,
        "provisional": YesOrNo(),
    }
    return Fields("body", BODY_FIELDS, shapes, ("kind", "senses", "levels", "leader", "names"))


_EX_OFFICIO = ("rank", "of", "of_rank")


def _name_shapes(words: _Words) -> dict[str, Shape]:
    level_name = TextOr(
        Fields("a name", ("preferred", "of"), {"preferred": Text(), "of": OrNothing(Text())}, ("preferred",))
    )
    shapes: dict[str, Shape] = {
        "preferred": Text(),
        "of": OrNothing(Text()),
        "gender": Anything(),
        "levels": MapOf(level_name, words.level),
        "source": Text(),
    }
    return shapes | dict.fromkeys(("admitted", "deprecated", "superseded", "error", "abbreviations"), words.fixed)


def _names(words: _Words) -> Shape:
    return Fields("the names in language", NAME_FIELDS, _name_shapes(words), ("preferred",))


def _names_of_language(words: _Words) -> Shape:
    shapes = _name_shapes(words) | {"role_names": MapOf(words.fixed, words.rank)}
    return Fields("the names of a body", NAME_FIELDS, shapes)


def _errors(words: _Words) -> Shape:
    senses, kinds = ListOf(words.sense), ListOf(words.error_kind)
    verdict = one_of("verdict", ERROR_VERDICTS)
    sense_error: Mapping[str, Shape] = {
        "intended": senses,
        "read_as": senses,
        "also": senses,
        "kinds": kinds,
        "verdict": verdict,
        "likelihood": AnyNumber(),
        "elsewhere": AnyNumber(),
    }
    rank_error: Mapping[str, Shape] = {"read": words.base, "intended": words.base, "kinds": kinds, "verdict": verdict}
    kind_error: Mapping[str, Shape] = {"read": words.kind, "intended": words.kind, "verdict": verdict}
    omission: Mapping[str, Shape] = {
        "base": words.base,
        "body": words.body,
        "level": one_of("choice", ("said", "unsaid", "any")),
    }
    reading = ("read", "intended", "cause")
    lists: Iterable[tuple[str, Fields]] = (
        (
            "senses",
            Fields("an error", SENSE_ERROR_FIELDS, sense_error, ("id", "cause", "intended", "read_as", "verdict")),
        ),
        ("ranks", Fields("a reading of a rank", RANK_ERROR_FIELDS, rank_error, reading)),
        ("kinds", Fields("a reading of a kind", KIND_ERROR_FIELDS, kind_error, reading)),
        ("omissions", Fields("an omission", ("cause",), omission, ("base", "body", "cause"))),
        ("wanderings", Fields("a wandering", ("modifier", "cause"), {"kinds": kinds}, ("modifier", "kinds", "cause"))),
        (
            "implied",
            Fields(
                "an implied sense", ("cause",), {"base": words.base, "sense": words.sense}, ("base", "sense", "cause")
            ),
        ),
    )
    return Fields("a file of errors", (), {name: ListOf(shape) for name, shape in lists})


def _term(words: _Words) -> Shape:
    senses = ListOf(words.sense, alone=True)
    shapes: Mapping[str, Shape] = {
        "senses": senses,
        "also": senses,
        "names": MapOf(Text(), words.language),
        "body": OrNothing(words.body),
        "level": OrNothing(words.level),
        "alone": YesOrNo(),
    }
    return Fields("term", TERM_FIELDS, shapes, ("senses", "names"))


def _place(words: _Words) -> Shape:
    shapes: Mapping[str, Shape] = {"name": Text(), "level": words.level, "forms": TEXTS, "weak": YesOrNo()}
    return Fields("a place", ("note", "until", "since"), shapes, ("name", "level"))


def _added(words: _Words) -> Shape:
    context = Fields("a context", CONTEXT_FIELDS, {"doc": Text(), "start": AnyNumber(), "text": Text()}, ("doc",))
    shapes: Mapping[str, Shape] = {
        "pack": Text(),
        "concept": words.body,
        "language": words.language,
        "name": Text(),
        "rank": OrNothing(words.rank),
        "level": OrNothing(words.level),
        "status": one_of("status", STATUSES),
        "verdict": one_of("verdict", VERDICTS),
        "count": AnyNumber(),
        "contexts": ListOf(context),
    }
    return Fields("a name", ENTRY_FIELDS, shapes, ("pack", "concept", "language", "name"))
