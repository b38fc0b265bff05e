"""`canonym glossary`: what the packs contain, and whether they are in order."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from canonym.cli.options import GLOSSARY, make_config, with_options
from canonym.errors import UsageError
from canonym.glossary import Glossary, check_glossaries, load_glossary
from canonym.glossary.added_names import added_names
from canonym.glossary.packs import Body, Term
from canonym.glossary.patch_application import apply_patch

WRONG = 2


@click.group()
def glossary() -> None:
    """List, show, check and extend glossary packs.

    \b
    Example:
      canonym glossary show vn/peoples-committee
    """


@glossary.command(name="list")
@with_options(*GLOSSARY)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def list_(*, config_file: Path | None, as_json: bool, **options: Any) -> None:
    """List the packs, or the bodies and terms of the packs named by --pack.

    \b
    Example:
      canonym glossary list --pack vn
    """
    config = make_config(config_file, options)
    loaded = load_glossary(config)
    if not config.packs:
        rows = [
            {"pack": pack.id, "title": pack.title, "bodies": len(pack.bodies), "terms": len(pack.terms)}
            for pack in loaded.packs
        ]
    else:
        rows = [
            {
                "concept": body.id,
                "kind": body.kind,
                "levels": " ".join(body.levels),
                "name": _name(loaded, body, config.pivot),
            }
            for body in loaded.bodies.values()
        ]
        rows += [
            {"concept": term.id, "kind": "term", "levels": "", "name": term.names.get(config.pivot, "")}
            for term in loaded.terms
        ]
    _show_rows(rows, as_json=as_json)
    if not as_json and not config.packs:
        click.echo(f"languages: {' '.join(loaded.languages)}")
        click.echo(f"pivot languages: {' '.join(loaded.pivots())}")


@glossary.command(no_args_is_help=True)
@click.argument("concept")
@with_options(*GLOSSARY)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def show(*, concept: str, config_file: Path | None, as_json: bool, **options: Any) -> None:
    """Show one body or term with all its names; CONCEPT is an id such as vn/politburo.

    \b
    Example:
      canonym glossary show vn/party-committee
    """
    loaded = load_glossary(make_config(config_file, options))
    terms = {term.id: term for term in loaded.terms}
    found = loaded.bodies.get(concept) or terms.get(concept)
    if found is None:
        close = difflib.get_close_matches(concept, [*loaded.bodies, *terms], n=3)
        remedy = f"did you mean {' or '.join(close)}?" if close else "see `canonym glossary list --pack PACK`"
        raise UsageError(f"no concept {concept!r}", where="glossary show", remedy=remedy)
    rows = list(_body_rows(loaded, found) if isinstance(found, Body) else _term_rows(found))
    if not as_json and isinstance(found, Body):
        click.echo(f"{found.id}: {found.kind} at level {', '.join(found.levels)}; led by the {found.leader}")
        if found.distinct_from:
            click.echo(f"not to be confused with {', '.join(found.distinct_from)}")
    _show_rows(rows, as_json=as_json)


@glossary.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="[DIR]...")
def check(*, folders: tuple[Path, ...]) -> int:
    """Check the shipped glossaries and those in DIR: broken files, unknown words, names that two bodies claim.

    The exit code is 2 where something is wrong.

    \b
    Example:
      canonym glossary check my-glossaries/
    """
    for folder in folders:
        if not folder.is_dir():
            raise UsageError("no such folder", where=str(folder), remedy="check the path")
    problems = check_glossaries(folders)
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(f"{len(problems)} problems" if problems else "no problems")
    return WRONG if problems else 0


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
        click.echo(f"{result.path}: {len(result.added)} names {verb} it, {len(result.known)} were there already")
        for entry in result.added:
            of = f" ({entry.rank})" if entry.rank else ""
            click.echo(f"  {entry.language}  {entry.name}  ->  {entry.concept}{of}, {entry.status}")


@glossary.command(name="import", no_args_is_help=True)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--id", "pack", required=True, metavar="ID", help="Id of the pack, for a country its ISO code: ke.")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder of packs.")
@click.option("--country", metavar="CODE", help="Country of the offices, where the id is not its ISO code.")
@click.option("--replace", is_flag=True, help="Replace a pack that is there already.")
def import_(*, file: Path, pack: str, target: Path, country: str | None, replace: bool) -> None:
    """Make a pack of your own from a file of names.

    FILE is a spreadsheet or CSV file (canonical,variant or concept,language,name,status), TBX, SKOS, or positions of
    FollowTheMoney or Wikidata. What its columns do not say is worked out from the names.

    \b
    Example:
      canonym glossary import names.csv --id ke --to packs/
    """
    from canonym.termbase.importing import import_file  # noqa: PLC0415 - slow, needed here alone

    done = import_file(file, pack, target, country.lower() if country else None, replace=replace)
    click.echo(f"{done.folder}: {done.concepts} concepts ({done.offices} offices), {done.names} names")
    click.echo(f"languages: {' '.join(done.languages)}; senses of its own: {done.own_senses}")
    for remark in done.remarks:
        click.echo(remark)
    click.echo(f"next: canonym run REPORTS --glossary {target} --out OUT")


def _name(loaded: Glossary, body: Body, language: str) -> str:
    level = body.levels[0] if len(body.levels) == 1 else None
    return loaded.name(body.id, level, language) or ""


def _body_rows(loaded: Glossary, body: Body) -> Iterator[dict[str, str]]:
    """All names of a body: the composed ones for each level, the fixed ones as the pack lists them."""
    for code, names in body.names.items():
        for level in body.levels or (None,):
            composed = loaded.name(body.id, level, code) or names.preferred
            yield _row(code, level, "preferred", composed, names.source)
        for fixed in names.fixed:
            yield _row(code, fixed.level, fixed.status, fixed.text, fixed.cause or "")
    for rank, by_language in body.roles.items():
        for code, text in by_language.items():
            yield _row(code, None, rank, text, "")
    for rank, fixed_by_language in body.role_names.items():
        for code, fixed_names in fixed_by_language.items():
            for fixed in fixed_names:
                yield _row(code, fixed.level, rank, fixed.text, fixed.cause or "")
    for entry in added_names(loaded.pack(body.pack)):
        if entry.concept == body.id and entry.status == "proposed":
            found = f"found {entry.count} times" if entry.count > 1 else "found once"
            yield _row(entry.language, entry.level, "proposed", entry.name, f"{entry.rank or ''} {found}".strip())


def _term_rows(term: Term) -> Iterator[dict[str, str]]:
    for code, text in term.names.items():
        yield _row(code, None, "preferred", text, "")


def _row(language: str, level: str | None, status: str, name: str, note: str) -> dict[str, str]:
    return {"language": language, "level": level or "", "status": status, "name": name, "note": note}


def _show_rows(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for heading in rows[0] if rows else ():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False, markup=False).print(table)
