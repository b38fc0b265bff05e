"""The forms of the results: fields, order, spreadsheet, Parquet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet
import pytest

from canonym.features.declared import NAME
from canonym.features.word_facts import NameOfBody
from canonym.model import Action, Document, Evidence, Kind, Mention, ParsedTitle, Resolution
from canonym.records import json_line
from canonym.run.outputs import MENTION_FIELDS, mention_record, parquet, roles_csv, text_name

CONTRACT = (
    "doc", "start", "end", "surface", "lang", "kind", "rank", "body", "level", "place", "tenure", "person", "canonical",
    "verdict", "confidence", "action", "evidence",
)  # fmt: skip


def resolution(
    person: str | None, doc: str, start: int, *, action: Action = "accept", kind: Kind = "role"
) -> Resolution:
    mention = Mention(doc, start, start + 5, "jefe…", "es", kind, ParsedTitle(tenure="former"), person, 0, 0)
    evidence = (Evidence(NAME, NameOfBody("jefe", "vn/politburo"), 2.5),)
    return Resolution(mention, "head", "vn/office", "central", "Head of the Office", "correct", 0.9, action, evidence)


def test_a_mention_has_the_fields_of_the_contract_in_their_order() -> None:
    record = mention_record(resolution("Le Van A", "a.txt", 3))
    assert tuple(record)[: len(CONTRACT)] == CONTRACT
    assert tuple(record) == MENTION_FIELDS
    assert record["tenure"] == "former"
    assert record["evidence"] == [{"kind": "name", "detail": "“jefe” is a name of vn/politburo", "weight": 2.5}]


def test_json_lines_keep_letters_and_refuse_what_is_not_json() -> None:
    assert json_line({"a": "Đỗ"}) == '{"a": "Đỗ"}\n'
    with pytest.raises(ValueError, match="JSON"):
        json_line({"a": float("nan")})


def test_roles_are_grouped_by_person_and_office() -> None:
    found = [
        resolution("Le Van A", "a.txt", 3),
        resolution("Le Van A", "a.txt", 50),
        resolution("Le Van A", "b.txt", 7),
        resolution(None, "b.txt", 90),
        resolution("Hoang B", "b.txt", 20, action="review"),
        resolution("Hoang C", "b.txt", 30, kind="body"),
    ]
    rows = list(csv.DictReader(io.StringIO(roles_csv(found))))
    assert [(row["person"], row["mentions"], row["documents"]) for row in rows] == [
        ("", "1", "1"),
        ("Le Van A", "3", "2"),
    ]
    assert rows[1]["first_mention"] == "a.txt:3"
    assert rows[1]["last_mention"] == "b.txt:7"
    assert rows[1]["canonical"] == "Head of the Office"
    assert rows[1]["office"] == "head vn/office central"


def test_a_spreadsheet_never_runs_a_name_as_a_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(roles_csv([resolution("=1+1", "-a.txt", 3)])))
    assert row["person"] == "'=1+1"
    assert row["first_mention"] == "'-a.txt:3"


def test_parquet_holds_what_the_json_lines_hold(tmp_path: Path) -> None:
    found = [resolution("Le Van A", "a.txt", 3), resolution(None, "b.txt", 7)]
    (tmp_path / "m.parquet").write_bytes(parquet(found))
    rows = pyarrow.parquet.read_table(tmp_path / "m.parquet").to_pylist()
    assert rows == [json.loads(json_line(mention_record(each))) for each in found]


def test_parquet_without_mentions_still_has_its_columns(tmp_path: Path) -> None:
    (tmp_path / "m.parquet").write_bytes(parquet([]))
    assert tuple(pyarrow.parquet.read_table(tmp_path / "m.parquet").column_names) == MENTION_FIELDS


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        ("a/b.txt", "txt", "a/b.txt"),
        ("b.md", "md", "b.md"),
        ("c.html", "html", "c.html.txt"),
        ("d.csv#2", "csv", "d.csv#2.txt"),
    ],
)
def test_only_plain_formats_keep_their_name(name: str, form: str, expected: str) -> None:
    assert text_name(Document(name, "x", "00", form)) == expected
