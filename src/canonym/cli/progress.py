"""Progress on standard error: a bar on a terminal, plain lines where the output is piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

LINES_PER_STEP = 10


@contextmanager
def progress_display(*, quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A function that takes the name of a step, the items done and their number."""
    if quiet:
        yield lambda step, done, total: None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield _plain_lines()


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done)

        yield show


def _plain_lines() -> Callable[[str, int, int], None]:
    shown: dict[str, int] = {}

    def show(step: str, done: int, total: int) -> None:
        tenth = done * LINES_PER_STEP // total if total else LINES_PER_STEP
        if shown.get(step) != tenth:
            shown[step] = tenth
            click.echo(f"{step} {done}/{total}", err=True)

    return show
