"""Lets `python -m canonym.cli` stand for the console script."""

from canonym.cli.app import main

main()
