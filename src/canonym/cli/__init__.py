"""The command line: `canonym` and its subcommands."""

from __future__ import annotations

from canonym.cli.app import main

__all__ = ["main"]
