"""What a document speaks of as a whole, whatever its other titles are; document_features.py weighs it."""

from __future__ import annotations

from collections.abc import Mapping

from canonym.config import Config
from canonym.glossary import Glossary
from canonym.model import DocumentTitles
from canonym.resolution.candidates.mention_case import usual_level
from canonym.resolution.evidence.active_packs import Activity, activities, silent
from canonym.resolution.evidence.document_words import DocumentWords
from canonym.resolution.evidence.locality import local_shares
from canonym.resolution.evidence.whose_office import WhoseOffice


class DocumentEvidence:
    """What one document speaks of."""

    __slots__ = (
        "activities",
        "apart",
        "disputed",
        "heard",
        "local",
        "senses",
        "signals",
        "taken_for",
        "term_bodies",
        "usual",
        "whose",
    )

    def __init__(
        self, document: DocumentTitles, glossary: Glossary, config: Config, taken_for: Mapping[str, str]
    ) -> None:
        """Look at the document's signals, levels and terms; `taken_for`: see `local_doubles.taken_for`."""
        said = DocumentWords(document.mentions, glossary)
        self.activities: Mapping[str, Activity] = activities(document, said, glossary, config)
        self.heard = frozenset(pack for pack, own in self.activities.items() if silent(own.value) < 1)
        """Packs of which anything at all speaks."""
        self.whose = WhoseOffice(document)
        """Whose each title is, by the words around it."""
        bound = {self.whose.of(each).pack for each in document.mentions if each.kind != "term"} - {None}
        self.disputed = frozenset(
            pack
            for pack, own in self.activities.items()
            if own.against or own.places_elsewhere or not bound.issubset({pack})
        )
        """Packs to which another country's name or place may stand in the way."""
        self.apart: frozenset[str] = frozenset()
        """Packs whose candidates do not share all that it says."""
        self.signals = document.signals
        """The words that speak of countries."""
        self.taken_for = taken_for
        self.local: Mapping[str, float] = local_shares(said, taken_for.values())
        """How much it speaks of local bodies only, by the kind of body that it never names."""
        self.usual = usual_level(document.mentions)
        """The level that most of its titles say."""
        terms = [mention for mention in document.mentions if mention.kind == "term"]
        self.senses = frozenset(meaning for m in terms for sense in m.parsed.senses for meaning in sense.meanings)
        """What its terms speak of."""
        named = {glossary.body_of_term.get(mention.parsed.names[0]) for mention in terms}
        self.term_bodies = tuple(sorted(body for body in named if body))
        """Bodies that its terms name ("emulation cluster")."""
