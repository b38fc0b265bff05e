"""Packages that are zips are unpacked once, into a cache of the user, and checked on every use.

Nothing is ever written beside the package: the models of a clone stay as they are.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from canonym import resources
from canonym.errors import ModelError
from canonym.translation.engines.packages import DAMAGED, PackageInfo, zip_members

_BLOCK = 1 << 20


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Tell where unpacked packages are kept: canonym/models in the user's cache folder."""
    return resources.cache_folder(environ) / "models"


def unpacked(package: PackageInfo, cache: Path | None = None) -> tuple[Path, str]:
    """Return the folder with the package's files, and the SHA-256 of the package in hexadecimal.

    A zip is unpacked into `cache`/<hash>/<top folder> through a temporary folder and one rename, so that several
    processes may do it at once; files already there are compared with the checksums in the zip and unpacked again
    where they differ. Where the cache cannot be written, a temporary folder is used and removed at exit.

    Raises ModelError for a damaged package.
    """
    if package.path.is_dir():
        return package.path, _folder_hash(package.path)
    try:
        digest = _file_hash(package.path)
        with zipfile.ZipFile(package.path) as archive:
            top, members = zip_members(archive)
            place = (cache or cache_folder()) / digest[:16]
            if not _intact(place, members):
                place = _extract(archive, members, place)
    except (*DAMAGED, zlib.error) as error:
        raise damaged(package, error) from error
    return place / top, digest


def damaged(package: PackageInfo, error: BaseException | str) -> ModelError:
    """Return the one line for a package that cannot be used."""
    detail = " ".join(str(error).split())
    return ModelError(
        f"the translation package is damaged ({detail})",
        where=str(package.path),
        remedy=f"delete it and run `canonym models install {package.source or 'LANG'}`",
    )


def _extract(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], place: Path) -> Path:
    """Unpack into `place`, or into a temporary folder where that cannot be written."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".unpack-", dir=place.parent))
    except OSError:
        work = Path(tempfile.mkdtemp(prefix="canonym-model-"))
        atexit.register(shutil.rmtree, work, ignore_errors=True)
        _write(archive, members, work)
        return work
    try:
        _write(archive, members, work)
        if place.exists() and not _intact(place, members):
            shutil.rmtree(place, ignore_errors=True)
        # Another process may have been faster: its folder is as good as ours.
        with contextlib.suppress(OSError):
            work.rename(place)
        return place
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path) -> None:
    for member in members:
        target = folder.joinpath(*member.filename.split("/"))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink, _BLOCK)
        except OSError as error:
            raise ModelError(
                f"a translation package cannot be unpacked ({error.strerror or error})",
                where=str(folder),
                remedy="make room there or point XDG_CACHE_HOME at another disk",
            ) from error


def _intact(place: Path, members: list[zipfile.ZipInfo]) -> bool:
    for member in members:
        file = place.joinpath(*member.filename.split("/"))
        if not file.is_file() or file.stat().st_size != member.file_size or _checksum(file) != member.CRC:
            return False
    return True


def _checksum(file: Path) -> int:
    value = 0
    with file.open("rb") as source:
        while block := source.read(_BLOCK):
            value = zlib.crc32(block, value)
    return value


def _file_hash(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _folder_hash(folder: Path) -> str:
    total = hashlib.sha256()
    for name in ("metadata.json", "sentencepiece.model", "bpe.model", "model/model.bin"):
        file = folder / name
        if file.is_file():
            total.update(f"{name}\0{_file_hash(file)}\n".encode())
    return total.hexdigest()
