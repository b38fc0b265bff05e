"""`canonym explain`: why a mention of a run was read as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from canonym.cli.options import with_options
from canonym.glossary import load_glossary
from canonym.judgements import JUDGEMENTS_FILE, read_log
from canonym.records import to_plain
from canonym.results.explanation import Explainer, config_of, read_run, same_decisions
from canonym.results.finished_run import glossaries_of, run_and_words

SHOWN = 20
"""Matches that are listed; the rest is counted."""


@click.command(no_args_is_help=True)
@click.argument("folder", metavar="DIR")
@click.argument("mention", metavar="MENTION")
@click.option("--json", "as_json", is_flag=True, help="Print the explanations of all matches as JSON.")
@with_options("glossaries")
def explain(*, folder: str, mention: str, as_json: bool, glossaries: tuple[Path, ...]) -> None:
    """Say in words why a title was read as it was, or why it was left.

    DIR holds a finished run; MENTION is "document:start", or words of a title as they stand in the report. Where
    several titles or decisions match, all are listed.

    \b
    Example:
      canonym explain out/ "Consejo Económico"
    """
    run, wanted = run_and_words(folder, mention)
    records, settings = read_run(run)
    glossary = load_glossary(config_of(settings, glossaries_of(run, glossaries)))
    judgements = read_log(run / JUDGEMENTS_FILE).judgements() if (run / JUDGEMENTS_FILE).is_file() else None
    explainer = Explainer(records, settings, glossary, judgements)
    found = explainer.find(wanted)
    if as_json:
        explained: list[Any] = [to_plain(explainer.explain(each)) for each in found]
        click.echo(json.dumps(explained, ensure_ascii=False, indent=2))
        return
    groups = same_decisions(found)
    if len(groups) == 1:
        click.echo("\n".join(explainer.explain(found[0]).lines()))
        if len(found) > 1:
            others = ", ".join(f"{each['doc']}:{each['start']}" for each in found[1 : SHOWN + 1])
            more = f" and {len(found) - 1 - SHOWN} more" if len(found) - 1 > SHOWN else ""
            click.echo(f"Decided alike: {others}{more}.")
        return
    click.echo(f"{len(groups)} different titles or decisions match; give document:start for one of them:")
    for group in groups[:SHOWN]:
        also = f" ({len(group)} times)" if len(group) > 1 else ""
        click.echo(f"  {explainer.headline(group[0])}{also}")
    if len(groups) > SHOWN:
        click.echo(f"  ... and {len(groups) - SHOWN} more")
