"""`canonym open`: the workbench, a local web page on a run."""

from __future__ import annotations

from pathlib import Path

import click

from canonym.cli.options import with_options


@click.command(name="open")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option("--author", default="", metavar="NAME", help="Who decides; else the page asks.")
@click.option(
    "--judgements", type=click.Path(path_type=Path), metavar="FILE", help="Decisions go here instead of into DIR."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", help="Port; 0 is any that is free.  [default: 8765]"
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@with_options("glossaries")
def open_command(
    *,
    folder: Path | None,
    author: str,
    judgements: Path | None,
    port: int | None,
    no_browser: bool,
    glossaries: tuple[Path, ...],
) -> None:
    """Open the workbench on the run in DIR: see, search, decide, download, run again.

    Without DIR it begins with a page on which files are dropped or a text is pasted. It answers only on this machine
    and only who opens the address that is printed, with its token. Decisions are on the disk at once, in
    DIR/judgements.jsonl. Ctrl-C ends it.

    \b
    Example:
      canonym open out/
    """
    from canonym.workbench.application import serve_workbench  # noqa: PLC0415 - the web framework is slow to load
    from canonym.workbench.bench import Bench  # noqa: PLC0415

    bench = Bench(folder, glossaries, judgements)

    def ready(address: str) -> None:
        click.echo(f"workbench: {address}")
        click.echo("Ctrl-C ends", err=True)
        if not no_browser:
            click.launch(address)

    serve_workbench(bench, Path.cwd(), port=port, author=author, ready=ready)
