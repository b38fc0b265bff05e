"""One judgement: who decided what about which rendering, when and why, and what the machine thought before."""

from __future__ import annotations

import datetime
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal, get_args

from canonym.model import Verdict
from canonym.records import from_plain, to_plain

Judged = Literal["accept", "choose", "no-office", "new-concept", "skip", "undo"]
"""accept: the machine's office is right; choose: another one is; no-office: none of any pack; new-concept: an office
that no pack has yet; skip: not now; undo: an earlier judgement no longer holds."""

DECISIONS: tuple[Judged, ...] = ("accept", "choose", "no-office", "new-concept")
"""Kinds that a run honours."""
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_VERDICTS = ("correct", "variant", "mistranslated", None)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a judgement is about: a rendering in its language, everywhere or at one place only."""

    rendering: str
    """The words of the title, white space as single spaces."""
    lang: str
    doc: str | None = None
    """The only report that is meant; None for the whole corpus."""
    start: int | None = None
    """The only mention that is meant: where it starts in `doc` (code points); None for all of them."""

    @property
    def scope(self) -> Literal["corpus", "document", "mention"]:
        """How far the judgement reaches."""
        if self.doc is None:
            return "corpus"
        return "document" if self.start is None else "mention"

    @property
    def key(self) -> tuple[str, str, str | None, int | None]:
        """What two subjects share that are the same: neither case nor Unicode composition counts."""
        return (self.lang, fold(self.rendering), self.doc, self.start)


@dataclass(frozen=True, slots=True)
class Office:
    """An office, or an institution where `rank` is None."""

    rank: str | None
    body: str
    """A concept of a pack, "vn/peoples-committee"; for a term of the field the term's id."""
    level: str | None = None
    """None where the phrase and its surroundings say the level, each mention its own."""


@dataclass(frozen=True, slots=True)
class Thought:
    """What the machine had decided when a person looked."""

    rank: str | None
    body: str | None
    level: str | None
    confidence: float
    action: str
    considered: tuple[tuple[str, str | None, float], ...] = ()
    """Candidates as (body, rank, share among all candidates), the best first."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A line of judgements.jsonl."""

    id: str
    when: str
    """UTC in milliseconds: 2026-03-01T09:30:00.000Z."""
    who: str
    what: Judged
    why: str
    subject: Subject
    office: Office | None = None
    """For "accept" and "choose"."""
    verdict: Verdict | None = None
    """How well the rendering says the office; None leaves it to the machine."""
    name: str = ""
    """For "new-concept": what the office should be called."""
    of: str | None = None
    """For "undo": the id of what is undone."""
    replaces: tuple[str, ...] = ()
    """Ids of the judgements of the same subject that the person saw and decided against."""
    thought: Thought | None = None

    @property
    def is_decision(self) -> bool:
        """Whether a run honours it."""
        return self.what in DECISIONS

    @property
    def decided(self) -> tuple[object, ...]:
        """What two judgements have in common that agree."""
        return ("office", self.office) if self.office else (self.what, self.name)


def fold(text: str) -> str:
    """Return a rendering as it is compared: composed, in lower case, white space as single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def new_judgement(
    who: str, what: Judged, subject: Subject, *, why: str = "", judgement_id: str | None = None, **rest: Any
) -> Judgement:
    """Return a judgement made now; `judgement_id` makes a repeated sending of the same decision one judgement."""
    subject = Subject(" ".join(subject.rendering.split()), subject.lang, subject.doc, subject.start)
    found = Judgement(judgement_id or new_id(), now(), " ".join(who.split()), what, why.strip(), subject, **rest)
    check(found)
    return found


def new_undo(who: str, earlier: Judgement, *, why: str = "", judgement_id: str | None = None) -> Judgement:
    """Return the judgement that an earlier one no longer holds; undoing an undo restores."""
    return new_judgement(who, "undo", earlier.subject, why=why, judgement_id=judgement_id, of=earlier.id)


def new_id() -> str:
    """Return an id that no other judgement has."""
    return secrets.token_hex(8)


def now() -> str:
    """Return the time as judgements carry it."""
    return moment(datetime.datetime.now(datetime.UTC))


def moment(time: datetime.datetime) -> str:
    """Return a time in UTC as judgements carry it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"


def just_after(when: str) -> str:
    """Return the next millisecond: a judgement never stands before the one that it follows, whatever the clocks say."""
    time = datetime.datetime.strptime(when, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.UTC)
    return moment(time + datetime.timedelta(milliseconds=1))


def judgement_line(judgement: Judgement) -> str:
    """Return the line of a file, newline included."""
    return json.dumps(to_plain(judgement), ensure_ascii=False, allow_nan=False) + "\n"


def parse_judgement(line: str) -> Judgement:
    """Return a judgement from its line.

    Fields that are unknown are ignored. Raises ValueError that says what is wrong.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("is not whole JSON") from None
    if not isinstance(data, dict):
        raise ValueError("is no JSON object")
    defaults: dict[str, Any] = {
        "office": None,
        "verdict": None,
        "name": "",
        "of": None,
        "replaces": [],
        "thought": None,
    }
    subject = data.get("subject")
    if not isinstance(subject, dict):
        raise ValueError('has no "subject"')
    data = {**defaults, **data, "subject": {"doc": None, "start": None, **subject}}
    if isinstance(data["office"], dict):
        data["office"] = {"rank": None, "level": None, **data["office"]}
    if isinstance(data["thought"], dict):
        considered = [tuple(each) for each in data["thought"].get("considered", ())]
        data["thought"] = {**data["thought"], "considered": considered}
    try:
        found = from_plain(Judgement, data)
    except KeyError as error:
        raise ValueError(f"has no {error.args[0]!r}") from None
    except (TypeError, AttributeError):
        raise ValueError("has a field of the wrong kind") from None
    check(found)
    return found


def check(judgement: Judgement) -> None:
    """Raise ValueError for a judgement that cannot mean anything."""
    subject, office = judgement.subject, judgement.office
    texts = [
        judgement.id,
        judgement.when,
        judgement.who,
        judgement.why,
        judgement.name,
        subject.rendering,
        subject.lang,
    ]
    optional = [subject.doc, judgement.of, *((office.rank, office.body, office.level) if office else ())]
    if not all(isinstance(each, str) for each in texts) or not all(isinstance(each, str | None) for each in optional):
        raise ValueError("has a field that is no text")
    if judgement.what not in get_args(Judged):
        raise ValueError(f"says {judgement.what!r}, which is none of {', '.join(get_args(Judged))}")
    for field in ("id", "who"):
        if not getattr(judgement, field):
            raise ValueError(f"has no {field!r}")
    if not _WHEN.fullmatch(judgement.when):
        raise ValueError(f"has the time {judgement.when!r} and not one such as 2026-03-01T09:30:00.000Z")
    if not fold(subject.rendering) or not subject.lang:
        raise ValueError("names no rendering and language")
    if subject.start is not None and (subject.doc is None or type(subject.start) is not int):
        raise ValueError("names a place without a report")
    if (office is not None) != (judgement.what in ("accept", "choose")) or (office and not office.body):
        raise ValueError(f"says {judgement.what!r} {'with' if office else 'without'} an office")
    if judgement.verdict not in _VERDICTS:
        raise ValueError(f"has the verdict {judgement.verdict!r}")
    if (judgement.of is not None) != (judgement.what == "undo"):
        raise ValueError('has "of" without being an undo, or is one without it')
