"""Python's search for cycles of objects that nothing else refers to, put off for a while."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def paused_collector() -> Iterator[None]:
    """Put the search for cycles off: resolution makes millions of objects and no cycle, and is a third faster so."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
