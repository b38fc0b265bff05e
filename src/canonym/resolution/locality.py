"""How much a document keeps to one province: then its "ministry" is often a department that was rendered wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from canonym.glossary import Glossary
from canonym.glossary.packs import Pack
from canonym.model import Mention


def taken_for(pack: Pack) -> Mapping[str, str]:
    """Central bodies whose name is often given to a local one of the same words -> the kind of the local one.

    The ministry of finance -> "department", because a province's department of finance is called a ministry so often.
    """
    misread = {(error.intended, error.read) for error in pack.kind_errors if error.verdict == "mistranslated"}
    local = [body for body in pack.bodies.values() if body.levels != ("central",)]
    return {
        central.id: other.kind
        for central in pack.bodies.values()
        if central.levels == ("central",)
        for other in local
        if other.senses == central.senses and (other.kind, central.kind) in misread
    }


def local_share(mentions: Sequence[Mention], kind: str, glossary: Glossary) -> float:
    """How much a document speaks of local bodies only, 0 to 1, and never of one of a kind ("department").

    By how many more than one the titles that say a local level outnumber those that say the central one, as a share of
    them and one, so that a single title proves nothing. 0 where the kind is named, because then the document tells the
    two apart.
    """
    said = [mention.parsed.level for mention in mentions if mention.parsed.level]
    if any(kind in _kinds(mention, glossary) for mention in mentions):
        return 0.0
    central = said.count("central")
    return max(0.0, (len(said) - 2 * central - 1) / (len(said) + 1))


def _kinds(mention: Mention, glossary: Glossary) -> set[str]:
    """The kinds of body that the words of a mention say."""
    kinds = {meaning for sense in mention.parsed.senses for meaning in sense.meanings}
    return kinds | {glossary.bodies[name].kind for name in mention.parsed.names if name in glossary.bodies}
