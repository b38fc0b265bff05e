"""Translation memories in TMX 1.4, the exchange format of translators' programs: read and write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from canonym.errors import UsageError
from canonym.version import __version__

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = {"bpt", "ept", "it", "ph", "ut"}
"""Elements that hold codes of a layout and no words."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_REPLACED = "\ufffd"


def read_tmx(path: Path, source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of sentences in a file for a pair of languages (ISO 639-1; "es-MX" counts as es), in order.

    Blanks and line breaks count as one blank, layout codes are left out. Raises UsageError for an unreadable file.
    """
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - only where there is such a file

    try:
        # The DOCTYPE that many programs write is not followed, on this machine or elsewhere.
        units = etree.iterparse(path, events=("end",), tag="tu", resolve_entities=False, no_network=True)
        for _, unit in units:
            texts = {_code(variant): _text(variant.find("seg")) for variant in unit.iterfind("tuv")}
            if texts.get(source) and texts.get(target):
                yield texts[source], texts[target]
            unit.clear()
        if units.root is None or units.root.tag != "tmx":
            raise UsageError("is not a TMX file", where=str(path), remedy="export it as TMX 1.4")
    except OSError as error:
        raise UsageError(f"cannot be read ({error})", where=str(path), remedy="check the path") from error
    except etree.XMLSyntaxError as error:
        raise UsageError(f"is not a TMX file: {error.msg}", where=str(path), remedy="export it as TMX 1.4") from error


def write_tmx(source: str, target: str, pairs: Sequence[tuple[str, str]], scores: Sequence[float] = ()) -> str:
    """Return pairs of sentences in two languages as a file.

    `scores`, one for each pair, stand beside them where given.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'<header creationtool="canonym" creationtoolversion={quoteattr(__version__)} segtype="sentence" '
        f'o-tmf="canonym" adminlang="en" srclang={quoteattr(source)} datatype="plaintext"/>',
        "<body>",
    ]
    for at, pair in enumerate(pairs):
        score = f'<prop type="x-score">{scores[at]}</prop>' if scores else ""
        variants = "".join(
            f"<tuv xml:lang={quoteattr(language)}><seg>{escape(_NOT_XML.sub(_REPLACED, one_blank(text)))}</seg></tuv>"
            for language, text in zip((source, target), pair, strict=True)
        )
        lines.append(f"<tu>{score}{variants}</tu>")
    return "\n".join([*lines, "</body>", "</tmx>", ""])


def one_blank(text: str) -> str:
    """Return the text with one blank wherever it has blanks or line breaks, and none at its ends."""
    return " ".join(text.split())


def _code(variant: Any) -> str:
    return (variant.get(_LANGUAGE) or variant.get("lang") or "").lower().replace("_", "-").split("-")[0]


def _text(segment: Any) -> str:
    if segment is None:
        return ""
    words = [segment.text or ""]
    for inner in segment:
        if inner.tag not in _CODES:
            words.append(_text(inner))
        words.append(inner.tail or "")
    return one_blank("".join(words))
