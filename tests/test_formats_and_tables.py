"""Formats that people's programs write: each is read whole, or refused with the remedy."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from canonym.config import load_config
from canonym.errors import DocumentError
from canonym.model import Document
from canonym.run.preparing import prepare
from canonym.texts import find_sources, read_source

SENTENCE = "Tran Thi Mai, vicepresidenta del Comité Popular Provincial, habló."
CASES = Path(__file__).parent / "cases" / "texts"


def read(path: Path, text_field: str = "text", problems: list[DocumentError] | None = None) -> list[Document]:
    [source] = find_sources([str(path)]).sources
    return read_source(source, text_field=text_field, problems=problems)


def texts(path: Path, content: str | bytes, text_field: str = "text") -> list[str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [document.text for document in read(path, text_field)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f'id,text\r1,"{SENTENCE}"\r2,Otro.\r'),
        ("a.csv", f'sep=;\r\nid;text\r\n1;"{SENTENCE}"\r\n2;Otro.\r\n'),
        ("a.csv", f'\ufeffsep=;\nid;text\n1;"{SENTENCE}"\n2;Otro.\n'),
        ("a.tsv", f"id\ttext\n1\t{SENTENCE}\n2\tOtro.\n"),
        ("a.ndjson", f'{{"text": "{SENTENCE}"}}\n{{"text": "Otro."}}\n'),
        ("a.json", json.dumps([{"text": SENTENCE}, {"text": "Otro."}])),
        ("a.json", json.dumps({"count": 2, "items": [{"text": SENTENCE}, {"text": "Otro."}]})),
    ],
)
def test_records_of_every_kind_of_table(tmp_path: Path, name: str, content: str) -> None:
    assert texts(tmp_path / name, content) == [SENTENCE, "Otro."]


@pytest.mark.parametrize(
    "rows",
    ['1,"Uno.\n2,Dos.\n3,Tres.\n', '1,"Uno.\n2,"Dos."\n3,Tres.\n', '1,Uno.\n2,Dos.\n3,"Tres.\n'],
)
def test_a_quotation_mark_that_is_never_closed_loses_no_row(tmp_path: Path, rows: str) -> None:
    assert texts(tmp_path / "a.csv", "id,text\n" + rows) == ["Uno.", "Dos.", "Tres."]


@pytest.mark.parametrize(
    "rows",
    [f'1,"{SENTENCE}\n2,Dos.\n', f"1,{SENTENCE}\n2,Dos.\n", f'1,{SENTENCE}\n2,"Dos.\n'],
    ids=["never closed", "not quoted", "never closed elsewhere"],
)
def test_commas_in_a_text_that_is_not_quoted_belong_to_it(tmp_path: Path, rows: str) -> None:
    assert texts(tmp_path / "a.csv", "id,text\n" + rows) == [SENTENCE, "Dos."]


def test_records_none_of_which_tells_its_language(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\nPresidente\nUBND\n", encoding="utf-8")
    [source] = find_sources([str(path)]).sources
    prepared = prepare(source, load_config())
    assert [each.language.code for each in prepared.documents] == ["und", "und"]


def test_a_field_within_a_field_and_a_list_of_paragraphs() -> None:
    [nested] = read(CASES / "28-jsonl-fields" / "nested.jsonl", "article.body")
    assert nested.text.startswith("On March 12, 2024")
    [parts] = read(CASES / "28-jsonl-fields" / "parts.jsonl")
    assert parts.text.count("\n\nOn March 12") == 1


@pytest.mark.parametrize(
    ("record", "path"),
    [({"a": {"b": {"c": SENTENCE}}}, "a.b.c"), ({"a.b": SENTENCE}, "a.b"), ({"x": {"text": [SENTENCE]}}, "x.text")],
)
def test_paths_of_fields(tmp_path: Path, record: object, path: str) -> None:
    assert texts(tmp_path / "a.json", json.dumps([record]), path) == [SENTENCE]


def test_a_missing_field_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="--text-field") as caught:
        texts(tmp_path / "a.jsonl", '{"body": "x"}\n')
    assert "body" in str(caught.value)


def test_a_spreadsheet_is_read_row_by_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "text"])
    book.active.append([1, SENTENCE])
    book.active.append([2, None])
    book.active.append([3, 2024])
    book.create_sheet("notes").append(["something else"])
    book.save(tmp_path / "a.xlsx")
    documents = read(tmp_path / "a.xlsx", problems=[])
    assert [(document.name, document.text) for document in documents] == [("a.xlsx#2", SENTENCE), ("a.xlsx#4", "2024")]


def test_an_opendocument_text(tmp_path: Path) -> None:
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    content = (
        f"<office:document-content {namespaces}><office:body><office:text>"
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:h>Bac Giang</text:h>"
        "<text:p>Vice<text:line-break/>President<text:s text:c='2'/><text:span>of</text:span> x</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Tran Thi Mai</text:p></table:table-cell>"
        "<table:table-cell><text:p>Chair</text:p></table:table-cell></table:table-row></table:table>"
        "</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as package:
        package.writestr("content.xml", content)
    [document] = read(tmp_path / "a.odt")
    assert document.text == "Bac Giang\nVice\nPresident  of x\nTran Thi Mai\tChair"


def test_rich_text(tmp_path: Path) -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1252 La \b vicepresidenta\b0  del Comit\'e9 Popular habl\u243?.\par Segundo.}"
    [text] = texts(tmp_path / "a.rtf", rtf)
    assert text.split("\n")[0] == "La vicepresidenta del Comité Popular habló."
    assert "Segundo." in text


def test_a_mail_is_its_subject_and_its_text(tmp_path: Path) -> None:
    mail = (
        "From: a@x.example\r\nSubject: =?utf-8?q?Reuni=C3=B3n?=\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\nLa vicepresidenta del Comit=C3=A9 =\r\nPopular.\r\n"
    )
    assert texts(tmp_path / "a.eml", mail) == ["Reunión\n\nLa vicepresidenta del Comité Popular."]


@pytest.mark.parametrize("name", ["a.odt", "a.rtf", "a.xlsx"])
def test_what_is_no_such_file_is_refused_with_a_remedy(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError, match="save it"):
        texts(tmp_path / name, b"plain words")


def test_old_formats_are_passed_over_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(b"x")
    (tmp_path / "b.txt").write_text("x")
    assert [reason for _, reason in find_sources([str(tmp_path)]).skipped] == ["unknown format .doc: save it as .docx"]


def test_a_short_record_is_read_in_the_language_of_its_collection(tmp_path: Path) -> None:
    rows = [{"text": f"{SENTENCE} Después de la reunión de la provincia, todos volvieron a casa."}] * 3
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in [*rows, {"text": "VTV 2"}]), encoding="utf-8")
    [source] = find_sources([str(path)]).sources
    last = prepare(source, load_config()).documents[-1]
    assert (last.language.code, last.paragraphs[0].language.code) == ("es", "es")
    assert "3 of 3" in last.language.reason


@pytest.mark.parametrize(("code", "text"), [("es", "Le Van Ba, vocal"), ("vi", "Chu tich"), ("de", "Leiter")])
def test_a_given_language_counts_for_short_texts(tmp_path: Path, code: str, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    [source] = find_sources([str(tmp_path / "a.txt")]).sources
    [found] = prepare(source, load_config(lang=code)).documents
    assert {found.language.code, *(each.language for each in found.segments)} == {code}
