"""The engines by name. Packages of others add theirs under the entry point group "canonym.translators".

An entry names an object with the methods of backend.Backend:

    [project.entry-points."canonym.translators"]
    mine = "my_package.my_module:BACKEND"
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from canonym.errors import ModelError, UsageError
from canonym.translation.engines.backend import Backend

GROUP = "canonym.translators"
_OWN = "canonym.translation.engines"
# Entry points like any other; listed here and not in pyproject.toml, so that a checkout needs no installation.
BUILT_IN = (
    EntryPoint("argos", f"{_OWN}.argos:BACKEND", GROUP),
    EntryPoint("ctranslate2", f"{_OWN}.ctranslate2_folder:BACKEND", GROUP),
    EntryPoint("firefox", f"{_OWN}.firefox:BACKEND", GROUP),
    EntryPoint("http", f"{_OWN}.http:BACKEND", GROUP),
    EntryPoint("apertium", f"{_OWN}.apertium:BACKEND", GROUP),
)
"""In the order in which they are preferred where a folder has several models for a pair."""


@cache
def backends() -> dict[str, Backend]:
    """Return all engines by name, the built-in ones first; raises ModelError for one that cannot be imported."""
    return {entry.name: _load(entry) for entry in _entries().values()}


def check_engines(names: tuple[str, ...]) -> None:
    """Raise UsageError for an engine that is not there."""
    known = _entries()
    for name in names:
        if name not in known:
            raise UsageError(
                f"no translation engine {name!r}", where="engines", remedy=f"the engines are {', '.join(known)}"
            )


@cache
def _entries() -> dict[str, EntryPoint]:
    found = {entry.name: entry for entry in BUILT_IN}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        if entry.name in found:
            raise ModelError(
                f"the engine {entry.name!r} is there twice",
                where=entry.value,
                remedy="uninstall the package that adds it",
            )
        found[entry.name] = entry
    return found


def _load(entry: EntryPoint) -> Backend:
    try:
        backend: Backend = entry.load()
    except (ImportError, AttributeError) as error:
        raise ModelError(
            f"the engine {entry.name!r} cannot be imported ({error})",
            where=entry.value,
            remedy="install or uninstall the package that adds it",
        ) from error
    return backend
