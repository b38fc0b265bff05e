"""The group of all subcommands, loaded when they are used, and how errors become one line and an exit code."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click
from click.shell_completion import shell_complete

from canonym.errors import CanonymError
from canonym.version import __version__

COMPLETION_VARIABLE = "_CANONYM_COMPLETE"

WRONG_USE = 2
INTERRUPTED = 130

COMMANDS = {
    "run": ("canonym.cli.run", "run", "Process reports into a folder of canonical texts and tables."),
    "resolve": ("canonym.cli.resolve", "resolve", "Tell which office each phrase on a line denotes."),
    "translate": ("canonym.cli.translate", "translate", "Translate a text line for line with canonical names."),
    "find": ("canonym.cli.find", "find_command", "Show every mention of an office, in all languages of a run."),
    "explain": ("canonym.cli.explain", "explain", "Say why a title of a run was read as it was."),
    "align": ("canonym.cli.align", "align", "Put versions of one report beside each other."),
    "audit": ("canonym.cli.audit", "audit", "Find what is wrong in a run, as a page and tables."),
    "eval": ("canonym.cli.eval", "evaluation", "Score titles against gold annotations, or translations."),
    "open": ("canonym.cli.open", "open_command", "Open the workbench: see, decide and run again in the browser."),
    "review": ("canonym.cli.review", "review", "Decide in the browser what a run left open."),
    "export": ("canonym.cli.export", "export", "Write who holds which office for another program."),
    "reconcile": ("canonym.cli.reconcile", "reconcile", "Match names in OpenRefine and the like with packs."),
    "judgements": ("canonym.cli.judgements", "judgements", "List, export, import and merge people's decisions."),
    "models": ("canonym.cli.models", "models", "List, install and remove translation models."),
    "memory": ("canonym.cli.memory", "memory", "Show the translation memory; export a run's sentences as TMX."),
    "glossary": ("canonym.cli.glossary", "glossary", "List, show, check and extend glossary packs."),
    "completion": ("canonym.cli.completion", "completion", "Print the completion script of a shell."),
}
"""Name -> module, attribute, and the line in the list of commands; listing them imports none of them."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed; raises UsageError with the nearest name for one that there is not."""
        typed = args[0] if args else ""
        if typed and not typed.startswith("-") and typed not in COMMANDS:
            near = difflib.get_close_matches(typed, COMMANDS, n=1, cutoff=0.5)
            meant = f"; did you mean `canonym {near[0]}`?" if near else ""
            raise click.UsageError(f"there is no command {typed!r}{meant}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="canonym", message="%(prog)s %(version)s")
def cli() -> None:
    """Find official titles in machine-translated reports and write canonical role names.

    Everything happens on this machine; only `canonym models install` uses the network, and a translation server where
    you name one.

    \b
    Example:
      canonym run reports/ --out out/
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0, 1, 2, 3 or 130, as docs/cli.md explains."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code; errors are one line on standard error."""
    try:
        code, line = _invoke(sys.argv[1:] if arguments is None else list(arguments)), ""
        sys.stdout.flush()
    except (CanonymError, click.ClickException) as error:
        code, line = WRONG_USE, _one_line(error)
    except (KeyboardInterrupt, click.Abort):
        code, line = INTERRUPTED, "canonym: interrupted; run the same command again to go on"
    except BrokenPipeError:
        _forget_output()
        code, line = 0, ""
    except OSError as error:
        _forget_output()
        code, line = WRONG_USE, f"canonym: error: cannot write the output: {error.strerror or error}; make room for it"
    if line:
        click.echo(line, err=True)
    return code


def _invoke(arguments: list[str]) -> int:
    """Run a command, or answer a shell that asks how a line goes on.

    `cli.main` does the same but ends the process itself when the reader of standard output has gone.
    """
    if instruction := os.environ.get(COMPLETION_VARIABLE):
        return shell_complete(cli, {}, "canonym", COMPLETION_VARIABLE, instruction)
    try:
        with cli.make_context("canonym", list(arguments)) as context:
            context.meta["canonym.arguments"] = arguments
            result: Any = cli.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return result if isinstance(result, int) else 0


def _forget_output() -> None:
    """Standard output leads nowhere: Python would complain once more when it flushes it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _one_line(error: CanonymError | click.ClickException) -> str:
    """What is wrong and what to do; a command without its arguments shows its help instead."""
    if isinstance(error, CanonymError):
        return f"canonym: error: {error}"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    message = " ".join(error.format_message().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    return f"canonym: error: {message}" + (f"; see {context.command_path} --help" if context else "")
