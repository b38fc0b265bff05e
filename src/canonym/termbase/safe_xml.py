"""XML from strangers: read without entities, without files beside it, and without the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError


def read_xml(path: Path, data: bytes) -> Any:
    """The root element of an XML file; raises GlossaryError for one that declares entities or is not well-formed."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - only where there is such a file

    plain = data.replace(b"\0", b"")
    if b"<!ENTITY" in plain:
        remedy = "save it again without them: they can name files, or grow without end"
        raise GlossaryError("declares entities", where=str(path), remedy=remedy)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        what = str(error).split("\n")[0]
        raise GlossaryError(f"not readable as XML: {what}", where=str(path), remedy="correct the file") from None


def local_name(element: Any) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
