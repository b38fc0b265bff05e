"""`canonym resolve`: JSON lines in, JSON lines out, in order and as they come."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from canonym.cli.options import RESOLVING, make_config, with_options
from canonym.errors import UsageError
from canonym.run.deciding import judgements_for
from canonym.run.passes import check_pivot
from canonym.run.phrase_answers import answer_lines

SOME_FAILED = 3


@click.command()
@click.argument("file", required=False, metavar="[FILE|PHRASE]")
@with_options(*RESOLVING)
def resolve(*, file: str | None, config_file: Path | None, **options: Any) -> int:
    """Tell which office each phrase denotes, or a single one.

    PHRASE is a title in words; its language is told from it. FILE, or standard input, holds one JSON object a line:
    {"id", "lang", "text"} and, where known, "context" (the text around it) and "person". Each is answered in order by
    {"id", "rank", "body", "level", "canonical", "verdict", "confidence", "action"}. A line that cannot be understood is
    answered by {"id", "line", "error", ...} with action "leave", and the exit code is 3.

    \b
    Examples:
      canonym resolve phrases.jsonl > offices.jsonl
      canonym resolve "presidenta del Consejo Económico y Social Provincial"
    """
    config = make_config(config_file, options)
    check_pivot(config)
    for warning in judgements_for(config, config.judgements)[1]:
        click.echo(f"canonym: {warning}", err=True)
    bad = 0
    with _open(file) as lines:
        for answer in answer_lines(lines, config):
            click.echo(json.dumps(answer, ensure_ascii=False))
            if "error" in answer:
                bad += 1
                click.echo(f"canonym: line {answer['line']} {answer['error']}; the others go on", err=True)
    return SOME_FAILED if bad else 0


@contextmanager
def _open(words: str | None) -> Iterator[IO[str]]:
    """The lines of a file or of standard input, or the one that a phrase makes.

    Bytes that are not UTF-8 make their line invalid, not the rest.
    """
    if words is not None and " " in words.strip() and not Path(words).exists():
        yield io.StringIO(json.dumps({"id": "1", "text": words}) + "\n")
        return
    file = None if words is None else Path(words)
    if file is None or str(file) == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        opened = file.open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise UsageError(f"cannot be opened: {error.strerror}", where=str(file), remedy="check the path") from None
    with opened:
        yield opened
