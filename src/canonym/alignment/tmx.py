"""An alignment as a translation memory in TMX 1.4, the exchange format of translators' programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from canonym.alignment.links import Link, Span
from canonym.version import __version__

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile(r"\s+")


def tmx(a: tuple[str, str], b: tuple[str, str], links: Sequence[Link]) -> str:
    """Language and text of both versions -> TMX; links with an empty side are no translation and are left out."""
    source = quoteattr(a[0])
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'<header creationtool="canonym" creationtoolversion={quoteattr(__version__)} segtype="sentence" '
        f'o-tmf="canonym" adminlang="en" srclang={source} datatype="plaintext"/>',
        "<body>",
    ]
    for link in links:
        if link.a_span and link.b_span:
            lines += [
                "<tu>",
                f'<prop type="x-score">{link.score}</prop>',
                _variant(*a, link.a_span),
                _variant(*b, link.b_span),
                "</tu>",
            ]
    return "\n".join([*lines, "</body>", "</tmx>", ""])


def _variant(language: str, text: str, span: Span) -> str:
    words = _BLANKS.sub(" ", _NOT_XML.sub("\ufffd", text[slice(*span)]))
    return f"<tuv xml:lang={quoteattr(language)}><seg>{escape(words)}</seg></tuv>"
