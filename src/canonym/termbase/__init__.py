"""Glossaries as other programs keep them: read into packs, and written from packs."""
