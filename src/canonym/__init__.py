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
    from canonym.rewriting import replay

_MODULES = {
    "CanonymError": "errors",
    "Config": "config",
    "Pipeline": "api",
    "Resolution": "model",
    "Result": "api",
    "load_config": "config",
    "replay": "rewriting",
    "resolve": "api",
}

__all__ = [
    "CanonymError",
    "Config",
    "Pipeline",
    "Resolution",
    "Result",
    "__version__",
    "load_config",
    "replay",
    "resolve",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name in _MODULES:
        return getattr(import_module(f"canonym.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'canonym' has no attribute {name!r}")
