"""The version of canonym, read from the installed package without importing the rest of it."""

from __future__ import annotations

VERSION = "0.1.0"
"""The same as in pyproject.toml; a test compares the two."""
