"""Sentence embeddings: texts of similar meaning get similar vectors, within a language and across languages.

Importing this package loads neither numpy nor a model; both are loaded by the first call that needs them.
"""

from canonym.embedding.embedder import Embedder, cosines
from canonym.embedding.loading import load_embedder, load_phrase_reader
from canonym.embedding.phrase_reader import KnownRendering, PhraseReader, PhraseReading, TitlePhrase

__all__ = [
    "Embedder",
    "KnownRendering",
    "PhraseReader",
    "PhraseReading",
    "TitlePhrase",
    "cosines",
    "load_embedder",
    "load_phrase_reader",
]
