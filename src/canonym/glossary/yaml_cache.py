"""What was read from YAML files, kept as JSON in the user's cache: YAML takes half a second to read, JSON a hundredth.

One entry for each file, under the hash of its contents, so that an edited file is read anew. An entry that cannot be
read or written costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from canonym.resources import cache_folder
from canonym.version import __version__


def remembered(path: Path, reader: str, read: Callable[[], Any]) -> Any:
    """What `read` makes of the file at `path`, or what it made of the same contents before.

    `reader` names the way of reading, since one file may be read in several. Values that JSON cannot hold are given,
    but not kept. Raises what `read` raises.
    """
    try:
        contents = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return read()
    name = hashlib.sha256(f"{reader}\0{path.absolute()}".encode()).hexdigest()[:24]
    place = cache_folder() / "glossaries" / f"{name}.json"
    key = f"{__version__} {_parser_version()} {contents}"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        entry = json.loads(place.read_bytes())
        if entry["key"] == key:
            return entry["data"]
    data = read()
    with contextlib.suppress(OSError, ValueError, TypeError):
        text = json.dumps({"key": key, "data": data}, ensure_ascii=False)
        if json.loads(text)["data"] == data:
            _write(place, text)
    return data


def _write(place: Path, text: str) -> None:
    """Write a file whole: other processes may read it at the same moment."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@cache
def _parser_version() -> str:
    return importlib.metadata.version("ruamel.yaml")
