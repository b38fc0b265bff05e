"""Report files -> Documents: finding the files, telling their encoding, reading their formats."""

from canonym.documents.discovery import FORMATS, Source, Sources, find_sources
from canonym.documents.readers import read_source

__all__ = ["FORMATS", "Source", "Sources", "find_sources", "read_source"]
