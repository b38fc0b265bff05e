"""What evidence from beyond the words is about: the document, other mentions and versions, people, doubts, notes."""

from __future__ import annotations

from dataclasses import dataclass

from canonym.features.facts import Facts

_BESIDE = {
    "connective": "a word that ties what follows or precedes to it",
    "capital": "an unknown word with a capital letter",
    "word": "an unknown word",
    "rank": "a rank",
    "body": "a word that bodies are named with",
}
"""What stands at the edge of a phrase (titles/edges.py), in words."""
_LISTED = 6
"""Words of a document that a sentence lists."""


# the learned reader


@dataclass(frozen=True, slots=True)
class LearnedReading(Facts):
    """What the learned reader of phrases makes of the words: probabilities of the body, and of none of any pack."""

    told = "read as {body} with {probability}, as none of any pack with {none}"
    body: str
    probability: float
    none: float


@dataclass(frozen=True, slots=True)
class ProposedByReader(Facts):
    """That nothing but the learned reader suggests a body."""

    told = "its words alone would not suggest it; known renderings that are read alike do"


# the document


@dataclass(frozen=True, slots=True)
class MustBeArgued(Facts):
    """Where every office starts."""

    told = "an office must be argued for"


@dataclass(frozen=True, slots=True)
class TermMustBeArgued(Facts):
    """Where every term starts."""

    told = "a term must be argued for"


@dataclass(frozen=True, slots=True)
class Judged(Facts):
    """Who decided what, where, when and why."""

    who: str
    said: str
    where: str
    date: str
    why: str

    def sentence(self) -> str:
        """Tell the facts in words."""
        return f"{self.who} {self.said}{self.where} on {self.date}" + (f": {self.why}" if self.why else "")


@dataclass(frozen=True, slots=True)
class UsualLevel(Facts):
    """The level of which the document mostly speaks."""

    told = "the document mostly speaks of the {level} level"
    level: str


@dataclass(frozen=True, slots=True)
class SpeaksOfSenses(Facts):
    """What the terms of the document speak of."""

    told = "the document speaks of {senses}"
    senses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpeaksOfPack(Facts):
    """The words by which the document speaks of a country or organisation."""

    pack: str
    words: tuple[str, ...]

    def sentence(self) -> str:
        """Tell the facts in words."""
        return f"the document speaks of {self.pack}: {', '.join(self.words[:_LISTED])}"


@dataclass(frozen=True, slots=True)
class TermOfPack(Facts):
    """The country or organisation of a term."""

    told = "speaks of {pack}"
    pack: str


@dataclass(frozen=True, slots=True)
class LittleSpeaksOf(Facts):
    """A country or organisation of which the document hardly speaks."""

    told = "little or nothing speaks of {pack}"
    pack: str


@dataclass(frozen=True, slots=True)
class OtherCountry(Facts):
    """Another country's name or place, and where it stands."""

    word: str
    inside: bool
    """Whether it stands in the phrase; else right behind it."""

    def sentence(self) -> str:
        """Tell the facts in words."""
        return f"“{self.word}” stands {'in' if self.inside else 'beside'} it"


_BINDS = {
    "phrase": "stands in it",
    "list": "stands in or beside the list of titles",
    "holder": "is the holder's family name",
    "side": "is the side for which the passage speaks",
    "sentence": "is the last country named in the sentence",
    "paragraph": "is the last country named in the paragraph",
    "document": "is what the document speaks of",
}


@dataclass(frozen=True, slots=True)
class BoundTo(Facts):
    """The word that binds a title to a country."""

    country: str
    word: str
    how: str
    """One of `resolution.evidence.whose_office.How`."""

    def sentence(self) -> str:
        """Tell the facts in words."""
        binds = _BINDS.get(self.how, "binds it")
        return f"“{self.word}” ({self.country}) {binds}"


@dataclass(frozen=True, slots=True)
class BoundToNothing(Facts):
    """That nothing binds a title to a country or organisation."""

    told = "nothing but its words speaks for {pack}: no place, no family name, and its name once at most"
    pack: str


@dataclass(frozen=True, slots=True)
class OnlyLocalBodies(Facts):
    """The kind of body that a document of local bodies never names."""

    told = "the document speaks of local bodies, and names no {kind}"
    kind: str


# other mentions


@dataclass(frozen=True, slots=True)
class SameSlot(Facts):
    """The body that stands in this place of other lists, and one mention that says so."""

    body: str
    lists: int
    surface: str
    doc: str
    start: int

    def sentence(self) -> str:
        """Tell the facts in words."""
        who = "the same slot" if self.lists == 1 else f"the same slot in {self.lists} lists"
        return f"{who} is {self.body}, as in “{self.surface}” ({self.doc}, {self.start})"


@dataclass(frozen=True, slots=True)
class LocalList(Facts):
    """The other titles of the list are local ones."""

    told = "the other titles of the list are local ones"


@dataclass(frozen=True, slots=True)
class ByVirtueOfOffice(Facts):
    """The office with which this one comes."""

    told = "the {rank} of {body} is {own_rank} here by virtue of office"
    rank: str | None
    body: str
    own_rank: str | None


@dataclass(frozen=True, slots=True)
class HeldInList(Facts):
    """The title of the same list that is this office."""

    told = "“{surface}” in the same list is this office"
    surface: str


@dataclass(frozen=True, slots=True)
class ErrorElsewhere(Facts):
    """An error model that the document surely needs elsewhere."""

    told = "{error} occurs elsewhere in the document"
    error: str


@dataclass(frozen=True, slots=True)
class NamedElsewhere(Facts):
    """A body that the document names elsewhere."""

    told = "the document names {body} elsewhere"
    body: str


@dataclass(frozen=True, slots=True)
class SameWords(Facts):
    """Another mention with the same words."""

    told = "as in “{surface}” ({start})"
    surface: str
    start: int


@dataclass(frozen=True, slots=True)
class NamedRightly(Facts):
    """Another mention that names the body rightly."""

    told = "“{surface}” ({start}) names it rightly"
    surface: str
    start: int


@dataclass(frozen=True, slots=True)
class HolderInDocument(Facts):
    """The person to whom the document gives the office."""

    told = "the document names {person} for it"
    person: str


# other versions of the report


@dataclass(frozen=True, slots=True)
class VersionsSay(Facts):
    """The body that other versions have here, and one mention that says so."""

    body: str
    versions: int
    surface: str
    doc: str
    start: int

    def sentence(self) -> str:
        """Tell the facts in words."""
        one = "another version of the report says"
        who = one if self.versions == 1 else f"{self.versions} other versions of the report say"
        return f"{who} {self.body} here, as in “{self.surface}” ({self.doc}, {self.start})"


@dataclass(frozen=True, slots=True)
class VersionsSayRank(Facts):
    """The rank that other versions have here."""

    told = "other versions of the report say {rank} here"
    rank: str | None

    @property
    def model(self) -> str:
        """What the error model is called."""
        return self.sentence()


@dataclass(frozen=True, slots=True)
class HolderInVersions(Facts):
    """The person to whom the other versions give the office."""

    told = "other versions of the report name {person} for it"
    person: str | None


# doubts


@dataclass(frozen=True, slots=True)
class NotRead(Facts):
    """Words of the phrase that were not read."""

    told = "not read: {words}"
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuitsAnOfficeOf(Facts):
    """A rank that suits an office of the body better than the body."""

    told = "{rank} suits an office of {body} better"
    rank: str
    body: str


@dataclass(frozen=True, slots=True)
class RankOfSister(Facts):
    """The bodies of the same words that have the rank."""

    told = "the rank is that of {bodies}"
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SisterNamed(Facts):
    """The bodies of the same words that the document names."""

    told = "the words are garbled, and the document names {bodies} too"
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordsOfSister(Facts):
    """The bodies of the same words whose whole name this is as well."""

    told = "the words are those of {bodies} as well"
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CutOff(Facts):
    """What stands right beside a phrase, which may be a part of it; `edge` is one of titles/edges.py."""

    side: str
    """"before" or "behind"."""
    edge: str

    def sentence(self) -> str:
        """Tell the facts in words."""
        return f"right {self.side} it stands {_BESIDE.get(self.edge, self.edge)}"


@dataclass(frozen=True, slots=True)
class LearnedAnother(Facts):
    """The body for which the learned reader takes the words."""

    told = "read as {body} with {probability}"
    body: str
    probability: float


@dataclass(frozen=True, slots=True)
class LearnedNone(Facts):
    """How probably the learned reader takes the words for no body of any pack."""

    told = "read as none of any pack with {probability}"
    probability: float


# notes


@dataclass(frozen=True, slots=True)
class NoBody(Facts):
    """No body of any pack has these words."""

    told = "no body of any pack has these words"


@dataclass(frozen=True, slots=True)
class NoLanguageData(Facts):
    """A language that has no data, and those that have."""

    told = "no language data for {language!r}; known: {known}"
    language: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeitherRankNorKind(Facts):
    """A phrase in which no title was found."""

    told = "neither a rank nor a kind of body was found"


@dataclass(frozen=True, slots=True)
class OrdinaryWords(Facts):
    """A term whose words are ordinary ones."""

    told = "ordinary words"


@dataclass(frozen=True, slots=True)
class SingleWord(Facts):
    """A term of one word."""

    told = "a single word is left as its sentence has it"


@dataclass(frozen=True, slots=True)
class Unconfirmed(Facts):
    """A body whose name in the pack was met on pages only."""

    told = "no official list confirms the name of {body}: it is not rewritten without a person's word"
    body: str


@dataclass(frozen=True, slots=True)
class RecognisedOnly(Facts):
    """A pack that is recognised only."""

    told = "offices of {pack} are recognised, and rewritten on request only: --rewrite {pack}"
    pack: str
