"""What engines offer on this machine: models, and the modules (backends) that find and load them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from canonym.translation.engines.translator import Translator


@dataclass(frozen=True, slots=True)
class Model:
    """A model that an engine could run."""

    engine: str
    name: str
    """As `canonym models list` shows it: "es-en 1.0"."""
    place: str
    """File, folder or address."""
    sources: tuple[str, ...]
    """Languages that it reads (ISO 639-1)."""
    targets: tuple[str, ...]
    """Languages that it writes; from any of `sources`."""
    version: str = ""
    size: int = 0
    """Bytes on disk; 0 where it is not known."""
    license: str | None = None
    problem: str = ""
    """Why it cannot be used; empty for a good one."""
    remedy: str = ""
    """What would help against the problem."""
    beside: bool = False
    """Whether it may be loaded in a thread beside other work: loading it changes nothing that others look at."""

    def serves(self, source: str, target: str) -> bool:
        """Tell whether it translates this pair."""
        return source != target and source in self.sources and target in self.targets

    @property
    def pair(self) -> str:
        """The pair as commands take it: "es-en"; for many languages "3 to 1"."""
        if len(self.sources) == len(self.targets) == 1:
            return f"{self.sources[0]}-{self.targets[0]}"
        return f"{len(self.sources)} to {len(self.targets)}" if self.sources else ""


@dataclass(frozen=True, slots=True)
class Setup:
    """Where models may be, and what the user allows."""

    folders: tuple[Path, ...]
    """Searched in this order."""
    engines: tuple[str, ...] = ()
    """Only these engines, the first one preferred; empty: all, in the order of registry.BUILT_IN."""
    via: tuple[str, ...] = ()
    """Languages through which a pair may be joined that has no model of its own."""
    server: str = ""
    """Address of a translation server; empty: none."""


class Backend(Protocol):
    """Finds and loads the models of one engine."""

    name: str

    def find(self, setup: Setup) -> Sequence[Model]:
        """Return the models that this engine has, in folder order; nothing heavy is imported, nothing loaded.

        A model that cannot be used is among them, with its problem. Only the backend of servers opens a connection,
        and only to `setup.server`.
        """

    def load(self, model: Model, source: str, target: str) -> Translator:
        """Load one of the found models for a pair that it serves; raises ModelError where it is damaged."""
