"""Loading glossaries: what is broken is named with its place, packs of the user work, and names are put together."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.config import Config
from canonym.errors import GlossaryError, UsageError
from canonym.glossary import Glossary, check_glossaries, load_glossary
from canonym.resources import glossaries_folder

PACK = """\
# A country for tests.
pack: xx
title: Xanadu
default_level: provincial
signals:
  words: [Xanadu]
  surnames: [Zzyzx]
"""

GUILD = """\
bodies:
  guild:
    kind: association
    senses: [cooperative, peace]
    levels: [central, provincial]
    leader: chair
    names:
      en: {preferred: "{level} Guild of Peace", source: composed}
      es: {preferred: "Gremio {level} de la Paz", source: composed}
"""


@cache
def glossary() -> Glossary:
    return load_glossary()


def write_pack(folder: Path, bodies: str = GUILD, pack: str = PACK, name: str = "xx") -> Path:
    """A folder of glossaries with one pack; returns the file of its bodies."""
    (folder / name / "bodies").mkdir(parents=True)
    (folder / name / "pack.yaml").write_text(pack, encoding="utf-8")
    path = folder / name / "bodies" / "bodies.yaml"
    path.write_text(bodies, encoding="utf-8")
    return path


def load(folder: Path) -> Glossary:
    return load_glossary(Config(glossaries=(folder,)))


def load_alone(folder: Path) -> Glossary:
    return load_glossary(Config(glossaries=(folder,), packs=("xx",)))


def line_with(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


# broken files


@pytest.mark.parametrize(
    ("change", "line", "complaint"),
    [
        (("    kind: association", "    kind: [association"), "senses:", "expected|did not find|parsing"),
        (("    levels:", "     levels:"), "levels:", "mapping|indent|expected"),
        (("    leader: chair", "    leadr: chair"), "leadr:", "unknown field 'leadr'.*the fields are .*leader"),
        (("{preferred: \"{level} Guild", "{prefered: \"{level} Guild"), "prefered:", "unknown field 'prefered'"),
        (("levels: [central, provincial]", "levels: [central, galactic]"), "galactic", "unknown level 'galactic'"),
        (("    kind: association\n", ""), "guild:", "lacks 'kind'"),
        (("    leader: chair\n", ""), "guild:", "lacks 'leader'"),
        (('{preferred: "{level} Guild of Peace", source: composed}', "{source: composed}"), "guild", "'preferred'"),
    ],
)  # fmt: skip
def test_a_broken_pack_names_file_line_and_fault(
    tmp_path: Path, change: tuple[str, str], line: str, complaint: str
) -> None:
    broken = GUILD.replace(*change)
    assert broken != GUILD
    path = write_pack(tmp_path, broken)
    with pytest.raises(GlossaryError, match=rf"(?s){complaint}") as raised:
        load_alone(tmp_path)
    message = str(raised.value)
    assert "\n" not in message
    assert message.startswith(f"{path}:{line_with(path, line)}: ")


def test_a_pack_under_another_name_than_its_folder_is_an_error(tmp_path: Path) -> None:
    write_pack(tmp_path, name="yy")
    with pytest.raises(GlossaryError, match=r"pack\.yaml:2: pack 'xx' does not fit its folder"):
        load(tmp_path)


def test_a_reference_to_a_body_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    write_pack(tmp_path, GUILD + "    distinct_from: [gild]\n")
    with pytest.raises(GlossaryError, match=r"xx/guild refers to xx/gild, which does not exist"):
        load_alone(tmp_path)


def test_one_body_in_two_files_is_an_error(tmp_path: Path) -> None:
    path = write_pack(tmp_path)
    again = path.with_name("more.yaml")
    again.write_text(GUILD, encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"more\.yaml:2: body 'guild' stands twice"):
        load_alone(tmp_path)


@pytest.mark.parametrize("content", [b"", b"- a\n- b\n", b"\xff\xfe\x00", b"word"])
def test_a_file_that_holds_no_fields_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = write_pack(tmp_path)
    path.write_bytes(content)
    with pytest.raises(GlossaryError, match=r"bodies\.yaml"):
        load_alone(tmp_path)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("order: rank-first", "order: sideways"), r"es\.yaml:\d+: order 'sideways' is unknown; use rank-first, "),
        (("language: es", "language: pt"), r"es\.yaml:\d+: language 'pt' does not fit the file name"),
        (("honorifics:", "honourifics:"), r"es\.yaml:\d+: unknown field 'honourifics' in a language file"),
    ],
)
def test_a_broken_language_file_names_file_line_and_fault(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    text = (glossaries_folder() / "languages" / "es.yaml").read_text(encoding="utf-8")
    (tmp_path / "languages").mkdir()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    changed = "\n".join(lines).replace(*change, 1)
    (tmp_path / "languages" / "es.yaml").write_text(changed + "\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=complaint):
        load(tmp_path).language("es")


# the lint


def lint(folder: Path) -> list[str]:
    return [str(problem) for problem in check_glossaries([folder])]


def test_the_lint_finds_a_name_that_two_bodies_claim(tmp_path: Path) -> None:
    second = GUILD.replace("bodies:\n", "").replace("  guild:", "  league:").replace("Gremio {level}", "Liga {level}")
    path = write_pack(tmp_path, GUILD + second)
    [problem] = lint(tmp_path)
    assert problem.startswith(f"{path}:16:7: ")
    assert "'{level} Guild of Peace' (en) is claimed by xx/guild and xx/league" in problem
    assert "keep it with one of them" in problem


def test_a_good_pack_passes_and_bodies_of_different_levels_may_share_a_name(tmp_path: Path) -> None:
    second = GUILD.replace("bodies:\n", "").replace("  guild:", "  league:")
    second = second.replace("levels: [central, provincial]", "levels: [commune]")
    write_pack(tmp_path, GUILD + second)
    assert lint(tmp_path) == []


def test_the_lint_finds_all_words_that_no_inventory_has(tmp_path: Path) -> None:
    faults = {
        "sense": (("[cooperative, peace]", "[cooperative, piece]"), "unknown sense 'piece'; did you mean 'peace'?"),
        "kind": (("kind: association", "kind: asociation"), "unknown kind of body 'asociation'"),
        "kind-not-a-kind": (("kind: association", "kind: peace"), "unknown kind of body 'peace'"),
        "leader": (("leader: chair", "leader: chear"), "unknown base of ranks 'chear'; did you mean 'chair'?"),
        "rank": (("leader: chair", "leader: chair\n    ranks: [vice-boss]"), "unknown rank 'vice-boss'"),
    }
    bodies = "bodies:\n"
    for name, (change, _) in faults.items():
        body = GUILD.replace("bodies:\n", "").replace("  guild:", f"  {name}:").replace(*change)
        bodies += body.replace("of Peace", f"of {name}").replace("de la Paz", f"de {name}")
    path = write_pack(tmp_path, bodies)
    problems = lint(tmp_path)
    assert len(problems) == len(faults)
    for name, (change, complaint) in faults.items():
        line = next(
            n for n in range(line_with(path, f"  {name}:"), 99) if change[1].split("\n")[-1] in text_at(path, n)
        )
        assert any(problem.startswith(f"{path}:{line}:") and complaint in problem for problem in problems), (
            name,
            problems,
        )


def text_at(path: Path, line: int) -> str:
    return path.read_text(encoding="utf-8").splitlines()[line - 1]


def test_the_lint_reports_a_file_that_cannot_be_loaded(tmp_path: Path) -> None:
    path = write_pack(tmp_path, GUILD.replace("leader: chair", "leadr: chair"))
    lacks, unknown = lint(tmp_path)
    assert lacks == f"{path}:2:3: body guild lacks 'leader'; add it"
    assert unknown.startswith(
        f"{path}:6:5: unknown field 'leadr' in body guild; did you mean 'leader'?; the fields are "
    )


def test_the_lint_names_everything_in_all_files_at_once(tmp_path: Path) -> None:
    second = (
        GUILD.replace("bodies:\n", "").replace("  guild:", "  league:").replace("levels: [central,", "levels: [centrl,")
    )
    pack = PACK.replace("signals:", "signal:") + "surnames: [Kublai]\n"
    bodies = write_pack(tmp_path, GUILD + second, pack)
    folder = bodies.parents[1]
    (folder / "errors.yaml").write_text(
        "omissions:\n  - {base: chair, body: gild, cause: left out}\n", encoding="utf-8"
    )
    (folder / "places.yaml").write_text("places:\n  - {name: Shangdu, level: [provincial}\n", encoding="utf-8")
    (folder / "names.yaml").write_text(
        "- {pack: xx, concept: guild, language: en, name: Club, status: admited}\n", encoding="utf-8"
    )
    problems = [problem.removeprefix(str(folder)) for problem in lint(tmp_path)]
    expected = {
        "/pack.yaml:5:1: unknown field 'signal' in a pack; did you mean 'signals'?",
        "/pack.yaml:8:1: unknown field 'surnames' in a pack; it belongs under 'signals'",
        "/bodies/bodies.yaml:13:14: body league: unknown level 'centrl'; did you mean 'central'?",
        "/bodies/bodies.yaml:16:7: '{level} Guild of Peace' (en) is claimed by xx/guild and xx/league",
        "/errors.yaml:2:25: unknown body 'gild'; did you mean 'guild'?",
        "/places.yaml:2:",
        "/names.yaml:1:",
    }
    assert any("unknown status 'admited'; did you mean 'admitted'?" in problem for problem in problems), problems
    for each in expected:
        assert any(problem.startswith(each) for problem in problems), (each, problems)


def test_the_lint_names_every_field_that_stands_twice(tmp_path: Path) -> None:
    path = write_pack(tmp_path, GUILD + "    kind: council\n    member: member\n    member: delegate\n")
    assert [problem for problem in lint(tmp_path) if "twice" in problem] == [
        f"{path}:10:5: 'kind' stands twice; keep one of them",
        f"{path}:12:5: 'member' stands twice; keep one of them",
    ]


# packs of the user


def test_a_pack_of_the_user_works_beside_the_shipped_ones(tmp_path: Path) -> None:
    write_pack(tmp_path)
    loaded = load(tmp_path)
    assert [pack.id for pack in loaded.packs] == sorted([*(pack.id for pack in glossary().packs), "xx"])
    assert loaded.name("xx/guild", "provincial", "en", "chair") == "Chairman of the Provincial Guild of Peace"
    assert loaded.name("xx/guild", "central", "es", "vice-chair") == "vicepresidente del Gremio Central de la Paz"
    assert "vn/peoples-committee" in loaded.bodies


def test_a_pack_that_was_edited_is_read_again(tmp_path: Path) -> None:
    path = write_pack(tmp_path)
    assert load_alone(tmp_path).name("xx/guild", "provincial", "en") == "Provincial Guild of Peace"
    path.write_text(path.read_text(encoding="utf-8").replace("Guild of Peace", "Guild of Bread"), encoding="utf-8")
    assert load_alone(tmp_path).name("xx/guild", "provincial", "en") == "Provincial Guild of Bread"


def test_the_folder_of_the_pack_itself_may_be_given(tmp_path: Path) -> None:
    write_pack(tmp_path)
    assert "xx/guild" in load(tmp_path / "xx").bodies


def test_a_pack_of_the_user_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    write_pack(tmp_path, pack=PACK.replace("pack: xx", "pack: vn"), name="vn")
    loaded = load(tmp_path)
    assert [body for body in loaded.bodies if body.startswith("vn/")] == ["vn/guild"]


def test_a_language_file_of_the_user_takes_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    text = (glossaries_folder() / "languages" / "es.yaml").read_text(encoding="utf-8")
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "es.yaml").write_text(
        text.replace("chair: presidente", "chair: preboste"), encoding="utf-8"
    )
    name = load(tmp_path).name("vn/peoples-committee", "provincial", "es", "chair")
    assert name == "preboste del Comité Popular Provincial"


def test_only_the_packs_that_are_asked_for_are_loaded(tmp_path: Path) -> None:
    write_pack(tmp_path)
    assert [pack.id for pack in load_alone(tmp_path).packs] == ["xx"]


@pytest.mark.parametrize("setting", ["packs", "force", "forbid"])
def test_an_unknown_pack_is_named_with_the_known_ones(setting: str) -> None:
    settings = {setting: ("vm",)}
    with pytest.raises(UsageError, match=r"no glossary pack 'vm'.*vn"):
        load_glossary(Config(**settings))  # type: ignore[arg-type]


def test_a_missing_folder_of_glossaries_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere: no such folder"):
        load(tmp_path / "nowhere")


# pivots and names


def test_pivots_are_the_languages_in_which_a_pack_names_all_its_bodies(tmp_path: Path) -> None:
    shipped = {"vi", "en", "tr", "es", "pt", "fr", "de", "ru", "zh", "ja"}
    assert set(glossary().pivots()) == shipped
    write_pack(tmp_path)
    assert load_alone(tmp_path).pivots() == ("en", "es")
    assert set(load(tmp_path).pivots()) == shipped


@pytest.mark.parametrize(
    ("language", "body", "level", "rank", "name"),
    [
        ("en", "peoples-committee", "provincial", "chair", "Chairman of the Provincial People's Committee"),
        ("en", "party-committee", "district", "standing-deputy-secretary",
         "Standing Deputy Secretary of the District Party Committee"),
        ("en", "emulation-commendation-council", "central", None, "Central Emulation and Commendation Council"),
        ("en", "ministry-of-home-affairs", "central", "minister", "Minister of Home Affairs"),
        ("en", "government", "central", "prime-minister", "Prime Minister"),
        ("en", "emulation-cluster", "cluster", "head", "Head of the Emulation Cluster"),
        ("es", "peoples-committee", "municipal", "vice-chair", "vicepresidente del Comité Popular Municipal"),
        ("es", "emulation-commendation-board", "provincial", "head",
         "jefe de la Junta Provincial de Emulación y Recompensa"),
        ("es", "emulation-commendation-board", "provincial", None, "Junta Provincial de Emulación y Recompensa"),
        ("de", "peoples-committee", "provincial", "chair", "Vorsitzender des Volkskomitees der Provinz"),
        ("de", "emulation-commendation-council", "central", "member",
         "Mitglied des Zentralen Rates für Emulation und Belobigung"),
        ("vi", "peoples-committee", "provincial", "chair", "Chủ tịch Ủy ban nhân dân tỉnh"),
        ("vi", "party-committee", "provincial", "secretary", "Bí thư Tỉnh ủy"),
        ("vi", "party-committee", "district", "deputy-secretary", "Phó Bí thư Huyện ủy"),
        ("tr", "peoples-committee", "provincial", "chair", "İl Halk Komitesi Başkanı"),
        ("tr", "party-committee", "district", "deputy-secretary", "İlçe Parti Komitesi Sekreter Yardımcısı"),
        ("ru", "peoples-committee", "provincial", "chair", "председатель Народного комитета провинции"),
        ("ru", "emulation-commendation-council", "central", "vice-chair",
         "заместитель председателя Центрального совета по соревнованию и награждению"),
        ("fr", "peoples-committee", "provincial", "chair", "président du Comité populaire provincial"),
        ("fr", "party-committee", "district", "secretary", "secrétaire du Comité de district du Parti"),
        ("zh", "peoples-committee", "provincial", "chair", "省人民委员会主席"),
        ("zh", "party-committee", "district", "deputy-secretary", "县委副书记"),
    ],
)  # fmt: skip
def test_a_name_is_put_together(language: str, body: str, level: str, rank: str | None, name: str) -> None:
    assert glossary().name(f"vn/{body}", level, language, rank) == name


def test_council_and_board_have_different_names_in_every_language() -> None:
    for language in glossary().pivots():
        council = glossary().name("vn/emulation-commendation-council", "provincial", language)
        board = glossary().name("vn/emulation-commendation-board", "provincial", language)
        assert council
        assert board
        assert council != board


def test_a_name_that_nobody_wrote_is_none() -> None:
    assert glossary().name("vn/peoples-committee", "provincial", "sw", "chair") is None
    assert glossary().name("vn/no-such-body", "provincial", "en", "chair") is None


def test_every_office_of_every_body_has_a_whole_name_in_every_pivot() -> None:
    for body in (body for body in glossary().bodies.values() if not body.provisional):
        for language in glossary().pivots():
            for level in body.levels:
                for rank in (None, body.leader, body.member, *body.ranks):
                    name = glossary().name(body.id, level, language, rank)
                    assert name, (body.id, language, level, rank)
                    assert name == " ".join(name.split()), name
                    assert "{" not in name, name


@given(st.permutations(["deputy", "standing", "first", "general", "alternate"]), st.integers(0, 5))
def test_composing_a_rank_never_invents_one(modifiers: list[str], count: int) -> None:
    chosen = frozenset(modifiers[:count])
    for base in glossary().ranks.bases():
        rank = glossary().ranks.compose(base, chosen)
        known = glossary().ranks.by_id[rank]
        assert known.base == base
        named_otherwise = {"standing"} if {"deputy", "first"} <= chosen else set()
        assert known.modifiers <= chosen | named_otherwise


def test_the_first_deputy_is_the_standing_one_where_there_is_no_first() -> None:
    ranks = glossary().ranks
    assert ranks.compose("secretary", frozenset({"deputy", "first"})) == "standing-deputy-secretary"
    assert ranks.compose("chair", frozenset({"deputy", "first"})) == "first-vice-chair"
    assert ranks.compose("minister", frozenset({"deputy", "first"})) == "deputy-minister"
    assert ranks.compose("secretary", frozenset({"first"})) == "secretary"


def test_composing_a_rank_of_all_its_modifiers_gives_it_back() -> None:
    for rank in glossary().ranks.by_id.values():
        if not rank.only_by_body:
            assert glossary().ranks.compose(rank.base, rank.modifiers) == rank.id
