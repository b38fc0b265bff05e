"""The values that flow from step to step. All are frozen; offsets are Unicode code points, end exclusive.

report files -> Document -> Paragraph -> Segment -> Mention -> Resolution -> Step
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from canonym.features.facts import Facts
from canonym.features.feature import Feature

Kind = Literal["role", "body", "term"]
Verdict = Literal["correct", "variant", "mistranslated", "ambiguous"]
Action = Literal["accept", "review", "leave"]
Tenure = Literal["current", "former", "acting", "elect"]

UNDETERMINED = "und"
"""The language code of ISO 639-2 for a text whose language could not be told."""


@dataclass(frozen=True, slots=True)
class Document:
    """One report: its text exactly as read, and where it came from."""

    name: str
    """Path relative to the input folder, or the file's name; for a record of a table "file#record"."""
    text: str
    sha256: str
    """Hash of the bytes that were read, in hexadecimal."""
    format: str
    """txt, md, html, docx, odt, rtf, pdf, eml, jsonl, json, csv, tsv, xlsx or stdin."""
    encoding: str | None = None
    """The character encoding that was detected, where the format leaves it open."""


@dataclass(frozen=True, slots=True)
class Language:
    """What a text is written in, and how sure that is."""

    code: str
    """ISO 639-1 code, or `UNDETERMINED`."""
    script: str
    """ISO 15924 code of the most frequent script: Latn, Cyrl, Hans, Jpan, Arab, ..."""
    confidence: float
    """0 to 1."""
    reason: str
    """One clause that a person can read."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or block of a document."""

    start: int
    end: int
    language: Language
    furniture: bool = False
    """True for what a page carries around its text: "Kommentar (0)", "Fuente"."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence; `text` is exactly the document's slice from `start` to `end`."""

    start: int
    end: int
    text: str
    language: str
    furniture: bool = False


@dataclass(frozen=True, slots=True)
class NameUse:
    """A fixed name of a body, or of an office that says its body ("Premier ministre"), as a title has it."""

    body: str
    """Concept id."""
    of_office: bool = False
    status: str = ""
    """"deprecated", "error" or "untranslated" where the name is such a one."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One word or phrase of a title, and what it can mean."""

    meanings: tuple[str, ...]
    """Ids of glossaries/senses.yaml or of a pack's words.yaml; empty for a word that no data file knows."""
    start: int
    end: int
    text: str
    names: tuple[NameUse, ...] = ()
    """The fixed names that it is: two countries' bodies may share one."""


@dataclass(frozen=True, slots=True)
class ParsedTitle:
    """A title taken apart, before anything is decided about which office it is."""

    ranks: tuple[str, ...] = ()
    """The ranks that the rank words can mean, the usual one first; empty for a body or a term."""
    level: str | None = None
    place: str | None = None
    tenure: Tenure = "current"
    senses: tuple[Sense, ...] = ()
    """The body words in order, kinds of body ("council") included, levels and ranks not."""
    names: tuple[str, ...] = ()
    """Concept ids whose full name was read in the phrase ("vn/politburo")."""
    unread: tuple[str, ...] = ()
    """Words of a phrase that is known to be one title, which say something of an office and are not part of it here."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A title, body or term found in a document."""

    doc: str
    start: int
    end: int
    surface: str
    lang: str
    kind: Kind
    parsed: ParsedTitle
    person: str | None = None
    list_id: int = -1
    """Number of the title list in the document that this mention belongs to, or -1."""
    slot: int = -1
    """Position within that list, from 0."""
    edges: tuple[str, str] = ("end", "end")
    """What stands right before and behind it (titles/edges.py)."""

    @property
    def inner_person(self) -> str | None:
        """The person where the name stands inside the phrase, between body and rank, and must not be lost with it."""
        if self.person is None or self.person not in " ".join(self.surface.split()):  # a line may end in the name
            return None
        return self.person


@dataclass(frozen=True, slots=True)
class Signal:
    """A word that shows which country or organisation a document speaks of: a place, a surname, a currency."""

    pack: str
    """The pack that the word speaks for."""
    text: str
    start: int
    weight: float
    kind: Literal["word", "place", "surname", "country", "side"] = "word"
    """"country" and "side" name any country of the world, by its code, whether or not there is a pack; "side" says who
    was there for it ("for the Lao side")."""
    is_against: bool = False
    """Whether it speaks against the pack instead."""


@dataclass(frozen=True, slots=True)
class DocumentTitles:
    """What was found in one document: the input of resolution, small beside the text."""

    doc: str
    language: str
    mentions: tuple[Mention, ...]
    """Ordered by start, without overlaps."""
    signals: tuple[Signal, ...]
    sentences: tuple[int, ...] = ()
    """Where its sentences begin."""
    paragraphs: tuple[int, ...] = ()
    """Where its paragraphs begin."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Two mentions that stand in the same place of two versions of one report: both render the same office."""

    a: tuple[str, int]
    """Document and start."""
    b: tuple[str, int]
    strength: float
    """How sure it is that they belong together, 0 to 1."""


class Evidence(NamedTuple):
    """One thing that spoke for (positive weight) or against (negative weight) a decision."""

    feature: Feature
    facts: Facts
    weight: float
    """Its part of the score; of a doubt what it adds to the logarithm of the odds that the decision is right."""

    @property
    def kind(self) -> str:
        """The name of the feature."""
        return self.feature.name

    @property
    def detail(self) -> str:
        """The facts in words."""
        return self.facts.sentence()


class Mark(NamedTuple):
    """Something that makes a decision more (positive weight) or less sure."""

    mark: str
    """Its name in glossaries/acceptance.yaml."""
    weight: float
    """Weight times value: what it adds to the logarithm of the odds that the decision is right."""


class Candidate(NamedTuple):
    """An office that was considered for a mention."""

    body: str
    rank: str | None
    score: float
    """Sum of the weights of its evidence; "no office" has the score 0."""
    probability: float
    """Its share among all candidates (softmax of the scores)."""
    evidence: tuple[Evidence, ...] = ()
    """What its score is made of, where it has a share worth a look; that of the first candidate is the mention's."""


@dataclass(frozen=True, slots=True)
class UnknownOffice:
    """The body or office, known to no pack, that a mention was reconciled with others to."""

    cluster: str
    """Its id in the run, which all its mentions share."""
    name: str
    """Its proposed name in the pivot language: of the body, or of the office where all that is met is one office."""
    is_body: bool
    """Whether the name is that of a body."""
    country: str | None
    """ISO 3166 code, in lower case, of the country that its renderings name."""
    proposed: str
    """The proposed name for this mention: with its own rank and place."""
    confidence: float
    """How sure it is that all mentions of the cluster are one office, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided about a mention."""

    mention: Mention
    rank: str | None
    body: str | None
    level: str | None
    canonical: str | None
    verdict: Verdict | None
    confidence: float
    action: Action
    evidence: tuple[Evidence, ...] = field(default=())
    candidates: tuple[Candidate, ...] = field(default=())
    """What was considered, the best first, as far as it has a share worth mentioning; empty for a term."""
    marks: tuple[Mark, ...] = field(default=())
    """What makes the best candidate sure or unsure, the heaviest first, then all others together.

    Empty for a term and where a person decided.
    """
    country: str | None = None
    """Whose office it is: an ISO 3166 alpha-2 code in lower case, or a pack's id for an organisation."""
    unknown: UnknownOffice | None = None
    """Where no pack knows the office: the one that it was reconciled with others to, if that can be told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One replacement in a text; replaying all steps on the source gives the output exactly."""

    start: int
    end: int
    before: str
    after: str
    reason: str
