"""`canonym models`: which translation packages are here, and how to get or remove one."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group(no_args_is_help=True)
def models() -> None:
    """List, install and remove translation packages.

    Reports in a language without a package still get their titles resolved; only their translation is missing.

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
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of a table.")
@_FOLDER
def list_(as_json: bool, folder: Path | None) -> None:
    """Show the packages on this machine, in the order in which they are looked for.

    \b
    Example:
      canonym models list --json
    """
    from canonym.translation.packages import list_packages, search_folders  # noqa: PLC0415 - keeps --help fast

    folders = search_folders([folder] if folder else [])
    packages = list_packages(folders)
    if as_json:
        rows = [
            {
                "source": package.source,
                "target": package.target,
                "version": package.version,
                "path": str(package.path),
                "size": package.size,
                "license": package.license,
                "problem": package.problem or None,
            }
            for package in packages
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for package in packages:
        state = f"DAMAGED: {package.problem}" if package.problem else f"{package.size / 1e6:7.1f} MB"
        click.echo(f"{package.pair:8} {package.version:6} {state}  {package.path}")
    if not packages:
        click.echo("No translation packages. `canonym models install LANG` gets one. Looked in:")
        for place in folders:
            click.echo(f"  {place}")


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
    from canonym.translation.install import install as install_packages  # noqa: PLC0415 - keeps --help fast
    from canonym.translation.packages import user_models_folder  # noqa: PLC0415

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
    from canonym.translation.packages import remove as remove_pair  # noqa: PLC0415 - keeps --help fast
    from canonym.translation.packages import user_models_folder  # noqa: PLC0415

    place = folder or user_models_folder()
    for pair in pairs:
        for path in remove_pair(pair, place):
            click.echo(f"removed {path}")
