"""`canonym reconcile`: packs as a reconciliation service for OpenRefine and other clients on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from canonym.cli.options import make_config, with_options
from canonym.glossary import load_glossary
from canonym.run.passes import check_pivot


@click.command()
@with_options("config", "pivot", "packs", "glossaries", "embedding")
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", help="Port; 0 is any that is free.  [default: 8766]"
)
@click.option("--token", metavar="WORD", help="Word in the address, to have the same one each time; else a new one.")
@click.option(
    "--allow-origin", "origins", multiple=True, metavar="URL", help="Web page elsewhere that may ask too; repeatable."
)
def reconcile(
    *, config_file: Path | None, port: int | None, token: str | None, origins: tuple[str, ...], **options: Any
) -> None:
    """Match names with the offices, bodies and terms of packs, in OpenRefine and other programs.

    Prints the address of a service of the Reconciliation API 0.2, to be added in OpenRefine under "Reconcile", "Add
    standard service". It answers only on this machine, and only who knows the address with its token. A column with
    the language of each name, its pack, rank, level, or person may be sent as a property. Ctrl-C ends it.

    \b
    Example:
      canonym reconcile --pack vn
    """
    from canonym.programs.reconciliation.service import serve_reconciliation  # noqa: PLC0415 - the web framework

    config = make_config(config_file, options)
    check_pivot(config)

    def ready(address: str) -> None:
        click.echo(f"reconciliation service: {address}")
        click.echo("Ctrl-C ends", err=True)

    serve_reconciliation(load_glossary(config), config, port=port, token=token, origins=origins, ready=ready)
