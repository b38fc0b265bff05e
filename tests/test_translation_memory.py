"""The translation memory: no sentence is translated twice, none is lost, and no run depends on what it holds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.config import load_config
from canonym.errors import StoreError
from canonym.run.pipeline import RunReport, run_folder
from canonym.translation import Memory, Remembering, Task, Translation, WordLink, document, open_memory
from canonym.translation.protected_titles import items_of
from canonym.translation.protection import ProtectedText

SOURCE = Path(__file__).parents[1] / "src"


class Engine:
    """Upper case is its translation; it counts what it is asked."""

    name, model, settings, source, target = "fake", "fake 1", "beam 4", "es", "en"
    has_careful = True

    def __init__(self, **changed: Any) -> None:
        self.asked: list[str] = []
        for name, value in changed.items():
            setattr(self, name, value)

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        self.asked += sentences
        return [
            Translation(text.upper() + "!" * careful, self.name, ("truncated",), (WordLink(0, 1, 0, len(text)),))
            for text in sentences
        ]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=30))
def test_answers_come_in_order_and_each_sentence_is_asked_once(sentences: list[str]) -> None:
    engine = Engine()
    translator = Remembering(engine, Memory(None))
    expected = Engine().translate(sentences)
    assert translator.translate(sentences) == expected
    assert translator.translate(sentences[::-1]) == expected[::-1]
    assert sorted(engine.asked) == sorted(set(sentences))


def test_a_sentence_is_known_to_the_next_process_that_opens_the_file(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory.sqlite")
    first = Remembering(Engine(), memory).translate(["uno", "dos"])
    memory.close()
    silent = Engine()
    again = Memory(tmp_path / "memory.sqlite")
    assert Remembering(silent, again).translate(["uno", "dos"]) == first
    assert silent.asked == []
    assert (again.asked, again.translated) == (2, 0)


@pytest.mark.parametrize("other", ["name", "model", "settings", "source", "target"])
def test_another_engine_does_not_answer_for_this_one(other: str) -> None:
    memory = Memory(None)
    Remembering(Engine(), memory).translate(["uno"])
    different = Engine(**{other: "xx"})
    Remembering(different, memory).translate(["uno"])
    assert different.asked == ["uno"]


def test_careful_translations_are_kept_apart() -> None:
    translator = Remembering(Engine(), Memory(None))
    assert translator.translate(["uno"])[0].text == "UNO"
    assert translator.translate(["uno"], careful=True)[0].text == "UNO!"
    assert translator.translate(["uno"])[0].text == "UNO"


SCRIPT = """
import os, signal, sys
from pathlib import Path
from canonym.translation import WordLink, Memory, Remembering, Translation

class Engine:
    name, model, settings, source, target, has_careful = "fake", "fake 1", "beam 4", "es", "en", True
    count = 0
    def translate(self, sentences, *, careful=False):
        self.count += len(sentences)
        if self.count > int(sys.argv[4]):
            os.kill(os.getpid(), signal.SIGKILL)
        links = [(WordLink(0, 1, 0, len(text)),) for text in sentences]
        return [Translation(text.upper(), "fake", ("truncated",), each) for text, each in zip(sentences, links)]

texts = [f"oración {number}" for number in range(int(sys.argv[2]), int(sys.argv[3]))]
Remembering(Engine(), Memory(Path(sys.argv[1]))).translate(texts)
"""


def _in_a_process(path: Path, start: int, end: int, dies_after: int = 1_000_000) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-c", SCRIPT, *map(str, (path, start, end, dies_after))]
    return subprocess.Popen(arguments, env={**os.environ, "PYTHONPATH": str(SOURCE)})


def test_several_processes_may_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    processes = [_in_a_process(path, start, 1500) for start in (0, 300)]
    assert [process.wait() for process in processes] == [0, 0]
    texts = [f"oración {number}" for number in range(1500)]
    silent = Engine()
    assert Remembering(silent, Memory(path)).translate(texts) == Engine().translate(texts)
    assert silent.asked == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_process_loses_only_what_was_in_hand(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    assert _in_a_process(path, 0, 2000, dies_after=1000).wait() == -signal.SIGKILL
    rest = Engine()
    texts = [f"oración {number}" for number in range(2000)]
    assert Remembering(rest, Memory(path)).translate(texts) == Engine().translate(texts)
    assert 0 < len(rest.asked) <= 1500


def test_a_file_that_is_no_memory_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreError, match=r"memory\.sqlite.*delete the file"):
        open_memory(str(path))


def test_without_a_cache_folder_nothing_is_kept_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert open_memory("cache").path is None
    assert open_memory("none").path is None


REPEATED = "El gobierno anunció ayer nuevas medidas.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(4):
        own = f"La escuela recibió {number + 3} libros nuevos de la ciudad.\n"
        (folder / f"{number}.txt").write_text(REPEATED + own, encoding="utf-8")
    return folder


def _run(corpus: Path, out: Path, memory: str, workers: int = 1) -> RunReport:
    return run_folder([str(corpus)], out, load_config(embedding="none", memory=memory, workers=workers))


def _texts(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".work" not in path.parts
    }


def test_a_run_translates_each_sentence_once_and_the_next_one_only_what_is_new(corpus: Path, tmp_path: Path) -> None:
    memory = str(tmp_path / "memory.sqlite")
    first = _run(corpus, tmp_path / "first", memory)
    # A sentence with damage may be tried in a second form; the eight sentences of the corpus are five different ones.
    assert 5 <= first.asked == first.translated < 8
    second = _run(corpus, tmp_path / "second", memory)
    assert (second.asked, second.translated) == (first.asked, 0)
    changed = corpus / "2.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "Después hubo una fiesta.\n", encoding="utf-8")
    third = _run(corpus, tmp_path / "second", memory)
    assert 1 <= third.translated <= 2


@pytest.mark.parametrize(("memory", "workers"), [("none", 1), ("run", 2)])
def test_neither_memory_nor_workers_change_a_byte(corpus: Path, tmp_path: Path, memory: str, workers: int) -> None:
    kept = str(tmp_path / "memory.sqlite")
    _run(corpus, tmp_path / "earlier", kept)
    _run(corpus, tmp_path / "known", kept)
    _run(corpus, tmp_path / "fresh", memory, workers)
    assert _texts(tmp_path / "fresh") == _texts(tmp_path / "known")


def test_a_run_that_keeps_its_own_memory_keeps_it_in_its_folder(corpus: Path, tmp_path: Path) -> None:
    _run(corpus, tmp_path / "out", "run")
    assert (tmp_path / "out/.work/memory.sqlite").is_file()


def test_one_document_that_fails_costs_the_others_of_its_window_nothing(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(task: Task, pivot: str, terms: Sequence[ProtectedText] = ()) -> Any:
        if task.document.name == "1.txt":
            raise RuntimeError("unforeseen")
        return items_of(task, pivot, terms)

    monkeypatch.setattr(document, "items_of", broken)
    report = _run(corpus, tmp_path / "out", "none")
    assert [failure.doc for failure in report.failures] == ["1.txt"]
    assert sorted(path.name for path in (tmp_path / "out/canonical/en").iterdir()) == ["0.txt", "2.txt", "3.txt"]
