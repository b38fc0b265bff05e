"""The engine "argos": packages of argostranslate, run without its sentence splitters and without a network.

argostranslate reads the package and its tokenizer. Sentences then go to CTranslate2 in batches across the whole text,
which gives the same words as argostranslate's own `translate` and is several times faster. Packages with another
tokenizer than SentencePiece take argostranslate's own way (`ApiTranslator`).
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from canonym.errors import ModelError
from canonym.translation.packages import PackageInfo
from canonym.translation.unpack import cache_folder, damaged, unpacked

BATCH_TOKENS = 1024
REMEMBERED = 4096
"""Sentences whose translation is kept: reports of one agency repeat themselves."""
_PLAIN: dict[str, Any] = {}
_CAREFUL: dict[str, Any] = {"repetition_penalty": 1.3, "no_repeat_ngram_size": 4}


class ArgosTranslator:
    """One package, sentences in batches straight to CTranslate2."""

    name = "argos"

    def __init__(self, package: PackageInfo) -> None:
        """Load the package; raises ModelError where it is damaged."""
        self._folder, digest = unpacked(package)
        self.source = package.source
        self.target = package.target
        self.model = f"{package.pair} {package.version} sha256:{digest[:16]}"
        self._package = _argos_package(package, self._folder)
        self._processor = self._package.tokenizer.lazy_processor()
        self._engine = _engine(package, self._folder)
        self._known: dict[tuple[bool, str], str] = {}

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """One translation per sentence, in order; repeated sentences are translated once."""
        return self._remembered(sentences, careful=False)

    def translate_carefully(self, sentences: Sequence[str]) -> list[str]:
        """The same with a penalty on repetitions and no four-word sequence twice."""
        return self._remembered(sentences, careful=True)

    def _remembered(self, sentences: Sequence[str], *, careful: bool) -> list[str]:
        new = [text for text in dict.fromkeys(sentences) if (careful, text) not in self._known]
        answers = {text: known for text in set(sentences) if (known := self._known.get((careful, text))) is not None}
        answers.update(zip(new, self._run(new, _CAREFUL if careful else _PLAIN), strict=True))
        for text in new:
            if len(self._known) < REMEMBERED:
                self._known[careful, text] = answers[text]
        return [answers[text] for text in sentences]

    def _run(self, sentences: list[str], options: dict[str, Any]) -> list[str]:
        if not sentences:
            return []
        prefix = self._package.target_prefix
        results = self._engine.translate_batch(
            [self._package.tokenizer.encode(text) for text in sentences],
            target_prefix=[[prefix]] * len(sentences) if prefix else None,
            replace_unknowns=True,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            # Beam and length penalty are argostranslate's, so that both ways say the same.
            beam_size=4,
            length_penalty=0.2,
            **options,
        )
        return [self._text(result.hypotheses[0]) for result in results]

    def _text(self, tokens: list[str]) -> str:
        # argostranslate turns "_" into a space as well; here names that hold one stay whole.
        text: str = self._processor.decode_pieces(tokens).replace("▁", " ")
        return text.removeprefix(self._package.target_prefix).removeprefix(" ")


class ApiTranslator:
    """One package, sentence by sentence through argostranslate's own translation object."""

    name = "argos"

    def __init__(self, package: PackageInfo) -> None:
        """Load the package; raises ModelError where it is damaged."""
        folder, digest = unpacked(package)
        self.source = package.source
        self.target = package.target
        self.model = f"{package.pair} {package.version} sha256:{digest[:16]}"
        with _quiet_import():
            from argostranslate import translate as argos  # noqa: PLC0415 - 4 seconds and 300 MB
        pair = argos.Language(package.source, package.source), argos.Language(package.target, package.target)
        self._translation = argos.CachedTranslation(argos.PackageTranslation(*pair, _argos_package(package, folder)))
        self._translation.underlying.sentencizer = WholeSentence()

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """One translation per sentence, in order; repeated sentences are translated once."""
        answers = {text: self._translation.translate(text) for text in dict.fromkeys(sentences)}
        return [answers[text] for text in sentences]


class WholeSentence:
    """Stands in for argostranslate's sentence splitters, all of which want to download something."""

    def split_sentences(self, text: str) -> list[str]:
        """The text as the one sentence that it already is."""
        return [text]


class ChainTranslator:
    """Two packages one after the other, where there is none for the pair itself."""

    name = "argos"

    def __init__(self, first: ArgosTranslator | ApiTranslator, second: ArgosTranslator | ApiTranslator) -> None:
        """Join two translators; the first one's target must be the second one's source."""
        self._first, self._second = first, second
        self.source, self.target = first.source, second.target
        self.model = f"{first.model} + {second.model}"

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """One translation per sentence, in order."""
        return self._second.translate(self._first.translate(sentences))


def load(package: PackageInfo) -> ArgosTranslator | ApiTranslator:
    """The fastest translator that can run this package; raises ModelError for a damaged one."""
    folder, _ = unpacked(package)
    return ArgosTranslator(package) if (folder / "sentencepiece.model").is_file() else ApiTranslator(package)


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


def _engine(package: PackageInfo, folder: Path) -> Any:
    with _quiet_import():
        import ctranslate2  # noqa: PLC0415 - heavy
    try:
        return ctranslate2.Translator(
            str(folder / "model"), device="cpu", inter_threads=_processors(), intra_threads=1, compute_type="auto"
        )
    except (RuntimeError, ValueError) as error:
        raise damaged(package, error) from error


def _processors() -> int:
    # Worker processes of a run share the processors: the user may give each one of them fewer.
    named = os.environ.get("CANONYM_THREADS", "")
    return int(named) if named.isdigit() and int(named) > 0 else min(4, processors())


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


def processors() -> int:
    """Processors that this process may use; all of the machine where the system does not tell (macOS, Windows)."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
