"""What results depend on besides the reports: the code, its settings, its data and the models on this machine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canonym.config import Config
from canonym.glossary.yaml_files import content_key
from canonym.records import to_plain
from canonym.resources import glossaries_folder
from canonym.run.output_folder import digest
from canonym.translation.engines.backend import Setup
from canonym.translation.engines.packages import search_folders
from canonym.translation.engines.routes import find_models

NOT_IN_RESULTS = ("workers", "parquet", "models", "glossaries", "judgements", "tmx", "terms", "memory", "findings")
"""Settings that change no result: how the work is spread, a further file, paths, whose contents count instead, the
translation memory, which holds what the engine would say, and what the audit alone reads."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Code, settings and data in one hash, and the models that could be used."""

    basis: str
    models: list[list[str]]
    """Languages read and written, engine, name, file name and size of each translation model."""

    @classmethod
    def of(cls, config: Config) -> Identity:
        """Return the identity of results that this configuration gives on this machine now."""
        basis = digest(
            code_digest(), settings_of(config), glossaries_digest(config), content_key((*config.tmx, *config.terms))
        )
        return cls(basis, model_names(config))


def settings_of(config: Config) -> dict[str, Any]:
    """Return the settings that results depend on, as JSON values."""
    return {name: value for name, value in to_plain(config).items() if name not in NOT_IN_RESULTS}


def code_digest() -> str:
    """Return the hash of canonym's own code: another version, or a change in a clone, makes kept results void."""
    return folder_digest(Path(__file__).parents[1], "**/*.py") + folder_digest(Path(__file__).parents[1], "**/*.yaml")


def glossaries_digest(config: Config) -> str:
    """Return the hash of all glossary and language data files that a configuration uses."""
    folders = (glossaries_folder(), *config.glossaries)
    return hashlib.sha256("".join(folder_digest(folder, "**/*.yaml") for folder in folders).encode()).hexdigest()


def folder_digest(folder: Path, pattern: str) -> str:
    """Return the hash of the names and contents of a folder's files."""
    total = hashlib.sha256()
    for path in sorted(folder.glob(pattern)):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def model_names(config: Config) -> list[list[str]]:
    """Give the translation models on this machine that a run could use; a server is known by its address, a setting."""
    if not config.translate:
        return []
    setup = Setup(tuple(search_folders(config.models)), config.engines, config.via)
    return [
        [" ".join(each.sources), " ".join(each.targets), each.engine, each.name, Path(each.place).name, str(each.size)]
        for each in find_models(setup)
    ]
