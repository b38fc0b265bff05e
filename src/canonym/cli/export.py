"""`canonym export`: the results of a run in the forms of other programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from canonym.cli.options import with_options
from canonym.errors import UsageError
from canonym.glossary import load_glossary
from canonym.records import MentionRecord, json_lines
from canonym.results.downloads import Cell, table_file
from canonym.results.explanation import config_of, read_run
from canonym.results.finished_run import glossaries_of
from canonym.results.outcomes import counted
from canonym.results.run_database import write_database
from canonym.run.title_tables import COLUMNS

FORMATS = ("csv", "xlsx", "json", "sqlite", "ftm")


@click.command(no_args_is_help=True)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True, help="Form of it.")
@click.option(
    "--table", type=click.Choice(("titles", "roles")), default="titles", show_default=True,
    help="Every title, or who holds which office; for csv, xlsx and json.",
)  # fmt: skip
@click.option("--bom", is_flag=True, help="Begin CSV with the mark that Excel needs to read UTF-8.")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="File to write; else printed.")
@with_options("glossaries")
def export(*, folder: Path, form: str, table: str, bom: bool, out: Path | None, glossaries: tuple[Path, ...]) -> None:
    """Write a finished run for a spreadsheet, a database or another program.

    `csv`, `xlsx` and `json` are a table of titles, or of roles: who holds which office where. `sqlite` is a database of
    titles and reports, as Datasette opens it. `ftm` are entities of FollowTheMoney as JSON lines (Person, PublicBody,
    Position and Occupancy, of accepted titles), for `ftm` and Aleph.

    \b
    Examples:
      canonym export out/ --format xlsx --table roles -o roles.xlsx
      canonym export out/ --format sqlite -o run.sqlite
      canonym export out/ --format ftm -o holders.ftm.json
    """
    records, settings = read_run(folder)
    if form == "sqlite":
        _write_database(folder, out)
        return
    if form == "ftm":
        from canonym.programs.followthemoney import followthemoney_entities  # noqa: PLC0415 - one form of several

        glossary = load_glossary(config_of(settings, glossaries_of(folder, glossaries)))
        text = json_lines(followthemoney_entities(records, glossary, settings["pivot"]))
        _write(text.encode("utf-8", "replace"), out, f"{text.count(chr(10))} entities")
        return
    columns, rows = _roles(folder) if table == "roles" else (COLUMNS, _titles(records))
    try:
        data = table_file(form, columns, rows, bom=bom)
    except ValueError as error:
        raise UsageError(str(error), where="--format", remedy="take csv") from None
    if out is None and form == "xlsx":
        raise UsageError("a spreadsheet cannot be printed", where="--format", remedy="name a file with -o")
    _write(data, out, counted(len(rows), "row"))


def _titles(records: Sequence[MentionRecord]) -> list[list[Cell]]:
    return [[each[name] for name in COLUMNS] for each in records]  # type: ignore[literal-required]


def _roles(folder: Path) -> tuple[Sequence[str], list[list[Cell]]]:
    try:
        with (folder / "roles.csv").open(encoding="utf-8", newline="") as lines:
            columns, *rows = csv.reader(lines)
    except (OSError, ValueError):
        raise UsageError("is missing or damaged", where=str(folder / "roles.csv"), remedy="run again") from None
    counts = {place for place, name in enumerate(columns) if name in ("mentions", "documents")}
    return columns, [[int(cell) if at in counts else cell for at, cell in enumerate(row)] for row in rows]


def _write_database(folder: Path, out: Path | None) -> None:
    if out is None:
        raise UsageError("a database cannot be printed", where="--format", remedy="name a file with -o")
    try:
        out.unlink(missing_ok=True)
        write_database(folder, out)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(out), remedy="choose another file") from None
    click.echo(f"database: {out}")


def _write(data: bytes, out: Path | None, what: str) -> None:
    if out is None:
        sys.stdout.buffer.write(data)
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(out), remedy="choose another file") from None
    click.echo(f"{what}: {out}")
