"""Install translation packages. The only part of canonym that opens a network connection.

argostranslate's index is a JSON list; an entry names from_code, to_code, package_version, links, and on some mirrors
size and sha256.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

from canonym.errors import ModelError
from canonym.translation.engines.packages import DAMAGED, SUFFIX, PackageInfo, list_packages, read_package, zip_members

PUBLIC_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
"""Where argostranslate publishes its index (argostranslate.settings)."""
BRIDGE = "en"
TIMEOUT = 30
"""Seconds without a byte after which a server counts as silent."""
_BLOCK = 1 << 20

Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """A package that an index offers."""

    source: str
    target: str
    version: str
    urls: tuple[str, ...]
    size: int | None = None
    sha256: str | None = None

    @property
    def file_name(self) -> str:
        """Name under which the package is kept: "translate-es_en-1_0.argosmodel"."""
        return f"translate-{self.source}_{self.target}-{self.version.replace('.', '_')}{SUFFIX}"


def install(
    languages: Sequence[str],
    target: str = "en",
    *,
    mirror: str | None = None,
    folder: Path,
    report: Notify = lambda line: None,
) -> list[PackageInfo]:
    """Install a package for each of `languages` (ISO 639-1, or the path of a package file) into `folder`.

    Packages come from argostranslate's public index, or from `mirror`, the address of a folder that holds an
    index.json of the same form and the files beside it. Where an index has no package for the pair, the two over
    English are taken. Each file is checked (size, hash where given, zip, languages) before it is moved into place in
    one step. `report` gets a line per package.

    Raises ModelError, which says what to do by hand, where something cannot be had or is not what it should be.
    """
    files = [Path(language) for language in languages if _is_path(language)]
    codes = [language for language in languages if not _is_path(language)]
    installed = [_install_file(path, folder, report) for path in files]
    if codes:
        offers = _read_index(mirror or PUBLIC_INDEX, folder)
        chosen = {code: _choose(offers, code, target, mirror or PUBLIC_INDEX) for code in codes}
        wanted = [offer for found in chosen.values() for offer in found]
        for offer in dict.fromkeys(wanted):
            installed.append(_install_offer(offer, folder, report))
        for code, found in chosen.items():
            if len(found) > 1:
                report(f"no package {code}-{target} is offered: give --via {BRIDGE} to translate through {BRIDGE}")
    return installed


def _is_path(language: str) -> bool:
    return language.endswith(SUFFIX) or os.sep in language


def _install_file(path: Path, folder: Path, report: Notify) -> PackageInfo:
    if not path.is_file():
        raise ModelError("no such package file", where=str(path))
    package = read_package(path)
    if package.problem:
        raise ModelError(f"not a usable translation package: {package.problem}", where=str(path))
    offer = Offer(package.source, package.target, package.version, (), package.size)
    with path.open("rb") as source:
        return _place(source.read, offer, str(path), folder, report)


def _install_offer(offer: Offer, folder: Path, report: Notify) -> PackageInfo:
    here = next((package for package in list_packages([folder]) if package.path.name == offer.file_name), None)
    if here and not here.problem:
        report(f"{here.pair} {here.version} is already installed")
        return here
    failure: ModelError | None = None
    for url in offer.urls:
        try:
            with _open(url) as response:
                return _place(response.read, offer, url, folder, report)
        except (URLError, OSError) as error:
            failure = _unreachable(url, error, folder)
    raise failure or ModelError("the index names no address for this package", where=f"{offer.source}-{offer.target}")


def _place(read: Callable[[int], bytes], offer: Offer, origin: str, folder: Path, report: Notify) -> PackageInfo:
    """Write to a temporary file, check, and move into place."""
    part: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        total = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as sink:
            part = Path(sink.name)
            while block := _read(read, origin, folder):
                total.update(block)
                sink.write(block)
        _check(part, offer, origin, total.hexdigest())
        final = folder / offer.file_name
        part.chmod(0o644)
        part.replace(final)
    except OSError as error:
        raise ModelError(f"cannot be written ({error.strerror or error})", where=str(folder)) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    package = read_package(final)
    report(f"installed {package.pair} {package.version} ({package.size / 1e6:.1f} MB) into {folder}")
    return package


def _read(read: Callable[[int], bytes], origin: str, folder: Path) -> bytes:
    try:
        return read(_BLOCK)
    except OSError as error:
        raise _unreachable(origin, error, folder) from error


def _check(part: Path, offer: Offer, origin: str, digest: str) -> None:
    size = part.stat().st_size
    if offer.size is not None and size != offer.size:
        raise ModelError(f"{size} bytes came instead of {offer.size}", where=origin, remedy="try again")
    if offer.sha256 and digest != offer.sha256.lower():
        raise ModelError(
            f"the SHA-256 is {digest}, the index says {offer.sha256}; nothing was installed",
            where=origin,
            remedy="tell whoever runs this server",
        )
    try:
        with zipfile.ZipFile(part) as archive:
            zip_members(archive)
            broken = archive.testzip()
    except (*DAMAGED, zlib.error) as error:
        detail = "it is not a complete zip file" if isinstance(error, zipfile.BadZipFile) else str(error)
        raise ModelError(f"not a translation package: {detail}", where=origin, remedy="try again") from error
    if broken:
        raise ModelError(f"the package is damaged at {broken}", where=origin, remedy="try again")
    package = read_package(part)
    if package.problem or (package.source, package.target) != (offer.source, offer.target):
        found = package.problem or f"it translates {package.pair}"
        raise ModelError(f"not the package {offer.source}-{offer.target}: {found}", where=origin)


def _read_index(address: str, folder: Path) -> list[Offer]:
    scheme = urlsplit(address).scheme
    if scheme not in ("http", "https"):
        raise ModelError(
            "not an address that starts with http:// or https://", where=address, remedy="for a file, give its path"
        )
    url = address if address.endswith(".json") else urljoin(address.rstrip("/") + "/", "index.json")
    try:
        with _open(url) as response:
            content = response.read()
    except (URLError, OSError) as error:
        raise _unreachable(url, error, folder) from error
    try:
        entries = json.loads(content)
        if not isinstance(entries, list):
            raise ValueError("not a list")
        return [_offer(entry, url) for entry in entries if _is_translation(entry)]
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"not an index of translation packages ({error})", where=url) from error


def _is_translation(entry: Any) -> bool:
    pair = isinstance(entry, Mapping) and entry.get("from_code") and entry.get("to_code")
    return bool(pair) and entry.get("type", "translate") == "translate"


def _offer(entry: Mapping[str, Any], index: str) -> Offer:
    links = [link for link in entry.get("links", ()) if isinstance(link, str)]
    if not index.startswith(PUBLIC_INDEX):
        # A mirror keeps the files beside its index, even where the index was copied with the public addresses.
        links = [urljoin(index, urlsplit(link).path.rsplit("/", 1)[-1]) for link in links]
    urls = [urljoin(index, link) for link in links]
    size, digest = entry.get("size"), entry.get("sha256")
    version = str(entry.get("package_version", ""))
    for text in (entry["from_code"], entry["to_code"], version):
        if not str(text).replace(".", "").replace("-", "").replace("_", "").isalnum() and text:
            raise ValueError(f"unsafe name {text!r}")
    return Offer(
        entry["from_code"],
        entry["to_code"],
        version,
        tuple(url for url in urls if urlsplit(url).scheme in ("http", "https")),
        size if isinstance(size, int) else None,
        digest if isinstance(digest, str) else None,
    )


def _choose(offers: Sequence[Offer], source: str, target: str, address: str) -> list[Offer]:
    def newest(first: str, second: str) -> Offer | None:
        pair = [offer for offer in offers if (offer.source, offer.target) == (first, second)]
        return max(pair, key=lambda offer: _version(offer.version), default=None)

    if direct := newest(source, target):
        return [direct]
    halves = [newest(source, BRIDGE), newest(BRIDGE, target)]
    if BRIDGE not in (source, target) and halves[0] and halves[1]:
        return [halves[0], halves[1]]
    offered = ", ".join(sorted({offer.source for offer in offers if offer.target == target})) or "none"
    raise ModelError(
        f"no package {source}-{target} is offered",
        where=address,
        remedy=f"languages offered into {target}: {offered}; a package of your own is installed by giving its path",
    )


def _version(version: str) -> list[int]:
    return [int(part) if part.isdigit() else -1 for part in version.split(".")]


def _open(url: str) -> Any:
    return urlopen(Request(url, headers={"User-Agent": "canonym"}), timeout=TIMEOUT)


def _unreachable(url: str, error: Exception, folder: Path) -> ModelError:
    if isinstance(error, HTTPError):
        reason = f"the server answered {error.code}"
    else:
        reason = str(getattr(error, "reason", None) or error)
    return ModelError(
        f"cannot be downloaded ({reason})",
        where=url,
        remedy=f"download it on a machine with a network and put the {SUFFIX} file into {folder}, or name a server of "
        "your own with --mirror",
    )
