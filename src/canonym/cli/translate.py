"""`canonym translate`: text in, text out, line for line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from canonym.cli.options import make_config, with_options
from canonym.errors import DocumentError, UsageError
from canonym.records import json_lines
from canonym.run.line_translation import LineTranslation, cut_lines, translate_lines, translate_lines_bare
from canonym.run.outputs import sentence_record
from canonym.texts import Source, read_source
from canonym.texts.discovery import FORMATS
from canonym.texts.encodings import decode
from canonym.translation.engines.language_codes import language_code

TABLES = ("jsonl", "csv")
SHOWN = 5
"""Flagged lines that are named on standard error; the rest is counted and stands in the report."""
SETTINGS = (
    "config", "packs", "force", "forbid", "glossaries", "accept", "models", "do_not_translate", "engines", "via",
    "server", "tmx", "terms", "tmx_similarity", "memory",
)  # fmt: skip


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option(
    "--from", "source", metavar="CODE", help="Language of the text (ISO 639-1).  [default: told from the text]"
)
@click.option("--to", "target", default="en", show_default=True, metavar="CODE", help="Language to translate into.")
@click.option("--text", metavar="TEXT", help="Translate this instead of a file.")
@click.option("--no-terms", is_flag=True, help="Give the engine's own words: no canonical names, nothing protected.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write how each sentence was translated and what was flagged, as JSON lines.",
)
@click.option("--quiet", is_flag=True, help="Name no flagged lines on standard error.")
@with_options(*SETTINGS)
def translate(
    *,
    file: Path | None,
    source: str | None,
    target: str,
    text: str | None,
    no_terms: bool,
    report: Path | None,
    quiet: bool,
    config_file: Path | None,
    **options: Any,
) -> None:
    """Translate a text line for line, official titles under their canonical names.

    FILE may be .txt, .md, .html, .docx or .pdf; without it, or with -, standard input is read. Every line of the output
    stands for the same line of the input, empty ones included. What a person should look at is named on standard error.

    \b
    Examples:
      canonym translate --from pt --to en report.txt > report.en.txt
      canonym translate --from es --text "La presidenta del Comité Popular Provincial habló."
    """
    if text is not None and file is not None:
        raise UsageError("both a file and --text are given", where="translate", remedy="give one of the two")
    config = make_config(config_file, {**options, "pivot": target})
    name, content = ("--text", text) if text is not None else _read(file)
    if not content.strip():
        click.echo(content, nl=False)
        return
    if source is not None:
        known = language_code(source)
        if known is None:
            raise UsageError(f"{source!r} is no language", where="--from", remedy="give a code such as es")
        source = known
    lines = cut_lines(content, source, name)
    result = (translate_lines_bare if no_terms else translate_lines)([lines], config)[0]
    if report is not None:
        _write(
            report,
            json_lines(sentence_record(name, each, result.engine) for each in result.translated.sentences),
        )
    click.echo(result.translated.text, nl=text is not None)
    if not quiet:
        _show_flags(result, report)


def _read(file: Path | None) -> tuple[str, str]:
    """Name and text of the input; a text file of any ending is read as plain text."""
    if file is None or str(file) == "-":
        return "standard input", _plain(sys.stdin.buffer.read(), "standard input")
    kind = FORMATS.get(file.suffix.lower(), "txt")
    if kind in TABLES:
        raise UsageError("is a table", where=str(file), remedy="use `canonym run`, which reads its records")
    try:
        if kind in ("txt", "md"):
            return file.name, _plain(file.read_bytes(), str(file))
        return file.name, read_source(Source(file.name, file, kind))[0].text
    except OSError as error:
        raise UsageError(f"cannot be opened: {error.strerror}", where=str(file), remedy="check the path") from None
    except DocumentError as error:
        raise UsageError(error.what, where=str(file), remedy=error.remedy) from None


def _plain(data: bytes, name: str) -> str:
    return decode(data, name)[0] if data.strip() else data.decode("ascii")


def _show_flags(result: LineTranslation, report: Path | None) -> None:
    """Name the lines with flags on standard error."""
    flagged = [each for each in result.translated.sentences if each.findings]
    for each in flagged[:SHOWN]:
        line = len(result.document.text[: each.segment.start].splitlines()) + _starts_line(result, each.segment.start)
        details = "; ".join(
            f"{flag}: {', '.join(words)}" if words else flag for flag, words in sorted(each.findings.items())
        )
        click.echo(f"canonym: line {line}: {details}", err=True)
    if len(flagged) > SHOWN:
        where = f"see {report}" if report else "give --report FILE to have them all"
        click.echo(f"... and {len(flagged) - SHOWN} more flagged sentences: {where}", err=True)


def _starts_line(result: LineTranslation, start: int) -> bool:
    """Whether only whole lines stand before an offset, so that it is on the next one."""
    before = result.document.text[:start]
    return not before or before.splitlines(keepends=True)[-1] != before.splitlines()[-1]


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(path), remedy="choose another file"
        ) from None
