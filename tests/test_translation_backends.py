"""One contract for every engine, and what each of them does in its own way.

Engines whose library, program or server is not here are tested through a small stand-in that the tests make.
"""

from __future__ import annotations

import http.server
import importlib.util
import json
import os
import shutil
import sys
import threading
import types
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from canonym.cli import app
from canonym.config import load_config
from canonym.errors import ModelError, UsageError
from canonym.resources import default_models_folder
from canonym.run.pipeline import run_folder
from canonym.translation import Translator, find_translator
from canonym.translation.engines import apertium, argos, firefox
from canonym.translation.engines import registry as registry_module
from canonym.translation.engines.argos import ArgosTranslator
from canonym.translation.engines.backend import Model, Setup
from canonym.translation.engines.chain import ChainTranslator
from canonym.translation.engines.packages import read_package
from canonym.translation.engines.routes import find_models
from canonym.translation.engines.translator import UNKNOWN_WORDS
from canonym.translation.engines.unpacking import unpacked

MODELS = default_models_folder() or Path("models")
SENTENCES = [
    "La escuela recibió tres libros.",
    "XQ1 habló con XQ2 en la ciudad.",
    "Los precios [en euros] subieron un 3 % * según a/b.",
    "Sí.",
]
PROCESSOR = """
import sys
assert sys.argv[1:] == ["-z", "-g"], sys.argv
word = b""
while byte := sys.stdin.buffer.read(1):
    if byte == b"\\0":
        # Upper case is this program's translation, but for superblanks; it does not know the word "escuela".
        parts = word.decode().replace("escuela", "*escuela").split("[")
        rest = [part.split("]", 1) for part in parts[1:]]
        done = parts[0].upper() + "".join("[" + blank + "]" + text.upper() for blank, text in rest)
        sys.stdout.buffer.write(done.encode() + b"\\0")
        sys.stdout.buffer.flush()
        word = b""
    else:
        word += byte
"""


def _argos(folder: Path) -> Translator:
    return ArgosTranslator(read_package(MODELS / "es_en.argosmodel"))


def _folder_model(folder: Path) -> Translator:
    opus_model(folder / "opus-mt-es-en")
    return find_translator("es", "en", [folder], engines=("ctranslate2",))


def _many_languages(folder: Path) -> Translator:
    nllb_model(folder / "nllb")
    return find_translator("es", "en", [folder], engines=("ctranslate2",))


def opus_model(folder: Path) -> None:
    """The shipped model as a folder of the kind that OPUS-MT models are converted to."""
    unpacked_folder, _ = unpacked(read_package(MODELS / "es_en.argosmodel"))
    shutil.copytree(unpacked_folder / "model", folder)
    for name in ("source.spm", "target.spm"):
        shutil.copy(unpacked_folder / "sentencepiece.model", folder / name)


def nllb_model(folder: Path) -> None:
    """The shipped model with two rare words of its vocabulary renamed to languages."""
    unpacked_folder, _ = unpacked(read_package(MODELS / "es_en.argosmodel"))
    shutil.copytree(unpacked_folder / "model", folder)
    shutil.copy(unpacked_folder / "sentencepiece.model", folder / "sentencepiece.bpe.model")
    (vocabulary,) = folder.glob("shared_vocabulary.*")
    tokens = json.loads(vocabulary.read_text(encoding="utf-8"))
    tokens[-2:] = ["spa_Latn", "eng_Latn"]
    vocabulary.write_text(json.dumps(tokens), encoding="utf-8")


def _apertium() -> Translator:
    return find_translator("es", "en", [], engines=("apertium",))


@pytest.fixture
def mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the program and for one of its pairs; gives the pair's mode file."""
    programs, modes = tmp_path / "bin", tmp_path / "apertium" / "modes"
    programs.mkdir()
    modes.mkdir(parents=True)
    (programs / "apertium").write_text("#!/bin/sh\necho apertium 9.9\n")
    (programs / "processor").write_text(f"#!{sys.executable}\n{PROCESSOR}")
    for program in programs.iterdir():
        program.chmod(0o755)
    file = modes / "spa-eng.mode"
    file.write_text("processor $1 $2")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("APERTIUM_DATADIR", str(modes.parent))
    return file


class Server(http.server.BaseHTTPRequestHandler):
    """Answers like LibreTranslate; what comes in is recorded."""

    received: list[dict[str, Any]]
    broken = ""

    def do_GET(self) -> None:
        self._answer([{"code": "es", "name": "Spanish", "targets": ["en", "es"]}])

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append(question)
        if self.broken == "redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
        elif self.broken == "refused":
            self.send_response(403)
            self.end_headers()
            self.wfile.write(b'{"error": "a key is needed"}')
        else:
            texts = [text.upper() for text in question["q"]]
            self._answer({"translatedText": texts[1:] if self.broken == "one missing" else texts})

    def _answer(self, value: Any) -> None:
        content = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Server.received, Server.broken = [], ""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


class _Engine:
    """A stand-in for fxtranslate.Translator, which belongs to the thread that made it."""

    def __init__(self, model: bytes, src_vocab: bytes, trg_vocab: bytes, shortlist: bytes | None = None) -> None:
        if model != b"model":
            raise ValueError("no model")
        self._thread = threading.get_ident()

    def translate(self, text: str) -> str:
        assert threading.get_ident() == self._thread
        return text.upper()

    def backend(self) -> str:
        return "scalar"


@pytest.fixture
def firefox_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of a model, and a stand-in for the library."""
    library = types.ModuleType("fxtranslate")
    library.Translator = _Engine  # type: ignore[attr-defined]
    library.__spec__ = importlib.util.spec_from_loader("fxtranslate", None)
    monkeypatch.setitem(sys.modules, "fxtranslate", library)
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0.5.0")
    folder = tmp_path / "firefox-models" / "esen"
    folder.mkdir(parents=True)
    for name in ("model.esen.intgemm.alphas.bin", "vocab.esen.spm", "lex.50.50.esen.s2t.bin"):
        (folder / name).write_bytes(name.split(".")[0].encode())
    return folder


@pytest.fixture(
    params=["argos", "ctranslate2", "ctranslate2 of many languages", "firefox", "apertium", "http", "chain"]
)
def translator(request: pytest.FixtureRequest, tmp_path: Path) -> Translator:
    if request.param == "firefox":
        folder: Path = request.getfixturevalue("firefox_folder")
        return find_translator("es", "en", [folder.parent], engines=("firefox",))
    if request.param == "apertium":
        request.getfixturevalue("mode")
        return _apertium()
    if request.param == "http":
        return find_translator("es", "en", [], engines=("http",), server=request.getfixturevalue("server"))
    if request.param == "chain":
        request.getfixturevalue("mode")
        return ChainTranslator(_apertium(), _argos(tmp_path))
    make: dict[str, Callable[[Path], Translator]] = {
        "argos": _argos,
        "ctranslate2": _folder_model,
        "ctranslate2 of many languages": _many_languages,
    }
    return make[request.param](tmp_path)


def test_every_engine_keeps_the_contract(translator: Translator) -> None:
    assert (translator.source, translator.target) == ("es", "en")
    assert translator.name
    assert translator.model
    results = translator.translate(SENTENCES)
    assert len(results) == len(SENTENCES)
    assert all(result.text and "\n" not in result.text and result.engine == translator.name for result in results)
    # Each sentence alone, and in another order, is translated alike.
    assert [translator.translate([text])[0] for text in SENTENCES] == results
    assert translator.translate(SENTENCES[::-1]) == results[::-1]
    assert translator.translate([]) == []
    careful = translator.translate(SENTENCES, careful=True)
    assert len(careful) == len(SENTENCES)
    if not translator.has_careful:
        assert careful == results
    for sentence, result in zip(SENTENCES, results, strict=True):
        for link in result.alignment:
            assert 0 <= link.source_start < link.source_end <= len(sentence)
            assert 0 <= link.target_start < link.target_end <= len(result.text)


def test_alignment_finds_the_word_that_a_word_comes_from() -> None:
    sentence = "XQ1 entregó los premios a XQ2."
    (result,) = ArgosTranslator(read_package(MODELS / "es_en.argosmodel")).translate([sentence])
    linked = {
        result.text[link.target_start : link.target_end]: sentence[link.source_start : link.source_end]
        for link in result.alignment
    }
    assert linked["XQ1"] == "XQ1"
    assert linked["XQ2."].startswith("XQ2")


def test_a_folder_model_translates_for_real(tmp_path: Path) -> None:
    translator = _folder_model(tmp_path)
    assert "school" in translator.translate(["La escuela recibió tres libros."])[0].text.lower()
    assert translator.model.startswith("opus-mt-es-en sha256:")


def test_a_model_of_many_languages_serves_every_pair_of_its_vocabulary(tmp_path: Path) -> None:
    nllb_model(tmp_path / "nllb")
    (model,) = find_models(Setup((tmp_path,), ("ctranslate2",)))
    assert model.sources == model.targets == ("en", "es")
    (result,) = find_translator("en", "es", [tmp_path], engines=("ctranslate2",)).translate(["Yes."])
    # The language in which the model is told to write is no word of the text.
    assert "Latn" not in result.text


@pytest.mark.parametrize("name", ["no-tokenizer", "spa-model"])
def test_a_folder_that_cannot_be_used_says_why(tmp_path: Path, name: str) -> None:
    opus_model(tmp_path / name)
    if name == "no-tokenizer":
        (tmp_path / name / "target.spm").unlink()
    (model,) = find_models(Setup((tmp_path,), ("ctranslate2",)))
    assert model.problem
    assert ("source.spm and target.spm" if name == "no-tokenizer" else "opus-mt-vi-en") in model.remedy


def test_a_damaged_folder_model_is_one_line(tmp_path: Path) -> None:
    opus_model(tmp_path / "opus-mt-es-en")
    (tmp_path / "opus-mt-es-en" / "model.bin").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"opus-mt-es-en: the model is damaged.*convert it again"):
        find_translator("es", "en", [tmp_path], engines=("ctranslate2",))


@pytest.mark.parametrize(("prefix", "way"), [("", "direct"), ("__en__", "argostranslate")])
def test_a_package_with_a_target_prefix_takes_argostranslates_own_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefix: str, way: str
) -> None:
    """test_translation_argos.py compares the words of both ways, in a process of its own."""
    folder, _ = unpacked(read_package(MODELS / "es_en.argosmodel"))
    shutil.copytree(folder, tmp_path / "es_en")
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    (tmp_path / "es_en/metadata.json").write_text(json.dumps({**metadata, "target_prefix": prefix}), encoding="utf-8")
    monkeypatch.setattr(argos, "ApiTranslator", lambda package: "argostranslate")
    monkeypatch.setattr(argos, "ArgosTranslator", lambda package: "direct")
    assert argos.load(read_package(tmp_path / "es_en")) == way  # type: ignore[comparison-overlap]


def test_apertium_hands_codes_and_signs_through_and_flags_unknown_words(mode: Path) -> None:
    school, codes, signs, _ = _apertium().translate(SENTENCES)
    assert (school.text, school.flags) == ("LA ESCUELA RECIBIÓ TRES LIBROS.", (UNKNOWN_WORDS,))
    assert (codes.text, codes.flags) == ("XQ1 HABLÓ CON XQ2 EN LA CIUDAD.", ())
    assert (signs.text.upper(), signs.flags) == ("LOS PRECIOS [EN EUROS] SUBIERON UN 3 % * SEGÚN A/B.", ())


def test_apertium_that_dies_is_said_and_started_again(mode: Path) -> None:
    translator = _apertium()
    mode.write_text("false")
    with pytest.raises(ModelError, match="has ended"):
        translator.translate(["Sí."])
    mode.write_text("processor $1 $2")
    assert translator.translate(["Sí."])[0].text == "SÍ."


@pytest.mark.skipif(
    not (shutil.which("apertium") and Path("/usr/share/apertium/modes/spa-eng.mode").is_file()),
    reason="Apertium with the pair spa-eng is not installed",
)
def test_the_real_apertium() -> None:
    results = _apertium().translate(SENTENCES)
    assert results[0].text == "The school received three books."
    assert results[1].text.count("XQ1") == results[1].text.count("XQ2") == 1
    assert "[in euros]" in results[2].text


def test_missing_engines_name_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ModelError, match="apt-get install apertium"):
        apertium.ApertiumTranslator(tmp_path / "spa-eng.mode", "es", "en")
    monkeypatch.setattr(firefox, "_missing", lambda: True)
    folder = tmp_path / "esen"
    folder.mkdir()
    (folder / "model.esen.bin.bin").write_bytes(b"model")
    (folder / "vocab.esen.spm").write_bytes(b"vocabulary")
    with pytest.raises(ModelError, match="pip install fxtranslate"):
        find_translator("es", "en", [tmp_path], engines=("firefox",))


def test_a_firefox_model_works_in_every_thread(firefox_folder: Path) -> None:
    translator = find_translator("es", "en", [firefox_folder.parent], engines=("firefox",))
    texts: list[str] = []
    thread = threading.Thread(target=lambda: texts.append(translator.translate(["Sí."])[0].text))
    thread.start()
    thread.join()
    assert texts == [translator.translate(["Sí."])[0].text] == ["SÍ."]


def test_a_damaged_firefox_model_is_one_line(firefox_folder: Path) -> None:
    (firefox_folder / "model.esen.intgemm.alphas.bin").write_bytes(b"broken")
    with pytest.raises(ModelError, match=r"esen: the model is damaged \(no model\)"):
        find_translator("es", "en", [firefox_folder.parent], engines=("firefox",))


def test_a_server_gets_texts_only_where_it_is_named(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANONYM_SERVER_KEY", "secret")
    with pytest.raises(ModelError):
        find_translator("es", "en", [], engines=("http",))
    assert Server.received == []
    many = [f"oración {number}" for number in range(70)]
    translator = find_translator("es", "en", [], engines=("http",), server=server)
    assert [result.text for result in translator.translate(many)] == [text.upper() for text in many]
    assert {(each["source"], each["target"], each["format"]) for each in Server.received} == {("es", "en", "text")}
    assert [text for each in Server.received for text in each["q"]] == many
    # The key goes to the server and into nothing that is written down.
    assert {each["api_key"] for each in Server.received} == {"secret"}
    assert "secret" not in translator.model + translator.settings


@pytest.mark.parametrize(
    ("broken", "message"),
    [("redirect", "answers 302"), ("refused", "answers 403: a key is needed"), ("one missing", "something else")],
)
def test_a_server_that_fails_is_one_line(server: str, broken: str, message: str) -> None:
    translator = find_translator("es", "en", [], engines=("http",), server=server)
    Server.broken = broken
    with pytest.raises(ModelError, match=message):
        translator.translate(["uno", "dos"])


def test_a_server_that_is_not_there_is_one_line() -> None:
    with pytest.raises(ModelError, match=r"127\.0\.0\.1.*cannot be reached"):
        find_translator("es", "en", [], engines=("http",), server="http://127.0.0.1:9")
    with pytest.raises(ModelError, match="http://"):
        find_translator("es", "en", [], engines=("http",), server="example.org")


def test_folders_come_before_engines_and_named_engines_before_folders(tmp_path: Path) -> None:
    opus_model(tmp_path / "first" / "opus-mt-es-en")
    folders = [tmp_path / "first", MODELS]
    assert find_translator("es", "en", folders).name == "ctranslate2"
    assert find_translator("es", "en", folders[::-1]).name == "argos"
    assert find_translator("es", "en", folders, engines=("argos", "ctranslate2")).name == "argos"


def test_a_server_is_asked_only_where_no_model_here_serves(server: str) -> None:
    assert find_translator("es", "en", [MODELS], server=server).name == "argos"
    assert find_translator("es", "en", [MODELS], engines=("http", "argos"), server=server).name == "http"


def test_an_unknown_engine_is_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"'deepl'.*argos, ctranslate2, firefox, http, apertium"):
        find_translator("es", "en", [MODELS], engines=("deepl",))


class _Reversing:
    """An engine of somebody else."""

    name = "reversing"

    def find(self, setup: Setup) -> list[Model]:
        return [Model(self.name, "all", "nowhere", ("es",), ("en",))]

    def load(self, model: Model, source: str, target: str) -> Translator:
        return ArgosTranslator(read_package(MODELS / "es_en.argosmodel"))


THEIRS = _Reversing()


def test_an_engine_of_another_package_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    def installed(group: str) -> list[EntryPoint]:
        return [EntryPoint("reversing", "their_module:THEIRS", group)]

    module = types.ModuleType("their_module")
    module.THEIRS = THEIRS  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "their_module", module)
    monkeypatch.setattr(registry_module, "entry_points", installed)
    registry_module.backends.cache_clear()
    registry_module._entries.cache_clear()
    try:
        assert [model.name for model in find_models(Setup((), ("reversing",)))] == ["all"]
        assert "reversing" in registry_module.backends()
    finally:
        registry_module.backends.cache_clear()
        registry_module._entries.cache_clear()


def test_a_run_goes_through_a_third_language_only_where_allowed_and_says_so(tmp_path: Path) -> None:
    folder, _ = unpacked(read_package(MODELS / "es_en.argosmodel"))
    shutil.copytree(folder, tmp_path / "models" / "en_es")
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    (tmp_path / "models/en_es/metadata.json").write_text(
        json.dumps({**metadata, "from_code": "en", "to_code": "es"}), encoding="utf-8"
    )
    (tmp_path / "a.txt").write_text("A escola recebeu ontem três livros novos da cidade.\n", encoding="utf-8")
    found = {}
    for name, via in (("without", ()), ("with", ("en",))):
        config = load_config(
            pivot="es", models=(tmp_path / "models",), engines=("argos",), via=via, memory="none", embedding="none"
        )
        run_folder([str(tmp_path / "a.txt")], tmp_path / name, config)
        found[name] = json.loads((tmp_path / name / "documents.jsonl").read_text(encoding="utf-8"))["translation"]
    assert found["without"]["backend"] is None
    assert "--via en" in found["without"]["remedy"]
    assert [(leg["engine"], leg["source"], leg["target"]) for leg in found["with"]["route"]] == [
        ("argos", "pt", "en"),
        ("argos", "en", "es"),
    ]


def test_the_list_of_models_shows_what_serves_a_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["models", "list", "--engine", "argos"]) == 0
    listed = capsys.readouterr().out
    assert "Into en:" in listed
    assert "  pt   argos pt-en" in listed
    assert "The first model that serves a pair is used" in listed
