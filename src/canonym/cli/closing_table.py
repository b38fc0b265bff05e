"""The closing table of a run."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from canonym.results.outcomes import recognised_only
from canonym.run.pipeline import RunReport
from canonym.run.summary import Summary

SHOWN = 5
"""Failures and skipped files that are named; the rest is counted and stands in a file."""


def show_report(report: RunReport, out: Path, *, quiet: bool = False) -> None:
    """Print the figures on standard output, and what failed on standard error."""
    for failure in report.failures[:SHOWN]:
        click.echo(f"canonym: {failure.doc}: {failure.error}; {failure.remedy}", err=True)
    _and_more(len(report.failures), f"failed documents: see {out / 'errors.jsonl'}")
    for warning in report.warnings[:SHOWN]:
        click.echo(f"canonym: {warning}", err=True)
    _and_more(len(report.warnings), "warnings about judgements")
    if quiet:
        return
    for name, reason in report.skipped[:SHOWN]:
        click.echo(f"skipped {name}: {reason}", err=True)
    _and_more(len(report.skipped), f"skipped files: see {out / 'run.json'}")
    if report.removed:
        click.echo(f"removed the files of {report.removed} documents that are no longer among the input", err=True)
    if report.judgements:
        click.echo(f"{report.judgements} {'judgement' if report.judgements == 1 else 'judgements'} followed", err=True)
    if report.unchanged:
        click.echo(f"nothing to do: {out} already holds the results for this input", err=True)
    if report.asked:
        known = report.asked - report.translated
        click.echo(f"sentences: {report.asked} distinct, {report.translated} translated, {known} remembered", err=True)
    _show_table(report.summary)
    click.echo(f"results: {out}")


def _and_more(count: int, what: str) -> None:
    if count > SHOWN:
        click.echo(f"... and {count - SHOWN} more {what}", err=True)


def _show_table(summary: Summary) -> None:
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120, highlight=False)
    table = Table(show_header=False, box=None, pad_edge=False)
    languages = ", ".join(f"{code} {count}" for code, count in summary.languages.items())
    table.add_row("documents", f"{summary.documents}" + (f" ({summary.failed} failed)" if summary.failed else ""))
    table.add_row("languages", languages)
    table.add_row("in the pivot language", str(summary.translated))
    table.add_row("titles found", f"{summary.titles} (and {summary.terms} terms)")
    table.add_row("accepted", str(summary.accepted))
    table.add_row("to review", str(summary.review))
    table.add_row("left alone", str(summary.left))
    table.add_row("mistranslated", str(summary.mistranslated))
    console.print(table)
    if summary.worst:
        worst = Table(title="offices rendered worst", title_justify="left", box=None, pad_edge=False)
        for heading in ("office", "wrong", "of", "wrong renderings"):
            worst.add_column(heading, overflow="fold")
        for office in summary.worst:
            wrong, mentions = str(office.mistranslated), str(office.mentions)
            worst.add_row(office.canonical, wrong, mentions, "; ".join(office.renderings))
        console.print(worst, markup=False)
        if summary.worst_more:
            console.print(f"... and {summary.worst_more} more offices in mentions.jsonl")
    for pack, count in summary.recognised.items():
        console.print(recognised_only(pack, count).rstrip("."), markup=False, soft_wrap=True)
    if summary.unknown_titles:
        titles, clusters = summary.unknown_titles, summary.unknown_clusters
        known = f"{titles} {'title' if titles == 1 else 'titles'}: no pack knows {'it' if titles == 1 else 'them'}"
        more = f"; they are of {clusters} unknown offices and bodies, in clusters.jsonl" if clusters else ""
        console.print(known + more, markup=False, soft_wrap=True)
    if summary.unknown:
        unknown = Table(title="unknown offices met most", title_justify="left", box=None, pad_edge=False)
        for heading in ("proposed name", "titles", "languages", "renderings"):
            unknown.add_column(heading, overflow="fold")
        for cluster in summary.unknown:
            counts = str(cluster.mentions), str(cluster.languages)
            unknown.add_row(cluster.proposed, *counts, "; ".join(cluster.renderings))
        console.print(unknown, markup=False)
    if summary.unread:
        codes = ", ".join(f"{code} {count}" for code, count in summary.unread.items())
        console.print(f"no titles looked for, as the language has no data file: {codes}; see `canonym glossary list`")
    for group in summary.untranslated:
        console.print(
            f"not translated: {group.documents} in {', '.join(group.languages)}: {group.reason}; {group.remedy}",
            markup=False,
            soft_wrap=True,
        )
