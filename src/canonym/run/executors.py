"""Executors do the work in this process or in a pool of processes; steps know nothing of either.

Both executors give results in the order of the items, so that the output does not depend on the number of workers.
"""

from __future__ import annotations

import collections
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Protocol, TypeVar

from canonym.errors import StoreError
from canonym.resources import processors
from canonym.texts.identification import load_ahead

Job = TypeVar("Job")
Result = TypeVar("Result")

IN_FLIGHT_PER_WORKER = 4
"""Items handed out ahead of the one that is waited for: enough to keep workers busy, few enough to stay small."""


class Executor(Protocol):
    """Applies a function to items, lazily and in order."""

    def map(self, function: Callable[[Job], Result], items: Iterable[Job]) -> Iterator[Result]:
        """Yield the results in the order of the items; an exception of the function is raised at its place."""
        ...


class SerialExecutor:
    """Everything in this process."""

    def map(self, function: Callable[[Job], Result], items: Iterable[Job]) -> Iterator[Result]:
        """Yield the results one by one, each computed when it is asked for."""
        return map(function, items)


class ProcessExecutor:
    """A pool of fresh processes; function, items and results travel by pickle."""

    def __init__(self, pool: ProcessPoolExecutor, workers: int) -> None:
        """Use a pool that `open_executor` made."""
        self._pool = pool
        self._ahead = workers * IN_FLIGHT_PER_WORKER

    def map(self, function: Callable[[Job], Result], items: Iterable[Job]) -> Iterator[Result]:
        """Yield the results in order, with a bounded number of items in flight.

        Raises StoreError where a process died.
        """
        waiting: collections.deque[Future[Result]] = collections.deque()
        try:
            for item in items:
                waiting.append(self._pool.submit(function, item))
                if len(waiting) >= self._ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise StoreError(
                "a worker process was ended from outside, most often because memory ran out",
                remedy="run again with fewer --workers; what is finished is kept",
            ) from None


def one_behind(function: Callable[[Job], Result], items: Iterable[Job]) -> Iterator[Result]:
    """Yield the function's results in order; it works on each item in a thread of its own while the next one is being
    made.

    Two items are held at most. An exception of the function is raised at the place of its result.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        running: Future[Result] | None = None
        for item in items:
            if running is not None:
                yield running.result()
            running = thread.submit(function, item)
        if running is not None:
            yield running.result()


def worker_count(workers: int) -> int:
    """Count the processes that a setting stands for: 0 means one per processor."""
    return workers or processors()


@contextmanager
def open_executor(workers: int) -> Iterator[Executor]:
    """Yield an executor for a number of processes; 0 means one per processor, 1 works in this process."""
    count = worker_count(workers)
    if count == 1:
        yield SerialExecutor()
        return
    # "spawn" behaves alike on every system and does not copy threads of numeric libraries into the child.
    pool = ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(max(1, processors() // count),),
    )
    before = set(multiprocessing.active_children())
    try:
        yield ProcessExecutor(pool, count)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise
    pool.shutdown()


def _start_worker(threads: int) -> None:
    """Leave Ctrl-C to the parent, which then ends the workers; let translators use a share of the processors."""
    os.environ.setdefault("CANONYM_THREADS", str(threads))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load_ahead()
