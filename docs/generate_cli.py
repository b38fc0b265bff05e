"""Writes docs/cli.md from the help texts of the commands; with --check, fails where the file is not up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from canonym.cli.app import COMMANDS, cli

PAGE = Path(__file__).parent / "cli.md"
WIDTH = 100

HEAD = """\
# The command line

Made from `--help` by `python docs/generate_cli.py`; do not edit.

Exit codes: 0 all done; 1 findings at or above a limit that was asked for; 2 wrong use (one line on standard error says
what, where, and what to do); 3 some documents or lines failed, the others are done; 130 interrupted, the same command
goes on. A reader that closes the pipe ends a command quietly with 0.
"""


def main() -> int:
    """Write the page, or compare it."""
    page = HEAD + "".join(sections(cli, "canonym"))
    if "--check" not in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page:
        print(f"{PAGE.name} is not up to date: run `python docs/generate_cli.py`", file=sys.stderr)
        return 1
    return 0


def sections(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[str]:
    """A section for a command and one for each of its subcommands."""
    context = click.Context(command, parent, info_name=name.rsplit(" ", 1)[-1], terminal_width=WIDTH)
    yield f"\n## {name}\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        names = COMMANDS if command is cli else sorted(command.commands)
        for each in names:
            found = command.get_command(context, each)
            if found is not None:
                yield from sections(found, f"{name} {each}", context)


if __name__ == "__main__":
    sys.exit(main())
