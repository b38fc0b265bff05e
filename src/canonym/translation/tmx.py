"""Translation memories in TMX 1.4, the exchange format of translators' programs: read and write."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from canonym.errors import UsageError
from canonym.translation.engines.language_codes import language_code
from canonym.version import __version__

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = {"bpt", "ept", "it", "ph", "ut"}
"""Elements that hold codes of a layout and no words."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_REPLACED = "\ufffd"


def read_tmx(path: Path, source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of sentences in a file for a pair of languages (ISO 639-1; "es-MX" counts as es), in order.

    Languages may be named by longer codes or by name. A table (.csv, .tsv) with a language at the head of each column
    serves as well. Blanks and line breaks count as one blank, layout codes are left out, and letters are composed.
    Raises UsageError for an unreadable file.
    """
    if path.suffix.lower() in (".csv", ".tsv"):
        yield from _table(path, source, target)
        return
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - only where there is such a file

    try:
        # The DOCTYPE that many programs write is not followed, on this machine or elsewhere.
        units = etree.iterparse(path, events=("end",), tag="tu", resolve_entities=False, no_network=True)
        for _, unit in units:
            texts = {_code(variant): _text(_segment(variant)) for variant in unit.iterfind("tuv")}
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
    """The text with one blank wherever it has blanks or line breaks, none at its ends, and composed letters."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _table(path: Path, source: str, target: str) -> Iterator[tuple[str, str]]:
    """The pairs in the rows of a table."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read ({error})", where=str(path), remedy="save it as UTF-8") from error
    head = text.split("\n", 1)[0]
    yield from table_pairs(path, csv.reader(text.splitlines(), delimiter=max(",;\t", key=head.count)), source, target)


def table_pairs(path: Path, table: Iterable[Sequence[str]], source: str, target: str) -> Iterator[tuple[str, str]]:
    """The pairs in the rows of a table with a language at the head of each column.

    Raises UsageError where no column names a language.
    """
    rows = iter(table)
    head = next(rows, [])
    columns = [language_code(cell) for cell in head]
    if not any(columns):
        raise UsageError(
            f"no column is named after a language (its columns: {', '.join(head) or 'none'})",
            where=str(path),
            remedy=f"write a line such as {source},{target} above the terms",
        )
    if source not in columns or target not in columns:
        return
    first, second = columns.index(source), columns.index(target)
    for row in rows:
        if len(row) > max(first, second) and row[first].strip() and row[second].strip():
            yield one_blank(row[first]), one_blank(row[second])


def _code(variant: Any) -> str:
    said = variant.get(_LANGUAGE) or variant.get("lang") or ""
    return language_code(said) or said.lower().replace("_", "-").split("-")[0]


def _segment(variant: Any) -> Any:
    """The segment of a variant; where a program wrote none, the variant itself."""
    segment = variant.find("seg")
    return variant if segment is None else segment


def _text(segment: Any) -> str:
    if segment is None:
        return ""
    words = [segment.text or ""]
    for inner in segment:
        if inner.tag not in _CODES:
            words.append(_text(inner))
        words.append(inner.tail or "")
    return one_blank("".join(words))
