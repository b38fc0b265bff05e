"""What all titles of a document say together, looked at once for all packs."""

from __future__ import annotations

from collections.abc import Sequence

from canonym.glossary import Glossary
from canonym.model import Mention


class DocumentWords:
    """The words, kinds of body and levels of a document's titles."""

    __slots__ = ("kinds", "levels", "meanings")

    def __init__(self, mentions: Sequence[Mention], glossary: Glossary) -> None:
        """Collect them, those of the bodies that are named included."""
        meanings = {meaning for m in mentions for sense in m.parsed.senses for meaning in sense.meanings}
        named = {name for m in mentions if m.parsed.names for name in m.parsed.names}
        bodies = [glossary.bodies[name] for name in named if name in glossary.bodies]
        self.kinds = meanings.union(body.kind for body in bodies)
        """What their words can mean, and the kinds of the bodies that they name."""
        self.meanings = self.kinds.union(*(body.senses for body in bodies))
        """What their words can mean, and the kinds and senses of the bodies that they name."""
        self.levels = [m.parsed.level for m in mentions if m.parsed.level]
        """The level of each title that says one."""
