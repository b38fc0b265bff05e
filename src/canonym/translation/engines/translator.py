"""What every translation engine offers: a batch of sentences in, a result for each one out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

TRUNCATED = "truncated"
"""Flag: the sentence was longer than the engine reads, and its end was not translated."""
UNFINISHED = "unfinished"
"""Flag: the engine stopped writing at its limit, not at the end of a sentence."""
UNKNOWN_WORDS = "unknown-words"
"""Flag: the engine left words as they are because it does not know them."""


class WordLink(NamedTuple):
    """A word of the sentence and a word of its translation that stands for it; code points, ends exclusive."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


@dataclass(frozen=True, slots=True)
class Translation:
    """What an engine made of one sentence."""

    text: str
    engine: str
    """Name of the engine that wrote it: "argos"."""
    flags: tuple[str, ...] = ()
    """What the engine itself knows to be wrong: TRUNCATED, UNFINISHED, UNKNOWN_WORDS."""
    alignment: tuple[WordLink, ...] = ()
    """Which word of the translation comes from which word of the sentence, in the order of the translation: a hint,
    never a proof. Empty where the engine does not tell."""


class Translator(Protocol):
    """Translates sentences from one language to one other."""

    @property
    def name(self) -> str:
        """Name of the engine: "argos"."""

    @property
    def model(self) -> str:
        """Which model it is, with the start of its SHA-256: enough to tell two runs apart."""

    @property
    def settings(self) -> str:
        """What its output depends on besides the model: versions of libraries, size of the beam."""

    @property
    def source(self) -> str:
        """Language that it reads (ISO 639-1)."""

    @property
    def target(self) -> str:
        """Language that it writes (ISO 639-1)."""

    @property
    def has_careful(self) -> bool:
        """Whether `careful` makes a difference."""

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        """Return one result per sentence, in order; a sentence holds no newline.

        The result of a sentence depends on that sentence alone, never on the others in the batch. `careful` asks for
        settings that work against repetitions, less fluent, for sentences whose first translation ran in a loop; an
        engine without such settings does the same as before. Raises ModelError where the engine fails.
        """


@runtime_checkable
class StreamingTranslator(Protocol):
    """What a translator may offer besides: each result as soon as it is there."""

    def stream(self, sentences: Sequence[str], *, careful: bool = False) -> Iterator[tuple[int, Translation]]:
        """Return the number in the batch and result of each sentence, as in `translate`, in any order.

        The engine works on the rest while a result is handled.
        """
        ...


def stream(
    translator: Translator, sentences: Sequence[str], *, careful: bool = False
) -> Iterator[tuple[int, Translation]]:
    """Number and result of each sentence: as soon as each is there where the translator offers that, else all at the
    end."""
    if isinstance(translator, StreamingTranslator):
        return translator.stream(sentences, careful=careful)
    return iter(enumerate(translator.translate(sentences, careful=careful)))


def in_order(results: Iterator[tuple[int, Translation]]) -> list[Translation]:
    """Return the results of a stream in the order of their sentences."""
    return [result for _, result in sorted(results, key=lambda each: each[0])]
