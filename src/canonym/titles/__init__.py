"""Titles, found in the source language: title lists split into offices, the person attached, bodies and terms."""

from __future__ import annotations

from canonym.titles.finder import find_titles

__all__ = ["find_titles"]
