"""`canonym eval`: titles against annotations (the default), and translations."""

from __future__ import annotations

import click

from canonym.cli.evaluate_titles import evaluate
from canonym.cli.evaluate_translation import translation


class TitlesByDefault(click.Group):
    """Takes `canonym eval GOLD...` for `canonym eval titles GOLD...`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in front where none is named."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["titles", *args]
        return super().parse_args(ctx, args)


@click.group(
    name="eval",
    cls=TitlesByDefault,
    no_args_is_help=True,
    subcommand_metavar="[titles] GOLD... | translation FILE...",
    commands={"titles": evaluate, "translation": translation},
)
def evaluation() -> None:
    """Score titles against gold annotations, or translations.

    Without the name of a command, titles are scored.

    \b
    Examples:
      canonym eval tests/gold/*.jsonl --run out/
      canonym eval translation tests/references/*.jsonl
    """
