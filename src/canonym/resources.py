"""Where the data files that ship with canonym lie, and what belongs to the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def glossaries_folder() -> Path:
    """Return the folder of the shipped glossaries and language data.

    In an installed wheel it lies inside the package; in a clone (editable install) at the top of the repository,
    where users edit it.
    """
    packaged = Path(__file__).parent / "glossaries"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "glossaries"


def default_models_folder() -> Path | None:
    """Return the folder `models/` of the clone that this package runs from, or None where it is installed from a
    wheel.
    """
    folder = Path(__file__).parents[2] / "models"
    return folder if folder.is_dir() else None


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return canonym's part of the user's cache folder.

    Everything in it may be deleted, which costs time and nothing else.
    """
    environ = os.environ if environ is None else environ
    cache = environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "canonym"


@contextmanager
def locked_by(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock file `path`, which is made where it is missing; give False where another process holds it.

    With `wait` it is waited for instead. The lock ends with the process, the file stays. A file system without
    locks (some network shares) counts as one on which nobody else works.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only where something is written

    lock = FileLock(path, timeout=-1 if wait else 0, poll_interval=0.005, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    except (OSError, NotImplementedError):
        yield True
        return
    try:
        yield True
    finally:
        lock.release()


def processors() -> int:
    """Count the processors that this process may use.

    All of the machine where the system does not tell (macOS, Windows).
    """
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
