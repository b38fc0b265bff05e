"""The closing table of a run."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from canonym.cli.plain_table import table_lines
from canonym.results.outcomes import counted, recognised_only
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
    click.echo(f"\nresults: {out}")
    _show_next(report.summary, out)


def _and_more(count: int, what: str) -> None:
    if count > SHOWN:
        click.echo(f"... and {count - SHOWN} more {what}", err=True)


def _show_table(summary: Summary) -> None:
    languages = ", ".join(f"{code} {count}" for code, count in summary.languages.items())
    wrong = str(summary.mistranslated)
    if summary.mistranslated_to_review:
        several = summary.mistranslated_to_review < summary.mistranslated
        wrong += f" ({f'{summary.mistranslated_to_review} of them' if several else 'all'} to review)"
    figures = [
        ("documents", f"{summary.documents}" + (f" ({summary.failed} failed)" if summary.failed else "")),
        ("languages", languages),
        ("in the pivot language", str(summary.translated)),
        ("titles found", f"{summary.titles} (and {counted(summary.terms, 'term')})"),
        ("accepted", str(summary.accepted)),
        ("to review", str(summary.review)),
        ("left alone", str(summary.left)),
        ("mistranslated", wrong),
    ]
    _say(table_lines(figures))
    if summary.worst:
        _say(["", "offices rendered worst"])
        _named(
            [(f"{each.mistranslated} of {each.mentions}", each.canonical, each.renderings) for each in summary.worst]
        )
        if summary.worst_more:
            _wrapped(f"... and {counted(summary.worst_more, 'more office', 'more offices')} in mentions.jsonl")
    if summary.recognised or summary.unknown_titles:
        _say([""])
    for pack, count in summary.recognised.items():
        _wrapped(recognised_only(pack, count).rstrip("."))
    if summary.unknown_titles:
        it = "it" if summary.unknown_titles == 1 else "them"
        clusters = summary.unknown_clusters
        office = "unknown office or body" if clusters == 1 else "unknown offices and bodies"
        more = f", of {clusters} {office}, in clusters.jsonl" if clusters else ""
        _wrapped(f"{counted(summary.unknown_titles, 'title')}: no pack knows {it}{more}")
    if summary.unknown:
        _say(["", "unknown offices met most, under proposed names"])
        _named(
            [
                (
                    f"{counted(each.mentions, 'title')} in {counted(each.languages, 'language')}",
                    each.proposed,
                    each.renderings,
                )
                for each in summary.unknown
            ]
        )
    if summary.unread or summary.untranslated:
        _say([""])
    if summary.unread:
        codes = ", ".join(f"{code} {count}" for code, count in summary.unread.items())
        _wrapped(f"no titles looked for, as the language has no data file: {codes}; see `canonym glossary list`")
    for group in summary.untranslated:
        _wrapped(f"not translated: {group.documents} in {', '.join(group.languages)}: {group.reason}")
        _say(table_lines([("", group.remedy)]))


def _show_next(summary: Summary, out: Path) -> None:
    """Say with which command to go on."""
    folder = shlex.quote(str(out))
    waiting = [f"{summary.review} to decide"] if summary.review else []
    if summary.unknown_clusters:
        waiting.append(f"{counted(summary.unknown_clusters, 'unknown office')} to name")
    _say([f"{', '.join(waiting) or 'look at it'}: canonym open {folder}"])
    if summary.titles:
        _say([f"what is wrong, on one page: canonym audit {folder}"])


def _named(offices: Iterable[tuple[str, str, Sequence[str]]]) -> None:
    """Offices: what was met of each before its name, and its renderings below."""
    rows = [row for met, name, said in offices for row in (("  " + met, name), ("", "; ".join(said)))]
    _say(table_lines(rows))


def _wrapped(sentence: str) -> None:
    _say(table_lines([(sentence,)]))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
