"""Central bodies whose name is often given to a local one of the same words."""

from __future__ import annotations

from collections.abc import Mapping

from canonym.glossary.packs import Pack


def taken_for(pack: Pack) -> Mapping[str, str]:
    """Central bodies whose name is often given to a local one of the same words -> the kind of the local one.

    The ministry of finance -> "department", because a province's department of finance is called a ministry so often.
    Of several local bodies, one for which this seldom happens (a district's division) counts only where no other is.
    """
    rare = {(error.intended, error.read): error.rare for error in pack.kind_errors if error.verdict == "mistranslated"}
    local = [body for body in pack.bodies.values() if body.levels != ("central",) and not body.provisional]
    found: dict[str, str] = {}
    for central in pack.bodies.values():
        if central.levels != ("central",):
            continue
        swaps = [(other.kind, central.kind) for other in local if other.senses == central.senses]
        likeliest = min((swap for swap in swaps if swap in rare), key=lambda swap: rare[swap], default=None)
        if likeliest is not None:
            found[central.id] = likeliest[0]
    return found
