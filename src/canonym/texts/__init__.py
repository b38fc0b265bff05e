"""Report files -> Documents: finding the files, telling their encoding, reading their formats."""

from canonym.texts.discovery import FORMATS, Source, Sources, find_sources
from canonym.texts.readers import read_source

__all__ = ["FORMATS", "Source", "Sources", "find_sources", "read_source"]
