"""The output folder: files written whole or not at all, results kept for resuming, a completion mark written last.

DIR/.work/settings.json      the configuration that the folder belongs to; written first
DIR/.work/<kind>/<key>.jsonl results of a step, under a key of everything that they depend on
DIR/run.json                 the completion mark: what went in, what came out; removed as soon as new work begins
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from canonym.errors import DocumentError, StoreError
from canonym.resources import locked_by

MARK = "run.json"
WORK = ".work"

NAME_ERRORS = {errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
"""What the system says when one file's name is at fault and not the folder as a whole."""


def digest(*parts: Any) -> str:
    """Return the SHA-256 in hexadecimal of strings, numbers, lists and dicts, in an unambiguous form."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


class Store:
    """One output folder. Paths are relative to it, with "/"; all text is UTF-8 with newlines as they are."""

    def __init__(self, folder: Path) -> None:
        """Create the folder where it is missing; raises StoreError where that is impossible."""
        self.folder = folder
        self._temporary = folder / WORK / "temporary"
        with self._errors(folder):
            self._temporary.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs out of the folder; raises StoreError where one is in it. The lock ends with the process."""
        with locked_by(self.folder / WORK / "lock", wait=False) as alone:
            if not alone:
                raise StoreError(
                    "another run is writing into this folder", where=str(self.folder), remedy="wait until it has ended"
                )
            yield

    def claim(self, settings: Mapping[str, Any], *, restart: bool = False) -> None:
        """Bind the folder to a configuration; raises StoreError where it belongs to another one.

        With `restart`, everything that an earlier run wrote is removed first.
        """
        if restart:
            self.clear()
        known = self.read_json(f"{WORK}/settings.json")
        if known is None:
            self.write(f"{WORK}/settings.json", json.dumps(settings, indent=2) + "\n")
        elif known != settings:
            names = sorted(name for name in {*known, *settings} if known.get(name) != settings.get(name))
            raise StoreError(
                "belongs to a run with another configuration: "
                + ", ".join(f"{n} was {json.dumps(known.get(n))}, is {json.dumps(settings.get(n))}" for n in names),
                where=str(self.folder),
                remedy="choose another --out, or give --restart to replace what is there",
            )

    def clear(self) -> None:
        """Remove what earlier runs recorded as their outputs, and all kept results; other files stay."""
        self.remove([MARK, *sorted(self.recorded_outputs())])
        with self._errors(self.folder):
            for entry in sorted((self.folder / WORK).iterdir()):
                if entry.is_dir() and entry != self._temporary:
                    shutil.rmtree(entry)
                elif entry.is_file() and entry.name != "lock":
                    entry.unlink()

    def recorded_outputs(self) -> set[str]:
        """Return the paths of all files that earlier runs, interrupted ones included, recorded as their outputs."""
        outputs = set((self.read_json(MARK) or {}).get("outputs", {}))
        for path in (self.folder / WORK).glob("finished/*.jsonl"):
            for record in self._read_lines(path) or []:
                outputs.update(record["outputs"])
        return outputs

    def write(self, path: str, content: str | bytes) -> str:
        """Write a file whole and give its SHA-256; raises StoreError, or DocumentError where the name is at fault."""
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        target = self._inside(path)
        temporary = self._temporary / str(os.getpid())
        with self._errors(target):
            try:
                temporary.write_bytes(data)
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        return hashlib.sha256(data).hexdigest()

    def remove(self, paths: Iterable[str]) -> int:
        """Delete files, and the folders that this leaves empty; gives the number of files that were there."""
        count = 0
        for path in paths:
            target = self._inside(path)
            with self._errors(target):
                if target.is_file():
                    target.unlink()
                    count += 1
            for parent in target.relative_to(self.folder).parents:
                if parent == Path():
                    break
                with contextlib.suppress(OSError):
                    (self.folder / parent).rmdir()
        return count

    def intact(self, outputs: Mapping[str, str]) -> bool:
        """Tell whether files (path -> SHA-256) are all there and unchanged."""
        for path, expected in outputs.items():
            try:
                found = hashlib.sha256(self._inside(path).read_bytes()).hexdigest()
            except OSError:
                return False
            if found != expected:
                return False
        return True

    def read_json(self, path: str) -> Any:
        """Return the JSON value in a file; None where it is missing or damaged, so that it is made anew."""
        try:
            return json.loads((self.folder / path).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def keep(self, kind: str, key: str, records: Iterable[Any]) -> None:
        """Keep the results of a step for a later run."""
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        self.write(f"{WORK}/{kind}/{key}.jsonl", "".join(lines))

    def kept(self, kind: str, key: str) -> list[Any] | None:
        """Return the results kept under a key; None where there are none or they are damaged."""
        return self._read_lines(self.folder / WORK / kind / f"{key}.jsonl")

    def prune(self, kind: str, keys: Collection[str]) -> None:
        """Forget the results of a kind that are not among the keys."""
        with self._errors(self.folder):
            for path in (self.folder / WORK).glob(f"{kind}/*.jsonl"):
                if path.stem not in keys:
                    path.unlink()

    def _read_lines(self, path: Path) -> list[Any] | None:
        try:
            with path.open(encoding="utf-8", newline="\n") as lines:
                return [json.loads(line) for line in lines]
        except (OSError, ValueError):
            return None

    def _inside(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or PurePosixPath(path).is_absolute() or "\0" in path:
            raise DocumentError(f"{path!r} is no name for a file in the output folder", remedy="rename the document")
        return self.folder.joinpath(*parts)

    @contextlib.contextmanager
    def _errors(self, path: Path) -> Iterator[None]:
        """Turn errors of the system into ours."""
        try:
            yield
        except OSError as error:
            if error.errno in NAME_ERRORS and path != self.folder:
                raise DocumentError(
                    f"its output {path.name[:80]!r} cannot be named so ({error.strerror})",
                    remedy="rename the input or make its name shorter",
                ) from None
            raise StoreError(
                f"cannot be written ({error.strerror or error})",
                where=str(path),
                remedy="free some space or correct the permissions, then run again: finished documents are kept",
            ) from None
