"""Packs made from files of names: read as other programs write them, found in reports, and written again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from canonym.cli.app import run
from canonym.errors import CanonymError
from canonym.glossary import load_glossary
from canonym.glossary.added_names import with_added_names
from canonym.glossary.names_by_language import with_names_by_language
from canonym.glossary.packs import Pack, load_pack
from canonym.termbase.entries import Termbase
from canonym.termbase.exporting import export_pack
from canonym.termbase.importing import import_file, read_termbase
from canonym.termbase.pack_rows import files_of_rows
from canonym.termbase.writing_packs import write_pack
from own_glossary import DATA, marked

PACKS = {pack.id: pack for pack in load_glossary().packs}
FORMATS = {"csv": "csv", "xlsx": "xlsx", "tbx": "tbx", "skos": "ttl"}


def whole(folder: Path) -> Pack:
    return with_added_names(with_names_by_language(load_pack(folder)))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("pack", ["coe", "cu", "icc", "tr"])
def test_a_pack_comes_back_from_every_format(pack: str, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"names.{FORMATS[form]}"
    export_pack(PACKS[pack], form, path)
    write_pack(tmp_path / pack, files_of_rows(read_termbase(path).rows, pack))
    assert whole(tmp_path / pack) == whole(PACKS[pack].folder)


def names(found: Termbase) -> set[tuple[str, str | None, str, str]]:
    return {(row.concept, row.language, row.name, row.status) for row in found.rows}


MARTIF = """<?xml version="1.0"?><!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body><termEntry id="c1"><langSet xml:lang="en">
<tig><term>Ministry of Peace</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
</langSet><langSet xml:lang="fr"><ntig><termGrp><term>ministère de la Paix</term></termGrp></ntig></langSet>
</termEntry></body></text></martif>"""
TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/> .
ex:c1 a skos:Concept ; skos:prefLabel "Ministry of Peace"@en ; skos:altLabel "ministère de la Paix"@fr ."""
JSON_LD = {
    "@context": {"skos": "http://www.w3.org/2004/02/skos/core#"},
    "@graph": [
        {
            "@id": "http://example.org/c1",
            "skos:prefLabel": {"@value": "Ministry of Peace", "@language": "en"},
            "skos:altLabel": [{"@value": "ministère de la Paix", "@language": "fr"}],
        }
    ],
}
SEMICOLONS = """My names;;;
;;;
Concept ID;Language;Term;Status
c1;en;Ministry of Peace;Preferred
c1;fr;ministère de la Paix;
"""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("v2.tbx", MARTIF.encode()),
        ("names.ttl", TURTLE.encode()),
        ("names.jsonld", json.dumps(JSON_LD).encode()),
        ("excel.csv", b"\xef\xbb\xbf" + SEMICOLONS.encode()),
        ("unicode.csv", SEMICOLONS.replace(";", "\t").encode("utf-16")),
    ],
)
def test_files_of_other_programs_are_read(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert names(read_termbase(tmp_path / name)) == {
        ("c1", "en", "Ministry of Peace", "preferred"),
        ("c1", "fr", "ministère de la Paix", "admitted"),
    }


def test_positions_of_follow_the_money_are_read(tmp_path: Path) -> None:
    entity = {"id": "q1", "schema": "Position", "properties": {"name": ["Minister of Peace"], "country": ["ET"]}}
    (tmp_path / "positions.jsonl").write_text(
        json.dumps(entity) + '\n{"id": "x", "schema": "Person"}\n', encoding="utf-8"
    )
    found = read_termbase(tmp_path / "positions.jsonl")
    assert [(row.name, row.country) for row in found.rows] == [("Minister of Peace", "et")]
    assert found.lost == ("Person (1)",)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bomb.tbx", '<!DOCTYPE t [<!ENTITY a "aaaa">]><tbx><term>&a;</term></tbx>', "declares entities"),
        ("no.csv", "a,b\n1,2\n", "no header line"),
        ("bad.csv", "concept,language,name,status\nc1,en,X,prefered\n", "unknown status"),
        ("bad.ttl", "<a> <b> ", "not readable as Turtle"),
    ],
)
def test_what_cannot_be_read_is_one_line(name: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(CanonymError) as error:
        read_termbase(tmp_path / name)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("country", ["ge", "pe"])
def test_listed_names_and_their_translations_are_found(country: str, tmp_path: Path) -> None:
    texts, gold = marked(country)
    import_file(DATA / country / "names.csv", country, tmp_path / "packs")
    (tmp_path / "reports").mkdir()
    for name, text in texts.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8", newline="")
    arguments = [
        "run",
        str(tmp_path / "reports"),
        "--glossary",
        str(tmp_path / "packs"),
        "--out",
        str(tmp_path / "out"),
    ]
    assert run([*arguments, "--no-translate"]) == 0
    lines = (tmp_path / "out" / "mentions.jsonl").read_text(encoding="utf-8").splitlines()
    found = {(m["doc"], m["start"]): m for m in map(json.loads, lines)}
    own = [mention for mention in gold if not str(mention["body"]).startswith("other:")]
    right = [m for m in own if (found.get((m["doc"], m["start"])) or {}).get("body") == m["body"]]
    assert len(right) >= 0.8 * len(own)
    accepted = [m for m in found.values() if m["action"] == "accept" and str(m["body"]).startswith(f"{country}/")]
    spans = {(m["doc"], m["body"], m["start"]) for m in own}
    wrong = [
        mention["surface"]
        for mention in accepted
        if not any((mention["doc"], mention["body"], at) in spans for at in range(mention["start"], mention["end"]))
    ]
    assert wrong == []


def test_a_rank_that_any_body_has_names_no_office_of_the_list(tmp_path: Path) -> None:
    """ "Le président" is no speaker of the Senate, and a senator is no Senate."""
    (tmp_path / "names.csv").write_text(
        "concept,language,name,status\nsenate-speaker,en,Speaker of the Senate,preferred\nsenate,en,Senate,preferred\n",
        encoding="utf-8",
    )
    (tmp_path / "reports").mkdir()
    for name, text in {
        "a.fr.txt": "Nairobi, Kenya. Le président William Ruto a reçu le sénateur James Lomenen, qui est reparti.\n",
        "b.en.txt": "Nairobi, Kenya. Senator James Lomenen spoke. The Senate of Kenya will vote tomorrow.\n",
    }.items():
        (tmp_path / "reports" / name).write_text(text, encoding="utf-8")
    packs, out = tmp_path / "packs", tmp_path / "out"
    assert run(["glossary", "import", str(tmp_path / "names.csv"), "--id", "ke", "--to", str(packs)]) == 0
    arguments = ["run", str(tmp_path / "reports"), "--out", str(out), "--glossary", str(packs), "--rewrite", "ke"]
    assert run([*arguments, "--no-translate", "--quiet"]) == 0
    found = [json.loads(line) for line in (out / "mentions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {each["surface"] for each in found if each["action"] == "accept"} <= {"Senate", "Senate of Kenya"}
