"""A sentence-transformers model in a local folder, loaded without any network connection."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canonym.embedding.cached import CachedEmbedder
from canonym.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    # Otherwise the tokenizer warns as soon as a process that used it starts worker processes.
    "TOKENIZERS_PARALLELISM": "false",
}
"""Environment variables that are set before the libraries are imported, which read most of them only then."""


class LocalModelEmbedder(CachedEmbedder):
    """A sentence-transformers model on the processor (not on a graphics card, whose sums differ between runs)."""

    def __init__(self, folder: Path, name: str) -> None:
        """Load the model; raises ModelError if the folder holds none, if it is damaged or wants to run own code."""
        self._model = _load(folder)
        dimension = self._dimension()
        if not dimension:
            raise ModelError("the embedding model does not say its dimension", where=str(folder))
        super().__init__(name, dimension)

    def _dimension(self) -> int | None:
        # The method was renamed in sentence-transformers 5; the old name warns from then on.
        method = getattr(self._model, "get_embedding_dimension", None) or self._model.get_sentence_embedding_dimension
        dimension: int | None = method()
        return dimension

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        with _one_thread():
            rows: NDArray[np.float32] = self._model.encode(
                [text], batch_size=1, show_progress_bar=False, convert_to_numpy=True
            )
        vector: NDArray[np.float32] = rows[0]
        return vector


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Compute on one thread: torch sums in another order, and so to other last bits, for another number of threads."""
    import torch  # noqa: PLC0415 - three seconds

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _load(folder: Path) -> Any:
    _check_folder(folder)
    os.environ.update(OFFLINE)
    try:
        sentence_transformers = import_module("sentence_transformers")
        logging = import_module("transformers.utils.logging")
    except ImportError as error:
        raise ModelError(
            "sentence-transformers is not installed, which an embedding model in a folder needs",
            where=str(folder),
            remedy='run "pip install sentence-transformers"',
        ) from error
    progress = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        return sentence_transformers.SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, trust_remote_code=False
        )
    # A damaged model surfaces as almost any exception (OSError, ValueError, KeyError, the readers' own classes).
    except Exception as error:
        raise ModelError(
            f"the embedding model cannot be loaded ({type(error).__name__}: {_first_line(error)})",
            where=str(folder),
            remedy="copy the whole model folder again",
        ) from error
    finally:
        if progress:
            logging.enable_progress_bar()


def _check_folder(folder: Path) -> None:
    """Refuse what is no model, before a second of import time is spent, and what would run Python code of its own."""
    modules = folder / "modules.json"
    if not modules.is_file() and not (folder / "config.json").is_file():
        raise ModelError(
            "no sentence-transformers model (neither modules.json nor config.json is there)",
            where=str(folder),
            remedy="name the folder that holds modules.json",
        )
    if not modules.is_file():
        return
    try:
        types = [str(module["type"]) for module in json.loads(modules.read_text("utf-8"))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"damaged ({_first_line(error)})", where=str(modules), remedy="copy the whole model folder again"
        ) from error
    # Older releases of sentence-transformers import any class that is named here, from a local folder without asking.
    foreign = [name for name in types if not name.startswith("sentence_transformers.")]
    if foreign:
        raise ModelError(
            f"the model brings Python code of its own ({foreign[0]}), which canonym does not run",
            where=str(modules),
            remedy="use a model made of sentence-transformers modules only",
        )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
