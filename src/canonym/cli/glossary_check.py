"""`canonym glossary check`: what is wrong in packs, and which titles of a run they leave open."""

from __future__ import annotations

import json
from pathlib import Path

import click

from canonym.config import Config
from canonym.errors import UsageError
from canonym.glossary import check_glossaries
from canonym.records import to_plain
from canonym.results.outcomes import counted

WRONG = 2
SHOWN = 50
"""Open titles that are listed; the rest is counted."""
EXAMPLES = 2


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="[DIR]...")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="Say also which titles of this finished run the packs leave open, and why.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def check(*, folders: tuple[Path, ...], against: Path | None, as_json: bool) -> int:
    """Check the shipped glossaries and those in DIR, all files at once.

    Each fault is one line: file, line, column, what is wrong, what was probably meant, and what to do. Broken files,
    unknown fields and words, and names that two bodies claim are faults; the exit code is 2 then. With --against the
    reports of a finished run are decided again with the packs as they are now.

    \b
    Example:
      canonym glossary check my-glossaries/ --against out/
    """
    for folder in folders:
        if not folder.is_dir():
            raise UsageError("no such folder", where=str(folder), remedy="check the path")
    faults = check_glossaries(folders)
    for fault in faults:
        if as_json:
            click.echo(json.dumps({"fault": to_plain(fault)}, ensure_ascii=False))
        else:
            click.echo(str(fault), err=True)
    if not as_json:
        click.echo(counted(len(faults), "problem") if faults else "no problems")
    if against is not None:
        if faults:
            raise UsageError(
                "cannot be compared with packs that are broken", where=str(against), remedy="mend them first"
            )
        _compare(against, folders, as_json=as_json)
    return WRONG if faults else 0


def _compare(run: Path, folders: tuple[Path, ...], *, as_json: bool) -> None:
    from canonym.mining.open_titles import REMEDIES, config_now, open_titles  # noqa: PLC0415 - decides, which a check does not need
    from canonym.results.finished_run import FinishedRun  # noqa: PLC0415

    finished = FinishedRun(run)
    found = open_titles(finished, config_now(finished, Config(glossaries=folders)))
    if as_json:
        for each in found:
            click.echo(json.dumps({"open": to_plain(each) | {"remedy": each.remedy}}, ensure_ascii=False))
        return
    total = sum(each.count for each in found)
    open_now = f"{counted(total, 'title')} of {run} {'is' if total == 1 else 'are'} open"
    click.echo(f"{open_now}, {counted(len(found), 'different wording')}" if found else "no title is open")
    for each in found[:SHOWN]:
        near = f"; nearest is {each.office} ({each.nearest})" if each.nearest else ""
        places = ", ".join(f"{doc}:{start}" for doc, start in list(each.documents.items())[:EXAMPLES])
        click.echo(f"{each.count:>4}  {each.lang}  {each.surface}")
        click.echo(f"          {each.cause}: {each.why}{near}")
        click.echo(f"          in {places}")
    if len(found) > SHOWN:
        click.echo(f"... and {len(found) - SHOWN} more: --json lists them all")
    for cause in sorted({each.cause for each in found}):
        click.echo(f"{cause}: {REMEDIES[cause]}")
