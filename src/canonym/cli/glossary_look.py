"""`canonym glossary list`, `show`, `search`, `stats` and `diff`: what packs have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from canonym.cli.options import GLOSSARY, make_config, with_options
from canonym.cli.plain_table import table_lines
from canonym.errors import UsageError
from canonym.glossary import Glossary, load_glossary
from canonym.glossary.added_names import added_names
from canonym.glossary.faults.fault import nearest
from canonym.glossary.packs import Body, Pack, Term
from canonym.records import to_plain
from canonym.resources import glossaries_folder
from canonym.results.outcomes import counted

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")


@click.command(name="list")
@with_options(*GLOSSARY)
@AS_JSON
def list_(*, config_file: Path | None, as_json: bool, **options: Any) -> None:
    """List the packs, or the bodies and terms of the packs named by --pack.

    Each concept begins a line of plain text with its id, in the order of the ids.

    \b
    Example:
      canonym glossary list --pack vn
    """
    config = make_config(config_file, options)
    loaded = load_glossary(config)
    if not config.packs:
        packs = [
            {"pack": pack.id, "title": pack.title, "bodies": len(pack.bodies), "terms": len(pack.terms)}
            for pack in loaded.packs
        ]
        if as_json:
            _print_json(packs)
            return
        rows = [(pack.id, str(len(pack.bodies)), str(len(pack.terms)), pack.title) for pack in loaded.packs]
        _print_table(rows, ("pack", "bodies", "terms", "title"))
        _print_table([("languages:", " ".join(loaded.languages)), ("pivots:", " ".join(loaded.pivots()))])
        return
    bodies = [
        {
            "concept": body.id,
            "kind": body.kind,
            "levels": " ".join(body.levels),
            "name": _name(loaded, body, config.pivot),
        }
        for body in loaded.bodies.values()
    ]
    terms = [
        {"concept": f"{term.pack}/{term.id}", "kind": "term", "levels": "", "name": term.names.get(config.pivot, "")}
        for term in loaded.terms
    ]
    found = sorted([*bodies, *terms], key=lambda row: row["concept"])
    if as_json:
        _print_json(found)
    else:
        _print_table([(row["concept"], row["name"]) for row in found])


@click.command(no_args_is_help=True)
@click.argument("concept")
@with_options("config", "pivot", "packs", "glossaries")
@click.option("--lang", "language", metavar="CODE", help="Only names in this language.")
@AS_JSON
def show(*, concept: str, config_file: Path | None, language: str | None, as_json: bool, **options: Any) -> None:
    """Show one body or term with all its names; CONCEPT is an id such as vn/politburo.

    \b
    Example:
      canonym glossary show vn/party-committee --lang es
    """
    config = make_config(config_file, options)
    loaded = load_glossary(config)
    found = _concept(concept, loaded)
    rows = list(_body_rows(loaded, found) if isinstance(found, Body) else _term_rows(found))
    rows = [row for row in rows if language in (None, row["language"])]
    if as_json:
        _print_json(rows)
        return
    if isinstance(found, Body):
        _print_table(list(_facts(found)))
        click.echo()
    _print_table([tuple(row.values()) for row in rows], ("language", "level", "status", "name", "note"))


@click.command(no_args_is_help=True)
@click.argument("words")
@with_options("config", "pivot", "packs", "glossaries")
@click.option("--run", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Count them in a finished run.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="Answers at most.")
@AS_JSON
def search(
    *, words: str, config_file: Path | None, folder: Path | None, limit: int, as_json: bool, **options: Any
) -> None:
    """Find bodies and terms by words of any of their names, in any language, spelling errors allowed.

    \b
    Example:
      canonym glossary search "comite popular" --run out/
    """
    from canonym.catalogue.name_lookup import NameLookup, occurrences  # noqa: PLC0415 - loads the reading of runs

    config = make_config(config_file, options)
    loaded = load_glossary(config)
    found = NameLookup(loaded, config.pivot).look_up(words, limit)
    if not found:
        raise UsageError(f"no name is like {words!r}", where="glossary search", remedy="try other words, or fewer")
    counted = {}
    if folder is not None:
        from canonym.results.finished_run import FinishedRun  # noqa: PLC0415

        counted = occurrences(FinishedRun(folder), loaded)
    if as_json:
        _print_json(to_plain(each) | ({"run": to_plain(counted.get(each.concept))} if folder else {}) for each in found)
        return
    for each in found:
        click.echo(f"{each.concept}  {each.name}")
        where = f"{each.language}: {each.matched}" if each.language else each.matched
        count = counted.get(each.concept)
        times = (
            f"  {count.mentions} mentions in {count.documents} documents, {count.accepted} accepted" if count else ""
        )
        click.echo(f"    {each.score:.0f}  {where}{times or ('  not in the run' if folder else '')}")


@click.command()
@with_options(*GLOSSARY)
@click.option("--svg", "picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw it into this SVG file.")
@AS_JSON
def stats(*, config_file: Path | None, picture: Path | None, as_json: bool, **options: Any) -> None:
    """Count what packs have: bodies by kind and level, names by status and language.

    \b
    Example:
      canonym glossary stats --pack vn --svg vn.svg
    """
    from canonym.catalogue.pack_statistics import as_picture, statistics  # noqa: PLC0415

    figures = [statistics(pack) for pack in load_glossary(make_config(config_file, options)).packs]
    if picture is not None:
        try:
            picture.write_text(as_picture(figures), encoding="utf-8")
        except OSError as error:
            what = f"cannot be written: {error.strerror}"
            raise UsageError(what, where=str(picture), remedy="choose another file") from None
    if as_json:
        _print_json(to_plain(each) for each in figures)
        return
    for each in figures:
        click.echo(f"{each.pack}: {each.title}")
        languages = " ".join(f"{one.language} {one.preferred}+{one.others}" for one in each.languages)
        others = (
            counted(each.terms, "term"),
            counted(each.places, "place"),
            f"{counted(each.errors, 'model')} of errors",
        )
        rows = [
            ("bodies", f"{each.bodies}, {each.provisional} of them provisional"),
            ("others", ", ".join(others)),
            ("names", _counts(each.statuses) + (f", {each.proposed} proposed" if each.proposed else "")),
            ("kinds", _counts(each.kinds)),
            ("levels", _counts(each.levels)),
            ("languages", f"{languages} (bodies with a preferred name + further names)"),
        ]
        _print_table([("", *row) for row in rows])
    if picture is not None:
        click.echo(f"picture: {picture}")


@click.command(no_args_is_help=True)
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@AS_JSON
def diff(*, old: str, new: str, as_json: bool) -> None:
    """Say how pack B differs from pack A; each is a folder with pack.yaml, or the id of a shipped pack.

    Every line is one concept, field or name: + only in B, - only in A, ~ otherwise in B.

    \b
    Example:
      canonym glossary diff vn my-glossaries/vn
    """
    from canonym.catalogue.pack_difference import differences  # noqa: PLC0415

    changes = differences(_pack(old), _pack(new))
    if as_json:
        _print_json({"sign": each.sign} | to_plain(each) for each in changes)
        return
    for each in changes:
        click.echo(each.line())
    click.echo(counted(len(changes), "difference") if changes else "no differences")


def _pack(name: str) -> Pack:
    from canonym.glossary.names_by_language import with_names_by_language  # noqa: PLC0415
    from canonym.glossary.packs import load_pack  # noqa: PLC0415

    folder = Path(name)
    if not (folder / "pack.yaml").is_file():
        folder = glossaries_folder() / name
    if not (folder / "pack.yaml").is_file():
        shipped = ", ".join(path.parent.name for path in sorted(glossaries_folder().glob("*/pack.yaml")))
        raise UsageError("no such pack", where=name, remedy=f"give a folder with pack.yaml, or one of {shipped}")
    return with_names_by_language(load_pack(folder))


def _concept(wanted: str, loaded: Glossary) -> Body | Term:
    """A body or term by id; the pack may be left out where one pack alone has it."""
    known: dict[str, Body | Term] = {f"{term.pack}/{term.id}": term for term in loaded.terms}
    known |= loaded.bodies
    same = [name for name in known if wanted in (name, name.split("/", 1)[1])]
    if len(same) == 1 or wanted in known:
        return known[wanted if wanted in known else same[0]]
    if same:
        raise UsageError(f"{wanted!r} is in several packs", where="glossary show", remedy=f"give {' or '.join(same)}")
    close = nearest(wanted, known) or nearest(wanted, [name.split("/", 1)[1] for name in known])
    remedy = f"did you mean {close}?" if close else "see `canonym glossary search WORDS`"
    raise UsageError(f"no concept {wanted!r}", where="glossary show", remedy=remedy)


def _facts(body: Body) -> Iterator[tuple[str, str]]:
    yield body.id, f"{body.kind} at level {', '.join(body.levels) or 'none'}"
    yield "led by", body.leader
    for what, values in (
        ("further ranks", body.ranks),
        ("says", body.senses),
        ("belongs to", body.within),
        ("not to be confused with", body.distinct_from),
    ):
        if values:
            yield what, ", ".join(values)
    if body.provisional:
        yield "provisional", "no official list confirms its name: never rewritten by itself"


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


def _counts(numbers: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in numbers.items())


def _print_json(rows: Iterable[Any]) -> None:
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))


def _print_table(rows: Iterable[tuple[str, ...]], heading: tuple[str, ...] = ()) -> None:
    for line in table_lines(list(rows), heading):
        click.echo(line)
