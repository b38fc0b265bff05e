"""Errors that a user can act on: each says what is wrong, where, and what to do."""

from __future__ import annotations


class CanonymError(Exception):
    """Base of all errors that canonym raises on purpose.

    `str(error)` is one line: what is wrong, where, and what to do.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        """Keep the three parts; `where` is a file, a line or an option, `remedy` an instruction."""
        self.what = what
        self.where = where
        self.remedy = remedy
        parts = [f"{where}: {what}" if where else what]
        if remedy:
            parts.append(remedy)
        super().__init__("; ".join(" ".join(part.split()) for part in parts))


class UsageError(CanonymError):
    """The command, an option or the configuration is wrong (exit code 2)."""


class DocumentError(CanonymError):
    """One document cannot be read or processed; the others go on (exit code 3)."""


class GlossaryError(CanonymError):
    """A glossary or language data file is broken (exit code 2)."""


class ModelError(CanonymError):
    """A translation or embedding model is missing or damaged."""


class StoreError(CanonymError):
    """The output folder cannot be used: another configuration, a full disk (exit code 2)."""


class ServerError(ModelError):
    """A translation server failed, perhaps only now: what it was asked for is tried again by the next run."""
