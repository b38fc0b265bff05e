"""`canonym review`: a local web page on which people decide the doubtful renderings of a run."""

from __future__ import annotations

from pathlib import Path

import click

from canonym.cli.options import with_options
from canonym.results.finished_run import glossaries_of


@click.command(no_args_is_help=True)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--author", default="", metavar="NAME", help="Who decides; else the page asks.")
@click.option(
    "--judgements", type=click.Path(path_type=Path), metavar="FILE", help="Decisions go here instead of into DIR."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", help="Port; 0 is any that is free.  [default: 8765]"
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@with_options("glossaries")
def review(
    *,
    folder: Path,
    author: str,
    judgements: Path | None,
    port: int | None,
    open_browser: bool,
    glossaries: tuple[Path, ...],
) -> None:
    """Decide in the browser what a run left open; later runs honour it.

    DIR holds a finished run. The page answers only on this machine and only who opens the address that is printed,
    with its token. Every decision is on the disk at once, in DIR/judgements.jsonl; `canonym run` follows them.
    Ctrl-C ends it.

    \b
    Example:
      canonym review out/ --author Ana --open
    """
    from canonym.review.desk import Desk  # noqa: PLC0415 - the web framework is loaded after the arguments are checked
    from canonym.review.server import serve  # noqa: PLC0415

    desk = Desk(folder, glossaries_of(folder, glossaries), judgements)

    def ready(address: str) -> None:
        click.echo(f"review: {address}")
        click.echo(f"decisions go to {desk.log.path}; Ctrl-C ends", err=True)
        if open_browser:
            click.launch(address)

    serve(desk, port=port, author=author, ready=ready)
