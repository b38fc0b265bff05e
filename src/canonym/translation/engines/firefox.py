"""The engine "firefox": models of Firefox Translations from local folders, run by fxtranslate.

A folder holds model.<pair>.*.bin, vocab.<pair>.spm (or srcvocab and trgvocab), and perhaps lex.*.bin; <pair> is "pten".
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from canonym.errors import ModelError
from canonym.translation.engines.backend import Backend, Model, Setup
from canonym.translation.engines.model_folders import content_hash, model_folders, size_of
from canonym.translation.engines.translator import Translation, Translator

LIBRARY = "fxtranslate"
INSTALL = f"run `pip install {LIBRARY}`"
_MODEL = re.compile(r"model\.([a-z]{2})([a-z]{2})\..*\.bin")


class FirefoxTranslator:
    """One model, sentence by sentence; the library uses one processor and holds on to the interpreter."""

    name = "firefox"
    has_careful = False

    def __init__(self, folder: Path, source: str, target: str) -> None:
        """Load the model; raises ModelError where it is damaged or the library is missing."""
        if _missing():
            raise ModelError(f"{LIBRARY} is not installed", where=str(folder), remedy=INSTALL)
        self.source, self.target = source, target
        self._folder = folder
        self._files = _files(folder)
        self.model = f"{folder.name} sha256:{content_hash(self._files.values())}"
        self._of_thread = threading.local()
        self.settings = f"{LIBRARY} {importlib.metadata.version(LIBRARY)}, {self._engine().backend()}"

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        """Return one result per sentence, in order."""
        engine = self._engine()
        return [Translation(engine.translate(text), self.name) for text in sentences]

    def _engine(self) -> Any:
        """Return the engine of this thread: the library allows no other thread to use it."""
        if not hasattr(self._of_thread, "engine"):
            from fxtranslate import Translator as Engine  # noqa: PLC0415 - an extra that may be missing

            # The constructor that takes bytes; the one that takes a pair would look for models on the network.
            content = {name: file.read_bytes() for name, file in self._files.items()}
            try:
                self._of_thread.engine = Engine(**content)
            except ValueError as error:
                detail = " ".join(str(error).split())
                raise ModelError(
                    f"the model is damaged ({detail})", where=str(self._folder), remedy="copy it again"
                ) from error
        return self._of_thread.engine


class FirefoxBackend:
    """Folders with files of Firefox Translations, within the folders of models."""

    name = "firefox"

    def find(self, setup: Setup) -> Sequence[Model]:
        """Return one model for each such folder; a missing library is the problem of each."""
        problem, remedy = (f"{LIBRARY} is not installed", INSTALL) if _missing() else ("", "")
        found = []
        for folder in model_folders(setup.folders):
            if pair := _pair(folder):
                try:
                    _files(folder)
                    trouble = problem, remedy
                except ModelError as error:
                    trouble = error.what, error.remedy
                found.append(
                    Model(
                        self.name,
                        folder.name,
                        str(folder),
                        (pair[0],),
                        (pair[1],),
                        size=size_of(folder),
                        problem=trouble[0],
                        remedy=trouble[1],
                    )
                )
        return found

    def load(self, model: Model, source: str, target: str) -> Translator:
        """Return the translator; raises ModelError."""
        return FirefoxTranslator(Path(model.place), source, target)


def _missing() -> bool:
    return importlib.util.find_spec(LIBRARY) is None


def _pair(folder: Path) -> tuple[str, str] | None:
    for file in sorted(folder.glob("model.*.bin")):
        if match := _MODEL.fullmatch(file.name):
            return match[1], match[2]
    return None


def _files(folder: Path) -> dict[str, Path]:
    """Return the argument of the engine -> file; raises ModelError where one is missing."""

    def first(*patterns: str) -> Path | None:
        return next((file for pattern in patterns for file in sorted(folder.glob(pattern))), None)

    wanted = {
        "model": first("model.*.bin"),
        "src_vocab": first("srcvocab.*.spm", "vocab.*.spm"),
        "trg_vocab": first("trgvocab.*.spm", "vocab.*.spm"),
    }
    if not all(wanted.values()):
        raise ModelError(
            "the model has no vocabulary", where=str(folder), remedy="copy vocab.<pair>.spm into the folder"
        )
    return {name: file for name, file in {**wanted, "shortlist": first("lex.*.bin")}.items() if file}


BACKEND: Backend = FirefoxBackend()
