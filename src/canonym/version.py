"""The version of canonym, where it can be read without importing the rest of it."""

from __future__ import annotations

__version__ = "0.1.0"
"""The same as in pyproject.toml; a test compares the two."""
