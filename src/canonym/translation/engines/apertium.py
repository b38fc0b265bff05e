"""The engine "apertium": rules and dictionaries, one long-lived process for each pair.

Sentences go in and out separated by null bytes. The program `apertium` itself waits for the end of its input, so the
commands of its mode file are run, each with the option -z, which makes them answer at every null byte. Codes such as
placeholders, which mix letters and digits, are put into superblanks ("[...]"), which Apertium hands through.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from canonym.errors import ModelError
from canonym.translation.engines.backend import Backend, Model, Setup
from canonym.translation.engines.language_codes import from_three_letters
from canonym.translation.engines.translator import UNKNOWN_WORDS, Translation, Translator

PROGRAM = "apertium"
DATA_FOLDER = "/usr/share/apertium"
"""Where Apertium keeps its pairs, unless APERTIUM_DATADIR names another place."""
INSTALL = "run `apt-get install apertium` and the pair's package, such as apertium-eng-spa"
_CODE = re.compile(r"(?=\w*\d)(?=\w*[^\W\d_])\w+|\*")
"""What is kept as it is: words with digits in them; and stars, with which Apertium marks unknown words."""
_SPECIAL = re.compile(r"[\\^$/\[\]{}@<>]")
_UNKNOWN = re.compile(r"\*(?=\w)")
_SUPERBLANK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]")


class ApertiumTranslator:
    """One direction of one pair ("spa-eng")."""

    name = "apertium"
    has_careful = False

    def __init__(self, mode: Path, source: str, target: str) -> None:
        """Name the mode file ("spa-eng.mode"); raises ModelError where the program is missing."""
        self.source, self.target = source, target
        self._mode = mode
        self.model = mode.stem
        self.settings = _version()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        """Return one result per sentence, in order; raises ModelError where the process ends."""
        with self._lock:
            return [self._read(self._ask(_escaped(text))) for text in sentences]

    def close(self) -> None:
        """End the process; the next sentence starts another one."""
        if self._process is not None:
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    stream.close()  # type: ignore[union-attr]  # both are pipes
            self._process.terminate()
            self._process.wait()
            self._process = None

    def _ask(self, text: str) -> str:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        answer = bytearray()
        try:
            # The empty superblank keeps the full stop before it.
            process.stdin.write(text.encode() + b"[]\0")
            process.stdin.flush()
            while (byte := process.stdout.read(1)) not in (b"\0", b""):
                answer += byte
        except OSError:
            byte = b""
        if byte != b"\0":
            self.close()
            raise ModelError(
                f"the program {PROGRAM} has ended", where=self.model, remedy=f"try `{PROGRAM} {self.model}`"
            )
        return answer.decode(errors="replace")

    def _read(self, answer: str) -> Translation:
        # A star of the text itself is in a superblank, any other one is Apertium's mark.
        flags = (UNKNOWN_WORDS,) if _UNKNOWN.search(_SUPERBLANK.sub("", answer)) else ()
        plain, position = "", 0
        for blank in _SUPERBLANK.finditer(answer):
            plain += _UNKNOWN.sub("", answer[position : blank.start()]) + blank[1]
            position = blank.end()
        plain += _UNKNOWN.sub("", answer[position:])
        return Translation(re.sub(r"\\(.)", r"\1", plain).strip(), self.name, flags)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                ["sh", "-c", _pipe(self._mode)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


class ApertiumBackend:
    """The pairs that the program on this machine has."""

    name = "apertium"

    def find(self, setup: Setup) -> Sequence[Model]:
        """Return one model for each direction between languages with ISO 639-1 codes.

        None where the program is missing.
        """
        found = []
        for mode in sorted(_modes_folder().glob("*.mode")) if shutil.which(PROGRAM) else ():
            codes = [from_three_letters(code) or (code if len(code) == 2 else None) for code in mode.stem.split("-")]
            if len(codes) == 2 and codes[0] and codes[1]:
                found.append(Model(self.name, mode.stem, str(mode), (codes[0],), (codes[1],)))
        return found

    def load(self, model: Model, source: str, target: str) -> Translator:
        """Return the translator of a direction."""
        return ApertiumTranslator(Path(model.place), source, target)


def _modes_folder() -> Path:
    return Path(os.environ.get("APERTIUM_DATADIR") or DATA_FOLDER) / "modes"


def _pipe(mode: Path) -> str:
    """Return the commands of a mode file, as `apertium` runs them, and with -z.

    Raises ModelError for an unreadable file.
    """
    try:
        commands = mode.read_text(encoding="utf-8").strip().replace("$1", "-g").replace("$2", "").split("|")
    except OSError as error:
        raise ModelError(f"cannot be read ({error.strerror})", where=str(mode), remedy=INSTALL) from error
    return " | ".join(re.sub(r"^\s*(\S+)", r"\1 -z", command) for command in commands)


def _version() -> str:
    try:
        done = subprocess.run([PROGRAM, "-V"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise ModelError(f"{PROGRAM} is not installed", where=PROGRAM, remedy=INSTALL) from error
    return " ".join(done.stdout.split()) or PROGRAM


def _escaped(text: str) -> str:
    """Return the text in the format of Apertium's own pipe."""
    out, position = "", 0
    for code in _CODE.finditer(text):
        out += _SPECIAL.sub(r"\\\g<0>", text[position : code.start()]) + f"[{code.group()}]"
        position = code.end()
    return out + _SPECIAL.sub(r"\\\g<0>", text[position:])


BACKEND: Backend = ApertiumBackend()
