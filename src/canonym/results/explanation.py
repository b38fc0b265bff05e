"""Why a mention was read as it was, in words, from what a run recorded."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canonym.config import Config
from canonym.errors import UsageError
from canonym.features.declared import FEATURES, WEIGHED
from canonym.glossary import Glossary
from canonym.judgements import Judgements
from canonym.records import CandidateRecord, MentionRecord, RunSettings, split_json_lines
from canonym.results.marks_in_words import mark_in_words
from canonym.results.nearest_renderings import NearestRenderings, was_read

SMALLEST_RIVAL = 0.005
"""Probability from which another office is worth a line."""
RUN_AGAIN = "name the folder of a finished run"
READ_AS = {"accept": "is read as", "review": "is probably", "leave": "is recognised as"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: what it is, what it is worth, and what its kind means."""

    kind: str
    detail: str
    weight: float
    meaning: str

    def line(self) -> str:
        """The weight, the kind's meaning without what its values are, and the detail."""
        said = f": {self.detail}" if self.detail != self.short else ""
        return f"  {self.weight:+.2f}  {self.short} ({self.kind}){said}"

    @property
    def short(self) -> str:
        """The kind's meaning without what its values are."""
        feature = FEATURES.get(self.kind)
        return feature.meaning if feature in WEIGHED else self.kind


@dataclass(frozen=True, slots=True)
class Surety:
    """Something that makes a decision more or less sure."""

    mark: str
    meaning: str
    weight: float


@dataclass(frozen=True, slots=True)
class Rival:
    """Another office that was considered."""

    name: str
    body: str
    probability: float
    """Its share among the candidates."""
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision in words and numbers.

    The shares of the best candidate, of its rivals and of "no office" add up to 1, but for rounding and for rivals that
    are too improbable to be listed. How sure the decision is follows from its marks.
    """

    mention: str
    """"doc:start"."""
    decision: str
    """The first sentence."""
    supporting: tuple[Reason, ...]
    opposing: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    """What only informs, without a weight."""
    marks: tuple[Surety, ...]
    """What makes the decision sure (positive weight) or unsure, the heaviest first."""
    nearest: tuple[str, ...]
    """Known renderings that the learned reader went by, the most alike first."""
    rivals: tuple[Rival, ...]
    no_office: float | None
    """The share of "no office of any pack"; None for a term."""

    def lines(self) -> list[str]:
        """Return the explanation as lines of text."""
        lines = [self.decision]
        for heading, reasons in (("For:", self.supporting), ("Against:", self.opposing)):
            lines += [heading] if reasons else []
            lines += [reason.line() for reason in reasons]
        lines += [f"Nearest known renderings: {'; '.join(self.nearest)}."] if self.nearest else []
        lines += [f"Note: {reason.detail}" for reason in self.notes]
        lines += ["What makes it sure or unsure:"] if self.marks else []
        lines += [f"  {each.weight:+.2f}  {each.meaning}" for each in self.marks]
        if self.rivals:
            lines.append(
                "Next best by score: "
                + "; ".join(f"{each.name} ({each.probability:.2f})" for each in self.rivals[:3])
                + "."
            )
        if self.no_office is not None:
            lines.append(f"No office of any pack, by score: {self.no_office:.2f}.")
        return lines


class Explainer:
    """Explains the mentions of one run."""

    def __init__(
        self,
        records: Sequence[MentionRecord],
        settings: RunSettings,
        glossary: Glossary,
        judgements: Judgements | None = None,
    ) -> None:
        """`settings` are those of run.json; `judgements` are renderings that the learned reader knew beside names."""
        self.records = records
        self._nearest = NearestRenderings(glossary, judgements)
        self._settings = settings
        self._glossary = glossary

    def find(self, wanted: str) -> list[MentionRecord]:
        """Return the mentions that "doc:start" or a text names, in order; a whole surface goes before a part of one.

        Raises UsageError where there is none.
        """
        doc, _, start = wanted.rpartition(":")
        if doc and start.isascii() and start.isdigit():
            at = [each for each in self.records if each["start"] == int(start) and _is_named(each["doc"], doc)]
            if at:
                return at
        text = wanted.casefold()
        tests: tuple[Callable[[str], bool], ...] = (lambda surface: surface == text, lambda surface: text in surface)
        for is_match in tests:
            found = [each for each in self.records if is_match(each["surface"].casefold())]
            if found:
                return found
        starts = [str(each["start"]) for each in self.records if each["doc"] == wanted]
        surfaces = list(dict.fromkeys(each["surface"] for each in self.records))
        close = difflib.get_close_matches(wanted, surfaces, n=1)
        remedy = f"did you mean “{close[0]}”?" if close else "give doc:start, or words of a title"
        if starts:
            remedy = f"it is a report, give one of its titles: {wanted}:{' or :'.join(starts)}"
        raise UsageError(f"no mention {wanted!r} in this run", where="MENTION", remedy=remedy)

    def explain(self, record: MentionRecord) -> Explanation:
        """Return the decision about a mention of the run."""
        reasons = [
            Reason(item["kind"], item["detail"], item["weight"], _meaning(item["kind"])) for item in record["evidence"]
        ]
        rivals, no_office = self._rivals(record)
        return Explanation(
            mention=f"{record['doc']}:{record['start']}",
            decision=self._decision(record),
            supporting=tuple(reason for reason in reasons if reason.weight > 0),
            opposing=tuple(reason for reason in reasons if reason.weight < 0),
            notes=tuple(reason for reason in reasons if reason.weight == 0),
            marks=tuple(Surety(each["mark"], mark_in_words(each["mark"]), each["weight"]) for each in record["marks"]),
            nearest=self._known_renderings(record),
            rivals=rivals,
            no_office=no_office,
        )

    def _known_renderings(self, record: MentionRecord) -> tuple[str, ...]:
        """Return what the learned reader went by, where it spoke for the office."""
        if record["body"] is None or not was_read(record["evidence"]):
            return ()
        near = self._nearest.of(record["surface"], record["lang"], record["body"])
        return tuple(each.shown(self._language(each.lang)) for each in near)

    def _language(self, code: str) -> str:
        language = self._glossary.language(code)
        return language.name if language else code

    def headline(self, record: MentionRecord) -> str:
        """Write one line for a list of mentions."""
        name = self._name(record["body"], record["rank"], record["level"], record["canonical"]) or "no office"
        outcome = f"{record['action']} ({record['confidence']:.2f})"
        return f"{record['doc']}:{record['start']}  {record['surface']}  ->  {name}, {outcome}"

    def _decision(self, record: MentionRecord) -> str:
        where = f"{record['doc']}:{record['start']}, {self._language(record['lang'])}"
        title = f"{record['surface']} ({where})"
        chance = _shown(record["confidence"])
        if record["body"] is None and record["kind"] != "term":
            return f"{title} is left as it is: no office of any pack ({chance}).{self._why_left(record)}"
        name = self._name(record["body"], record["rank"], record["level"], record["canonical"])
        verdict = f", {record['verdict']}" if record["verdict"] else ""
        return f"{title} {READ_AS[record['action']]} {name} ({chance}){verdict}.{self._what_was_done(record)}"

    def _why_left(self, record: MentionRecord) -> str:
        if not record["candidates"]:
            return ""
        best = record["candidates"][0]
        name = self._name(best["body"], best["rank"], record["level"], None)
        limit = self._settings["review"]
        return f" {name} comes nearest, and is too unsure: titles are listed for review from {limit:.2f} on."

    def _what_was_done(self, record: MentionRecord) -> str:
        if record["action"] == "accept":
            return " It is rewritten."
        if record["action"] == "leave":
            return " It is not rewritten."
        if record["canonical"] is None:
            return f" It is for a person to decide: the pack has no name in language {self._settings['pivot']}."
        return f" It is for a person to decide: titles are rewritten from {self._settings['accept']:.2f} on."

    def _rivals(self, record: MentionRecord) -> tuple[tuple[Rival, ...], float | None]:
        """Return the shares of the other candidates, where the mention was left of all, and that of "no office"."""
        if record["kind"] == "term":
            return (), None
        rivals = record["candidates"][1 if record["body"] else 0 :]
        return self._worth_a_line(record, rivals), round(no_office_share(record), 4)

    def _worth_a_line(self, record: MentionRecord, found: Iterable[CandidateRecord]) -> tuple[Rival, ...]:
        return tuple(
            Rival(
                self._name(each["body"], each["rank"], record["level"], None),
                each["body"],
                each["probability"],
                each["score"],
            )
            for each in found
            if each["probability"] >= SMALLEST_RIVAL
        )

    def _name(self, body_id: str | None, rank: str | None, level: str | None, canonical: str | None) -> str:
        if canonical or body_id is None:
            return canonical or ""
        return office_name(self._glossary, self._settings["pivot"], body_id, rank, level)


def no_office_share(record: MentionRecord) -> float:
    """Return the share of "no office of any pack" beside the candidates of a title."""
    return max(0.0, 1 - sum(float(each["probability"]) for each in record["candidates"]))


def _meaning(kind: str) -> str:
    """What a kind of evidence says; those without a weight have their name alone."""
    feature = FEATURES.get(kind)
    return feature.described if feature in WEIGHED else kind


def office_name(glossary: Glossary, pivot: str, body_id: str, rank: str | None, level: str | None) -> str:
    """Give the canonical name of an office, at the first of the body's levels where it does not exist at the one
    given.
    """
    body = glossary.bodies.get(body_id)
    levels = body.levels if body else ()
    at = level if level in levels or not levels else levels[0]
    name = glossary.name(body_id, at, pivot, rank)
    return name or (f"{rank} of {body_id}" if rank else body_id)


def same_decisions(records: Iterable[MentionRecord]) -> list[list[MentionRecord]]:
    """Group mentions by surface and decision, in the order of their first."""
    groups: dict[tuple[Any, ...], list[MentionRecord]] = {}
    for record in records:
        key = tuple(record[name] for name in ("surface", "rank", "body", "level", "action"))
        groups.setdefault(key, []).append(record)
    return list(groups.values())


def read_run(folder: Path) -> tuple[list[MentionRecord], RunSettings]:
    """Return the mentions of a finished run and its settings; raises UsageError where there is none."""
    try:
        settings = json.loads((folder / "run.json").read_text(encoding="utf-8"))["settings"]
        text = (folder / "mentions.jsonl").read_text(encoding="utf-8")
        records = [json.loads(line) for line in split_json_lines(text)]
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise UsageError(reason, where=str(error.filename or folder), remedy=RUN_AGAIN) from None
    except (ValueError, KeyError, TypeError):
        raise UsageError("is damaged", where=str(folder), remedy="run `canonym run` again with --restart") from None
    if records and "marks" not in records[0]:
        raise UsageError("was made by an older version", where=str(folder), remedy="run `canonym run` again")
    return records, settings


def config_of(settings: RunSettings, glossaries: tuple[Path, ...]) -> Config:
    """Return the configuration by which the glossary of a run is loaded; `glossaries` are the user's folders."""
    packs = tuple(settings.get("packs", ()))
    return Config(pivot=settings["pivot"], packs=packs, glossaries=glossaries)


def _shown(probability: float) -> str:
    """Write two decimal places, or three where they would look like certainty."""
    return f"{probability:.3f}" if probability >= 0.995 else f"{probability:.2f}"


def _is_named(doc: str, name: str) -> bool:
    return name in (doc, Path(doc).name)
