"""How much a document keeps to one province: then its "ministry" is often a department that was rendered wrongly."""

from __future__ import annotations

from collections.abc import Iterable

from canonym.resolution.evidence.document_words import DocumentWords


def local_shares(said: DocumentWords, kinds: Iterable[str]) -> dict[str, float]:
    """How much a document speaks of local bodies only, 0 to 1, and never of one of a kind ("department"), by kind.

    By how many more than one the titles that say a local level outnumber those that say the central one, as a share of
    them and one, so that a single title proves nothing. 0 where the kind is named, because then the document tells the
    two apart.
    """
    levels = len(said.levels)
    share = max(0.0, (levels - 2 * said.levels.count("central") - 1) / (levels + 1))
    return {kind: 0.0 if kind in said.kinds else share for kind in kinds}
