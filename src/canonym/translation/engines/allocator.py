"""Memory for the engine: large blocks are kept for the next batch, not handed back to the system after each.

A batch needs blocks of up to some 60 MB, again at each word that is written. The C library of most Linux systems gives
such blocks back to the system at once, which then has to fill new ones with zeros; without that, a batch takes a few
hundredths less time. What the process keeps is at most what it needed at its peak. It must be set together: a raised
threshold for the top of the heap alone halves the speed.
"""

from __future__ import annotations

import ctypes
import functools
import os

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
"""Numbers of the settings in the header malloc.h of glibc."""
_SETTINGS = ((_MMAP_THRESHOLD, 1 << 30), (_TRIM_THRESHOLD, 1 << 30), (_TOP_PAD, 64 << 20))
"""Setting -> bytes."""


@functools.cache
def keep_large_blocks() -> bool:
    """Set it for this process, once and for good; False, and nothing changed, where the C library is another one."""
    try:
        is_glibc = (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (AttributeError, ValueError, OSError):  # a system without confstr, or without this name
        is_glibc = False
    if not is_glibc:
        return False
    library = ctypes.CDLL(None)
    # 1 stands for success. Old versions refuse the first setting; without it the others would do harm.
    return all(library.mallopt(setting, size) == 1 for setting, size in _SETTINGS)
