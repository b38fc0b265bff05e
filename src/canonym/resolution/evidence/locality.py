"""How much a document keeps to one province: then its "ministry" is often a department that was rendered wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from canonym.glossary.packs import Pack
from canonym.resolution.evidence.document_words import Said


def taken_for(pack: Pack) -> Mapping[str, str]:
    """Central bodies whose name is often given to a local one of the same words -> the kind of the local one.

    The ministry of finance -> "department", because a province's department of finance is called a ministry so often.
    Of several local bodies, one for which this seldom happens (a district's division) counts only where no other is.
    """
    rare = {(error.intended, error.read): error.rare for error in pack.kind_errors if error.verdict == "mistranslated"}
    local = [body for body in pack.bodies.values() if body.levels != ("central",)]
    found: dict[str, str] = {}
    for central in pack.bodies.values():
        if central.levels != ("central",):
            continue
        swaps = [(other.kind, central.kind) for other in local if other.senses == central.senses]
        likeliest = min((swap for swap in swaps if swap in rare), key=lambda swap: rare[swap], default=None)
        if likeliest is not None:
            found[central.id] = likeliest[0]
    return found


def local_shares(said: Said, kinds: Iterable[str]) -> dict[str, float]:
    """How much a document speaks of local bodies only, 0 to 1, and never of one of a kind ("department"), by kind.

    By how many more than one the titles that say a local level outnumber those that say the central one, as a share of
    them and one, so that a single title proves nothing. 0 where the kind is named, because then the document tells the
    two apart.
    """
    levels = len(said.levels)
    share = max(0.0, (levels - 2 * said.levels.count("central") - 1) / (levels + 1))
    return {kind: 0.0 if kind in said.kinds else share for kind in kinds}
