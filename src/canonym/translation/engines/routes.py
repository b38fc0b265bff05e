"""Choose the model for a pair of languages among those on this machine, and load it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from canonym.errors import ModelError
from canonym.translation.engines.argos import refuse_remote_provider
from canonym.translation.engines.backend import Model, Setup
from canonym.translation.engines.chain import ChainTranslator
from canonym.translation.engines.registry import backends, check_engines
from canonym.translation.engines.translator import Translator

RULE = (
    "The first model that serves a pair is used: of the folders in their order; in one folder by engine (argos, "
    "ctranslate2, firefox), a model of one pair before one of many, the newest first; then a server named with "
    "--server; then Apertium. --engine names engines, the first one preferred. Where no model serves a pair, it is "
    "joined through a language given with --via."
)

_LOADING = threading.Lock()
"""A model that is being loaded by another thread is waited for, not loaded twice."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A model and the pair for which it is used."""

    model: Model
    source: str
    target: str


Route = tuple[Leg, ...]
"""One leg, or two through a third language."""


def find_models(setup: Setup) -> list[Model]:
    """Return all models that the engines find, in the order in which they are preferred.

    Raises UsageError, ModelError.
    """
    check_engines(setup.engines)
    names = setup.engines or tuple(backends())
    found = [(_rank(model, setup, names), model) for name in names for model in backends()[name].find(setup)]
    return [model for _, model in sorted(found, key=lambda each: each[0])]


def routes(models: Sequence[Model], source: str, target: str, via: Sequence[str] = ()) -> Iterator[Route]:
    """Yield the ways from a language to another, the preferred one first: direct ones, then through each of `via`."""
    for model in models:
        if not model.problem and model.serves(source, target):
            yield (Leg(model, source, target),)
    for middle in via:
        for first in models:
            if not first.problem and first.serves(source, middle):
                for second in models:
                    if not second.problem and second.serves(middle, target):
                        yield Leg(first, source, middle), Leg(second, middle, target)


def find_translator(
    source: str,
    target: str,
    folders: Sequence[Path],
    *,
    engines: tuple[str, ...] = (),
    via: tuple[str, ...] = (),
    server: str = "",
) -> Translator:
    """Load the preferred translator from `source` to `target` (ISO 639-1); see RULE, and backend.Setup for the rest.

    A translator stays loaded for the next call. A damaged model is passed over where another one serves. Raises
    ModelError, which names the command that would help, where there is none, or where all are damaged.
    """
    refuse_remote_provider()
    models = find_models(Setup(tuple(folders), engines, via, server))
    problems: list[ModelError] = []
    for route in routes(models, source, target, via):
        try:
            with _LOADING:
                legs = [_loaded(leg, _changed(leg.model)) for leg in route]
        except ModelError as error:
            problems.append(error)
            continue
        return legs[0] if len(legs) == 1 else ChainTranslator(*legs)
    problems += [_as_error(model) for model in models if model.problem and model.serves(source, target)]
    raise problems[0] if problems else _missing(source, target, models)


def load_ahead(
    source: str,
    target: str,
    folders: Sequence[Path],
    *,
    engines: tuple[str, ...] = (),
    via: tuple[str, ...] = (),
    server: str = "",
) -> None:
    """Begin to load what `find_translator` will give, beside other work and where that may be.

    What is wrong with a model is told when it is needed.
    """
    models = find_models(Setup(tuple(folders), engines, via, server))
    route = next(routes(models, source, target, via), ())
    if route and all(leg.model.beside for leg in route):
        threading.Thread(target=_load, args=(route,)).start()


def _load(route: Route) -> None:
    with contextlib.suppress(ModelError), _LOADING:
        for leg in route:
            _loaded(leg, _changed(leg.model))


def _rank(model: Model, setup: Setup, names: Sequence[str]) -> tuple[int, int, int]:
    """Place in the order of RULE, but for the order in which an engine names its models of one folder."""
    folders = [str(folder) for folder in setup.folders]
    parent = str(Path(model.place).parent)
    folder = folders.index(parent) if parent in folders else len(folders)
    engine = names.index(model.engine)
    many = int(len(model.sources) * len(model.targets) > 1)
    return (engine, folder, many) if setup.engines else (folder, engine + many * len(names), many)


@lru_cache(maxsize=4)
def _loaded(leg: Leg, changed: int) -> Translator:
    """Return the translator, kept for the next documents; `changed` tells a replaced file from the old one."""
    return backends()[leg.model.engine].load(leg.model, leg.source, leg.target)


def _changed(model: Model) -> int:
    try:
        return Path(model.place).stat().st_mtime_ns
    except OSError:
        return 0


def _as_error(model: Model) -> ModelError:
    return ModelError(model.problem, where=model.place, remedy=model.remedy)


def _missing(source: str, target: str, models: Sequence[Model]) -> ModelError:
    middles = sorted({middle for model in models for middle in model.targets} - {source, target})
    joined = next((middle for middle in middles if next(routes(models, source, target, [middle]), None)), None)
    command = f"canonym models install {source}" + ("" if target == "en" else f" --to {target}")
    good = sorted({f"{model.engine} {model.pair}" for model in models if not model.problem})
    return ModelError(
        f"no translation model {source}-{target} is installed",
        remedy=f"run `{command}`"
        + (f", or allow the way through {joined} with --via {joined}" if joined else "")
        + f" (installed: {', '.join(good) if good else 'none'})",
    )
