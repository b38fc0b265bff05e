"""The shipped packages: found, loaded, the same words both ways, and nothing needed from a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from canonym.errors import ModelError
from canonym.resources import default_models_folder
from canonym.translation import find_translator, search_folders
from canonym.translation.engines import routes
from canonym.translation.engines.argos import ArgosTranslator
from canonym.translation.engines.chain import ChainTranslator
from canonym.translation.engines.packages import list_packages, read_package
from canonym.translation.engines.unpacking import unpacked

SOURCE = Path(__file__).parents[1] / "src"
MODELS = default_models_folder() or Path("models")
"""A clone has it."""

SPANISH = (
    "El presidente habló en la conferencia de la provincia.",
    "La pobreza bajó un 3 % y los ingresos llegaron a 4.250 millones de dólares.",
    "XQ1, XQ2 y XQ3 entregaron los premios a las escuelas del distrito.",
)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.getbasetemp() / "home"
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    for name in ("CANONYM_MODELS_DIR", "ARGOS_PACKAGES_DIR", "ARGOS_MODEL_PROVIDER"):
        monkeypatch.delenv(name, raising=False)


def test_a_clone_translates_spanish_and_portuguese() -> None:
    for source, sentence in (("es", "La conferencia terminó ayer."), ("pt", "A conferência terminou ontem.")):
        translator = find_translator(source, "en", search_folders())
        assert (translator.name, translator.source, translator.target) == ("argos", source, "en")
        assert "conference" in translator.translate([sentence])[0].text.lower()
        assert "sha256:" in translator.model


def test_repeated_sentences_get_the_same_translation_in_order() -> None:
    translator = find_translator("es", "en", [MODELS])
    first, second = translator.translate(SPANISH[:2])
    assert translator.translate([SPANISH[1], SPANISH[0], SPANISH[1]]) == [second, first, second]
    assert translator.translate([]) == []


def test_batches_and_single_sentences_say_the_same() -> None:
    fresh = ArgosTranslator(read_package(MODELS / "es_en.argosmodel"))
    batch = fresh.translate(SPANISH)
    other = ArgosTranslator(read_package(MODELS / "es_en.argosmodel"))
    assert [other.translate([sentence])[0] for sentence in SPANISH] == batch


def test_direct_batches_say_what_argostranslate_says() -> None:
    """In a process of its own: argostranslate's full import brings torch and its warnings along."""
    script = f"""
from pathlib import Path
from canonym.translation.engines.argos import ApiTranslator, ArgosTranslator
from canonym.translation.engines.packages import read_package
package = read_package(Path({str(MODELS / "es_en.argosmodel")!r}))
sentences = {SPANISH!r}
direct, api = ArgosTranslator(package).translate(sentences), ApiTranslator(package).translate(sentences)
assert [each.text for each in direct] == [each.text for each in api], (direct, api)
print("same")
"""
    answer = _run(script)
    assert (answer.stdout, answer.stderr, answer.returncode) == ("same\n", "", 0)


def test_nothing_is_printed_and_no_socket_is_opened() -> None:
    script = """
import socket
def refuse(*arguments, **options):
    raise AssertionError("a connection was tried")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from canonym.translation import find_translator, search_folders
print(len(find_translator("pt", "en", search_folders()).translate(["O governo falou."])))
"""
    answer = _run(script)
    assert (answer.stdout, answer.stderr) == ("1\n", "")


def test_the_users_home_stays_clean(tmp_path: Path) -> None:
    script = """
from canonym.translation import find_translator, search_folders
find_translator("es", "en", search_folders())
"""
    answer = _run(
        script,
        HOME=str(tmp_path / "home"),
        XDG_DATA_HOME="",
    )
    assert answer.returncode == 0, answer.stderr
    assert not (tmp_path / "home").exists()


def test_a_missing_pair_names_the_command_that_helps() -> None:
    with pytest.raises(ModelError, match=r"fa-en.*canonym models install fa`.*es-en"):
        find_translator("fa", "en", [MODELS])
    with pytest.raises(ModelError, match=r"canonym models install fa --to es"):
        find_translator("fa", "es", [])


def test_a_remote_provider_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGOS_MODEL_PROVIDER", "LIBRETRANSLATE")
    with pytest.raises(ModelError, match="ARGOS_MODEL_PROVIDER"):
        find_translator("es", "en", [MODELS], engines=("argos",))


def test_two_packages_are_joined_where_the_user_allows_it(tmp_path: Path) -> None:
    _repack(
        MODELS / "es_en.argosmodel", tmp_path / "translate-en_fr-1_0.argosmodel", b'{"from_code":"en","to_code":"fr"}'
    )
    with pytest.raises(ModelError, match=r"no translation model pt-fr.*--via en"):
        find_translator("pt", "fr", [MODELS, tmp_path])
    translator = find_translator("pt", "fr", [MODELS, tmp_path], via=("en",))
    assert isinstance(translator, ChainTranslator)
    assert (translator.source, translator.target) == ("pt", "fr")
    assert len(translator.translate(["O governo falou.", "Sim."])) == 2


def test_a_model_that_is_loaded_ahead_is_loaded_once() -> None:
    routes._loaded.cache_clear()
    routes.load_ahead("es", "en", [MODELS])
    first = find_translator("es", "en", [MODELS])
    assert find_translator("es", "en", [MODELS]) is first
    assert routes._loaded.cache_info().misses == 1


def test_what_needs_argostranslate_is_not_loaded_beside_other_work(tmp_path: Path) -> None:
    """Its import changes the environment of the whole process for a moment."""
    metadata = b'{"from_code": "es", "to_code": "en", "target_prefix": "__en__"}'
    _repack(MODELS / "es_en.argosmodel", tmp_path / "translate-es_en-1_0.argosmodel", metadata)
    assert [package.direct for package in list_packages([tmp_path, MODELS]) if package.source == "es"] == [False, True]
    routes._loaded.cache_clear()
    threads = threading.active_count()
    routes.load_ahead("es", "en", [tmp_path])
    routes.load_ahead("xx", "en", [tmp_path])
    assert threading.active_count() == threads
    assert routes._loaded.cache_info().currsize == 0


def test_an_unpacked_package_works_like_the_zip(tmp_path: Path) -> None:
    folder, digest = unpacked(read_package(MODELS / "pt_en.argosmodel"))
    shutil.copytree(folder, tmp_path / "pt")
    assert digest.startswith("ee0cbab5")
    assert find_translator("pt", "en", [tmp_path]).translate(["O governo falou."]) == find_translator(
        "pt", "en", [MODELS]
    ).translate(["O governo falou."])


def test_a_changed_cache_is_unpacked_again() -> None:
    package = read_package(MODELS / "pt_en.argosmodel")
    folder, _ = unpacked(package)
    (folder / "metadata.json").write_text("{}")
    again, _ = unpacked(package)
    assert (again / "metadata.json").read_text() != "{}"


def test_a_cache_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    folder, _ = unpacked(read_package(MODELS / "pt_en.argosmodel"), tmp_path / "file" / "cache")
    assert (folder / "model" / "model.bin").is_file()


@pytest.mark.parametrize("damage", ["truncated", "no metadata", "no model", "wrong model", "no zip", "outside"])
def test_a_damaged_package_is_named_and_the_others_still_work(tmp_path: Path, damage: str) -> None:
    good, bad = MODELS / "es_en.argosmodel", tmp_path / "translate-es_en-9_9.argosmodel"
    if damage == "truncated":
        bad.write_bytes(good.read_bytes()[:100_000])
    elif damage == "no zip":
        bad.write_text("404 not found")
    else:
        _repack(good, bad, None, damage)
    with pytest.raises(ModelError) as error:
        find_translator("es", "en", [tmp_path], engines=("argos",))
    assert str(bad) in str(error.value)
    assert "damaged" in str(error.value)
    assert "\n" not in str(error.value)
    assert find_translator("es", "en", [tmp_path, MODELS]).translate(["Sí."])
    assert not list(tmp_path.parent.glob("escaped*"))


def test_strange_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "readme.txt").write_text("no package")
    assert list_packages([tmp_path, tmp_path / "missing"]) == []


def _repack(source: Path, target: Path, metadata: bytes | None, damage: str = "") -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename.endswith("metadata.json"):
                if damage == "no metadata":
                    continue
                content = metadata or content
            if member.filename.endswith("model.bin"):
                if damage == "no model":
                    continue
                content = b"not a model" if damage == "wrong model" else content
            new.writestr(member.filename, content)
        if damage == "outside":
            new.writestr("translate-es_en-1_0/../../escaped.txt", "x")


def _run(script: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "default", "-c", script],
        env={**os.environ, "PYTHONPATH": str(SOURCE), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
