"""Reading report files of each format, and what is told about each that cannot be read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from canonym.errors import DocumentError
from canonym.model import Document
from canonym.texts import Source, find_sources, read_source
from canonym.texts.line_breaks import continued
from canonym.texts.table_files import LONGEST_ID, safe_id

TEXT = "El presidente del Comité Popular habló ayer.\r\nDespués salió.\n"


def read(path: Path, text_field: str = "text") -> list[Document]:
    [source] = find_sources([str(path)]).sources
    return read_source(source, text_field=text_field)


def refused(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(path.name)
    assert "\n" not in message
    return message


# Plain text


@pytest.mark.parametrize("ending", ["txt", "md"])
def test_plain_text_is_kept_as_it_is(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(TEXT.encode())
    assert read(path) == [Document(path.name, TEXT, hashlib.sha256(TEXT.encode()).hexdigest(), ending, "utf-8")]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 x", b"PK\x03\x04abc", bytes(range(256)) * 9, b"abc\0\0\0\1def", b"\x89PNG\r\n"]
)
def test_a_binary_file_under_a_text_name_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert "binary" in refused(path)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", "\ufeff \n".encode("utf-16-le")])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert "empty" in refused(path)


def test_a_file_that_vanished_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be opened"):
        read_source(Source("a.txt", tmp_path / "a.txt", "txt"))


# Other formats

PAGE = """<html><head><meta charset="{charset}"><title>Noticias</title></head><body><nav><a href="/">Inicio</a></nav>
<article><h1>El puente de la región</h1><p>El presidente del Comité Popular Provincial, Tran Van Minh, habló ayer
en la reunión.</p><p>La señora Pham Thi Lan, directora, respondió a las preguntas de los vecinos del pueblo.</p>
</article>
<footer>Contacto</footer></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("windows-1252", "cp1252")]
)
def test_the_main_text_of_a_page_is_read(tmp_path: Path, charset: str, encoding: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.format(charset=charset).encode(encoding))
    [document] = read(path)
    assert "presidente del Comité Popular Provincial, Tran Van Minh, habló ayer" in document.text
    assert "directora, respondió" in document.text
    assert "El puente de la región" in document.text
    assert "Contacto" not in document.text
    assert (document.format, document.encoding) == ("html", encoding)


def test_a_page_without_an_article_gives_all_of_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_text("<div>El presidente habló.</div>", encoding="utf-8")
    assert read(path)[0].text == "El presidente habló."


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><script>var x = 1</script></body></html>", encoding="utf-8")
    assert "empty" in refused(path)


def test_paragraphs_and_tables_of_a_word_file_are_read_in_order(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Primero")
    table = word.add_table(rows=2, cols=2)
    for index, value in enumerate(("Nombre", "Cargo", "Tran Van Minh", "presidente")):
        table.cell(index // 2, index % 2).text = value
    table.cell(1, 1).add_paragraph("del Comité")
    word.add_paragraph("Después\tsalió.")
    word.save(str(tmp_path / "a.docx"))
    [document] = read(tmp_path / "a.docx")
    assert document.text == "Primero\nNombre\tCargo\nTran Van Minh\tpresidente del Comité\nDespués\tsalió."
    assert document.format == "docx"


@pytest.mark.parametrize(
    ("data", "reason"), [(b"PK\x03\x04 broken", "not a Word file"), (b"\xd0\xcf\x11\xe0 old", "password")]
)
def test_what_is_no_word_file_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert reason in refused(path)


def pdf(path: Path, lines: list[str], password: str | None = None) -> None:
    """Write a PDF of one page with a line of text for each of `lines`."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=600, height=800)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    shown = "".join(f"({line}) Tj 0 -16 Td " for line in lines)
    stream.set_data(f"BT /F1 10 Tf 40 700 Td {shown} ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(str(path))


def test_the_lines_of_a_pdf_become_paragraphs(tmp_path: Path) -> None:
    pdf(
        tmp_path / "a.pdf",
        [
            "The bridge",
            "The chairman of the Provincial Council of Education visited the schools of the",
            "southern district and spoke.",
            "Later he left.",
        ],
    )
    [document] = read(tmp_path / "a.pdf")
    assert document.text == (
        "The bridge\nThe chairman of the Provincial Council of Education visited the schools of the southern district "
        "and spoke.\nLater he left."
    )


def test_a_pdf_without_text_is_refused_as_scanned(tmp_path: Path) -> None:
    pdf(tmp_path / "a.pdf", [])
    assert "scanned" in refused(tmp_path / "a.pdf")


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    pdf(tmp_path / "a.pdf", ["secret"], password="word")
    assert "encrypted" in refused(tmp_path / "a.pdf")


def test_a_pdf_without_a_reading_password_is_read(tmp_path: Path) -> None:
    pdf(tmp_path / "a.pdf", ["The chairman left."], password="")
    assert read(tmp_path / "a.pdf")[0].text == "The chairman left."


def test_a_damaged_pdf_is_refused_in_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj <<")
    assert "not readable as PDF" in refused(path)
    assert capfd.readouterr().err == ""


# Tables


def test_each_json_line_is_a_document(tmp_path: Path) -> None:
    lines = [{"id": "n/1", "text": "uno\r\n"}, {"text": "dos"}, {"id": 7, "text": "tres"}, {"id": 7, "text": "cuatro"}]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    assert [(document.name, document.text) for document in read(path)] == [
        ("a.jsonl#n%2F1", "uno\r\n"),
        ("a.jsonl#2", "dos"),
        ("a.jsonl#7", "tres"),
        ("a.jsonl#7@4", "cuatro"),
    ]
    assert read(path)[1].sha256 == hashlib.sha256(b"dos").hexdigest()


def test_a_bad_record_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "uno"}\n{"text": \n[1]\n{"body": "x"}\n{"text": 5}\n{"text": " "}\n{"text": "dos"}', encoding="utf-8"
    )
    problems: list[DocumentError] = []
    [source] = find_sources([str(path)]).sources
    assert [document.text for document in read_source(source, problems=problems)] == ["uno", "dos"]
    assert [problem.where for problem in problems] == [f"a.jsonl:{number}" for number in (2, 3, 4, 5, 6)]
    with pytest.raises(DocumentError, match=r"a\.jsonl:2: not a JSON record"):
        read_source(source)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_row_is_a_document(tmp_path: Path, delimiter: str) -> None:
    rows = [["title", "body"], ["a", '"Uno; dos, tres\r\n|cuatro"'], ["", ""], ["b", "cinco"]]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode("utf-8-sig"))
    found = read(path, text_field="body")
    assert [(document.name, document.text) for document in found] == [
        ("a.csv#2", "Uno; dos, tres\r\n|cuatro"),
        ("a.csv#4", "cinco"),
    ]


def test_a_missing_column_is_told_with_the_columns_there_are(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,body\na,b\n", encoding="utf-8")
    assert "'text'; its fields are: title, body" in refused(path)


def test_a_field_of_a_megabyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\n" + "palabra " * 125_000 + "\n", encoding="utf-8")
    assert len(read(path)[0].text) == 1_000_000


def test_a_table_without_records_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\n", encoding="utf-8")
    assert "no record" in refused(path)


@given(st.text() | st.integers() | st.floats() | st.none() | st.lists(st.integers()))
def test_ids_are_safe_in_file_names(value: object) -> None:
    safe = safe_id(value, "3")
    assert 0 < len(safe.encode()) <= LONGEST_ID
    assert not set(safe) & set('/\\:*?"<>|\0\n')
    assert not safe.startswith(".")


# Wrapped lines


@given(st.lists(st.text("ab .#-\t", max_size=90), max_size=12))
def test_only_a_line_that_another_follows_is_continued(lines: list[str]) -> None:
    flags = continued(lines)
    assert len(flags) == len(lines)
    for index, flag in enumerate(flags):
        assert not flag or (lines[index].strip() and lines[index + 1].strip())
