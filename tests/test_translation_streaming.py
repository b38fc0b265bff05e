"""Results as they come: the same ones, each once, kept while the engine still works on the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.errors import ModelError
from canonym.resources import default_models_folder
from canonym.translation import Memory, Translation, WordLink
from canonym.translation.engines import allocator, ctranslate2_model
from canonym.translation.engines.argos import ArgosTranslator
from canonym.translation.engines.packages import read_package
from canonym.translation.engines.translator import stream
from canonym.translation.engines.word_links import links
from canonym.translation.memory import KEPT_AT_ONCE
from canonym.translation.sentences.judging import Outcome
from canonym.translation.sentences.ladder import Climb, Request, run_all

SOURCE = Path(__file__).parents[1] / "src"
SENTENCES = ("Hoy llueve mucho.", "El mercado abrió ayer.", "Sí.", "Hoy llueve poco.")


class Streaming:
    """Upper case is its translation; the last sentence is ready first, and one of them may fail."""

    name, model, settings, source, target, has_careful = "fake", "fake 1", "beam 4", "es", "en", False

    def __init__(self, fails_at: int = -1) -> None:
        self.fails_at = fails_at
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        raise AssertionError("what comes as it is ready must not be waited for")

    def stream(self, sentences: Sequence[str], *, careful: bool = False) -> Iterator[tuple[int, Translation]]:
        self.asked += sentences
        for done, index in enumerate(reversed(range(len(sentences)))):
            if done == self.fails_at:
                raise ModelError("the model fails on a sentence")
            yield index, Translation(sentences[index].upper(), self.name)


@given(st.lists(st.integers(0, 60), max_size=300))
def test_each_sentence_is_in_one_batch_with_others_of_its_length(lengths: list[int]) -> None:
    batches = ctranslate2_model.batches(lengths)
    assert Counter(index for batch in batches for index in batch) == Counter(range(len(lengths)))
    for batch in batches:
        assert len({lengths[index] for index in batch}) == 1
        assert len(batch) <= ctranslate2_model.BATCH_SENTENCES
        assert len(batch) == 1 or len(batch) * lengths[batch[0]] <= ctranslate2_model.BATCH_TOKENS


def test_sentences_of_a_length_are_spread_evenly_and_the_costly_batches_come_first() -> None:
    count = ctranslate2_model.BATCH_SENTENCES + 2
    assert [len(batch) for batch in ctranslate2_model.batches([9] * 3 + [20] * count)] == [count // 2, count // 2, 3]


def test_the_engine_streams_what_it_translates() -> None:
    translator = ArgosTranslator(read_package((default_models_folder() or Path("models")) / "es_en.argosmodel"))
    streamed = list(stream(translator, SENTENCES))
    assert sorted(index for index, _ in streamed) == [0, 1, 2, 3]
    assert [result for _, result in sorted(streamed)] == translator.translate(SENTENCES)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=5), max_size=400))
def test_the_memory_gives_streamed_results_in_order_and_asks_once(sentences: list[str]) -> None:
    engine, memory = Streaming(), Memory(None)
    assert [each.text for each in memory.translate(engine, sentences)] == [text.upper() for text in sentences]
    assert Counter(engine.asked) == Counter(set(sentences))
    assert (memory.asked, memory.translated) == (len(set(sentences)), len(set(sentences)))
    assert sorted(memory.stream(engine, sentences)) == list(enumerate(memory.translate(engine, sentences)))
    assert memory.translated == len(set(sentences))


def test_what_came_before_a_failure_is_kept() -> None:
    sentences = [f"oración {number}" for number in range(3 * KEPT_AT_ONCE)]
    memory = Memory(None)
    with pytest.raises(ModelError, match="fails on a sentence"):
        memory.translate(Streaming(fails_at=2 * KEPT_AT_ONCE + 1), sentences)
    assert memory.translated == 2 * KEPT_AT_ONCE
    rest = Streaming()
    memory.translate(rest, sentences)
    assert len(rest.asked) == KEPT_AT_ONCE


def test_words_are_linked_by_the_sum_of_what_their_tokens_look_at() -> None:
    source, target = ["▁el", "▁merc", "ado"], ["▁the", "▁mar", "ket"]
    attention = [[0.6, 0.2, 0.2], [0.4, 0.3, 0.3], [0.5, 0.2, 0.3]]
    assert links("el mercado", source, "the market", target, attention) == (
        WordLink(0, 2, 0, 3),
        WordLink(3, 10, 4, 10),
    )


def test_words_that_the_tokenizer_rewrote_or_the_engine_did_not_read_have_no_link() -> None:
    attention = [[0.1, 0.9], [0.2, 0.8]]
    assert links("½ sí", ["▁1/2", "▁sí"], "half yes", ["▁half", "▁yes"], attention) == (
        WordLink(2, 4, 0, 4),
        WordLink(2, 4, 5, 8),
    )
    assert links("½ sí", ["▁1/2", "▁sí"], "half", ["▁half"], [[0.9]]) == ()
    assert links("sí", ["▁sí"], "", [], []) == ()


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise ValueError(name)

    for answer in (missing, lambda name: None, lambda name: "musl 1.2"):
        monkeypatch.setattr(os, "confstr", answer, raising=False)
        assert allocator.keep_large_blocks.__wrapped__() is False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc has these settings")
def test_large_blocks_come_back_without_new_pages() -> None:
    """In a process of its own, since the setting stays. Page faults tell whether the system had to give pages anew."""
    script = """
import resource
from canonym.translation.engines.allocator import keep_large_blocks
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        bytearray(b"x") * (48 << 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
before = faults()
if keep_large_blocks():
    faults()
    assert faults() * 5 < before, before
"""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)


class Answering(Streaming):
    """Answers one sentence at a time and notes what the caller did with the answers before."""

    def __init__(self, seen: list[str]) -> None:
        super().__init__()
        self.seen = seen

    def stream(self, sentences: Sequence[str], *, careful: bool = False) -> Iterator[tuple[int, Translation]]:
        for index in reversed(range(len(sentences))):
            self.seen.append(f"answered {sentences[index]}")
            yield index, Translation(sentences[index].upper(), self.name)


def test_each_answer_is_checked_while_the_engine_works_on_the_next() -> None:
    seen: list[str] = []

    def climb(text: str, again: int) -> Climb:
        for _ in range(again):
            answer = yield Request(text)
            seen.append(f"checked {answer.text}")
        return Outcome([text], "plain")

    outcomes = run_all([climb("a", 1), climb("b", 2), climb("c", 0)], Answering(seen))
    assert [outcome.parts for outcome in outcomes] == [["a"], ["b"], ["c"]]
    assert seen == ["answered b", "checked B", "answered a", "checked A", "answered b", "checked B"]
