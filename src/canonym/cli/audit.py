"""`canonym audit`: what is wrong in a finished run, as a page, tables and an exit code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from canonym.cli.options import with_options
from canonym.errors import UsageError

FOUND = 1
"""Exit code where there are findings at or above --fail-on."""
_PATH = click.Path(path_type=Path)


@click.command(no_args_is_help=True)
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning", "note")),
    help="End with exit code 1 where there are findings of this severity or a higher one.",
)
@click.option("--baseline", type=_PATH, metavar="OLD", help="Leave out what the audit of the run in OLD found already.")
@click.option(
    "--gold", multiple=True, type=_PATH, metavar="FILE", help="Annotations to compare confidences with; repeatable."
)
@with_options("config", "glossaries")
def audit(
    *,
    folder: Path,
    fail_on: str | None,
    baseline: Path | None,
    gold: tuple[Path, ...],
    config_file: Path | None,
    glossaries: tuple[Path, ...],
) -> int:
    """Find what is wrong in a finished run: offices, names, numbers, languages.

    Writes report.html, findings.md, .csv, .xlsx and .json into DIR/audit. The page is one file that opens from disk
    and needs no network. docs/findings.md lists the findings; the table [findings] of --config switches them off or
    gives them another severity.

    \b
    Example:
      canonym audit out/ --fail-on error
    """
    from canonym.audit import baseline as earlier  # noqa: PLC0415 - loaded after the arguments are checked
    from canonym.audit.audit_files import write_audit  # noqa: PLC0415
    from canonym.audit.audited_run import audit as look_through  # noqa: PLC0415
    from canonym.audit.figures import agreement  # noqa: PLC0415
    from canonym.audit.finding_codes import SEVERITIES, at_least, codes_with  # noqa: PLC0415
    from canonym.config import load_config  # noqa: PLC0415
    from canonym.glossary import load_glossary  # noqa: PLC0415
    from canonym.results.explanation import config_of, read_run  # noqa: PLC0415
    from canonym.results.finished_run import glossaries_of  # noqa: PLC0415

    config = load_config(config_file)
    codes = codes_with(dict(config.findings), where=str(config_file or ""))
    _, settings = read_run(folder)
    glossary = load_glossary(config_of(settings, glossaries_of(folder, glossaries or config.glossaries)))
    found = look_through(folder, codes, {pack.id: pack.title for pack in glossary.packs})
    if baseline is not None:
        found = earlier.without_known(found, baseline)
    target = folder / earlier.FOLDER
    try:
        write_audit(found, codes, target, agreement(folder, gold) if gold else None)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise UsageError(what, where=str(error.filename or target), remedy="make room, or check the rights") from None
    counts = Counter(each.severity for each in found.findings)
    known = f"; {found.known} known before, {found.gone} gone" if baseline is not None else ""
    said = ", ".join(f"{counts[name]} {name}{'s' if counts[name] != 1 else ''}" for name in SEVERITIES)
    click.echo(f"{said}{known}")
    click.echo(f"report: {target / 'report.html'}")
    return FOUND if fail_on and any(at_least(each.severity, fail_on) for each in found.findings) else 0
