"""Translation packages of argostranslate in local folders: where they are, what they hold, how they are removed.

A package is a folder, or a zip named *.argosmodel with one top folder, that holds metadata.json, model/ (CTranslate2)
and sentencepiece.model or bpe.model.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canonym.errors import ModelError
from canonym.resources import default_models_folder

SUFFIX = ".argosmodel"
TOKENIZERS = ("sentencepiece.model", "bpe.model")
DAMAGED = (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, KeyError)
"""What reading a broken or foreign zip or metadata file can raise."""


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """One package on this machine."""

    source: str
    """Language that it reads; empty where a damaged package does not tell."""
    target: str
    version: str
    path: Path
    """The .argosmodel file or the unpacked folder."""
    size: int
    """Bytes on disk."""
    license: str | None = None
    """Only where the package states it."""
    problem: str = ""
    """Why the package cannot be used; empty for a good one."""
    direct: bool = False
    """Whether it runs without argostranslate: with SentencePiece as its tokenizer, and no target prefix."""

    @property
    def pair(self) -> str:
        """The pair as commands take it: "es-en"."""
        return f"{self.source}-{self.target}" if self.source else self.path.name


def user_models_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Give the folder into which packages are installed: CANONYM_MODELS_DIR, else canonym/models in the user's data
    folder.
    """
    environ = os.environ if environ is None else environ
    if named := environ.get("CANONYM_MODELS_DIR"):
        return Path(named)
    data = environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "canonym" / "models"


def search_folders(extra: Iterable[Path] = (), environ: Mapping[str, str] | None = None) -> list[Path]:
    """Return the folders in which packages are looked for, the first one winning.

    `extra` (Config.models), then the user's folder, then models/ of a clone, then argostranslate's own folder.
    Folders that do not exist are kept: a message may have to name them.
    """
    environ = os.environ if environ is None else environ
    folders = [*extra, user_models_folder(environ)]
    if shipped := default_models_folder():
        folders.append(shipped)
    data = environ.get("XDG_DATA_HOME")
    own = (Path(data) if data else Path.home() / ".local" / "share") / "argos-translate" / "packages"
    folders.append(Path(environ.get("ARGOS_PACKAGES_DIR") or own))
    return list(dict.fromkeys(folders))


def list_packages(folders: Sequence[Path]) -> list[PackageInfo]:
    """Return all packages in the folders, in search order, within a folder by pair and with the newest version first.

    Damaged packages are listed with their `problem`; whatever is no package at all is passed over. Nothing is
    unpacked, written or loaded.
    """
    found: list[PackageInfo] = []
    for folder in folders:
        if not folder.is_dir():
            continue
        here = [read_package(path) for path in sorted(folder.iterdir()) if _looks_like_package(path)]
        here.sort(key=lambda package: package.path.name)
        here.sort(key=lambda package: _version_key(package.version), reverse=True)
        here.sort(key=lambda package: (package.source, package.target))
        found.extend(here)
    return found


def read_package(path: Path) -> PackageInfo:
    """Describe the package at `path` (file or folder); a damaged one is described with its `problem`."""
    try:
        metadata, names = _folder_metadata(path) if path.is_dir() else _zip_metadata(path)
        source, target = metadata.get("from_code"), metadata.get("to_code")
        if not (isinstance(source, str) and source and isinstance(target, str) and target):
            raise ValueError("its metadata.json names no pair of languages")
        kind = metadata.get("type", "translate")
        if kind != "translate":
            raise ValueError(f"it is a package of type {kind!r}, not a translation package")
    except DAMAGED as error:
        guess = re.search(r"(?:^|-)([a-z]{2,3})_([a-z]{2,3})(?:[-.]|$)", path.name)
        pair = guess.groups() if guess else ("", "")
        return PackageInfo(pair[0], pair[1], "", path, _size(path), problem=_explain(error))
    license_ = metadata.get("license")
    return PackageInfo(
        source,
        target,
        str(metadata.get("package_version", "")),
        path,
        _size(path),
        str(license_) if license_ else None,
        direct=TOKENIZERS[0] in names and not metadata.get("target_prefix"),
    )


def remove(pair: str, folder: Path) -> list[Path]:
    """Delete every package of a pair ("es-en") from `folder` and tell what was deleted.

    Only the user's own folder is touched, never the models of a clone. Raises ModelError where there is no such
    package.
    """
    wanted = pair.replace("_", "-").replace("→", "-").lower()
    victims = [package.path for package in list_packages([folder]) if package.pair.lower() == wanted]
    if not victims:
        raise ModelError(
            f"no package {pair} to remove", where=str(folder), remedy="`canonym models list` shows what is installed"
        )
    for path in victims:
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError as error:
            raise ModelError(f"cannot be removed ({error.strerror})", where=str(path)) from error
    return victims


def zip_members(archive: zipfile.ZipFile) -> tuple[str, list[zipfile.ZipInfo]]:
    """Return the top folder and files of a package's zip; raises ValueError where the zip is not built like a
    package.
    """
    files = [member for member in archive.infolist() if not member.is_dir()]
    tops = {member.filename.split("/", 1)[0] for member in files if "/" in member.filename}
    top = next((name for name in sorted(tops) if f"{name}/metadata.json" in archive.NameToInfo), None)
    if top is None:
        raise ValueError("no metadata.json in it")
    members = [member for member in files if member.filename.startswith(f"{top}/")]
    for member in members:
        parts = member.filename.split("/")
        if ".." in parts or "\\" in member.filename or (member.external_attr >> 16) & 0o170000 == 0o120000:
            raise ValueError(f"unsafe name {member.filename!r} in it")
    names = {member.filename.removeprefix(f"{top}/") for member in members}
    _require_model(names)
    return top, members


def _looks_like_package(path: Path) -> bool:
    return path.suffix == SUFFIX if path.is_file() else (path / "metadata.json").is_file()


def _zip_metadata(path: Path) -> tuple[dict[str, Any], set[str]]:
    """Return the metadata of a package, and the names of its files."""
    with zipfile.ZipFile(path) as archive:
        top, members = zip_members(archive)
        names = {member.filename.removeprefix(f"{top}/") for member in members}
        return _metadata(archive.read(f"{top}/metadata.json")), names


def _folder_metadata(path: Path) -> tuple[dict[str, Any], set[str]]:
    names = {file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()}
    _require_model(names)
    return _metadata((path / "metadata.json").read_bytes()), names


def _metadata(content: bytes) -> dict[str, Any]:
    try:
        metadata = json.loads(content)
    except ValueError as error:
        raise ValueError("its metadata.json is not JSON") from error
    if not isinstance(metadata, dict):
        raise ValueError("its metadata.json is not a JSON object")
    return metadata


def _require_model(names: set[str]) -> None:
    if "model/model.bin" not in names:
        raise ValueError("no model/model.bin in it")
    if not names & set(TOKENIZERS):
        raise ValueError("neither sentencepiece.model nor bpe.model in it")


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def _version_key(version: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"[._-]", version)]


def _explain(error: BaseException) -> str:
    if isinstance(error, zipfile.BadZipFile):
        return "not a complete zip file"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error})"
    return str(error)
