"""What a feature is: one thing that can speak for or against a decision, declared once and referred to everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Group = Literal["slots", "witnesses", "context", "errors", "embedding", "doubts"]
"""What `--without GROUP` switches off at once."""
ModelField = Literal["sense_errors", "kind_errors", "rank_errors", "omissions", "wanderings", "implied"]
"""A field of a pack that holds error models."""


class Stage(Enum):
    """Where in resolution a feature is worked out; the value is how docs head its section."""

    JUDGEMENT = "People"
    """What somebody decided (resolution/evidence/judged_offices.py)."""
    OWN_WORDS = "Own words"
    """The words of the title itself, compared with one body (resolution/candidates/)."""
    LEARNED = "Learned"
    """What a reader fitted on annotated titles makes of the words (resolution/evidence/learned_readings.py)."""
    DOCUMENT = "The document"
    """The document as a whole, whatever its other titles are (resolution/evidence/document_features.py)."""
    OTHER_MENTIONS = "Other mentions"
    """What a round found about other titles (resolution/evidence/other_mentions.py)."""
    VERSIONS = "Versions"
    """Other versions of the report (resolution/evidence/witnesses.py)."""
    DOUBT = "Doubts"
    """No part of the score: makes the decision less sure (resolution/decision/doubts.py)."""
    NOTE = "Notes"
    """Only informs; has no weight and no row in glossaries/weights.yaml."""


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """One thing that can speak for or against a decision. There is one object of each; compare with `is`.

    Its weight is in glossaries/weights.yaml, which people may change; the names there are checked against these.
    """

    name: str
    stage: Stage
    meaning: str
    """What it says where it is found, for people."""
    value: str = ""
    """What its values are, where they are not only 0 and 1."""
    group: Group | None = None
    models: ModelField | None = None
    """The error models that it counts: where it is switched off they are not used either."""
    is_borrowed: bool = False
    """Whether it is learnt from another result, which must not be passed on: an echo is no new evidence."""

    @property
    def described(self) -> str:
        """What it says, and what its values are, as the table of weights has it."""
        return f"{self.meaning}; value: {self.value}" if self.value else self.meaning

    def __reduce__(self) -> str | tuple[object, ...]:
        """Travel between processes by name, so that there stays one object of each."""
        from canonym.features.declared import feature_named  # noqa: PLC0415 - declarations need this class

        return feature_named, (self.name,)

    def __repr__(self) -> str:
        """Give the name alone."""
        return f"<{self.name}>"
