"""Finds official titles in machine-translated reports and writes canonical role names, offline.

>>> import canonym
>>> result = canonym.Pipeline().run(["Der Vorsitzende des Volkskomitees der Provinz sprach."])
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from canonym.version import __version__

if TYPE_CHECKING:
    from canonym.api import Pipeline, Result, resolve
    from canonym.config import Config, load_config
    from canonym.errors import CanonymError
    from canonym.model import Resolution
    from canonym.results.loaded_run import LoadedRun, load_run
    from canonym.rewriting import replay

_MODULES = {
    "CanonymError": "errors",
    "Config": "config",
    "LoadedRun": "results.loaded_run",
    "Pipeline": "api",
    "Resolution": "model",
    "Result": "api",
    "load_config": "config",
    "load_run": "results.loaded_run",
    "replay": "rewriting",
    "resolve": "api",
}

__all__ = [
    "CanonymError",
    "Config",
    "LoadedRun",
    "Pipeline",
    "Resolution",
    "Result",
    "__version__",
    "load_config",
    "load_run",
    "replay",
    "resolve",
]


def __dir__() -> list[str]:
    """Return the public names, whether or not they were used yet."""
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name in _MODULES:
        return getattr(import_module(f"canonym.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'canonym' has no attribute {name!r}")
