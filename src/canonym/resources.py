"""Where the data files that ship with canonym lie."""

from __future__ import annotations

import os
from pathlib import Path


def glossaries_folder() -> Path:
    """Folder of the shipped glossaries and language data.

    In an installed wheel it lies inside the package; in a clone (editable install) at the top of the repository,
    where users edit it.
    """
    packaged = Path(__file__).parent / "glossaries"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "glossaries"


def default_models_folder() -> Path | None:
    """Folder `models/` of the clone that this package runs from, or None where it is installed from a wheel."""
    folder = Path(__file__).parents[2] / "models"
    return folder if folder.is_dir() else None


def processors() -> int:
    """Processors that this process may use; all of the machine where the system does not tell (macOS, Windows)."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
