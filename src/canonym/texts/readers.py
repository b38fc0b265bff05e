"""Reading one source of any format into Documents."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from canonym.errors import DocumentError
from canonym.model import Document
from canonym.texts.discovery import Source
from canonym.texts.encodings import decode
from canonym.texts.html_pages import page_text
from canonym.texts.mending import mended
from canonym.texts.office_files import eml_text, odt_text, rtf_text, xlsx_rows
from canonym.texts.pdf_pages import flowing_pages
from canonym.texts.table_files import Record, read_csv, read_json, read_jsonl, read_rows, safe_id
from canonym.texts.word_files import docx_text

_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.I)

_ENCODING = re.compile(r"\A\s*<\?xml[^>]*\?>")
"""lxml reads no decoded text that names an encoding."""


def read_source(
    source: Source, *, text_field: str = "text", problems: list[DocumentError] | None = None
) -> list[Document]:
    """Return the documents of a source: one, or one a record for .jsonl and .csv (field `text_field`).

    The text of .txt, .md and standard input is the input decoded, newlines as they are, a byte order mark dropped; what
    was decoded wrongly before or written for an old Vietnamese font is read as it was meant (texts/mending.py).
    `sha256` is that of the bytes, for a record that of its text in UTF-8.

    Raises DocumentError where the source cannot be read. A single bad record goes into `problems` and the others are
    read; without `problems`, it raises.
    """
    try:
        data = sys.stdin.buffer.read() if source.path is None else source.path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"cannot be opened: {error.strerror or error}", where=source.name, remedy="check the file and its rights"
        ) from None
    if not data.strip():
        raise DocumentError("empty", where=source.name, remedy="give the file a text or remove it")
    if source.format in {"jsonl", "json", "csv", "tsv", "xlsx"}:
        return _records(source, data, text_field, problems)
    encoding = None
    if source.format == "docx":
        text = _office(data, source.name, docx_text, "a Word file (.docx)")
    elif source.format == "odt":
        text = _office(data, source.name, odt_text, "an OpenDocument text (.odt)")
    elif source.format == "rtf":
        text = _office(data, source.name, rtf_text, "a Rich Text file (.rtf)")
    elif source.format == "eml":
        text = _office(data, source.name, lambda mail: eml_text(mail, lambda page: _html(page, source.name)), "a mail")
    elif source.format == "pdf":
        text = _pdf(data, source.name)
    elif source.format == "html":
        declared = _DECLARED.search(data[:4096])
        html, encoding = decode(data, source.name, declared=declared[1].decode() if declared else None)
        text = _html(html, source.name)
    else:
        text, encoding = decode(data, source.name)
    if not text.strip():
        raise DocumentError("empty: it holds no text", where=source.name, remedy="give the file a text or remove it")
    return [_mended(Document(source.name, text, hashlib.sha256(data).hexdigest(), source.format, encoding))]


def _mended(document: Document) -> Document:
    """The document with its text as it was meant, and what was done beside its encoding."""
    text, note = mended(document.text)
    if not note:
        return document
    return replace(document, text=text, encoding=f"{document.encoding}, {note}" if document.encoding else note)


def _records(source: Source, data: bytes, text_field: str, problems: list[DocumentError] | None) -> list[Document]:
    records: Iterator[Record]
    if source.format == "xlsx":
        records = _sheets(data, source.name, text_field)
    else:
        text, encoding = decode(data, source.name)
        if source.format in {"jsonl", "json"}:
            read = read_jsonl if source.format == "jsonl" else read_json
            records = read(source.name, text, encoding, text_field)
        else:
            records = read_csv(source.name, text, encoding, text_field, source.format)
    documents = []
    for record in records:
        if isinstance(record, Document):
            documents.append(_mended(record))
        elif problems is None:
            raise record
        else:
            problems.append(record)
    if not documents and not problems:
        raise DocumentError("empty: it holds no record", where=source.name, remedy="add a record or remove the file")
    return documents


def _html(html: str, name: str) -> str:
    """Return the text of a page."""
    if "<body" not in html.lower():
        html = f"<html><body>{html}</body></html>"  # trafilatura looks for no text outside a body
    with _quiet("trafilatura"):
        try:
            text = page_text(_ENCODING.sub("", html, count=1))
        except Exception as error:  # a broken page raises anything from lxml to RecursionError
            raise DocumentError(
                f"not readable as HTML: {error}", where=name, remedy="save the page as plain text"
            ) from None
    return _writable(text)


def _sheets(data: bytes, name: str, text_field: str) -> Iterator[Record]:
    """The rows of a spreadsheet; the first sheet's are named as those of a .csv, others with the sheet's name."""
    try:
        sheets = list(xlsx_rows(data))
    except Exception as error:  # openpyxl lets BadZipFile, KeyError and others through
        raise DocumentError(
            f"not a spreadsheet (.xlsx): {type(error).__name__}", where=name, remedy="save it as .xlsx or .csv"
        ) from None
    for number, (title, rows) in enumerate(sheets):
        if number and text_field not in rows[0]:
            continue  # a sheet of something else beside the texts
        yield from read_rows(
            f"{name}#{safe_id(title, str(number))}" if number else name, rows, ("xlsx", ""), text_field
        )


def _office(data: bytes, name: str, read: Callable[[bytes], str], what: str) -> str:
    try:
        return _writable(read(data))
    except DocumentError:
        raise
    except Exception as error:  # the libraries let KeyError, BadZipFile, XMLSyntaxError and others through
        problem = f"not {what}"
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            problem = "protected by a password, or an old Word file (.doc)"
        raise DocumentError(
            f"{problem}: {type(error).__name__}", where=name, remedy="save it as .docx without a password"
        ) from None


def _pdf(data: bytes, name: str) -> str:
    import pypdf  # noqa: PLC0415 - slow to import, needed for .pdf alone

    with _quiet("pypdf"):
        try:
            reader = pypdf.PdfReader(io.BytesIO(data))
            locked = reader.is_encrypted and not reader.decrypt("")
            pages = [] if locked else [page.extract_text() for page in reader.pages]
        except pypdf.errors.DependencyError:
            locked = True
        except Exception as error:  # damaged files raise anything from KeyError to RecursionError
            raise DocumentError(
                f"not readable as PDF: {type(error).__name__}: {error}", where=name, remedy="repair or export it again"
            ) from None
    if locked:
        raise DocumentError("the PDF is encrypted", where=name, remedy="save it without a password")
    text = flowing_pages(pages)
    if not text.strip():
        raise DocumentError(
            f"the PDF holds no text on {len(pages)} pages: it is probably scanned",
            where=name,
            remedy="run it through a text recognition program (OCR) first",
        )
    return _writable(text)


def _writable(text: str) -> str:
    """Return the text without lone surrogates, which could not be written to any file."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@contextmanager
def _quiet(library: str) -> Iterator[None]:
    """Keep a library's log lines about flaws in a file off the user's terminal; what matters is raised."""
    logger = logging.getLogger(library)
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
