"""What the engines share that keep each model in a folder of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from canonym.errors import ModelError

_PAIR = re.compile(r"(?:^|[-_.])([a-z]{2,3})[-_]([a-z]{2,3})$")


def model_folders(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the folders within `folders`, in search order and by name."""
    for folder in folders:
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if path.is_dir())


def pair_of(folder: Path) -> tuple[str, str] | None:
    """Return the pair at the end of a folder's name ("opus-mt-vi-en"), or None."""
    match = _PAIR.search(folder.name)
    return (match[1], match[2]) if match else None


def size_of(folder: Path) -> int:
    """Count the bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def content_hash(files: Iterable[Path]) -> str:
    """Give the start of a SHA-256 over the names and contents of files; raises ModelError where one cannot be read."""
    total = hashlib.sha256()
    for file in files:
        try:
            with file.open("rb") as source:
                total.update(f"{file.name}\0{hashlib.file_digest(source, 'sha256').hexdigest()}\n".encode())
        except OSError as error:
            raise ModelError(f"cannot be read ({error.strerror})", where=str(file), remedy="check the file") from None
    return total.hexdigest()[:16]
