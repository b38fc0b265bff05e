"""Run a CTranslate2 model over many sentences, so that each sentence gets the same translation in any company.

CTranslate2 pads the sentences of a batch to one length. Padding moves the last digits of its sums, and now and then a
last digit decides between two words: mixed batches changed 1 to 3 of 600 sentences. Batches in which all sentences have
the same number of tokens need no padding and gave what each sentence gives alone; they are no slower.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from canonym.errors import ModelError
from canonym.resources import processors
from canonym.translation.protocol import TRUNCATED, UNFINISHED

BATCH_TOKENS = 2048
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

        self._engine = ctranslate2.Translator(
            str(folder), device="cpu", inter_threads=threads(), intra_threads=1, compute_type="auto"
        )
        self.settings = f"ctranslate2 {ctranslate2.__version__}, {self._engine.compute_type}, {SETTINGS}"

    def run(self, sentences: Sequence[list[str]], *, prefix: str = "", careful: bool = False) -> list[Hypothesis]:
        """The best hypothesis for each sentence (a list of tokens), in order; `prefix` is the first target token."""
        options = _CAREFUL if careful else _PLAIN
        same_length: dict[int, list[int]] = defaultdict(list)
        for index, tokens in enumerate(sentences):
            same_length[len(tokens)].append(index)
        waiting: list[tuple[int, Any]] = []
        # The longest first, so that the threads end together.
        for _, indices in sorted(same_length.items(), reverse=True):
            results = self._engine.translate_batch(
                [sentences[index] for index in indices],
                target_prefix=[[prefix]] * len(indices) if prefix else None,
                max_batch_size=BATCH_TOKENS,
                batch_type="tokens",
                asynchronous=True,
                **options,
            )
            waiting += zip(indices, results, strict=True)
        answers: dict[int, Hypothesis] = {}
        try:
            for index, pending in waiting:
                result = pending.result()
                answers[index] = Hypothesis(result.hypotheses[0], result.attention[0])
        except RuntimeError as error:
            raise ModelError(f"the model fails on a sentence ({error})") from error
        return [answers[index] for index in range(len(sentences))]


def flags(sentence: Sequence[str], found: Hypothesis) -> tuple[str, ...]:
    """What the limits of the engine did to a sentence (a list of tokens)."""
    reached = ((TRUNCATED, len(sentence) > LONGEST_INPUT), (UNFINISHED, len(found.tokens) >= LONGEST_OUTPUT))
    return tuple(flag for flag, true in reached if true)


def threads() -> int:
    """Sentences that are translated side by side: CANONYM_THREADS, else the processors that this process may use."""
    named = os.environ.get("CANONYM_THREADS", "")
    return int(named) if named.isdigit() and int(named) > 0 else processors()
