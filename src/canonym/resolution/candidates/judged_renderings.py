"""What people decided about renderings, as known renderings for the learned reader: it learns from them at once."""

from __future__ import annotations

from canonym.embedding.phrase_reader import KnownRendering
from canonym.glossary import Glossary
from canonym.judgements import Judgements


def judged_renderings(judgements: Judgements | None, glossary: Glossary) -> tuple[KnownRendering, ...]:
    """The renderings that people gave a body of the glossary, everywhere; a decision about one report is none."""
    if not judgements:
        return ()
    found = {
        KnownRendering(each.subject.rendering, each.subject.lang, each.office.body): None
        for each in judgements.standing
        if each.office is not None and each.subject.doc is None and each.office.body in glossary.bodies
    }
    return tuple(found)
