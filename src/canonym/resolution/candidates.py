"""Candidate offices of a mention: which bodies are worth comparing with its words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from canonym.embedding import Embedder
from canonym.glossary import Glossary
from canonym.glossary.lexicon import bare
from canonym.glossary.packs import Pack
from canonym.model import Evidence, Mention, ParsedTitle
from canonym.resolution.cases import PLACES, Case, Rendering, words_of
from canonym.resolution.locality import taken_for
from canonym.resolution.profiles import BodyProfile
from canonym.resolution.reading import FREE, Item, Phrase, Reading, items_of, read_as
from canonym.resolution.weights import weights_without

_MOST = 24
"""Candidates of a phrase that are kept; surroundings may still suggest others."""
_MOST_OF_PACK = 6
"""Candidates of one pack among them."""
_FUZZY_CUT = 86.0
"""Similarity (rapidfuzz, 0 to 100) from which a garbled phrase may be a name."""
_NEAR_CUT = 0.45
"""Cosine from which unknown words may mean what a body's words mean."""
_FUZZY = "“{}” is spelt almost like “{}”"
_NEAR = "“{}” means nearly the same"
_KEPT_EVIDENCE = 20_000
"""Candidates whose evidence is kept in words, so that it need not be worked out again for the next mention."""


class Candidates:
    """Finds and reads candidate bodies; equal phrases are read once."""

    def __init__(self, glossary: Glossary, embedder: Embedder | None, without: Sequence[str] = ()) -> None:
        """`embedder` may be None: then unknown words are compared by spelling only.

        `without` names features and groups of features that count as 0.
        """
        self.glossary = glossary
        self._embedder = embedder
        self.weights: Mapping[str, float] = weights_without(without)
        self._profiles: dict[str, BodyProfile] = {}
        self._preferred: dict[str, dict[str, str]] = {}
        self._renderings: dict[tuple[object, ...], Rendering] = {}
        self._suggested: dict[tuple[int, str], Reading] = {}
        self._shared: dict[tuple[object, ...], Reading] = {}
        self._without_body: dict[tuple[int, bool], tuple[Reading, ...]] = {}
        self._audible: dict[tuple[int, frozenset[str]], tuple[Reading, ...]] = {}
        self._evidence: dict[tuple[int, str], tuple[Evidence, ...]] = {}

    def of(self, mention: Mention) -> Rendering:
        """The body words of a mention and its candidates."""
        parsed = mention.parsed
        key = (
            mention.lang,
            parsed.ranks,
            parsed.level,
            parsed.names,
            tuple((s.meanings, s.text) for s in parsed.senses),
        )
        if key not in self._renderings:
            self._renderings[key] = self._rendering(mention)
        return self._renderings[key]

    def _rendering(self, mention: Mention) -> Rendering:
        parsed = mention.parsed
        items = items_of(parsed, self.glossary)
        families = self.glossary.senses.families
        return Rendering(
            items=items,
            readings=tuple(self._without_words(reading) for reading in self._readings(mention, items)),
            words=words_of(mention, items),
            is_short=bool(items)
            and all(not item.named and any(meaning in families for meaning in item.meanings) for item in items),
            is_bare=bool(parsed.ranks) and parsed.level is None and not items,
            leaves_body_out=bool(parsed.ranks) and all(item.meanings & FREE for item in items),
        )

    def _without_words(self, reading: Reading) -> Reading:
        """The reading without the words that explain it; equal ones are one object, as most are."""
        key = (
            reading.body.id,
            reading.rank,
            *reading.features.items(),
            reading.errors,
            reading.variant,
            frozenset(reading.blame),
        )
        if key not in self._shared:
            self._shared[key] = replace(reading, written={})
        return self._shared[key]

    def heard(self, readings: Sequence[Reading], packs: frozenset[str]) -> Sequence[Reading]:
        """The readings of packs that a document speaks of, and the best one of the others.

        An office of a pack of which nothing speaks is never taken, but where one fits better than all others, no other
        must be taken instead: one of them is enough for that.
        """
        if not self.weights["silent"]:
            return readings
        if not isinstance(readings, tuple):
            return self._heard(readings, packs)
        key = (id(readings), packs)  # those of a rendering, which is kept
        if key not in self._audible:
            self._audible[key] = self._heard(readings, packs)
        return self._audible[key]

    def _heard(self, readings: Sequence[Reading], packs: frozenset[str]) -> tuple[Reading, ...]:
        others = [reading for reading in readings if reading.body.pack not in packs]
        best = max(others, key=lambda reading: reading.worth(self.weights), default=None)
        return tuple(reading for reading in readings if reading is best or reading.body.pack in packs)

    def reading_of(self, case: Case, body_id: str) -> Reading:
        """A reading of a mention as a body that its words alone do not suggest; it may be changed."""
        return self.read(case.mention.parsed, case.items, body_id)

    def suggested(self, case: Case, body_id: str) -> Reading:
        """As `reading_of`, without words: the same object each time."""
        key = (id(case.rendering), body_id)
        if key not in self._suggested:
            self._suggested[key] = self._without_words(self.reading_of(case, body_id))
        return self._suggested[key]

    def evidence(self, case: Case, reading: Reading) -> tuple[Evidence, ...]:
        """What the words of a mention say for and against a candidate."""
        if reading.written:
            return self._explained(reading, reading)
        key = (id(case.rendering), reading.body.id)
        if key not in self._evidence:
            if len(self._evidence) >= _KEPT_EVIDENCE:
                self._evidence.clear()
            again = self.reading_of(case, reading.body.id)
            self._add_guesses(again, reading, case)
            self._evidence[key] = self._explained(reading, again)
        return self._evidence[key]

    def _explained(self, reading: Reading, words: Reading) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(name, words.detail(name), round(self.weights[name] * value, PLACES))
            for name, value in reading.features.items()
        )

    def _add_guesses(self, words: Reading, reading: Reading, case: Case) -> None:
        """Say again why an unknown word was taken for one of the body's."""
        lang = case.mention.lang
        if "fuzzy" in reading.features:
            words.add("fuzzy", 1, _FUZZY, self._bare(case.items, lang), self._names(lang)[reading.body.id])
        if "embedding" in reading.features:
            words.add("embedding", 1, _NEAR, [item.text for item in case.items if not item.meanings])

    def read(self, parsed: ParsedTitle, items: Sequence[Item], body_id: str) -> Reading:
        """The reading of a phrase as one body."""
        return self._read_phrase(Phrase(parsed, items, self.glossary), body_id)

    def _read_phrase(self, phrase: Phrase, body_id: str) -> Reading:
        profile = self._profile(body_id)
        plain = read_as(phrase, profile)
        moved = self._with_modifier_back(phrase, profile)
        return moved if moved is not None and moved.worth(self.weights) > plain.worth(self.weights) else plain

    def _profile(self, body_id: str) -> BodyProfile:
        if body_id not in self._profiles:
            body = self.glossary.bodies[body_id]
            self._profiles[body_id] = BodyProfile(body, self.glossary.pack(body.pack), self.glossary)
        return self._profiles[body_id]

    def _with_modifier_back(self, phrase: Phrase, profile: BodyProfile) -> Reading | None:
        """The reading in which a modifier that wandered into the body is given back to the rank."""
        parsed, items = phrase.parsed, phrase.items
        for wandering in profile.wanderings:
            at = phrase.first((wandering.modifier,), ())
            if at is None or not any("deputy" in self.glossary.ranks.by_id[rank].modifiers for rank in parsed.ranks):
                continue
            around = (at, at - 1, at + 1)  # one word may say both (常委会)
            beside = next((i for i in around if 0 <= i < len(items) and items[i].meanings & wandering.kinds), None)
            rest = tuple(item for i, item in enumerate(items) if i not in (at, beside))
            if beside is None or not rest:
                continue
            ranks = tuple(self._with_modifier(rank, wandering.modifier) for rank in parsed.ranks)
            reading = read_as(Phrase(replace(parsed, ranks=ranks), rest, self.glossary), profile)
            reading.add("wandering", 1, "{}", wandering.cause)
            reading.blame.add("wandering")
            return reading
        return None

    def _with_modifier(self, rank_id: str, modifier: str) -> str:
        rank = self.glossary.ranks.by_id[rank_id]
        return self.glossary.ranks.compose(rank.base, rank.modifiers | {modifier})

    def _readings(self, mention: Mention, items: tuple[Item, ...]) -> list[Reading]:
        parsed = mention.parsed
        wanted = set(parsed.names)
        for item in items:
            for meaning in item.meanings:
                wanted |= self._by_sense.get(meaning, set())
        phrase = Phrase(parsed, items, self.glossary)
        for base in phrase.rank_bases if items else ():
            for sense in self._implied.get(base, ()):
                wanted |= self._by_sense.get(sense, set())
        readings = {body: self._read_phrase(phrase, body) for body in sorted(wanted)}
        unknown = [item for item in items if not item.meanings]
        if unknown and not any("complete" in reading.features for reading in readings.values()):
            self._add_fuzzy(mention, items, readings)
            self._add_near(mention.lang, items, unknown, readings)
        return sorted(self._best_of_packs(readings.values()), key=lambda reading: reading.body.id)

    def _best_of_packs(self, readings: Iterable[Reading]) -> list[Reading]:
        """The best few of each pack: which packs are heard is not known yet, so none may crowd out another."""
        kept: Counter[str] = Counter()
        best: list[Reading] = []
        for reading in sorted(readings, key=lambda reading: (-reading.worth(self.weights), reading.body.id)):
            kept[reading.body.pack] += 1
            if kept[reading.body.pack] <= _MOST_OF_PACK:
                best.append(reading)
        return best[:_MOST]

    @cached_property
    def _implied(self) -> Mapping[str, set[str]]:
        """Base of a rank -> senses that it says by itself, in some pack."""
        implied: dict[str, set[str]] = defaultdict(set)
        for pack in self.glossary.packs:
            for item in pack.implied:
                implied[item.base].add(item.sense)
        return implied

    @cached_property
    def taken_for(self) -> Mapping[str, str]:
        """Central bodies of all packs whose name is often given to a local one, with the kind of that one."""
        return {body: kind for pack in self.glossary.packs for body, kind in taken_for(pack).items()}

    @cached_property
    def _by_sense(self) -> Mapping[str, set[str]]:
        """Sense -> bodies that it can speak for, plainly or by an error; a kind for the body that it names alone."""
        index: dict[str, set[str]] = defaultdict(set)
        for pack in self.glossary.packs:
            for body in pack.bodies.values():
                for sense in (*body.senses, *([body.kind] if body.by_kind else [])):
                    index[sense].add(body.id)
                for error in pack.sense_errors:
                    if error.intended <= set(body.senses) and (not error.kinds or body.kind in error.kinds):
                        for sense in error.read_as:
                            index[sense].add(body.id)
        return index

    def _add_fuzzy(self, mention: Mention, items: Sequence[Item], readings: dict[str, Reading]) -> None:
        """Names in the same language that are spelt almost like the phrase (OCR, lost accents, typing errors)."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only needed where a word is unknown

        language = self.glossary.language(mention.lang)
        if language is None or not self.weights["fuzzy"]:
            return
        text = self._bare(items, mention.lang)
        names = self._names(mention.lang)
        found = process.extract(text, names, scorer=fuzz.token_sort_ratio, score_cutoff=_FUZZY_CUT, limit=3)
        for name, score, body in found:
            reading = readings.get(body) or self.read(mention.parsed, items, body)
            value = (score - _FUZZY_CUT + 4) / (104 - _FUZZY_CUT)
            reading.add("fuzzy", value, _FUZZY, text, name)
            readings[body] = reading

    def _bare(self, items: Sequence[Item], lang: str) -> str:
        language = self.glossary.language(lang)
        return " ".join(bare(item.text, language) for item in items) if language else ""

    def _names(self, code: str) -> dict[str, str]:
        """The preferred names in a language by body, without level words; those struck for a while left out."""
        if code not in self._preferred:
            self._preferred[code] = self._preferred_names(code)
        return self._preferred[code]

    def _preferred_names(self, code: str) -> dict[str, str]:
        language, lexicon = self.glossary.language(code), self.glossary.lexicon(code)
        names: dict[str, str] = {}
        if language is None or lexicon is None:
            return names
        for body in self.glossary.bodies.values():
            entry = body.names.get(code)
            if entry:
                name = " ".join(bare(word, language) for word in entry.preferred.replace("{level}", " ").split())
                if not lexicon.is_struck(name):
                    names[body.id] = name
        return names

    def _add_near(
        self, lang: str, items: Sequence[Item], unknown: Sequence[Item], readings: dict[str, Reading]
    ) -> None:
        """Unknown words whose meaning is near to what a candidate says: a synonym that no data file lists."""
        if self._embedder is None or not readings or not self.weights["embedding"]:
            return
        vectors = self._embedder.encode([" ".join(item.text for item in unknown)])
        for reading in readings.values():
            if "missing" not in reading.features:
                continue
            glosses = [self.glossary.senses.glosses.get(sense, sense) for sense in reading.body.senses]
            own = self._embedder.encode(glosses)
            near = float((own @ vectors[0]).max()) if glosses else 0.0
            if near > _NEAR_CUT:
                words = [item.text for item in unknown]
                reading.add("embedding", (near - _NEAR_CUT) / (1 - _NEAR_CUT), _NEAR, words)

    # titles that leave their body out

    def with_body_left_out(self, case: Case) -> tuple[Reading, ...]:
        """Readings of a title that says a rank only, as bodies that are usually left out beside it."""
        if not case.rendering.leaves_body_out or not self.weights["omission"]:
            return ()
        key = (id(case.rendering), bool(case.mention.parsed.level or case.mention.parsed.place))
        if key not in self._without_body:
            self._without_body[key] = tuple(self._omissions(case.mention.parsed, case.items, said=key[1]))
        return self._without_body[key]

    def _omissions(self, parsed: ParsedTitle, items: Sequence[Item], *, said: bool) -> Iterator[Reading]:
        for pack in self.glossary.packs:
            for omission in pack.omissions:
                if omission.level != "any" and (omission.level == "said") != said:
                    continue
                if not self._has_base(parsed, omission.base, pack):
                    continue
                reading = self.read(parsed, items, omission.body)
                reading.forgive("absent", "missing")
                reading.add("omission", 2 if said else 1, "{}", omission.cause)
                reading.variant = True
                yield reading
            yield from self._only_leaders(parsed, items, pack)

    def _has_base(self, parsed: ParsedTitle, base: str, pack: Pack) -> bool:
        """Whether a title has a rank of a base, or one that is known to be read for it (governor: chair)."""
        bases = {self.glossary.ranks.by_id[rank].base for rank in parsed.ranks}
        read = {reading.read for reading in pack.rank_errors if reading.intended == base and reading.always}
        return base in bases or bool(bases & read)

    def _only_leaders(self, parsed: ParsedTitle, items: Sequence[Item], pack: Pack) -> Iterator[Reading]:
        """Bodies that alone have such a leader: a prime minister needs no "of the Government"."""
        for base in dict.fromkeys(self.glossary.ranks.by_id[rank].base for rank in parsed.ranks):
            led = [body for body in pack.bodies.values() if body.leader == base]
            if len(led) == 1 and (parsed.level is None or parsed.level in led[0].levels):
                reading = self.read(parsed, items, led[0].id)
                reading.forgive("absent", "missing", "kind_none")
                reading.add("omission", 2, "only {} has a {}", led[0].id, base)
                yield reading
