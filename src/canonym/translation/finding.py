"""Find the translator for a pair of languages among the packages on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from canonym.errors import ModelError
from canonym.translation.backends.argos import ApiTranslator, ArgosTranslator, load, refuse_remote_provider
from canonym.translation.chain import ChainTranslator
from canonym.translation.packages import PackageInfo, list_packages
from canonym.translation.protocol import Translator

BRIDGE = "en"
"""Language over which two packages are joined: nearly all packages read or write English."""


def find_translator(source: str, target: str, folders: Sequence[Path]) -> Translator:
    """Load the translator from `source` to `target` (ISO 639-1) out of `folders`, the first folder winning.

    A translator stays loaded for the next call. A damaged package is passed over where another one serves. Where the
    pair has no package, two are joined over English. Raises ModelError, which names the command that would help, where
    there is none, or where all are damaged.
    """
    refuse_remote_provider()
    packages = list_packages(folders)
    problems: list[ModelError] = []
    if direct := _first_good(packages, source, target, problems):
        return direct
    if BRIDGE not in (source, target):
        first = _first_good(packages, source, BRIDGE, problems)
        second = _first_good(packages, BRIDGE, target, problems) if first else None
        if first and second:
            return ChainTranslator(first, second)
    if problems:
        raise problems[0]
    raise ModelError(f"no translation package {source}-{target} is installed", remedy=_remedy(source, target, packages))


def _first_good(
    packages: Sequence[PackageInfo], source: str, target: str, problems: list[ModelError]
) -> ArgosTranslator | ApiTranslator | None:
    for package in packages:
        if (package.source, package.target) != (source, target):
            continue
        if package.problem:
            problems.append(_as_error(package))
            continue
        try:
            return _loaded(package, package.path.stat().st_mtime_ns)
        except ModelError as error:
            problems.append(error)
    return None


@lru_cache(maxsize=4)
def _loaded(package: PackageInfo, changed: int) -> ArgosTranslator | ApiTranslator:
    """The translator of a package, kept for the next document; `changed` tells a replaced file from the old one."""
    return load(package)


def _as_error(package: PackageInfo) -> ModelError:
    return ModelError(
        f"the translation package is damaged: {package.problem}",
        where=str(package.path),
        remedy=f"delete it and run `canonym models install {package.source}`",
    )


def _remedy(source: str, target: str, packages: Sequence[PackageInfo]) -> str:
    command = f"canonym models install {source}" + ("" if target == "en" else f" --to {target}")
    good = sorted({package.pair for package in packages if not package.problem})
    return f"run `{command}` (installed: {', '.join(good) if good else 'none'})"
