"""The words of one language, from its language file and all packs, ready to be looked up in a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import Any, Literal, NamedTuple

import regex

from canonym.glossary.canonical_names import body_name
from canonym.glossary.countries_named import is_made_from
from canonym.glossary.language_data import LanguageData
from canonym.glossary.loanwords import Loanwords
from canonym.glossary.morphology import Morphology
from canonym.glossary.name_patterns import NamePatterns, has_place
from canonym.glossary.own_entries import country_stems, own_entries
from canonym.glossary.pack_words import ANY_LANGUAGE
from canonym.glossary.packs import LEVEL_FIELD, Body, Pack
from canonym.glossary.senses_and_ranks import Senses
from canonym.letters import strip_marks

TagKind = Literal[
    "rank", "modifier", "tenure", "level", "sense", "name", "office", "place", "country", "connective", "conjunction",
    "article", "honorific",
]  # fmt: skip
WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SHORTEST_MISSPELT = 7
"""Letters from which a word can be told in spite of a wrong one; shorter words have too many neighbours."""
_SHORTEST_STEM = 4
"""Letters of a country's name by which the words made from it are looked up."""
UNTRANSLATED = "untranslated"
"""Status of names in the own language of a pack, for texts in other languages."""
_SHORTEST_ABBREVIATION = 4
"""Letters from which an abbreviation in another language is taken for a name."""
_LONGEST_COUNTRY = 3
"""Words of the longest name of a country that is looked for inside another name."""
_CASED = {"Latn", "Cyrl", "Grek", "Armn"}
_TURKIC = {"tr", "az"}
_BACK, _FRONT = ("a", "ı", "o", "u"), ("e", "i", "ö", "ü")
"""Their vowels: those of an ending are of the same kind as the one before them."""
_LIGATURES = {"lo"}
"""Languages with letters that NFKC takes apart (Lao ໜ, ໝ, ຳ): as every second word has one, they stay as they are."""
_INFLECTED = ("rank", "modifier", "tenure", "level", "sense", "name", "office", "honorific")
"""Kinds of tags whose words are found in other forms by the rules of the language."""
_LONGEST_LOAN = 4
"""Words of the longest name that is told in another spelling."""
_REMEMBERED_WORDS = 200_000
"""Words of texts whose forms are remembered at a time."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What a word or phrase can be in a title."""

    kind: TagKind
    value: str
    """Rank ids joined by a blank, modifier, level, sense id, body id, place name ... by kind."""
    body: str | None = None
    level: str | None = None
    pack: str | None = None
    status: str = "admitted"
    exact: bool = False
    """Whether it counts only where capitals and diacritics stand as listed."""
    is_against: bool = False
    """For the name of another country: whether it speaks against the pack."""
    place: str | None = None
    """The place that stands in a name with one in it."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: number of words, what it can be, and whether it is listed just as it is written."""

    length: int = 0
    tags: tuple[Tag, ...] = ()
    listed: bool = False


_NOTHING = Match()


_Tags = dict[str, tuple[Tag, ...]]


class _Found(NamedTuple):
    """What the rules of the language say of a word."""

    keys: tuple[str, ...]
    whole: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    forms: _Tags = field(default_factory=dict)
    """Listed form (lower case, without marks) -> what it can be."""
    only: _Tags = field(default_factory=dict)
    """The same for forms that count only as they are written."""

    @property
    def ends(self) -> bool:
        """Whether a phrase ends here."""
        return bool(self.forms or self.only)


class Lexicon:
    """Looks up words and phrases of one language; built once per language and glossary."""

    def __init__(self, language: LanguageData, packs: Sequence[Pack], senses: Senses) -> None:
        """Index all forms of the language file and of the packs' names in this language."""
        self.language = language
        self.characters = language.segmentation == "characters"
        self.compounds = language.segmentation == "compounds"
        self._senses = senses
        self._root = _Node()
        self._written: dict[str, tuple[Tag, ...]] = {}
        self._exact: dict[str, tuple[Tag, ...]] = {}
        self._longest_exact = 0
        self._parts: set[str] = set()
        self.longest = 1
        self._single: list[str] = []
        self._misspelt: dict[tuple[str, tuple[str, ...]], Match] = {}
        self._struck: frozenset[str] = frozenset()
        self._countries: dict[str, tuple[Tag, ...]] = {}
        self._written_countries: Mapping[str, Sequence[Tag]] | None = None
        self._levels = {body.id: body.levels for pack in packs for body in pack.bodies.values()}
        self._dotted: set[str] = set()
        self._not_ranks = frozenset(bare(word, language) for word in language.not_ranks)
        self._morphology = Morphology(language.proclitics, language.endings, lambda text: bare(text, language))
        self._listed_words: dict[str, dict[tuple[str, ...], None]] = {}
        """Bare word of a listed form -> the keys under which it stands."""
        self._looked_up: dict[str, _Found] = {}
        self._places = {(pack.id, place.name): place.forms for pack in packs for place in pack.places}
        self._prefixes = tuple(form.lower() for forms in language.prefixes.values() for form in forms)
        self.surnames = {pack.id: frozenset(bare(name, language) for name in pack.surnames) for pack in packs}
        self.rare_surnames = frozenset(bare(name, language) for pack in packs for name in pack.rare_surnames)
        """Family names by pack, as `bare` writes them."""
        self._patterns = NamePatterns(self.keys, lambda word: bare(word, language), self._may_be_place, self._is_glue)
        self._pattern_tags: dict[tuple[str, ...], tuple[Tag, ...]] = {}
        self._is_cased = language.script in _CASED
        self.reads_lists = any(pack.presumed for pack in packs)
        """Whether a pack was made from a list of names: its senses come without the words around them."""
        self._presumed = frozenset(pack.id for pack in packs if pack.presumed)
        self._overrides = {
            self._name_form(word) for pack in packs for word in pack.words_of_own.overrides.get(language.code, {})
        }
        self._own_names: dict[str, tuple[Tag, ...]] = {}
        for pack in packs:
            for sense in pack.words_of_own.senses if pack.presumed else ():
                tag = Tag("sense", senses.same.get(sense.id, sense.id), pack=pack.id)
                for word in sense.words.get(ANY_LANGUAGE, ()):
                    self._own_names[word] = _with(self._own_names.get(word, ()), tag)
        self._own_tags = frozenset(tag for tags in self._own_names.values() for tag in tags)
        self._loanwords = Loanwords(part for word in self._own_names for part in word.split())
        self._stems: dict[str, list[tuple[str, Tag]]] = {}
        for pack in packs:
            for beginning, is_against in country_stems(language, pack).items():
                tag = Tag("country", beginning, pack=pack.id, is_against=is_against)
                self._stems.setdefault(beginning[:_SHORTEST_STEM], []).append((beginning, tag))
        for text, tag in _entries(language, packs, senses):
            self._add(text, self._with_level(text, tag))
            self._looked_up.clear()
        if self.compounds:
            self._add_split_forms(packs)

    def _add_split_forms(self, packs: Sequence[Pack]) -> None:
        """Index names once more with their compounds cut as a text's are ("Sechster Haupt|ausschuss")."""
        for text, tag in _entries(self.language, packs, self._senses):
            words = list(words_of(text))
            if tag.kind not in ("name", "office") or tag.status == UNTRANSLATED or len(words) < 2 or tag.exact:
                continue
            parts = [part for word in words for part in self._cut(word)]
            if len(parts) > len(words):
                self._add(" ".join(parts), self._with_level(text, tag))

    def _cut(self, word: str) -> list[str]:
        if self.longest_match([word], 0).length:
            return [word]
        return self.split_compound(word) or [word]

    def _with_level(self, text: str, tag: Tag) -> Tag:
        """A name of a body that holds a level word says that level ("Central Committee of the Fatherland Front")."""
        if tag.kind != "name" or tag.level or tag.status == UNTRANSLATED or tag.exact:
            return tag
        if self.characters:
            words = [(word, level) for level, forms in self.language.levels.items() for word in forms if len(word) > 1]
            written = [level for word, level in words if word in text]
            return self._leveled(tag, written)
        found = [
            inner.value
            for word in words_of(text)
            for inner in self.longest_match([word], 0).tags
            if inner.kind == "level"
        ]
        return self._leveled(tag, found)

    def _leveled(self, tag: Tag, said: Sequence[str]) -> Tag:
        """The tag with the first level said at which the body exists: a *National* Assembly's delegation has none."""
        levels = self._levels.get(tag.value, ())
        return next((replace(tag, level=level) for level in said if level in levels), tag)

    @contextmanager
    def without_names(self, names: Iterable[str]) -> Iterator[None]:
        """For a while, do not know these names of bodies and offices; their words are known as before."""
        before = self._struck
        self._struck = frozenset(self._name_form(name) for name in names)
        try:
            yield
        finally:
            self._struck = before

    def is_struck(self, name: str) -> bool:
        """Whether a name is one of those that are not to be known for a while."""
        return bool(self._struck) and self._name_form(name) in self._struck

    def _name_form(self, name: str) -> str:
        if self.characters:
            return fold(name, self.language, marks=False)
        return _listed([bare(word, self.language) for word in words_of(name)], _commas(name))

    def _left(self, form: str, tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
        """What a listed form can be, struck names left out."""
        if form not in self._struck:
            return tags
        return tuple(tag for tag in tags if tag.kind not in ("name", "office"))

    def _add(self, text: str, tag: Tag) -> None:
        if has_place(text):
            if not self.characters and tag.kind in ("name", "office"):
                pattern = self._patterns.add(text)
                self._pattern_tags[pattern] = _with(self._pattern_tags.get(pattern, ()), tag)
            return
        if tag.pack is None and self._overrides and self._name_form(text) in self._overrides:
            return  # a pack says that the word means something else
        if tag.exact:
            self._add_exact(text, tag)
            return
        if self.characters:
            form = fold(text, self.language, marks=False)
            self._written[form] = _with(self._written.get(form, ()), tag)
            self.longest = max(self.longest, len(form))
        words = list(words_of(text))
        if not words:
            return
        if text.endswith("."):
            self._dotted.add(bare(words[-1], self.language))
        listed = _listed([bare(word, self.language) for word in words], _commas(text))
        keys = [word_keys(word, self.language) for word in words]
        is_inflected = tag.kind in _INFLECTED or (tag.kind == "country" and tag.pack in self._presumed)
        if self._morphology and is_inflected and tag.status != UNTRANSLATED:
            for word, alike in zip(words, keys, strict=True):
                self._listed_words.setdefault(bare(word, self.language), {})[alike] = None
        exact = text in self.language.exact and tag.pack is None
        for variant in {tuple(each[0] for each in keys), tuple(each[-1] for each in keys)}:
            node = self._root
            for key in variant:
                if key not in node.children:
                    node.children[key] = _Node()
                node = node.children[key]
            forms = node.only if exact else node.forms
            forms[listed] = _with(forms.get(listed, ()), tag)
        if len(words) == 1 and self.compounds and tag.kind in ("rank", "modifier", "level", "sense", "name", "place"):
            self._parts.add(fold(words[0], self.language, marks=False))

    def _add_exact(self, text: str, tag: Tag) -> None:
        form = unicodedata.normalize("NFC", text)
        if not self.characters:
            form = " ".join(words_of(form))
        self._exact[form] = _with(self._exact.get(form, ()), tag)
        self._longest_exact = max(self._longest_exact, form.count(" ") + 1)
        self.longest = max(self.longest, len(form))

    def countries_in(self, name: str) -> tuple[Tag, ...]:
        """What stands inside a name and says which country it is of: the words of the packs' signals."""
        if name not in self._countries:
            if self.characters:
                folded = fold(name, self.language, marks=False)
                found = [tag for form, tags in self._country_forms().items() if form in folded for tag in tags]
            else:
                words = list(words_of(name))
                found = [tag for at in range(len(words)) for tag in self._country_at(words, at)]
            self._countries[name] = tuple(dict.fromkeys(found))
        return self._countries[name]

    def _country_at(self, words: Sequence[str], at: int) -> Iterator[Tag]:
        for length in range(1, min(_LONGEST_COUNTRY, len(words) - at) + 1):
            match = self.longest_match(words[at : at + length], 0)
            if match.length == length:
                yield from (tag for tag in match.tags if tag.kind == "country")

    def _country_forms(self) -> Mapping[str, Sequence[Tag]]:
        if self._written_countries is None:
            countries = {
                form: [tag for tag in tags if tag.kind == "country"]
                for form, tags in self._written.items()
                if any(tag.kind == "country" for tag in tags)
            }
            self._written_countries = {form: tags for form, tags in countries.items() if len(form) > 1}
        return self._written_countries

    def forms_of_place(self, pack: str, name: str) -> tuple[str, ...]:
        """The forms in which a place of a pack is listed."""
        return self._places.get((pack, name), (name,))

    def is_kind(self, sense: str) -> bool:
        """Whether the sense is a kind of body ("council")."""
        return self._senses.is_kind(sense)

    def has_prefix(self, word: str) -> bool:
        """Whether a word begins as one with a prefix of tenure or rank would ("ex", "vice")."""
        return word.lower().startswith(self._prefixes)

    def has_full_stop(self, word: str) -> bool:
        """Whether a full stop behind the word belongs to it, because it is listed so ("ds.")."""
        return bare(word, self.language) in self._dotted

    def keys(self, word: str) -> tuple[str, ...]:
        """The forms under which a word is compared: its own (see `word_keys`) and of the words it is a form of."""
        return self._look_up(word).keys

    def _look_up(self, word: str) -> _Found:
        """The keys of a word and the listed words that it is a form of (see `Morphology.words_of_form`)."""
        own = word_keys(word, self.language)
        if not self._morphology:
            return _Found(own, (), ())
        found = self._looked_up.get(word)
        if found is None:
            whole, changed = self._morphology.words_of_form(bare(word, self.language), self._listed_words)
            keys = [key for each in (*whole, *changed) for alike in self._listed_words[each] for key in alike]
            if len(self._looked_up) >= _REMEMBERED_WORDS:
                self._looked_up.clear()
            found = self._looked_up[word] = _Found(tuple(dict.fromkeys([*own, *keys])), whole, changed)
        return found

    def nearest(self, word: str) -> Match:
        """The known word that an unknown one misspells (one letter in seven wrong), or a Match of length 0."""
        if self.characters or len(word) < _SHORTEST_MISSPELT:
            return Match()
        return self._misspelt_as(word, ("sense", "level"))

    def nearest_modifier(self, word: str) -> Match:
        """The modifier of ranks that an unknown word behind a rank misspells, or a Match of length 0."""
        if self.characters or len(word) < _SHORTEST_MISSPELT or word[:1].isupper():
            return Match()
        return self._misspelt_as(word, ("modifier",))

    def _misspelt_as(self, word: str, kinds: tuple[str, ...]) -> Match:
        if (word, kinds) not in self._misspelt:
            self._misspelt[word, kinds] = self._nearest(word, kinds)
        return self._misspelt[word, kinds]

    def _nearest(self, word: str, kinds: tuple[str, ...]) -> Match:
        from rapidfuzz import process  # noqa: PLC0415 - only unknown words in titles need it
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        if not self._single:
            self._single = sorted(key for key, node in self._root.children.items() if node.forms and len(key) > 4)
        key = self.keys(word)[0]
        furthest = max(1, len(key) // 7)
        found = process.extractOne(key, self._single, scorer=OSA.distance, score_cutoff=furthest)
        if found is None or found[0][0] != key[0]:
            return Match()
        forms = self._root.children[found[0]].forms
        tags = tuple(dict.fromkeys(tag for tags in forms.values() for tag in tags if tag.kind in kinds))
        return Match(1 if tags else 0, tags, False)

    def written(self, text: str, raw: str = "") -> tuple[Tag, ...]:
        """The tags of a string in a language without spaces, compared as written; `raw` is it with its capitals."""
        exact = self._exact.get(raw, ()) if raw else ()
        tags = self._written.get(text, ())
        return self._left(text, (*exact, *tags) if exact else tags)

    def longest_match(self, words: Sequence[str], start: int, commas: Sequence[bool] = ()) -> Match:
        """The longest phrase that begins at a word; of length 0 where none does.

        `commas` tells for each word whether a comma follows it: a phrase is found with its own commas only. Where the
        phrase is listed as it is written, only the entries of that form count: "delegación" is a kind of body although
        its stem is also that of "delegado".
        """
        exact = self._longest_exact_match(words, start)
        listed = self._longest_listed_match(words, start, commas)
        if self._patterns and start < len(words):
            pattern = self._longest_pattern(words, start, commas)
            if pattern.length > listed.length:
                listed = pattern
        if not listed.length and self._stems and start < len(words):
            listed = self._made_from_country(words[start])
        if not listed.length and self._loanwords and start < len(words) and not exact.length:
            listed = self._loanword(words, start)
        return exact if exact.length and exact.length >= listed.length else listed

    def _longest_pattern(self, words: Sequence[str], start: int, commas: Sequence[bool]) -> Match:
        comma = next((at + 1 for at in range(start, min(len(words) - 1, len(commas))) if commas[at]), len(words))
        found = self._patterns.find(words[:comma], start)
        if found is None:
            return _NOTHING
        place = list(words[found.place[0] : found.place[1]])
        before, behind = found.letters
        place[-1] = place[-1][: len(place[-1]) - behind]
        place[0] = place[0][before:]
        tags = self._left(_listed(found.written, ()), self._pattern_tags[found.written])
        return (
            Match(found.length, tuple(replace(tag, place=" ".join(place)) for tag in tags), True) if tags else _NOTHING
        )

    def is_own_name(self, tags: Sequence[Tag]) -> bool:
        """Whether a word is a proper name by which a pack's body is called ("Jogorku Kenesh")."""
        return any(tag in self._own_tags for tag in tags)

    def _loanword(self, words: Sequence[str], start: int) -> Match:
        """A name of a pack's own that another language writes as it sounds ("Сакребуло", "Cogorku Keneş")."""
        found: list[str] = []
        best = _NOTHING
        for word in words[start : start + _LONGEST_LOAN]:
            own = self._loanwords.find(word) if word[:1].isupper() or not self._is_cased else None
            if own is None:
                break
            found.append(own)
            tags = self._own_names.get(" ".join(found), ())
            if tags:
                best = Match(len(found), tags, False)
        return best

    def _made_from_country(self, word: str) -> Match:
        """A word that is made from the name of a country ("Ethiopian")."""
        form = bare(word, self.language)
        capital = word[:1].isupper() or not self._is_cased
        alike = self._stems.get(form[:_SHORTEST_STEM], ())
        tags = [tag for beginning, tag in alike if is_made_from(form, beginning, capital=capital)]
        own = {tag.pack for tag in tags if not tag.is_against}
        kept = [tag for tag in tags if not tag.is_against or tag.pack not in own]
        return Match(1, tuple(dict.fromkeys(kept)), True) if kept else _NOTHING

    def _may_be_place(self, word: str) -> bool:
        """Whether a word can be part of a place's name where a listed name has one."""
        if not self.language.has_capitals and not self._is_cased:
            return not any(
                tag.kind in ("rank", "level", "sense") for tag in self._longest_listed_match([word], 0, ()).tags
            )
        if not word[:1].isupper():
            return False
        return not any(tag.kind in ("rank", "office", "name") for tag in self._longest_listed_match([word], 0, ()).tags)

    def _is_glue(self, word: str) -> bool:
        """Whether a word is a connective or an article, whole or shortened ("d'")."""
        tags = self._longest_listed_match([word], 0, ()).tags
        return bool(tags) and all(tag.kind in ("connective", "conjunction", "article") for tag in tags)

    def _longest_exact_match(self, words: Sequence[str], start: int) -> Match:
        for length in range(min(self._longest_exact, len(words) - start), 0, -1):
            form = unicodedata.normalize("NFC", " ".join(words[start : start + length]))
            tags = self._exact.get(form)
            if tags:
                left = self._left(_listed([bare(word, self.language) for word in form.split(" ")], ()), tags)
                return Match(length, left, True) if left else _NOTHING
        return _NOTHING

    def _longest_listed_match(self, words: Sequence[str], start: int, commas: Sequence[bool]) -> Match:
        first = self._root.children
        nodes = [first[key] for key in self.keys(words[start]) if key in first] if start < len(words) else []
        if not nodes:
            return _NOTHING
        best = _NOTHING
        if any(node.ends for node in nodes):
            found = self._match(nodes, words[start : start + 1], ())
            best = found if found.tags else best
        for end in range(start + 1, len(words)):
            nodes = [node.children[key] for node in nodes for key in self.keys(words[end]) if key in node.children]
            if not nodes:
                break
            if any(node.ends for node in nodes):
                found = self._match(nodes, words[start : end + 1], commas[start:end])
                best = found if found.tags else best
        return best

    def _match(self, nodes: Sequence[_Node], words: Sequence[str], commas: Sequence[bool]) -> Match:
        written = _listed([bare(word, self.language) for word in words], commas)
        exact = [
            tag
            for node in nodes
            for forms in (node.forms, node.only)
            for tag in self._left(written, forms.get(written, ()))
        ] or self._match_by_rule(nodes, words, written)
        tags = exact or [
            tag
            for node in nodes
            if not self.language.stemmer or all(len(self.keys(word)[0]) > 2 for word in words)
            for listed, found in node.forms.items()
            if _same_commas(listed, written)
            for tag in self._left(listed, found)
            if tag.status != UNTRANSLATED  # another language's words have other stems
        ]
        if not exact and (self.language.listed_ranks or written in self._not_ranks):
            tags = [tag for tag in tags if tag.kind != "rank"]
        elif not exact and len(words) > 1:
            # "верховный суд" has the stems of "верховный судья": a pack's rank in several words counts as listed.
            tags = [tag for tag in tags if tag.kind != "rank" or tag.pack is None]
        return Match(len(words), tuple(dict.fromkeys(tags)), bool(exact))

    def _match_by_rule(self, nodes: Sequence[_Node], words: Sequence[str], written: str) -> list[Tag]:
        """The tags of the listed phrases each word of which is the one written, or one that it is a form of."""
        if not self._morphology:
            return []
        found = [self._look_up(word) for word in words]
        alike = [{bare(word, self.language), *forms.whole} for word, forms in zip(words, found, strict=True)]
        tags = self._match_alike([node.forms for node in nodes] + [node.only for node in nodes], alike, written)
        if tags:
            return tags
        alike = [{*known, *forms.changed} for known, forms in zip(alike, found, strict=True)]
        return self._match_alike([node.forms for node in nodes], alike, written)

    def _match_alike(self, listed: Sequence[_Tags], alike: Sequence[set[str]], written: str) -> list[Tag]:
        """The tags of the listed phrases that have one of the words given at each place."""
        return [
            tag
            for forms in listed
            for form, found in forms.items()
            if _same_commas(form, written)
            and all(part.rstrip(",") in known for part, known in zip(form.split(" "), alike, strict=True))
            for tag in self._left(form, found)
            if tag.status != UNTRANSLATED
        ]

    def split_compound(self, word: str) -> list[str] | None:
        """The known parts of a compound in order ("Provinz", "volks", "komitees"), or None.

        The parts, joined, are the word exactly. A part is a known word, perhaps with a linking element; the last one
        may be inflected.
        """
        if not self.compounds or len(word) < 7:
            return None
        lowered = word.lower()
        if len(lowered) != len(word):
            return None
        parts = self._split(lowered, {})
        if parts is None or len(parts) < 2:
            return None
        result, at = [], 0
        for part in parts:
            result.append(word[at : at + len(part)])
            at += len(part)
        return result

    def _split(self, word: str, seen: dict[str, list[str] | None]) -> list[str] | None:
        if word in seen:
            return seen[word]
        seen[word] = None
        best: list[str] | None = [word] if self._is_part(word) else None
        if best is None:
            for cut in range(len(word) - 3, 2, -1):
                head = word[:cut]
                if not self._is_linked_part(head):
                    continue
                rest = self._split(word[cut:], seen)
                if rest is not None and (best is None or len(rest) + 1 < len(best)):
                    best = [head, *rest]
        seen[word] = best
        return best

    def _is_part(self, word: str) -> bool:
        if self._struck and bare(word, self.language) in self._struck:
            return False
        return len(word) > 2 and (word in self._parts or any(self._is_known(key) for key in self.keys(word)))

    def _is_known(self, key: str) -> bool:
        """Whether a word stands for something by itself, and does not only open longer names."""
        node = self._root.children.get(key)
        return node is not None and node.ends

    def _is_linked_part(self, word: str) -> bool:
        if word in self._parts:
            return True
        return any(link and word.endswith(link) and word[: -len(link)] in self._parts for link in self.language.linking)


def _listed(words: Sequence[str], commas: Sequence[bool]) -> str:
    """The words in one string, commas kept."""
    ends = [*commas, False][: len(words)]
    return " ".join(f"{word}," if comma else word for word, comma in zip_longest(words, ends))


def _commas(text: str) -> list[bool]:
    """For each word of a form but the last, whether a comma follows it; empty where none does."""
    if "," not in text:
        return []
    spans = [m.span() for m in WORD.finditer(text) if not is_clitic(text, *m.span())]
    return ["," in text[left[1] : right[0]] for left, right in pairwise(spans)]


def _same_commas(first: str, second: str) -> bool:
    return [word[-1:] == "," for word in first.split(" ")] == [word[-1:] == "," for word in second.split(" ")]


def _with(tags: tuple[Tag, ...], tag: Tag) -> tuple[Tag, ...]:
    return tags if tag in tags else (*tags, tag)


def words_of(text: str) -> Iterator[str]:
    """The words of a form as the lexer would cut them, clitics after an apostrophe left out ("people's": "people")."""
    for match in WORD.finditer(text):
        if is_clitic(text, match.start(), match.end()):
            continue
        yield match.group()


def is_clitic(text: str, start: int, end: int) -> bool:
    """Whether a word is a short suffix behind an apostrophe that directly follows a letter ("Komitesi'nin", "'s")."""
    if end - start > 4 or start < 2 or text[start - 1] not in "'’ʼ":
        return False
    return text[start - 2].isalpha() and _word_start(text, start - 2) + 1 < start - 1


def _word_start(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isalpha():
        at -= 1
    return at


def fold(text: str, language: LanguageData, *, marks: bool) -> str:
    """Lower case by the rules of the language; with `marks` true, without diacritics as well."""
    return _fold(text, language.code, marks)


def word_keys(word: str, language: LanguageData) -> tuple[str, ...]:
    """The forms under which a word is compared: stem without marks, and stem of the word without marks."""
    return _keys(word, language.code, language.stemmer, language.strip_marks)


def bare(word: str, language: LanguageData) -> str:
    """The word in lower case and without marks, as listed forms are told apart."""
    return _bare(word, language.code)


@lru_cache(maxsize=200_000)
def _bare(word: str, code: str) -> str:
    return strip_marks(_fold(word, code, False))


def _fold(text: str, code: str, strip: bool) -> str:
    if code not in _TURKIC and text.isascii():
        return text.lower()  # the same, sooner
    if code in _LIGATURES:
        text = unicodedata.normalize("NFC", text)
    else:
        text = unicodedata.normalize("NFKC", text).replace("\u0e4d\u0e32", "\u0e33")  # Thai am stays one character
    if code in _TURKIC:
        text = text.replace("İ", "i").replace("I", "ı")
    text = text.lower().replace("i̇", "i")
    if strip:
        text = strip_marks(text)
    return text


@lru_cache(maxsize=200_000)
def _keys(word: str, code: str, stemmer: str | None, strip: bool) -> tuple[str, ...]:
    lowered = _fold(word, code, False)
    if not stemmer and not strip:
        return (lowered,)
    algorithm = _stemmer(stemmer) if stemmer else None
    stem = algorithm.stemWord(lowered) if algorithm else lowered
    if not strip:
        return (stem,)
    first = strip_marks(stem)
    bare = strip_marks(lowered)
    second = strip_marks(algorithm.stemWord(bare)) if algorithm else bare
    if algorithm and code in _TURKIC and lowered.isascii():
        return tuple(dict.fromkeys((first, second, strip_marks(algorithm.stemWord(_harmonised(lowered))))))
    return (first,) if first == second else (first, second)


def _harmonised(word: str) -> str:
    """A Turkish word that was written without marks, its i and u as they follow the vowel before: baskani, başkanı."""
    before, letters = "", []
    for char in word:
        letter = char
        if char == "i" and before in _BACK:
            letter = "ı"
        elif char == "u" and before in _FRONT:
            letter = "ü"
        if letter in _BACK + _FRONT:
            before = letter
        letters.append(letter)
    return "".join(letters)


@lru_cache(maxsize=32)
def _stemmer(name: str) -> Any:
    import Stemmer  # noqa: PLC0415 - only languages that stem need it

    return Stemmer.Stemmer(name)


def _entries(language: LanguageData, packs: Sequence[Pack], senses: Senses) -> Iterator[tuple[str, Tag]]:
    yield from _language_entries(language, senses)
    for pack in packs:
        yield from _pack_entries(language, pack)
        for own in own_entries(language, pack, senses):
            yield own.text, Tag(own.kind, own.value, pack=own.pack, is_against=own.is_against)


def pack_names(language: LanguageData, pack: Pack) -> Iterator[str]:
    """All names of bodies and offices of a pack that are known in a language, as they are listed."""
    for text, tag in _pack_entries(language, pack):
        if tag.kind in ("name", "office"):
            yield text


def _language_entries(language: LanguageData, senses: Senses) -> Iterator[tuple[str, Tag]]:
    for ranks, words in language.ranks:
        yield from _tagged(words, Tag("rank", " ".join(ranks)))
    for modifier, words in language.modifiers.items():
        yield from _tagged(words, Tag("modifier", modifier))
    for tenure, words in language.tenure.items():
        yield from _tagged(words, Tag("tenure", tenure))
    for level, words in language.levels.items():
        yield from _tagged(words, Tag("level", level))
    for sense, words in language.words.items():
        yield from _tagged(words, Tag("sense", senses.same.get(sense, sense)))
    yield from _tagged(language.connectives, Tag("connective", ""))
    yield from _tagged(language.conjunctions, Tag("conjunction", ""))
    yield from _tagged(language.articles, Tag("article", ""))
    yield from _tagged(language.honorifics, Tag("honorific", ""))


def _pack_entries(language: LanguageData, pack: Pack) -> Iterator[tuple[str, Tag]]:
    code = language.code
    for word, level in pack.level_words.get(code, {}).items():
        yield word, Tag("level", level, pack=pack.id)
    for body in pack.bodies.values():
        yield from _name_entries(language, pack, body)
        for rank, by_lang in body.roles.items():
            if code in by_lang:
                text = LEVEL_FIELD.sub(" ", by_lang[code]).strip()
                yield text, Tag("office", rank, body.id, None, pack.id, "preferred")
        for rank, fixed_by_lang in body.role_names.items():
            for fixed in fixed_by_lang.get(code, ()):
                yield fixed.text, Tag("office", rank, body.id, fixed.level, pack.id, fixed.status, fixed.exact)
    if pack.language not in (None, code):
        yield from _untranslated_names(language, pack)
    for place in pack.places:
        for form in place.forms:
            yield form, Tag("place", place.name, level=place.level, pack=pack.id, status="weak" if place.weak else "")
    for word in pack.words:
        yield word, Tag("country", word, pack=pack.id)
    for word in pack.against:
        yield word, Tag("country", word, pack=pack.id, is_against=True)


def _name_entries(language: LanguageData, pack: Pack, body: Body) -> Iterator[tuple[str, Tag]]:
    for wrong in body.wrong_names.get(language.code, ()):
        yield wrong.text, Tag("name", body.id, body.id, wrong.level, pack.id, wrong.status, wrong.exact)
    names = body.names.get(language.code)
    if names is None:
        return
    before, inside, after = names.preferred.partition("{level")
    if inside and before.strip() and after.partition("}")[2].strip():
        # The level stands within the name ("Comité {level} del Partido"): one name for each level.
        for level in body.levels:
            text = body_name(body, level, language)
            if text:
                yield text, Tag("name", body.id, body.id, level, pack.id, "preferred")
    yield LEVEL_FIELD.sub(" ", names.preferred).strip(), Tag("name", body.id, body.id, None, pack.id, "preferred")
    for level, (text, _) in names.by_level.items():
        yield LEVEL_FIELD.sub(" ", text), Tag("name", body.id, body.id, level, pack.id, "preferred")
    for fixed in names.fixed:
        yield fixed.text, Tag("name", body.id, body.id, fixed.level, pack.id, fixed.status, fixed.exact)


def _untranslated_names(language: LanguageData, pack: Pack) -> Iterator[tuple[str, Tag]]:
    """Names in the pack's own language, which stand in texts of all others; short abbreviations mean other things."""
    for body in pack.bodies.values():
        names = body.names.get(pack.language or "")
        if names is None:
            continue
        found: list[tuple[str, str | None, bool]] = [(LEVEL_FIELD.sub(" ", names.preferred).strip(), None, False)]
        found += [(LEVEL_FIELD.sub(" ", text).strip(), level, False) for level, (text, _) in names.by_level.items()]
        found += [(fixed.text, fixed.level, fixed.exact) for fixed in names.fixed if fixed.status != "error"]
        for text, level, exact in found:
            is_abbreviation = " " not in text
            if len(text) < _SHORTEST_ABBREVIATION if is_abbreviation else language.segmentation == "characters":
                continue
            yield text, Tag("name", body.id, body.id, level, pack.id, UNTRANSLATED, exact)


def _tagged(words: Iterable[str], tag: Tag) -> Iterator[tuple[str, Tag]]:
    for word in words:
        yield word, tag
