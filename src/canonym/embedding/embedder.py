"""What an embedding backend is, and how two sets of vectors are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COSINE_DECIMALS = 6
"""Decimals that `cosines` keeps: far above the noise of a float64 sum (1e-16), far below any threshold in use."""


class Embedder(Protocol):
    """Turns texts into vectors. The vector of a text depends on that text alone, never on what is encoded beside it."""

    @property
    def name(self) -> str:
        """Which model this is; one name per model, fit for a configuration hash and for evidence shown to a user."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per text, shape (len(texts), dimension), each of unit length; zeros for a blank text."""


def cosines(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the cosine of each row of `left` with each row of `right`, shape (len(left), len(right)), from -1 to 1.

    Both must come from `Embedder.encode` (unit length or zero); a zero row has cosine 0 with everything. The products
    are summed in float64 and rounded, because the last bits of a matrix product depend on its shape: without that, the
    same pair could score differently in a larger corpus.
    """
    import numpy as np  # noqa: PLC0415 - not needed by `canonym --help`

    product = np.asarray(left, dtype=np.float64) @ np.asarray(right, dtype=np.float64).T
    # Adding zero turns -0.0 into 0.0, which would otherwise be written as "-0.0".
    return (np.round(np.clip(product, -1.0, 1.0), COSINE_DECIMALS) + 0.0).astype(np.float64)
