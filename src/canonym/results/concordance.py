"""Every mention of an office in a run, whatever its rendering or language, with its sentence and translation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from canonym.config import Config
from canonym.errors import UsageError
from canonym.glossary import Glossary
from canonym.letters import plain
from canonym.model import Resolution
from canonym.records import MentionRecord
from canonym.resolution import resolve_phrases
from canonym.results.finished_run import FinishedRun
from canonym.texts.language import identify

_NEAR = 60.0
"""Similarity (rapidfuzz, 0 to 100) from which a name is worth suggesting."""
_LEVEL = re.compile(r"\{level(?::\w)?\}")
CLOSE = 0.8
"""Of two readings, one that has this share of the other's probability cannot be told apart from it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a phrase asks for; None stands for any."""

    name: str
    """In words, for people."""
    body: str | None = None
    rank: str | None = None
    level: str | None = None
    term: str | None = None
    """Canonical wording, where the phrase is a term."""
    person: str | None = None
    """A name without case and marks, where the phrase is one."""
    words: tuple[str, ...] = ()
    """Beginnings of words, without case and marks, where the phrase is of no pack: titles that have them all."""

    def fits(self, mention: MentionRecord) -> bool:
        """Tell whether a mention of a run is one of it."""
        if self.person is not None:
            return plain(mention["person"] or "") == self.person
        if self.words:
            return mention["kind"] != "term" and _has_words(mention, self.words)
        if self.term is not None:
            return bool(mention["kind"] == "term" and mention["canonical"] == self.term)
        return (
            mention["kind"] != "term"
            and mention["body"] == self.body
            and self.rank in (None, mention["rank"])
            and self.level in (None, mention["level"])
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One mention of a concordance."""

    mention: MentionRecord
    """The object of mentions.jsonl."""
    sentence: str
    start: int
    """Where the mention begins in the sentence, in code points."""
    translation: str | None
    """The sentence in the pivot language with canonical names; None where there is no translation."""

    @property
    def left(self) -> str:
        """The sentence before the mention."""
        return self.sentence[: self.start]

    @property
    def right(self) -> str:
        """The sentence behind the mention."""
        return self.sentence[self.start + len(self.mention["surface"]) :]

    def record(self) -> dict[str, Any]:
        """Return the line as a JSON object: the mention without its evidence, its sentence and translation."""
        kept = {name: value for name, value in self.mention.items() if name not in ("evidence", "candidates", "marks")}
        return kept | {"sentence": self.sentence, "translation": self.translation}


def find(run: FinishedRun, wanted: Wanted) -> Iterator[Line]:
    """Yield the mentions of an office, body or term, in the order of the run."""
    for mention in run.mentions:
        if wanted.fits(mention):
            sentence = run.sentence_at(mention["doc"], mention["start"])
            yield Line(
                mention, sentence.text, mention["start"] - sentence.start, run.in_pivot(mention["doc"], sentence)
            )


def of_person(phrase: str, run: FinishedRun) -> Wanted | None:
    """Return what asks for the titles of a person, where a report names one so; case and marks do not count."""
    wanted = plain(phrase)
    name = next((each["person"] for each in run.mentions if each["person"] and plain(each["person"]) == wanted), None)
    return Wanted(name, person=wanted) if name else None


def understand(
    phrase: str, run: FinishedRun, glossary: Glossary, config: Config, *, language: str | None = None
) -> Wanted:
    """Tell what a phrase asks for: a concept id, a term, or a title in any language that the glossary reads.

    Only what the phrase says is asked for: "emulation council" means that council at every level, and all its offices.
    What is no office of a pack is looked for by its words, among the titles of the run that no pack knows.
    Raises UsageError where it is nothing that is known, or could be several things.
    """
    if not phrase.strip():
        raise UsageError("the phrase is empty", where="find", remedy="name an office or body")
    body = glossary.bodies.get(phrase)
    if body is not None:
        level = body.levels[0] if len(body.levels) == 1 else None
        return Wanted(glossary.name(body.id, level, config.pivot) or body.id, body.id)
    term = _term(phrase, run, glossary, config.pivot)
    if term is not None:
        return term
    found = _readings(phrase, run, glossary, config, language)
    if not found:
        unknown = _unknown(phrase, run)
        if unknown is not None:
            return unknown
        nearest = _nearest(phrase, run, glossary)
        remedy = f"did you mean {' or '.join(nearest)}?" if nearest else "see `canonym glossary list --pack PACK`"
        raise UsageError(f"no office or body is known as {phrase!r}", where="find", remedy=remedy)
    best = found[0]
    rivals = [each for each in found if each.confidence >= best.confidence * CLOSE]
    choices = sorted({body for each in rivals for body in _bodies(each)})
    if len(choices) > 1:
        remedy = f"give one of {', '.join(choices)}, or --lang"
        raise UsageError(f"{phrase!r} can be several things", where="find", remedy=remedy)
    return _wanted(best, glossary, config)


def _unknown(phrase: str, run: FinishedRun) -> Wanted | None:
    """Return what asks for titles by their words, where titles that no pack knows have them; else None."""
    words = tuple(plain(phrase).split())
    if words and any(
        each["body"] is None and each["kind"] != "term" and _has_words(each, words) for each in run.mentions
    ):
        return Wanted(f"{' '.join(phrase.split())} (no office of a pack; titles with these words)", words=words)
    return None


def _has_words(mention: MentionRecord, words: Sequence[str]) -> bool:
    """Tell whether an unknown title, as written or as it is named, has words that begin with all of these."""
    said = plain(f"{mention['surface']} {mention.get('proposed') or ''}").split()
    return mention["body"] is None and all(any(each.startswith(word) for each in said) for word in words)


def _wanted(found: Resolution, glossary: Glossary, config: Config) -> Wanted:
    said = found.mention.parsed.level
    level = found.level if said else None
    assert found.body is not None
    only = glossary.bodies[found.body].levels
    shown = level or (only[0] if len(only) == 1 else None)
    name = glossary.name(found.body, shown, config.pivot, found.rank) or found.body
    return Wanted(name, found.body, found.rank, level)


def _readings(
    phrase: str, run: FinishedRun, glossary: Glossary, config: Config, language: str | None
) -> list[Resolution]:
    """Return the phrase as a title in each language that it may be in, the surest first.

    It is a title where an office says its words better than no office would. The packs whose offices the run has are
    taken as active; what the run does not have is only asked for after them.
    """
    present = {each["body"] for each in run.mentions if each["body"]}
    packs = tuple(sorted({body.split("/")[0] for body in present})) or tuple(pack.id for pack in glossary.packs)
    forced = Config(pivot=config.pivot, force=packs, review=0.0, embedding="none")
    records = [{"lang": code, "text": phrase} for code in _languages(phrase, run, glossary, language)]
    found = [
        each
        for each in resolve_phrases(records, glossary, forced, None)
        if each.body and each.candidates and each.candidates[0].score > 0
    ]
    return sorted(found, key=lambda each: (each.body not in present, -each.confidence, each.body or ""))


def _bodies(found: Resolution) -> set[str]:
    """Return the bodies that a phrase can mean in a language: the best one, and those about as likely."""
    near = [each for each in found.candidates if each.probability >= found.candidates[0].probability * CLOSE]
    return {str(found.body), *(each.body for each in near)}


def _languages(phrase: str, run: FinishedRun, glossary: Glossary, language: str | None) -> Sequence[str]:
    if language is not None:
        if glossary.language(language) is None:
            known = ", ".join(glossary.languages)
            raise UsageError(f"no language data for {language!r}", where="--lang", remedy=f"use one of {known}")
        return [language]
    spoken = sorted({each["lang"] for each in run.mentions})
    return list(
        dict.fromkeys(
            code for code in (identify(phrase).code, run.settings["pivot"], *spoken) if glossary.language(code)
        )
    )


def _term(phrase: str, run: FinishedRun, glossary: Glossary, pivot: str) -> Wanted | None:
    """Return the term that a pack or the run itself calls so, or None."""
    wanted = plain(phrase)
    for term in glossary.terms:
        if pivot in term.names and any(plain(name) == wanted for name in term.names.values()):
            return Wanted(term.names[pivot], term=term.names[pivot])
    for each in run.mentions:
        if each["kind"] == "term" and each["canonical"] and plain(each["surface"]) == wanted:
            return Wanted(each["canonical"], term=each["canonical"])
    return None


def _nearest(phrase: str, run: FinishedRun, glossary: Glossary) -> list[str]:
    """Return the ids of bodies that are called nearly so in some language, those that the run has before others."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where nothing was found

    names: dict[str, str] = {}
    for body in glossary.bodies.values():
        names.setdefault(plain(body.id.split("/")[1].replace("-", " ")), body.id)
        for entry in body.names.values():
            names.setdefault(plain(_LEVEL.sub(" ", entry.preferred)), body.id)
    close = process.extract(plain(phrase), list(names), scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR, limit=20)
    present = {each["body"] for each in run.mentions}
    ordered = sorted(close, key=lambda each: (names[each[0]] not in present, -each[1], each[0]))
    return list(dict.fromkeys(names[name] for name, _, _ in ordered))[:3]
