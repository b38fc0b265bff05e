"""Forms of unknown offices: mentions that say the same in the same words are one form, and are compared as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from canonym.alignment.anchors import fold_name, sound_of
from canonym.glossary import Glossary
from canonym.glossary.country_words import country_of_word
from canonym.model import Mention, Resolution, Sense

_TERRITORIAL = frozenset(("governor", "head", "director", "president"))
"""Plain offices that, with nothing but a level, are those of who governs a territory."""
_SAID_ALIKE = {"confederation": "federal", "union": "federal"}
"""Kinds of body that say what another body is of: "House of the Federation"."""
_EMPTY_WORD = 3
"""Letters of an unknown word from which it says anything."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One word of a body's name: what it can mean, or an unknown word as it is written."""

    meanings: frozenset[str]
    """Ids of senses; empty for an unknown word."""
    word: str
    """The word in Latin letters, without marks, in lower case."""


@dataclass(slots=True)
class OfficeForm:
    """What one wording says of a body, and where it stands."""

    key: tuple[str, ...]
    """What tells it from other forms; forms are ordered by it."""
    lang: str
    phrase: str
    """The words of the body, without rank and place."""
    kinds: frozenset[str]
    """Kinds of body that the words name, or that the rank implies."""
    families: frozenset[str]
    concepts: tuple[Concept, ...]
    level: str | None
    base: str | None
    """The plain office of the rank, where the form has no words for a body; else null."""
    country: str | None
    """ISO 3166 code of the country that its words name."""
    mentions: list[Resolution] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    lists: set[tuple[str, int]] = field(default_factory=set)
    persons: dict[str, str] = field(default_factory=dict)
    """Names of holders -> the plain office that they hold."""

    @property
    def is_bare(self) -> bool:
        """Whether nothing is said of the body: only a holder or another version tells which it is."""
        return not self.concepts and not self.kinds and self.base is None


def forms_of(resolutions: Iterable[Resolution], glossary: Glossary) -> list[OfficeForm]:
    """Return the forms of all mentions of offices and bodies that no pack knows, ordered by key."""
    forms: dict[tuple[str, ...], OfficeForm] = {}
    unknown = [each for each in resolutions if each.mention.kind != "term" and each.body is None]
    places = {
        fold_name(word) for each in unknown if each.mention.parsed.place for word in each.mention.parsed.place.split()
    }
    for resolution in unknown:
        form = _form_of(resolution, places, glossary)
        form = forms.setdefault(form.key, form)
        mention = resolution.mention
        form.mentions.append(resolution)
        form.documents.add(mention.doc)
        if mention.list_id >= 0:
            form.lists.add((mention.doc, mention.list_id))
        if mention.person:
            form.persons.setdefault(mention.person, base_of(mention, glossary) or "")
    return [forms[key] for key in sorted(forms)]


def base_of(mention: Mention, glossary: Glossary) -> str | None:
    """Return the plain office of a title's first rank; None for a body."""
    ranks = mention.parsed.ranks
    return glossary.ranks.by_id[ranks[0]].base if ranks else None


def person_keys(person: str) -> set[str]:
    """Return what the words of a name sound like, which brings together holders in any script."""
    sounds = (sound_of(fold_name(word)) for word in person.replace("・", " ").split())
    return {sound for sound in sounds if len(sound) > 1}


def _form_of(resolution: Resolution, places: Set[str], glossary: Glossary) -> OfficeForm:
    mention = resolution.mention
    parsed = mention.parsed
    senses = [sense for sense in parsed.senses if not _is_place(sense, places)]
    kinds: set[str] = set()
    concepts: list[Concept] = []
    country = None
    words: list[str] = []
    for sense in senses:
        found, own = _meanings(sense, glossary)
        kinds |= own
        named = country_of_word(sense.text, mention.lang) if not sense.meanings else None
        country = country or named
        if named is None and "country" not in sense.meanings:
            words.append(" ".join(sense.text.split()))
            concepts += found
    base = base_of(mention, glossary)
    implied = glossary.ranks.by_id[parsed.ranks[0]].body_kind if parsed.ranks else None
    if implied and not kinds:
        kinds.add(implied)
    if base == "prime-minister":
        kinds, concepts, words = {"government"}, [], []
    elif len(kinds) > 1:
        inner = {kind for kind in kinds if kind in _SAID_ALIKE}
        kinds -= inner if kinds - inner else set()
        concepts += [Concept(frozenset({_SAID_ALIKE[kind]}), kind) for kind in sorted(inner)]
    governing = None if concepts else _office_alone(base, parsed.level, kinds)
    alone = not glossary.senses.alone.isdisjoint(kinds)
    if not concepts and not (kinds and parsed.level) and governing is None and not alone:
        kinds = set()  # "the minister", "the committee": which one it is, the words do not say
    country = country or resolution.country
    phrase = " ".join(words)
    key: tuple[str, ...] = (mention.lang, fold_name(phrase), " ".join(sorted(kinds)), country or "", governing or "")
    if not concepts:
        key = (*key, parsed.level or "")
        if not kinds and governing is None:
            key = (*key, mention.doc, f"{mention.start:09}")
    families = frozenset(glossary.senses.families[kind] for kind in kinds)
    return OfficeForm(
        key, mention.lang, phrase, frozenset(kinds), families, tuple(concepts), parsed.level, governing, country
    )


def _office_alone(base: str | None, level: str | None, kinds: Set[str]) -> str | None:
    """Return what a title is that names no body: the governor of a territory, the prime minister, an ombudsman."""
    if base == "prime-minister":
        return base
    if not kinds and (base == "governor" or (level is not None and base in _TERRITORIAL)):
        return "governor"
    return None


def _is_place(sense: Sense, places: Set[str]) -> bool:
    """Whether an unknown word is a place in some title of the run."""
    return not sense.meanings and not sense.names and fold_name(sense.text) in places


def _meanings(sense: Sense, glossary: Glossary) -> tuple[list[Concept], set[str]]:
    """Return the concepts and the kinds of body that a word or a fixed name speaks of."""
    is_kind = glossary.senses.is_kind
    meanings = set(sense.meanings) - {"country"}
    kinds = {meaning for meaning in meanings if is_kind(meaning)}
    fields = meanings - kinds
    named = [glossary.bodies[use.body] for use in sense.names if use.body in glossary.bodies]
    if named:
        kinds |= {body.kind for body in named if body.kind}
        shared: Sequence[str] = [each for each in named[0].senses if all(each in body.senses for body in named)]
        return [Concept(frozenset({each}), fold_name(sense.text)) for each in shared if each != "country"], kinds
    if fields:
        return [Concept(frozenset(fields), fold_name(sense.text))], kinds
    word = fold_name(sense.text)
    if kinds or len(word) < _EMPTY_WORD or not sense.text[0].isalpha():
        return [], kinds
    return [Concept(frozenset(), word)], kinds
