"""Two translators one after the other, where none serves the pair itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from canonym.translation.engines.translator import Translation, Translator


class ChainTranslator:
    """Through a third language: the first translator's target is the second one's source."""

    def __init__(self, first: Translator, second: Translator) -> None:
        """Join two translators."""
        self.legs = first, second
        self.source, self.target = first.source, second.target
        self.name = first.name if first.name == second.name else f"{first.name} + {second.name}"
        self.model = f"{first.model} + {second.model}"
        self.settings = f"{first.settings} + {second.settings}"
        self.has_careful = first.has_careful or second.has_careful

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        """Return one result per sentence, in order, with the flags of both steps; a chain tells no alignment."""
        first, second = self.legs
        halfway = first.translate(sentences, careful=careful)
        results = second.translate([half.text for half in halfway], careful=careful)
        return [
            Translation(end.text, self.name, tuple(dict.fromkeys((*half.flags, *end.flags))))
            for half, end in zip(halfway, results, strict=True)
        ]


def route_record(translator: Translator) -> list[dict[str, Any]]:
    """Return the way that a text took, leg by leg, for documents.jsonl."""
    legs = translator.legs if isinstance(translator, ChainTranslator) else (translator,)
    return [{"engine": leg.name, "model": leg.model, "source": leg.source, "target": leg.target} for leg in legs]
