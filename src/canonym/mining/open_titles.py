"""Titles of a finished run that a glossary, as it is now, leaves open, and why.

The run may have been made with another glossary: its reports are read and decided again, without being translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from canonym.config import Config
from canonym.features.declared import (
    BIAS,
    COMPLETE,
    DOUBTS,
    FEATURES,
    LEVEL_WRONG,
    MISSING,
    NAME,
    NOT_REWRITTEN,
    OFFICE_NAME,
    PROVISIONAL,
    RANK_MAPPED,
    RANK_WRONG,
    SILENT,
)
from canonym.features.feature import Feature
from canonym.glossary import Glossary, glossary_for
from canonym.judgements.record import fold
from canonym.model import Document, Evidence, Resolution
from canonym.results.explanation import office_name
from canonym.results.finished_run import FinishedRun
from canonym.results.marks_in_words import mark_in_words
from canonym.run.deciding import decide, judgements_for
from canonym.run.preparing import prepare_documents

REMEDIES = {
    "unknown-words": "name it: add the wording to the body that it means, or add the body",
    "no-body": "add the body to the pack, if it is one of its country",
    "silent": "add a word of these reports to the signals in pack.yaml, or give --force PACK",
    "rank": "add the rank to the ranks of the body, if it has it",
    "level": "add the level to the levels of the body, if it exists there",
    "provisional": "take the mark provisional away when you have a source for the name",
    "no-name": "add a preferred name in the pivot language",
    "recognised": "this pack is recognised only: give --rewrite PACK",
    "unsure": "add the wording as a name of the body, or decide it in `canonym review`",
}
"""Cause -> what to do about it."""


@dataclass
class OpenTitle:
    """A wording that is open, with everything that is the same about it."""

    surface: str
    lang: str
    cause: str
    """One of `REMEDIES`."""
    why: str
    nearest: str | None
    """Id of the body that comes nearest."""
    office: str
    """Its name, or that of the office in it."""
    count: int = 0
    documents: dict[str, int] = field(default_factory=dict)
    """Document -> start of the first mention in it."""

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES[self.cause]


def decided_again(run: FinishedRun, config: Config) -> list[Resolution]:
    """The mentions of a run's reports as a configuration decides them now."""
    documents = [Document(name, run.text(name), each["sha256"], each["format"]) for name, each in run.documents.items()]
    judgements, _ = judgements_for(config, config.judgements)
    return decide(prepare_documents(documents, config).documents, config, judgements)


def config_now(run: FinishedRun, config: Config) -> Config:
    """The configuration of a run with the glossary folders of now; where these hold packs, they are asked too."""
    return replace(config, pivot=run.settings["pivot"], packs=config.packs)


def open_titles(run: FinishedRun, config: Config) -> list[OpenTitle]:
    """The wordings that are not rewritten, the most frequent first."""
    glossary = glossary_for(config)
    return gathered(decided_again(run, config), glossary, config)


def gathered(resolutions: Iterable[Resolution], glossary: Glossary, config: Config) -> list[OpenTitle]:
    """Open titles put together where wording, language and reason are the same, the most frequent first."""
    found: dict[tuple[str, ...], OpenTitle] = {}
    for each in resolutions:
        if each.action == "accept" or each.mention.kind == "term":
            continue
        cause, why = why_open(each, glossary, config.pivot)
        nearest = each.body or (each.candidates[0].body if each.candidates else None)
        key = (each.mention.lang, fold(each.mention.surface), cause, nearest or "")
        if key not in found:
            surface = " ".join(each.mention.surface.split())
            found[key] = OpenTitle(
                surface, each.mention.lang, cause, why, nearest, _office(each, glossary, config.pivot)
            )
        found[key].count += 1
        found[key].documents.setdefault(each.mention.doc, each.mention.start)
    return sorted(found.values(), key=lambda title: (-title.count, title.lang, title.surface, title.cause))


def why_open(found: Resolution, glossary: Glossary, pivot: str) -> tuple[str, str]:
    """The cause, a key of `REMEDIES`, and the reason in words."""
    unknown = [sense.text for sense in found.mention.parsed.senses if not sense.meanings and not sense.names]
    evidence = found.evidence or (found.candidates[0].evidence if found.candidates else ())
    kinds = {each.feature for each in evidence}
    if found.body is not None and PROVISIONAL in kinds:
        return "provisional", _detail(evidence, PROVISIONAL.name)
    if NOT_REWRITTEN in kinds and found.body is not None:
        return "recognised", _detail(evidence, NOT_REWRITTEN.name)
    if found.body is not None and found.canonical is None:
        return "no-name", f"the pack has no name of it in language {pivot}"
    if not found.candidates:
        said = sorted({meaning for sense in found.mention.parsed.senses for meaning in sense.meanings[:1]})
        if unknown:
            return "unknown-words", f"no file knows {_listed(unknown)}"
        return "no-body", f"no body has the senses {', '.join(said)}" if said else _no_words(found)
    return _too_weak(found, evidence, kinds, unknown)


def _too_weak(
    found: Resolution, evidence: Sequence[Evidence], kinds: set[Feature], unknown: Sequence[str]
) -> tuple[str, str]:
    """Why what comes nearest was not taken."""
    if SILENT in kinds and not kinds.isdisjoint((NAME, OFFICE_NAME, COMPLETE)):
        return "silent", _detail(evidence, SILENT.name)
    if unknown and COMPLETE not in kinds:
        return "unknown-words", f"no file knows {_listed(unknown)}"
    for feature, cause in ((RANK_WRONG, "rank"), (RANK_MAPPED, "rank"), (LEVEL_WRONG, "level")):
        if feature in kinds and found.body is not None:
            return cause, _detail(evidence, feature.name)
    if unknown:
        return "unknown-words", f"no file knows {_listed(unknown)}"
    if found.body is None and MISSING in kinds:
        return "no-body", f"what comes nearest has other words: {_detail(evidence, MISSING.name)}"
    return "unsure", _doubts(evidence, found)


def _no_words(found: Resolution) -> str:
    note = next((each.detail for each in found.evidence), "")
    return note or "it names no body"


def _doubts(evidence: Sequence[Evidence], found: Resolution) -> str:
    """The heaviest things that speak against a reading, doubts before others, or what makes it unsure."""
    against = sorted((each for each in evidence if each.weight < 0), key=lambda each: each.weight)
    doubts = [each for each in against if each.feature in DOUBTS]
    heaviest = (doubts or [each for each in against if each.feature is not BIAS])[:2]
    said = [f"{FEATURES[each.kind].meaning.removeprefix('a doubt: ')}: {each.detail}" for each in heaviest]
    unsure = [mark_in_words(each.mark) for each in found.marks if each.weight < 0 and each.mark != "always"][:2]
    return "; ".join([f"its probability is {found.confidence:.2f}", *(said or unsure)])


def _detail(evidence: Sequence[Evidence], kind: str) -> str:
    return next(each.detail for each in evidence if each.kind == kind)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))


def _office(found: Resolution, glossary: Glossary, pivot: str) -> str:
    body, rank = found.body, found.rank
    if body is None and found.candidates:
        body, rank = found.candidates[0].body, found.candidates[0].rank
    return found.canonical or (office_name(glossary, pivot, body, rank, found.level) if body else "")
