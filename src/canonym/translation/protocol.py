"""What every translation engine offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable


class Translator(Protocol):
    """Translates sentences from one language to one other; one method, plain types."""

    @property
    def name(self) -> str:
        """Name of the engine: "argos"."""

    @property
    def model(self) -> str:
        """Which model it is, with the start of its SHA-256: enough to tell two runs apart."""

    @property
    def source(self) -> str:
        """Language that it reads (ISO 639-1)."""

    @property
    def target(self) -> str:
        """Language that it writes (ISO 639-1)."""

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """One translation per sentence, in order; a sentence holds no newline."""


@runtime_checkable
class CarefulTranslator(Translator, Protocol):
    """An engine that can try a sentence again with settings that work against repetitions."""

    def translate_carefully(self, sentences: Sequence[str]) -> list[str]:
        """Like `translate`, slower or less fluent, for sentences whose first translation ran in a loop."""
