"""`canonym export`: the results of a run in the forms of other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from canonym.cli.options import with_options
from canonym.errors import UsageError
from canonym.glossary import load_glossary
from canonym.records import json_lines
from canonym.results.explanation import config_of, read_run


@click.command(no_args_is_help=True)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--format", "form", type=click.Choice(["ftm"]), default="ftm", show_default=True, help="Form of it.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="File to write; else printed.")
@with_options("glossaries")
def export(*, folder: Path, form: str, out: Path | None, glossaries: tuple[Path, ...]) -> None:
    """Write who holds which office in a finished run, for another program.

    `ftm` writes entities of FollowTheMoney as JSON lines: Person, PublicBody, Position and Occupancy, for `ftm` and
    Aleph. Only accepted titles count. A run with glossary folders of your own needs them here too.

    \b
    Example:
      canonym export out/ --format ftm -o holders.ftm.json
    """
    from canonym.programs.followthemoney import followthemoney_entities  # noqa: PLC0415 - one form of several

    records, settings = read_run(folder)
    glossary = load_glossary(config_of(settings, glossaries))
    text = json_lines(followthemoney_entities(records, glossary, settings["pivot"]))
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(out), remedy="choose another file") from None
    click.echo(f"{text.count(chr(10))} entities: {out}")
