"""Alignment of several versions of one report: their sentences, their titles, and which reports are versions.

Importing this package loads no numpy; it is loaded by the first call that needs it.
"""

from canonym.alignment.links import Link
from canonym.alignment.sentences import Aligner, align_texts

__all__ = ["Aligner", "Link", "align_texts"]
