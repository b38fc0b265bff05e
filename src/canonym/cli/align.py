"""`canonym align`: versions of one report beside each other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from canonym.alignment.clusters import Cluster, ClusterReport, find_clusters
from canonym.alignment.file_pairs import FORMATS, Options, align_pair, find_pairs
from canonym.alignment.sentences import Aligner
from canonym.cli.concept_table_forms import TABLE_FORMATS, VERDICTS, shown_as
from canonym.cli.options import make_config, with_options
from canonym.embedding import load_embedder
from canonym.errors import DocumentError, UsageError
from canonym.glossary import load_glossary
from canonym.glossary.patches import write_patch
from canonym.mining.from_reports import mine_files, mine_run
from canonym.records import json_lines
from canonym.results.concept_table import concept_table
from canonym.results.explanation import config_of
from canonym.results.finished_run import FinishedRun
from canonym.results.outcomes import counted

SOME_FAILED = 3
_PATH = click.Path(path_type=Path)


@click.group()
def align() -> None:
    """Put versions of one report beside each other: sentences, whole reports, terms.

    \b
    Example:
      canonym align texts report.es.txt report.en.txt
    """


@align.command(no_args_is_help=True)
@click.argument("a", type=_PATH, metavar="A")
@click.argument("b", type=_PATH, metavar="B")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="jsonl", show_default=True)
@click.option("--lines", is_flag=True, help="Take each line that is not blank as one sentence.")
@click.option("--lang-a", metavar="CODE", help="Language of A, where it should not be told from the text.")
@click.option("--lang-b", metavar="CODE", help="Language of B.")
@click.option(
    "-o", "--out", type=_PATH, metavar="FILE", help="Write into this file; for two folders, into this folder."
)
@with_options("config", "embedding", "glossaries")
def texts(
    *,
    a: Path,
    b: Path,
    form: str,
    lines: bool,
    lang_a: str | None,
    lang_b: str | None,
    out: Path | None,
    config_file: Path | None,
    **options: Any,
) -> int:
    """Align the sentences of two versions of one report, or of all pairs in two folders.

    Each link names sentences of A and of B (numbers from 0) that say the same, where they stand (code points), and how
    sure that is (0 to 1). A side is empty where the other version says nothing of it. Every sentence is in exactly one
    link. Of two folders, files are paired by name; a language code before the ending may differ (report.es.txt,
    report.en.txt).

    \b
    Examples:
      canonym align texts report.es.txt report.en.txt --format html -o report.html
      canonym align texts spanish/ english/ --format tmx -o aligned/
    """
    aligner = Aligner.for_all_languages(make_config(config_file, options))
    choice = Options(form, lines, lang_a, lang_b)
    if not (a.is_dir() and b.is_dir()):
        write(align_pair(a, b, aligner, choice, _note), out)
        return 0
    if out is None:
        raise UsageError("two folders need a folder to write to", where="align texts", remedy="give -o FOLDER")
    pairs, alone = find_pairs(a, b)
    for path in alone:
        click.echo(f"canonym: {path} has no counterpart; passed over", err=True)
    failed = 0
    for left, right, name in pairs:
        try:
            write(align_pair(left, right, aligner, choice, _note), out / f"{name}.{form}")
        except DocumentError as error:
            failed += 1
            click.echo(f"canonym: error: {error}; the others go on", err=True)
    click.echo(f"{len(pairs) - failed} pairs aligned, {failed} failed, {len(alone)} files without counterpart")
    return SOME_FAILED if failed else 0


@align.command(no_args_is_help=True)
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("--format", "form", type=click.Choice(TABLE_FORMATS), default="text", show_default=True)
@click.option("--verdict", type=click.Choice(VERDICTS), help="List only renderings with this verdict.")
@click.option("--lang", "languages", multiple=True, metavar="CODE", help="List only this language; repeatable.")
@click.option("-o", "--out", type=_PATH, metavar="FILE", help="Write into this file.")
@with_options("glossaries")
def table(
    *,
    folder: Path,
    form: str,
    verdict: str | None,
    languages: tuple[str, ...],
    out: Path | None,
    glossaries: tuple[Path, ...],
) -> None:
    """Show how each language renders each office in a finished run, and how often wrongly.

    A row is an office, a column a language; a cell holds the renderings, the most frequent first, with their counts
    and verdicts and an example. Offices rendered wrongly most often come first. The CSV has a line for each rendering.

    \b
    Examples:
      canonym align table out/ --lang de --verdict mistranslated
      canonym align table out/ --format html -o offices.html
    """
    run = FinishedRun(folder)
    spoken = {each["lang"] for each in run.mentions}
    for code in languages:
        if code not in spoken:
            remedy = f"use one of {', '.join(sorted(spoken))}"
            raise UsageError(f"the run has no title in language {code!r}", where="--lang", remedy=remedy)
    concepts = concept_table(run, verdict=verdict, languages=languages)
    write(shown_as(form, concepts, folder, config_of(run.settings, glossaries)), out)


@align.command(no_args_is_help=True)
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="Print the lines of report-clusters.jsonl instead of a table.")
@with_options("config", "embedding", "glossaries")
def corpus(*, folder: Path, as_json: bool, config_file: Path | None, **options: Any) -> None:
    """Find which documents of a finished run are versions of one report or tell of the same event, in any languages.

    Reports are brought together by days, names, places and numbers that both have, and by sentences that say the same.
    The clusters are written to DIR/report-clusters.jsonl, each with the pairs that hold it together and why; a document
    that is in none stands alone.

    \b
    Example:
      canonym align corpus out/
    """
    config = make_config(config_file, options)
    run = FinishedRun(folder)
    reports = [
        ClusterReport(name, each["language"]["code"], run.sentences(name)) for name, each in run.documents.items()
    ]
    clusters = find_clusters(reports, load_embedder(config), load_glossary(config))
    lines = json_lines(cluster.record(number) for number, cluster in enumerate(clusters, 1))
    write(lines, folder / "report-clusters.jsonl")
    if as_json:
        click.echo(lines, nl=False)
        return
    _show_clusters(clusters, {report.name: report.language for report in reports})


def _note(line: str) -> None:
    click.echo(f"canonym: {line}", err=True)


def _show_clusters(clusters: list[Cluster], languages: dict[str, str]) -> None:
    """A row for each cluster, with the reasons of its surest pair."""
    if clusters:
        grid = Table(box=None, pad_edge=False)
        grid.add_column("cluster", justify="right")
        for heading in ("kind", "documents", "why the surest two"):
            grid.add_column(heading, overflow="fold")
        for number, cluster in enumerate(clusters, 1):
            documents = "\n".join(f"{name} ({languages[name]})" for name in cluster.documents)
            grid.add_row(str(number), cluster.kind, documents, "; ".join(cluster.pairs[0].reasons))
        Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False, markup=False).print(grid)
    together = sum(len(cluster.documents) for cluster in clusters)
    alone = counted(len(languages) - together, "document")
    stand = "stands" if len(languages) - together == 1 else "stand"
    click.echo(f"{counted(len(clusters), 'cluster')} with {counted(together, 'document')}; {alone} {stand} alone")


@align.command(no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True, type=_PATH, metavar="A B | DIR")
@click.option("--all", "everything", is_flag=True, help="Also list renderings that are read rightly by themselves.")
@click.option("-o", "--out", type=_PATH, metavar="FILE", help="Write into this file.")
@with_options("config", "packs", "force", "forbid", "glossaries", "embedding")
def terms(
    *, paths: tuple[Path, ...], everything: bool, out: Path | None, config_file: Path | None, **options: Any
) -> None:
    """Find out how versions of a report render the offices that other versions name surely.

    A and B are two versions of one report; DIR is a finished run, in which versions are looked for. What comes out is a
    patch for glossary packs: names with the status proposed, each with its language, how often and where it was found,
    and what it probably is. Look through it, then use `canonym glossary apply`. Names that another body has already,
    names that hold a place, and short ones ("the Committee") are left out and counted.

    \b
    Examples:
      canonym align terms report.vi.txt report.tr.txt -o renderings.yaml
      canonym align terms out/ -o renderings.yaml
    """
    config = make_config(config_file, options)
    if len(paths) == 1:
        mined = mine_run(FinishedRun(paths[0]), config, everything=everything)
    elif len(paths) == 2:
        mined = mine_files(paths, config, everything=everything)
    else:
        raise UsageError(f"{len(paths)} paths given", where="align terms", remedy="give two reports, or one run")
    write(write_patch(mined.entries, "Found by canonym align terms"), out)
    left = (
        f"left out: {mined.known} known, {mined.claimed} names of other bodies, {mined.local} with a place or in short"
    )
    click.echo(f"canonym: {counted(len(mined.entries), 'name')} found; {left}", err=True)


def write(text: str, out: Path | None) -> None:
    """Write to a file, or to standard output; raises UsageError where that is impossible."""
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(out), remedy="choose another file") from None
