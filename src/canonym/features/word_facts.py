"""What evidence from the words of a title is about (resolution/candidates/)."""

from __future__ import annotations

from dataclasses import dataclass

from canonym.features.facts import Facts


@dataclass(frozen=True, slots=True)
class SaysSenses(Facts):
    """Words of the body's name that the phrase says."""

    told = "says {senses}"
    senses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnlyOfItsKind(Facts):
    """The kind alone says the body, since its pack has no other one of the kind."""

    told = "{pack} has no other {kind}"
    pack: str
    kind: str


@dataclass(frozen=True, slots=True)
class SaysNone(Facts):
    """The senses of the body, of which the phrase says none."""

    told = "says none of {senses}"
    senses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LacksSenses(Facts):
    """Senses of the body that the phrase does not say."""

    told = "does not say {senses}"
    senses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Misread(Facts):
    """An error model that explains a word."""

    told = "{error}: {cause}"
    error: str
    cause: str

    @property
    def model(self) -> str:
        """What the error model is called."""
        return self.error


@dataclass(frozen=True, slots=True)
class ImpliedSense(Facts):
    """A sense that the rank says by itself."""

    told = "{sense}: {cause}"
    sense: str
    cause: str


@dataclass(frozen=True, slots=True)
class OtherWords(Facts):
    """Words of the phrase that mean something else."""

    told = "other words: {words}"
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownWords(Facts):
    """Words of the phrase that no data file knows."""

    told = "unknown words: {words}"
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllWords(Facts):
    """The words that say the whole body and nothing else."""

    words: tuple[str, ...]

    def sentence(self) -> str:
        """Tell the facts in words."""
        return "nothing is missing or added: " + " ".join(f"“{word}”" for word in self.words)


@dataclass(frozen=True, slots=True)
class NamesOuterBody(Facts):
    """The phrase names the body to which this one belongs."""

    told = "names the body to which it belongs"


@dataclass(frozen=True, slots=True)
class LacksOuterBody(Facts):
    """The phrase does not, though the full name does."""

    told = "does not name the body to which it belongs, as its full name does"


@dataclass(frozen=True, slots=True)
class NameOfBody(Facts):
    """A fixed name of the body."""

    told = "“{name}” is a name of {body}"
    name: str
    body: str


@dataclass(frozen=True, slots=True)
class NameOfOffice(Facts):
    """A fixed name of an office of the body."""

    told = "“{name}” is a fixed name of an office of {body}"
    name: str
    body: str


@dataclass(frozen=True, slots=True)
class OwnKind(Facts):
    """The kind of body that the phrase says, rightly."""

    told = "is a {kind}"
    kind: str


@dataclass(frozen=True, slots=True)
class KindByRank(Facts):
    """The kind of body that the rank says."""

    told = "the rank is that of a {kind}"
    kind: str


@dataclass(frozen=True, slots=True)
class NoKind(Facts):
    """The phrase says no kind of body."""

    told = "says no kind of body"


@dataclass(frozen=True, slots=True)
class OtherKind(Facts):
    """The kind of body that the phrase says, and the one that the body is."""

    told = "says {said}, the body is a {meant}"
    said: str
    meant: str


@dataclass(frozen=True, slots=True)
class MisreadKind(Facts):
    """The same, by a known error."""

    told = "{said} for {meant}: {cause}"
    said: str
    meant: str
    cause: str

    @property
    def model(self) -> str:
        """What the error model is called."""
        return f"{self.said} for {self.meant}"


@dataclass(frozen=True, slots=True)
class OwnLevel(Facts):
    """A level at which the body exists."""

    told = "exists at {level} level"
    level: str


@dataclass(frozen=True, slots=True)
class OtherLevel(Facts):
    """A level at which the body does not exist."""

    told = "does not exist at {level} level"
    level: str


@dataclass(frozen=True, slots=True)
class AboveLevels(Facts):
    """A level said of a body that stands above all levels."""

    told = "stands above all levels, not at the {level} one"
    level: str


@dataclass(frozen=True, slots=True)
class OwnRank(Facts):
    """A rank of the body."""

    told = "{body} has the rank {rank}"
    body: str
    rank: str


@dataclass(frozen=True, slots=True)
class HasMembers(Facts):
    """The rank is a membership, and the body has members."""

    told = "{body} has members"
    body: str


@dataclass(frozen=True, slots=True)
class LedBy(Facts):
    """The rank is one of the body's lead."""

    told = "{body} is led by a {leader}"
    body: str
    leader: str


@dataclass(frozen=True, slots=True)
class RankOfAll(Facts):
    """A rank that every body has."""

    told = "every body has a {rank}"
    rank: str


@dataclass(frozen=True, slots=True)
class RankByHabit(Facts):
    """The rank that is said, and the body's own for which it stands by another country's habit."""

    told = "{said} for {meant}: another habit of naming"
    said: str
    meant: str


@dataclass(frozen=True, slots=True)
class MappedRank(Facts):
    """The rank that is said, and the body's own of this degree."""

    body: str
    said: str
    meant: str
    of_sister: bool = False
    """Whether a body of the same words has the rank."""

    def sentence(self) -> str:
        """Tell the facts in words."""
        but = ", but one of a body of the same words" if self.of_sister else ""
        return f"{self.body} has no {self.said}; {self.meant} is the rank of this degree{but}"


@dataclass(frozen=True, slots=True)
class MisreadRank(Facts):
    """The rank that is said, and the one for which it stands by a known error."""

    told = "{said} for {meant}: {cause}"
    said: str
    meant: str
    cause: str

    @property
    def model(self) -> str:
        """What the error model is called."""
        return f"{self.said} for {self.meant}"


@dataclass(frozen=True, slots=True)
class NoSuchRank(Facts):
    """A rank that the body does not have."""

    told = "{body} has no {rank}"
    body: str
    rank: str


@dataclass(frozen=True, slots=True)
class WanderedModifier(Facts):
    """Why a modifier of the rank stands in the body."""

    told = "{cause}"
    cause: str


@dataclass(frozen=True, slots=True)
class BodyLeftOut(Facts):
    """Why the body is not said."""

    told = "{cause}"
    cause: str


@dataclass(frozen=True, slots=True)
class OnlyLeader(Facts):
    """The one body of its pack that has such a leader."""

    told = "only {body} has a {leader}"
    body: str
    leader: str


@dataclass(frozen=True, slots=True)
class SpeltAlike(Facts):
    """A phrase and the name that it nearly is."""

    told = "“{phrase}” is spelt almost like “{name}”"
    phrase: str
    name: str


@dataclass(frozen=True, slots=True)
class NearInMeaning(Facts):
    """Unknown words that mean nearly what the body's words mean."""

    told = "“{words}” means nearly the same"
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShortForm(Facts):
    """The phrase is a short form of a body that the text names in full."""

    told = "a short form of a body named in the text"


@dataclass(frozen=True, slots=True)
class BareRank(Facts):
    """The phrase is a rank alone, of a body named before."""

    told = "a bare rank of a body named before"
