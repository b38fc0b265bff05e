"""Run a CTranslate2 model over many sentences, so that each sentence gets the same translation in any company.

CTranslate2 pads the sentences of a batch to one length. Padding moves the last digits of its sums, and now and then a
last digit decides between two words: mixed batches changed 1 to 3 of 600 sentences. Batches in which all sentences have
the same number of tokens need no padding and gave what each sentence gives alone; they are no slower.

All batches are handed over at once, and the results of one are read while the engine works on the others.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from canonym.errors import ModelError
from canonym.resources import processors
from canonym.translation.engines.allocator import keep_large_blocks
from canonym.translation.engines.translator import TRUNCATED, UNFINISHED

BATCH_TOKENS = 2048
BATCH_SENTENCES = 64
"""The most that a batch holds. Measured for 20 and 35 tokens: 20 sentences take 3 % more time each than 40 to 80, 10
sentences 15 %, and 160 sentences 35 %, since blocks beyond 64 MB are handed back to the system (allocator.py)."""
LONGEST_INPUT = 1024
LONGEST_OUTPUT = 256
"""Tokens; CTranslate2's own defaults."""
SETTINGS = "beam 4, length penalty 0.2"
_PLAIN: dict[str, Any] = {
    # Beam and length penalty are argostranslate's, so that both ways say the same.
    "beam_size": 4,
    "length_penalty": 0.2,
    "replace_unknowns": True,
    "return_attention": True,
    "max_input_length": LONGEST_INPUT,
    "max_decoding_length": LONGEST_OUTPUT,
}
_CAREFUL: dict[str, Any] = {**_PLAIN, "repetition_penalty": 1.3, "no_repeat_ngram_size": 4}


class Hypothesis(NamedTuple):
    """The best translation of a sentence, in tokens."""

    tokens: list[str]
    attention: list[list[float]]
    """One row for each token of the translation, one column for each token of the sentence."""


class Engine:
    """A loaded model."""

    def __init__(self, folder: Path) -> None:
        """Load the model in `folder`; raises RuntimeError or ValueError for a damaged one."""
        import ctranslate2  # noqa: PLC0415 - heavy

        keep_large_blocks()
        self._engine = ctranslate2.Translator(
            str(folder),
            device="cpu",
            inter_threads=threads(),
            intra_threads=1,
            compute_type="auto",
            max_queued_batches=-1,  # no limit: handing over must not wait for the engine
        )
        self.settings = f"ctranslate2 {ctranslate2.__version__}, {self._engine.compute_type}, {SETTINGS}"

    def run(
        self, sentences: Sequence[list[str]], *, prefix: str = "", careful: bool = False
    ) -> Iterator[tuple[int, Hypothesis]]:
        """Place and best hypothesis of each sentence (a list of tokens), batch by batch, in an order of its own.

        `prefix` is the first target token. Raises ModelError where the engine fails on a sentence.
        """
        options = _CAREFUL if careful else _PLAIN
        waiting = []
        for batch in batches([len(tokens) for tokens in sentences]):
            results = self._engine.translate_batch(
                [sentences[index] for index in batch],
                target_prefix=[[prefix]] * len(batch) if prefix else None,
                asynchronous=True,
                **options,
            )
            waiting.append((batch, results))
        try:
            for batch, results in waiting:
                for index, pending in zip(batch, results, strict=True):
                    result = pending.result()
                    yield index, Hypothesis(result.hypotheses[0], result.attention[0])
        except RuntimeError as error:
            raise ModelError(f"the model fails on a sentence ({error})") from error


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Cut sentences of these lengths (tokens) into batches of one length each; gives places, each exactly once.

    Those of a length are spread evenly, since a small remainder costs as much as half a batch. The most costly batch
    comes first, so that at the end the threads wait for a small one.
    """
    same_length: dict[int, list[int]] = defaultdict(list)
    for index, length in enumerate(lengths):
        same_length[length].append(index)
    found: list[list[int]] = []
    for length, indices in same_length.items():
        most = max(1, min(BATCH_SENTENCES, BATCH_TOKENS // max(length, 1)))
        count = -(-len(indices) // most)
        found += (indices[number::count] for number in range(count))
    return sorted(found, key=lambda batch: (-len(batch) * lengths[batch[0]], batch))


def flags(sentence: Sequence[str], found: Hypothesis) -> tuple[str, ...]:
    """Tell what the limits of the engine did to a sentence (a list of tokens)."""
    reached = ((TRUNCATED, len(sentence) > LONGEST_INPUT), (UNFINISHED, len(found.tokens) >= LONGEST_OUTPUT))
    return tuple(flag for flag, true in reached if true)


def threads() -> int:
    """Tell how many sentences are translated side by side: CANONYM_THREADS, else the processors that this process may
    use.
    """
    named = os.environ.get("CANONYM_THREADS", "")
    return int(named) if named.isdigit() and int(named) > 0 else processors()
