"""The engine "argos": packages of argostranslate, run without its sentence splitters and without a network.

Sentences go to SentencePiece and CTranslate2 in batches across many reports, which gives the same words as
argostranslate's own `translate` and is many times faster. Packages with another tokenizer than SentencePiece, or with a
target prefix, take argostranslate's own way (`ApiTranslator`).
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from canonym.errors import ModelError
from canonym.translation.engines import ctranslate2_model
from canonym.translation.engines.backend import Backend, Model, Setup
from canonym.translation.engines.packages import TOKENIZERS, PackageInfo, list_packages, read_package
from canonym.translation.engines.translator import Translation, Translator, in_order
from canonym.translation.engines.unpacking import cache_folder, damaged, unpacked
from canonym.translation.engines.word_links import links


class ArgosTranslator:
    """One package, sentences in batches straight to CTranslate2."""

    name = "argos"
    has_careful = True

    def __init__(self, package: PackageInfo) -> None:
        """Load the package; raises ModelError where it is damaged."""
        folder, digest = unpacked(package)
        self.source = package.source
        self.target = package.target
        self.model = f"{package.pair} {package.version} sha256:{digest[:16]}"
        import sentencepiece  # noqa: PLC0415 - not needed by other engines

        try:
            self._processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / TOKENIZERS[0]))
            self._engine = ctranslate2_model.Engine(folder / "model")
        except (RuntimeError, ValueError, OSError) as error:
            raise damaged(package, error) from error
        self.settings = self._engine.settings

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        """Return one result per sentence, in order; `careful` adds a penalty on repetitions, no four words twice."""
        return in_order(self.stream(sentences, careful=careful))

    def stream(self, sentences: Sequence[str], *, careful: bool = False) -> Iterator[tuple[int, Translation]]:
        """Yield the number and result of each sentence, as soon as it is there."""
        pieces = self._processor.encode(list(sentences), out_type=str)
        for index, found in self._engine.run(pieces, careful=careful):
            yield index, self._result(sentences[index], pieces[index], found)

    def _result(self, sentence: str, pieces: list[str], found: ctranslate2_model.Hypothesis) -> Translation:
        # argostranslate turns "_" into a space as well; here names that hold one stay whole.
        text = self._processor.decode_pieces(found.tokens).replace("▁", " ").removeprefix(" ")
        return Translation(
            text,
            self.name,
            ctranslate2_model.flags(pieces, found),
            links(sentence, pieces, text, found.tokens, found.attention),
        )


class ApiTranslator:
    """One package, sentence by sentence through argostranslate's own translation object."""

    name = "argos"
    has_careful = False

    def __init__(self, package: PackageInfo) -> None:
        """Load the package; raises ModelError where it is damaged."""
        folder, digest = unpacked(package)
        self.source = package.source
        self.target = package.target
        self.model = f"{package.pair} {package.version} sha256:{digest[:16]}"
        version = importlib.metadata.version
        self.settings = f"argostranslate {version('argostranslate')}, ctranslate2 {version('ctranslate2')}"
        with _quiet_import():
            from argostranslate import translate as argos  # noqa: PLC0415 - 4 seconds and 300 MB
        pair = argos.Language(package.source, package.source), argos.Language(package.target, package.target)
        self._translation = argos.PackageTranslation(*pair, _argos_package(package, folder))
        self._translation.sentencizer = WholeSentence()

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        """Return one result per sentence, in order."""
        return [Translation(self._translation.translate(text), self.name) for text in sentences]


class WholeSentence:
    """Stands in for argostranslate's sentence splitters, all of which want to download something."""

    def split_sentences(self, text: str) -> list[str]:
        """Return the text as the one sentence that it already is."""
        return [text]


def load(package: PackageInfo) -> ArgosTranslator | ApiTranslator:
    """Return the fastest translator that can run this package; raises ModelError for a damaged one."""
    return ArgosTranslator(package) if package.direct else ApiTranslator(package)


def refuse_remote_provider() -> None:
    """Raise ModelError where the environment tells argostranslate to send texts to a service."""
    provider = os.environ.get("ARGOS_MODEL_PROVIDER", "OPENNMT")
    if provider.upper() != "OPENNMT":
        raise ModelError(
            f"{provider} would send the reports to a remote service",
            where="ARGOS_MODEL_PROVIDER",
            remedy="unset this variable: canonym translates on this machine only",
        )


def _argos_package(package: PackageInfo, folder: Path) -> Any:
    with _quiet_import():
        from argostranslate.package import Package  # noqa: PLC0415 - reads the environment when imported
    try:
        loaded = Package(folder)
        loaded.tokenizer.encode("a")
    except (OSError, RuntimeError, ValueError, KeyError, AttributeError) as error:
        raise damaged(package, error) from error
    return loaded


@contextlib.contextmanager
def _quiet_import() -> Iterator[None]:
    """Import argostranslate with settings that neither call out nor leave folders in the user's home.

    It reads its whole configuration from the environment when imported, creates its folders at once, and would take a
    remote provider from the user's settings file; so it gets a folder of canonym's cache as its home meanwhile.
    """
    refuse_remote_provider()
    home = _writable(cache_folder().parent / "argos")
    temporary = {
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "ARGOS_PACKAGES_DIR": str(home / "packages"),
        "ARGOS_CHUNK_TYPE": "MINISBD",
        "ARGOS_DEVICE_TYPE": "cpu",
        "ARGOS_INTER_THREADS": "1",
        "ARGOS_INTRA_THREADS": "1",
        "ARGOS_DEBUG": "0",
    }
    before = {key: os.environ.get(key) for key in temporary}
    # Stays set: onnxruntime, which argostranslate pulls in, reports to its maker unless told otherwise.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ.update(temporary)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="canonym-argos-"))


class ArgosBackend:
    """Packages of argostranslate in the folders."""

    name = "argos"

    def find(self, setup: Setup) -> Sequence[Model]:
        """Return one model for each package, damaged ones with their problem."""
        return [_model(package) for package in list_packages(setup.folders)]

    def load(self, model: Model, source: str, target: str) -> Translator:
        """Return the translator of a package; raises ModelError for a damaged one."""
        return load(read_package(Path(model.place)))


def _model(package: PackageInfo) -> Model:
    return Model(
        ArgosBackend.name,
        f"{package.pair} {package.version}".strip(),
        str(package.path),
        (package.source,) if package.source else (),
        (package.target,) if package.target else (),
        package.version,
        package.size,
        package.license,
        f"the translation package is damaged: {package.problem}" if package.problem else "",
        f"delete it and run `canonym models install {package.source or 'LANG'}`" if package.problem else "",
        beside=package.direct,
    )


BACKEND: Backend = ArgosBackend()
