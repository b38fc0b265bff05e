"""`canonym judgements`: people's decisions as a list, a table and a glossary patch, and files of them put together."""

from __future__ import annotations

import json
from pathlib import Path

import click

from canonym.errors import UsageError
from canonym.judgements import JUDGEMENTS_FILE, Judgement, JudgementLog, Judgements, read_log
from canonym.judgements.standing import shortened
from canonym.records import to_plain
from canonym.results.outcomes import counted

_PATH = click.Path(path_type=Path)


@click.group()
def judgements() -> None:
    """Look at what people decided, take it elsewhere, and put the files of several people together.

    FILE is a file of judgements, or the folder of a run with its judgements.jsonl.

    \b
    Example:
      canonym judgements list out/
    """


@judgements.command("list", no_args_is_help=True)
@click.argument("file", type=_PATH, metavar="FILE")
@click.option("--all", "everything", is_flag=True, help="Also what was replaced, undone and skipped.")
@click.option("--conflicts", is_flag=True, help="Only where people disagree.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def list_judgements(*, file: Path, everything: bool, conflicts: bool, as_json: bool) -> None:
    """List the decisions that hold, or all, or those about which people disagree.

    \b
    Example:
      canonym judgements list out/ --conflicts
    """
    found = _read(file)
    chosen: tuple[Judgement, ...] = found.records if everything else found.standing
    if conflicts:
        chosen = tuple(each for conflict in found.conflicts for each in conflict.judgements)
    for each in chosen:
        if as_json:
            click.echo(json.dumps(to_plain(each), ensure_ascii=False))
        else:
            click.echo(_line(each, found))
    if not chosen and not as_json:
        click.echo("people agree" if conflicts else "nothing has been decided", err=True)


@judgements.command("export", no_args_is_help=True)
@click.argument("file", type=_PATH, metavar="FILE")
@click.option(
    "-o",
    "--out",
    type=_PATH,
    required=True,
    metavar="FILE",
    help="A .csv table, .yaml patch, or folder of a pack.",
)
@click.option("--run", "folder", type=_PATH, metavar="DIR", help="Run whose sentences the patch shows.")
@click.option("--pivot", default="en", show_default=True, metavar="CODE", help="Language of the names of new offices.")
def export(*, file: Path, out: Path, folder: Path | None, pivot: str) -> None:
    """Write the decisions that hold as a table, as a pack, or the accepted names as a patch for a pack.

    A table (.csv) may be changed in a spreadsheet and taken back by `import`. A patch (.yaml) is to be looked through
    and then given to `canonym glossary apply`. A folder (packs/own) becomes a pack of the offices that people proposed,
    with their renderings; one that is there gets them added, and further names of its offices.

    \b
    Example:
      canonym judgements export out/ --run out/ --out names.yaml
    """
    from canonym.results.finished_run import FinishedRun  # noqa: PLC0415 - loads the glossary code, which a list does not need
    from canonym.review.judgement_tables import FORMATS  # noqa: PLC0415

    if not out.suffix:
        _export_pack(_read(file), out, pivot)
        return
    write = FORMATS.get(out.suffix.lower())
    if write is None:
        raise UsageError(f"ends in {out.suffix!r}", where=str(out), remedy=f"use {' or '.join(FORMATS)}, or a folder")
    found = _read(file)
    text = write(found, FinishedRun(folder) if folder else None)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(out), remedy="choose another file") from None
    click.echo(f"{counted(len(found.standing), 'decision')}: {out}")


def _export_pack(found: Judgements, folder: Path, pivot: str) -> None:
    from canonym.review.own_packs import rows_of_judgements  # noqa: PLC0415 - loads the glossary code
    from canonym.termbase.adding import add_rows, new_pack  # noqa: PLC0415

    rows = rows_of_judgements(found, pivot, folder.name)
    if not rows:
        what = "no office was proposed, and none of this pack judged"
        raise UsageError(what, where=str(folder), remedy="export a .csv table or a .yaml patch instead")
    if not (folder / "pack.yaml").is_file():
        new_pack(folder, pivot)
    added = add_rows(rows, folder)
    click.echo(f"{folder}: {counted(len(added.concepts), 'new concept')}, {counted(len(added.names), 'new name')}")
    for remark in added.remarks:
        click.echo(remark)


@judgements.command("import", no_args_is_help=True)
@click.argument("table", type=_PATH, metavar="TABLE")
@click.option("--into", type=_PATH, required=True, metavar="FILE", help="File or run folder that they are added to.")
@click.option("--author", required=True, metavar="NAME", help="Who decided.")
def import_table(*, table: Path, into: Path, author: str) -> None:
    """Add the decisions of a .csv table that differ from what holds; one bad row and none is added.

    The columns are those of `export`; lang, rendering and what must be there, and a row without "what" says nothing.

    \b
    Example:
      canonym judgements import decided.csv --into out/ --author Ana
    """
    from canonym.review.judgement_tables import read_table  # noqa: PLC0415

    log = JudgementLog(_file(into))
    added = log.append(*read_table(table, author, log.judgements()))
    click.echo(f"{counted(len(added), 'judgement')} added to {log.path}")


@judgements.command(no_args_is_help=True)
@click.argument("files", type=_PATH, nargs=-1, required=True, metavar="FILE...")
@click.option("--into", type=_PATH, required=True, metavar="FILE", help="File or run folder that they are added to.")
def merge(*, files: tuple[Path, ...], into: Path) -> None:
    """Add the judgements of several people's files to one; each is added once, however often this is done.

    Time decides what holds. Where people disagree, both decisions are kept and listed.

    \b
    Example:
      canonym judgements merge ana.jsonl ben.jsonl --into out/
    """
    records = [record for file in files for record in _read(file).records]
    log = JudgementLog(_file(into))
    added = log.merge(records)
    click.echo(f"{counted(len(added), 'judgement')} added to {log.path}")
    count = len(log.judgements().conflicts)
    if count:
        click.echo(f"people disagree about {count}: canonym judgements list {log.path} --conflicts", err=True)


def _file(path: Path) -> Path:
    return path / JUDGEMENTS_FILE if path.is_dir() else path


def _read(path: Path) -> Judgements:
    log = read_log(_file(path))
    for problem in log.problems:
        click.echo(f"canonym: {log.path}: {problem}; it is passed over", err=True)
    return log.judgements()


def _line(each: Judgement, found: Judgements) -> str:
    office = each.office
    parts = [part for part in (office.rank, office.body, office.level) if part] if office else [each.name]
    said = " ".join((each.what, *parts)).strip()
    subject = each.subject
    where = "" if subject.doc is None else f" in {subject.doc}" + ("" if subject.start is None else f":{subject.start}")
    undone = " (undone)" if found.is_void(each) else ""
    why = f": {each.why}" if each.why else ""
    shown = _printable(shortened(subject.rendering))
    return f"{each.when[:16]}Z  {each.who}  {subject.lang}  {shown}{where}  ->  {said}{undone}{_printable(why)}"


def _printable(text: str) -> str:
    """Text of reports for a terminal: no control character in it works."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in " ".join(text.split()))
