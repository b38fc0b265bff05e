"""`canonym memory`: what the translation memory holds, and the sentences of a run as a TMX file."""

from __future__ import annotations

from pathlib import Path

import click

_MEMORY = click.option(
    "--memory", "file", type=click.Path(path_type=Path), metavar="FILE", help="Another memory than that of your cache."
)


@click.group(no_args_is_help=True)
def memory() -> None:
    """Show and clear the translation memory; export the sentences of a run as TMX.

    The memory holds what engines made of sentences, so that no run translates one twice. It changes no result. Your own
    translations are another thing: give them to a run with --tmx.

    \b
    Example:
      canonym memory show
    """


@memory.command()
@_MEMORY
def show(file: Path | None) -> None:
    """Show where the memory is and how many sentences it holds for each engine.

    \b
    Example:
      canonym memory show
    """
    from canonym.translation.memory import Memory, memory_file  # noqa: PLC0415 - keeps --help fast

    path = file or memory_file()
    click.echo(f"{path}: {path.stat().st_size / 1e6:.1f} MB" if path.is_file() else f"{path}: not there yet")
    if path.is_file():
        for model, settings, count in Memory(path).contents():
            click.echo(f"{count:10}  {model}; {settings}")


@memory.command()
@_MEMORY
def clear(file: Path | None) -> None:
    """Delete the memory: the next run translates everything again.

    \b
    Example:
      canonym memory clear
    """
    from canonym.errors import StoreError  # noqa: PLC0415 - keeps --help fast
    from canonym.translation.memory import memory_file  # noqa: PLC0415

    path = file or memory_file()
    try:
        # Beside the file there may be its log and the index of that.
        files = [found for found in (path, *(Path(f"{path}{end}") for end in ("-wal", "-shm"))) if found.is_file()]
        for found in files:
            found.unlink()
    except OSError as error:
        raise StoreError(f"cannot be deleted ({error.strerror})", where=str(path), remedy="check the file") from error
    click.echo(f"deleted {path}" if files else f"nothing to delete: {path} is not there")


@memory.command()
@click.argument("run", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--from", "source", required=True, metavar="CODE", help="Language of the reports (ISO 639-1).")
def export(run: Path, file: Path, source: str) -> None:
    """Write the sentences of a finished run in DIR with their translations to FILE, in TMX 1.4.

    Correct them in a translator's program, and give the file to the next run with --tmx.

    \b
    Example:
      canonym memory export out/ corrected.tmx --from es
    """
    from canonym.errors import UsageError  # noqa: PLC0415 - keeps --help fast
    from canonym.results.outcomes import counted  # noqa: PLC0415
    from canonym.run.output_folder import MARK, Store  # noqa: PLC0415
    from canonym.run.outputs import translated_pairs  # noqa: PLC0415
    from canonym.translation.tmx import write_tmx  # noqa: PLC0415

    if not (run / MARK).is_file():
        raise UsageError("holds no finished run", where=str(run), remedy="name the --out folder of a canonym run")
    mark = Store(run).read_json(MARK)
    pivot = mark["settings"]["pivot"]
    pairs = list(translated_pairs(run, source, pivot))
    if not pairs:
        raise UsageError(f"no report in {source} was translated", where=str(run), remedy="name another --from")
    try:
        file.write_text(write_tmx(source, pivot, pairs), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written ({error.strerror})", where=str(file), remedy="check the path") from None
    click.echo(f"{counted(len(pairs), 'sentence')}: {file}")
