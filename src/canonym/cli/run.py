"""`canonym run`: reports in, canonical texts and tables out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from canonym.cli.closing_table import show_report
from canonym.cli.options import RUNNING, make_config, with_options
from canonym.cli.progress import progress_display
from canonym.records import to_plain
from canonym.results.finished_run import remember_command
from canonym.run.pipeline import run_folder

SOME_FAILED = 3


@click.command(no_args_is_help=True)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder for the results.")
@with_options(*RUNNING)
@click.option("--restart", is_flag=True, help="Replace what an earlier run left in the folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the closing figures as JSON.")
@click.option("--quiet", is_flag=True, help="Show no progress and no closing table.")
def run(
    *,
    inputs: tuple[str, ...],
    out: Path,
    config_file: Path | None,
    restart: bool,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Process reports (.txt .md .html .docx .odt .rtf .pdf .eml, or tables) into DIR.

    INPUT is a file, a folder, searched to the bottom, or - for standard input. A second run goes on where the first
    one stopped; DIR belongs to one configuration.

    \b
    Example:
      canonym run reports/ --out out/ --workers 0
    """
    config = make_config(config_file, options)
    with progress_display(quiet=quiet) as progress:
        report = run_folder(inputs, out, config, restart=restart, progress=progress)
    arguments = click.get_current_context().find_root().meta.get("canonym.arguments")
    if arguments and "-" not in inputs:
        remember_command(out, arguments, config.glossaries)
    if as_json:
        click.echo(json.dumps(to_plain(report), ensure_ascii=False, indent=2))
    else:
        show_report(report, out, quiet=quiet)
    return SOME_FAILED if report.failures else 0
