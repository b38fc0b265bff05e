"""The engine "ctranslate2": a local folder with a model that was converted to CTranslate2, and its tokenizer.

OPUS-MT: the folder's name ends in the pair ("opus-mt-vi-en"); source.spm and target.spm lie beside model.bin.
NLLB-200 and M2M-100: sentencepiece.bpe.model lies beside model.bin; the languages are tokens of the vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from canonym.errors import ModelError
from canonym.translation.engines import ctranslate2_model
from canonym.translation.engines.backend import Backend, Model, Setup
from canonym.translation.engines.language_codes import from_nllb, from_three_letters
from canonym.translation.engines.model_folders import content_hash, model_folders, pair_of, size_of
from canonym.translation.engines.translator import Translation, Translator, in_order
from canonym.translation.engines.word_links import links

PAIR_TOKENIZERS = ("source.spm", "target.spm")
SHARED_TOKENIZERS = ("sentencepiece.bpe.model", "sentencepiece.model")
END = "</s>"


class FolderTranslator:
    """A model of a folder, for one pair."""

    name = "ctranslate2"
    has_careful = True

    def __init__(self, folder: Path, source: str, target: str) -> None:
        """Load the model; raises ModelError where it is damaged."""
        import sentencepiece  # noqa: PLC0415 - not needed by other engines

        tokenizers = _tokenizers(folder)
        try:
            self._engine = ctranslate2_model.Engine(folder)
            processors = [sentencepiece.SentencePieceProcessor(model_file=str(file)) for file in tokenizers]
            vocabulary = _vocabulary(folder, "source_vocabulary", _stamp(folder))
            # Converters that do not let the engine add the end of the sentence expect it from whoever calls it.
            self._end = [] if _config(folder).get("add_source_eos") else [END]
        except (RuntimeError, ValueError, OSError) as error:
            raise _damaged(folder, error) from error
        self._encoder, self._decoder = processors[0], processors[-1]
        self.source, self.target = source, target
        self.model = f"{folder.name} sha256:{content_hash((folder / 'model.bin', *tokenizers))}"
        self.settings = self._engine.settings
        own, other = _language_token(source, vocabulary), _language_token(target, vocabulary)
        # Models of many languages are told the source language at the start, and begin to write with the target one.
        self._start = [own] if own else [other] if other.startswith(">>") else []
        self._prefix = other if own else ""

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        """Return one result per sentence, in order; `careful` adds a penalty on repetitions, no four words twice."""
        return in_order(self.stream(sentences, careful=careful))

    def stream(self, sentences: Sequence[str], *, careful: bool = False) -> Iterator[tuple[int, Translation]]:
        """Yield the number and result of each sentence, as soon as it is there."""
        pieces = self._encoder.encode(list(sentences), out_type=str)
        wrapped = [[*self._start, *each, *self._end] for each in pieces]
        for index, found in self._engine.run(wrapped, prefix=self._prefix, careful=careful):
            yield index, self._result(sentences[index], pieces[index], found)

    def _result(self, sentence: str, pieces: list[str], found: ctranslate2_model.Hypothesis) -> Translation:
        skipped = int(bool(self._prefix) and found.tokens[:1] == [self._prefix])
        tokens, rows = found.tokens[skipped:], found.attention[skipped:]
        start = len(self._start)
        attention = [row[start : start + len(pieces)] for row in rows]
        text = self._decoder.decode_pieces(tokens).replace("▁", " ").strip()
        return Translation(
            text, self.name, ctranslate2_model.flags(pieces, found), links(sentence, pieces, text, tokens, attention)
        )


class FolderBackend:
    """Folders with model.bin and a tokenizer, within the folders of models."""

    name = "ctranslate2"

    def find(self, setup: Setup) -> Sequence[Model]:
        """Return one model for each such folder."""
        folders = [folder for folder in model_folders(setup.folders) if _is_model(folder)]
        return [_model(folder) for folder in folders]

    def load(self, model: Model, source: str, target: str) -> Translator:
        """Return the translator for a pair; raises ModelError for a damaged model."""
        return FolderTranslator(Path(model.place), source, target)


def _is_model(folder: Path) -> bool:
    return (folder / "model.bin").is_file() and not (folder / "metadata.json").is_file()


def _model(folder: Path) -> Model:
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    problem = remedy = ""
    try:
        if pair := _pair(folder):
            sources, targets = (pair[0],), (pair[1],)
        else:
            sources = targets = _languages(_vocabulary(folder, "source_vocabulary", _stamp(folder)))
            if not sources:
                problem, remedy = (
                    "neither its name nor its vocabulary tells its languages",
                    "rename the folder so that it ends in the pair, as in opus-mt-vi-en",
                )
    except ModelError as error:
        problem, remedy = error.what, error.remedy
    return Model(
        FolderBackend.name,
        folder.name,
        str(folder),
        sources,
        targets,
        size=size_of(folder),
        problem=problem,
        remedy=remedy,
        beside=True,
    )


def _pair(folder: Path) -> tuple[str, str] | None:
    """Return the pair of a folder whose tokenizers are for one pair; raises ModelError where there is no tokenizer."""
    return pair_of(folder) if _tokenizers(folder)[0].name == PAIR_TOKENIZERS[0] else None


def _tokenizers(folder: Path) -> list[Path]:
    pair = [folder / name for name in PAIR_TOKENIZERS]
    if all(file.is_file() for file in pair):
        return pair
    for name in SHARED_TOKENIZERS:
        if (folder / name).is_file():
            return [folder / name]
    raise ModelError(
        "the model has no tokenizer",
        where=str(folder),
        remedy=f"copy {' and '.join(PAIR_TOKENIZERS)}, or {SHARED_TOKENIZERS[0]}, from the original model into it",
    )


def _languages(vocabulary: Iterable[str]) -> tuple[str, ...]:
    """Return the languages whose tokens a vocabulary has: "vie_Latn", "__vi__"."""
    found = {from_nllb(token) or _two_letters(token) for token in vocabulary if "_" in token}
    return tuple(sorted(found - {None}))  # type: ignore[arg-type]  # None was taken out


def _two_letters(token: str) -> str | None:
    code = token.removeprefix("__").removesuffix("__")
    return code if token == f"__{code}__" and code.isalpha() else None


def _language_token(code: str, vocabulary: Iterable[str]) -> str:
    """Return the token of a language in a vocabulary; empty where there is none."""
    for token in vocabulary:
        if token.startswith(">>") and code in (token.strip("<>"), from_three_letters(token.strip("<>"))):
            return token
        if "_" in token and code in (from_nllb(token), _two_letters(token)):
            return token
    return ""


def _config(folder: Path) -> dict[str, Any]:
    file = folder / "config.json"
    config = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return config if isinstance(config, dict) else {}


@lru_cache(maxsize=8)
def _vocabulary(folder: Path, name: str, stamp: int) -> tuple[str, ...]:
    """Return the tokens that a model knows, of the vocabulary `name` or of the shared one; raises ModelError."""
    for stem in (name, "shared_vocabulary"):
        for file in (folder / f"{stem}.json", folder / f"{stem}.txt"):
            if file.is_file():
                try:
                    text = file.read_text(encoding="utf-8")
                    return tuple(json.loads(text)) if file.suffix == ".json" else tuple(text.split("\n"))
                except (OSError, ValueError) as error:
                    raise _damaged(folder, error) from error
    raise _damaged(folder, "it has no vocabulary")


def _stamp(folder: Path) -> int:
    return (folder / "model.bin").stat().st_mtime_ns


def _damaged(folder: Path, error: BaseException | str) -> ModelError:
    detail = " ".join(str(error).split())
    return ModelError(f"the model is damaged ({detail})", where=str(folder), remedy="convert it again")


BACKEND: Backend = FolderBackend()
