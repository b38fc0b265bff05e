"""`canonym glossary`: what the packs contain, and whether they are in order."""

from __future__ import annotations

from pathlib import Path

import click

from canonym.cli.glossary_check import check
from canonym.cli.glossary_exchange import export, import_
from canonym.cli.glossary_look import diff, list_, search, show, stats
from canonym.cli.glossary_suggest import suggest
from canonym.cli.options import make_config, with_options
from canonym.glossary.patch_application import apply_patch
from canonym.results.outcomes import counted


@click.group()
def glossary() -> None:
    """List, show, check and extend glossary packs.

    \b
    Example:
      canonym glossary show vn/peoples-committee
    """


for command in (list_, show, search, stats, diff, check, import_, export, suggest):
    glossary.add_command(command)


@glossary.command(no_args_is_help=True)
@click.argument("patch", type=click.Path(path_type=Path), metavar="PATCH")
@with_options("glossaries")
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
def apply(*, patch: Path, glossaries: tuple[Path, ...], dry_run: bool) -> None:
    """Add the names of a patch file to their packs.

    PATCH comes from `canonym align terms` or from a review; look through it first and give each name the status that
    you decide. The names are added to the end of names.yaml of their pack (in --glossary DIR, or else in the glossaries
    of this clone); no other line is touched. A name that another body has already is refused, and then nothing is
    written.

    \b
    Example:
      canonym glossary apply renderings.yaml --glossary my-glossaries/
    """
    results = apply_patch(patch, make_config(None, {"glossaries": glossaries}), dry_run=dry_run)
    if not results:
        click.echo("the patch holds no names")
    for result in results:
        verb = "would be added to" if dry_run else "added to"
        click.echo(
            f"{result.path}: {counted(len(result.added), 'name')} {verb} it, {len(result.known)} were there already"
        )
        for entry in result.added:
            of = f" ({entry.rank})" if entry.rank else ""
            click.echo(f"  {entry.language}  {entry.name}  ->  {entry.concept}{of}, {entry.status}")
