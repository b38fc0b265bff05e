"""Resolution: which office each rendering denotes, from evidence of the whole corpus, or none."""

from __future__ import annotations

from canonym.resolution.corpus import resolve
from canonym.resolution.phrases import resolve_phrases

__all__ = ["resolve", "resolve_phrases"]
