"""Telling the encoding of a file from its bytes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonym.errors import DocumentError
from canonym.texts.encodings import decode

TEXT = "El presidente del Comité Popular habló ayer.\r\nDespués salió.\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_told(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == (TEXT, encoding)


def cp1258(text: str) -> str:
    """Vietnamese as Windows writes it: tone marks as characters of their own."""
    pieces = []
    for char in text:
        marks = [mark for mark in unicodedata.normalize("NFD", char) if mark in "\u0300\u0301\u0303\u0309\u0323"]
        base = "".join(part for part in unicodedata.normalize("NFD", char) if part not in marks)
        pieces.append(unicodedata.normalize("NFC", base) + "".join(marks))
    return "".join(pieces)


OLDER = [
    ("cp1254", "İl Halk Komitesi Başkanı bugün yapılan toplantıda konuştu."),
    ("cp1254", "Köprü açıldı."),
    ("cp1251", "Председатель народного комитета выступил вчера."),
    ("koi8_r", "Председатель народного комитета выступил вчера."),
    ("cp866", "Председатель народного комитета выступил вчера."),
    ("cp1251", "Голова комітету виступив учора на засіданні, її слухали."),
    ("cp1258", cp1258("Chủ tịch Ủy ban nhân dân tỉnh phát biểu sáng nay.")),
    ("gb18030", "省人民委员会主席昨天发表讲话。"),
    ("big5", "省人民委員會主席昨天發表講話。"),
    ("cp932", "委員長は昨日の会議で話した。"),
    ("euc_jp", "委員長は昨日の会議で話した。"),
    ("iso2022_jp", "委員長は昨日の会議で話した。"),
    ("cp949", "위원장이 어제 회의에서 연설했다."),
    ("cp1252", "El presidente habló ayer: «España y el año próximo»."),
    ("cp1252", "O presidente não falou; a reunião terminou às três."),
    ("cp1252", "Le président a prononcé un discours à l’assemblée."),
    ("cp1252", "Der Vorsitzende eröffnete die Tagung für Würdigung."),
    ("cp1250", "Przewodniczący wygłosił przemówienie, dziękując wszystkim."),
    ("iso8859-2", "Przewodniczący wygłosił przemówienie, dziękując wszystkim."),
    ("cp1250", "Předseda včera promluvil a poděkoval všem účastníkům."),
    ("cp1253", "Ο πρόεδρος της επιτροπής μίλησε χθες στη συνεδρίαση."),
    ("cp1255", "יושב ראש הוועד נאם אתמול בישיבה."),
    ("cp1256", "تحدث رئيس اللجنة الشعبية في الاجتماع أمس."),
    ("cp874", "ประธานคณะกรรมการกล่าวสุนทรพจน์ในที่ประชุม"),
]


@pytest.mark.parametrize(("encoding", "text"), OLDER)
@pytest.mark.parametrize("times", [1, 200])
def test_older_encodings_are_told_from_one_sentence_and_from_many(encoding: str, text: str, times: int) -> None:
    report = "\n".join(["2024", text] * times)
    assert decode(report.encode(encoding), "a.txt")[0] == report


def test_a_character_beyond_ascii_in_the_middle_of_a_long_line_is_enough() -> None:
    text = "palabra " * 3000 + "año " + "palabra " * 3000
    assert decode(text.encode("cp1252"), "a.txt") == (text, "cp1252")


def test_damaged_utf8_stays_utf8_and_the_damage_is_recorded() -> None:
    data = ("Le président a été réélu à l'assemblée. " * 30).encode() + b"\xff"
    text, encoding = decode(data, "a.txt")
    assert text.count("\ufffd") == 1
    assert "1 broken" in encoding


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
@settings(deadline=None, max_examples=100)
def test_any_text_in_utf8_is_read_back(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode(), "a.txt") == (text, "utf-8")


@given(st.binary(min_size=1))
@settings(deadline=None, max_examples=200)
def test_any_bytes_give_a_text_or_a_clear_error(data: bytes) -> None:
    try:
        text, encoding = decode(data, "a.txt")
    except DocumentError as error:
        text, encoding = str(error), error.where
    assert text.encode("utf-8") is not None
    assert encoding
