"""`canonym glossary suggest`: what a finished run shows to be missing, as a spreadsheet."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from canonym.cli.options import make_config, with_options
from canonym.errors import UsageError


@click.command(no_args_is_help=True)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A .csv or .xlsx file."
)
@with_options("packs", "glossaries")
def suggest(*, folder: Path, out: Path, packs: tuple[str, ...], glossaries: tuple[Path, ...]) -> None:
    """Write what a finished run shows to be missing, to be filled in and imported.

    First stand the offices that no pack knows, each with a composed name and its wordings; then wrong wordings of known
    offices, with the likely cause; then other wordings that no pack lists. Every row has its counts, example sentences
    and persons. Give the rows that are right a status (preferred, admitted, error ...), correct what you like, and
    import the file: rows that stay "proposed" are left out.

    \b
    Example:
      canonym glossary suggest out/ -o missing.xlsx
    """
    from canonym.mining.missing_names import suggestions  # noqa: PLC0415
    from canonym.mining.missing_tables import FORMATS, write_suggestions  # noqa: PLC0415 - decides again
    from canonym.results.finished_run import FinishedRun, glossaries_of  # noqa: PLC0415
    from canonym.results.outcomes import counted  # noqa: PLC0415

    if out.suffix.lower() not in FORMATS:
        raise UsageError(f"ends in {out.suffix!r}", where=str(out), remedy=f"use {' or '.join(FORMATS)}")
    config = make_config(None, {"packs": packs, "glossaries": glossaries_of(folder, glossaries)})
    rows = suggestions(FinishedRun(folder), config)
    write_suggestions(rows, out)
    unknown = {row.concept for row in rows if row.what.startswith("unknown")}
    errors = sum(row.what == "error" for row in rows)
    names = sum(row.what == "new name" for row in rows)
    said = (
        counted(len(unknown), "unknown office or body", "unknown offices and bodies"),
        counted(errors, "wrong wording"),
        counted(names, "new name"),
    )
    click.echo(f"{', '.join(said)}: {out}")
    if rows:
        click.echo("next: give the rows that are right a status, and take them into a pack of yours:")
        click.echo(f"  canonym glossary import {shlex.quote(str(out))} --id PACK --to DIR   (--add where it is there)")
