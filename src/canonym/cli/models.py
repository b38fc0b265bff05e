"""`canonym models`: which translation models are here, what they serve, and how to get or remove one."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from canonym.translation.engines.backend import Model


@click.group(no_args_is_help=True)
def models() -> None:
    """List, install and remove translation models.

    Reports in a language without a model still get their titles resolved; only their translation is missing.

    \b
    Example:
      canonym models install fa tr
    """


_FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of packages. [default: CANONYM_MODELS_DIR, else canonym/models in your data folder]",
)


@models.command("list")
@click.option("--to", "target", default="en", show_default=True, metavar="CODE", help="Show what serves this language.")
@click.option("--via", multiple=True, metavar="CODE", help="Allow the way through this language; repeatable.")
@click.option("--engine", "engines", multiple=True, metavar="NAME", help="Only this engine; repeatable.")
@click.option("--server", default="", metavar="URL", help="Also ask this translation server.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of a table.")
@_FOLDER
def list_(
    *, target: str, via: tuple[str, ...], engines: tuple[str, ...], server: str, as_json: bool, folder: Path | None
) -> None:
    """Show the models on this machine, and which of them serves which language by which rule.

    \b
    Examples:
      canonym models list
      canonym models list --to fr --via en
    """
    from canonym.translation.engines.backend import Setup  # noqa: PLC0415
    from canonym.translation.engines.packages import search_folders  # noqa: PLC0415
    from canonym.translation.engines.routes import RULE, find_models, routes  # noqa: PLC0415 - keeps --help fast

    folders = search_folders([folder] if folder else [])
    models = find_models(Setup(tuple(folders), engines, via, server))
    if as_json:
        click.echo(json.dumps([_record(model) for model in models], ensure_ascii=False, indent=2))
        return
    for model in models:
        state = f"{model.size / 1e6:7.1f} MB" if model.size else " " * 10
        if model.problem:
            state = f"UNUSABLE: {model.problem}; {model.remedy};"
        click.echo(f"{model.engine:12} {model.pair:8} {model.version:6} {state}  {model.place}")
    if not models:
        click.echo("No translation models. `canonym models install LANG` gets one. Looked in:")
        for place in folders:
            click.echo(f"  {place}")
        return
    click.echo(f"\nInto {target}:")
    sources = sorted({source for model in models if not model.problem for source in model.sources} - {target})
    for source in sources:
        if route := next(routes(models, source, target, via), None):
            click.echo(f"  {source:4} " + ", then ".join(f"{leg.model.engine} {leg.model.name}" for leg in route))
    click.echo("\n" + textwrap.fill(RULE, 100))


def _record(model: Model) -> dict[str, object]:
    """A model for --json; `source` and `target` are null for a model of many languages."""
    single = len(model.sources) == len(model.targets) == 1
    return {
        "engine": model.engine,
        "name": model.name,
        "source": model.sources[0] if single else None,
        "target": model.targets[0] if single else None,
        "sources": model.sources,
        "targets": model.targets,
        "version": model.version,
        "path": model.place,
        "size": model.size,
        "license": model.license,
        "problem": model.problem or None,
        "remedy": model.remedy or None,
    }


@models.command()
@click.argument("languages", metavar="LANG...", nargs=-1, required=True)
@click.option("--to", "target", default="en", show_default=True, metavar="CODE", help="Language to translate into.")
@click.option("--mirror", metavar="URL", help="Folder on a server with index.json and the packages beside it.")
@_FOLDER
def install(languages: tuple[str, ...], target: str, mirror: str | None, folder: Path | None) -> None:
    """Download packages for languages (ISO 639-1 codes), or install package files (.argosmodel) from this machine.

    This is the only command that uses the network.

    \b
    Examples:
      canonym models install fa
      canonym models install es --to fr --mirror https://mirror.example.org/argos/
      canonym models install ~/Downloads/translate-fa_en-1_5.argosmodel
    """
    from canonym.translation.engines.installation import install as install_packages  # noqa: PLC0415 - keeps --help fast
    from canonym.translation.engines.packages import user_models_folder  # noqa: PLC0415

    place = folder or user_models_folder()
    install_packages(languages, target, mirror=mirror, folder=place, report=click.echo)


@models.command()
@click.argument("pairs", metavar="PAIR...", nargs=-1, required=True)
@_FOLDER
def remove(pairs: tuple[str, ...], folder: Path | None) -> None:
    """Delete installed packages by pair, as `canonym models list` shows them.

    \b
    Example:
      canonym models remove fa-en
    """
    from canonym.translation.engines.packages import remove as remove_pair  # noqa: PLC0415 - keeps --help fast
    from canonym.translation.engines.packages import user_models_folder  # noqa: PLC0415

    place = folder or user_models_folder()
    for pair in pairs:
        for path in remove_pair(pair, place):
            click.echo(f"removed {path}")
