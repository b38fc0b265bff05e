"""Several versions of one report: which sentence of one says what which sentence of the other says.

Importing this package loads no numpy; it is loaded by the first call that needs it.
"""

from canonym.alignment.links import Link
from canonym.alignment.sentences import Aligner, align_texts

__all__ = ["Aligner", "Link", "align_texts"]
