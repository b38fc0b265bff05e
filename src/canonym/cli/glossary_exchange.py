"""`canonym glossary import` and `export`: packs from and for spreadsheets and termbases."""

from __future__ import annotations

from pathlib import Path

import click

from canonym.cli.options import make_config, with_options
from canonym.errors import UsageError
from canonym.glossary import load_glossary
from canonym.results.outcomes import counted
from canonym.termbase.exporting import FORMATS, export_pack


@click.command(name="import", no_args_is_help=True)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--id", "pack", required=True, metavar="ID", help="Id of the pack, for a country its ISO code: ke.")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder of packs.")
@click.option("--country", metavar="CODE", help="Country of the offices, where the id is not its ISO code.")
@click.option("--replace", is_flag=True, help="Replace a pack that is there already.")
@click.option("--add", is_flag=True, help="Add names and concepts to a pack that is there already.")
def import_(*, file: Path, pack: str, target: Path, country: str | None, replace: bool, add: bool) -> None:
    """Make a pack of your own from a file of names, or add to one.

    FILE is a spreadsheet or CSV file (canonical,variant or concept,language,name,status), TBX, SKOS, or positions of
    FollowTheMoney or Wikidata. What its columns do not say is worked out from the names. With --add nothing that
    stands in the pack is changed, comments and order included; a table of `canonym glossary suggest` is added so.

    \b
    Example:
      canonym glossary import names.csv --id ke --to packs/
    """
    from canonym.termbase.importing import import_file  # noqa: PLC0415 - slow, needed here alone

    if add and replace:
        raise UsageError("--add and --replace are both given", where="glossary import", remedy="give one of them")
    if add:
        _add(file, target / pack)
        return

    done = import_file(file, pack, target, country.lower() if country else None, replace=replace)
    click.echo(f"{done.folder}: {done.concepts} concepts ({done.offices} offices), {done.names} names")
    click.echo(f"languages: {' '.join(done.languages)}; senses of its own: {done.own_senses}")
    for remark in done.remarks:
        click.echo(remark)
    click.echo(f"next: canonym run REPORTS --glossary {target} --out OUT")


@click.command(no_args_is_help=True)
@click.argument("pack", metavar="PACK")
@click.option("--format", "form", required=True, type=click.Choice(FORMATS), help="Format of the file.")
@click.option("-o", "--output", "path", required=True, type=click.Path(path_type=Path), metavar="FILE")
@with_options("glossaries")
def export(*, pack: str, form: str, path: Path, glossaries: tuple[Path, ...]) -> None:
    """Write a pack as a spreadsheet, CSV, TBX, SKOS (Turtle) or TMX file.

    Imported again, all of them but TMX give the same pack. What TMX cannot carry is listed.

    \b
    Example:
      canonym glossary export vn --format xlsx -o vn.xlsx
    """
    loaded = load_glossary(make_config(None, {"glossaries": glossaries}))
    found = next((each for each in loaded.packs if each.id == pack), None)
    if found is None:
        remedy = f"known packs: {', '.join(each.id for each in loaded.packs)}"
        raise UsageError(f"no glossary pack {pack!r}", where="glossary export", remedy=remedy)
    done = export_pack(found, form, path)
    click.echo(f"{done.path}: {counted(done.concepts, 'concept')}, {counted(done.names, 'name')}")
    for what in done.lost:
        click.echo(f"not in {form}: {what}")


def _add(file: Path, folder: Path) -> None:
    from canonym.termbase.adding import add_rows  # noqa: PLC0415
    from canonym.termbase.importing import read_termbase  # noqa: PLC0415

    done = add_rows(read_termbase(file).rows, folder)
    new = f"{counted(len(done.concepts), 'new concept')}, {counted(len(done.names), 'new name')} of known ones"
    click.echo(f"{done.folder}: {new}")
    known = f"{counted(done.known, 'name')} {'was' if done.known == 1 else 'were'} there already"
    click.echo(f"{known}, {counted(done.undecided, 'row')} {'is' if done.undecided == 1 else 'are'} not decided yet")
    for entry in done.names:
        of = f" ({entry.rank})" if entry.rank else ""
        click.echo(f"  {entry.language}  {entry.name}  ->  {entry.concept}{of}, {entry.status}")
    for remark in done.remarks:
        click.echo(remark)
