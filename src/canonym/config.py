"""The configuration: every setting, its default and its meaning, once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a run. `canonym.toml` may set any of them by the same name."""

    pivot: str = "en"
    """Language of the canonical names and of the translation (ISO 639-1)."""
    packs: tuple[str, ...] = ()
    """Glossary packs to use; empty means all that are found."""
    force: tuple[str, ...] = ()
    """Packs that are taken as active in every document, whatever the document says."""
    forbid: tuple[str, ...] = ()
    """Packs that are never active."""
    glossaries: tuple[Path, ...] = ()
    """Further folders with packs of the user, beside the ones that ship."""
    models: tuple[Path, ...] = ()
    """Further folders with translation packages, searched before the default ones."""
    translate: bool = True
    """Translate documents that are not in the pivot language, where a model is installed."""
    embedding: str = "embedded"
    """"embedded" (ships with canonym), "none", or the folder of a sentence-transformers model."""
    accept: float = 0.85
    """Probability from which a title is rewritten: about one in seven or fewer of the borderline cases is wrong."""
    review: float = 0.35
    """Probability from which a title is listed for review."""
    source_names: str = "pivot"
    """Canonical names in canonical/source/: "pivot" writes them in the pivot language, "own" in the report's."""
    text_field: str = "text"
    """Column (.csv) or field (.jsonl) that holds the text."""
    workers: int = 1
    """Processes that work on documents side by side; 0 means one per processor."""
    parquet: bool = False
    """Also write mentions.parquet."""
