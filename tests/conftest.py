"""What several test files share: short reports, and a place of their own for models and caches."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from canonym.cli import app

settings.register_profile("canonym", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("canonym")

SPANISH = (
    "Hanói, 4 de mayo. La camarada Tran Thi Lan, presidenta del Comité Popular Provincial de Lang Son, Vietnam, "
    "presidió la reunión. El camarada Le Van Binh, vicepresidente del Comité Popular Provincial, presentó el informe "
    "sobre el movimiento de emulación. Asistieron 120 delegados.\n"
)
GERMAN = (
    "Hanoi. An der Sitzung nahm Genossin Tran Thi Lan teil, Vorsitzende des Volkskomitees der Provinz Lang Son in "
    "Vietnam. Der Vorsitzende des Volkskomitees der Provinz dankte den Mitgliedern der Genossenschaft.\n"
)
ENGLISH = (
    "Ha Noi, Viet Nam. Tran Thi Lan, Chairwoman of the People's Committee of Lang Son Province, opened the meeting. "
    "She is also Deputy Secretary of the Provincial Party Committee.\n"
)


@pytest.fixture
def canonym(capsys: pytest.CaptureFixture[str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line in this process."""

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        words = [str(argument) for argument in arguments]
        code = app.run(words)
        captured = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, captured.out, captured.err)

    return call


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with a report in Spanish, German and English, one of them in a folder of its own."""
    folder = tmp_path / "reports"
    (folder / "may").mkdir(parents=True)
    (folder / "may" / "lan.es.txt").write_text(SPANISH, encoding="utf-8", newline="")
    (folder / "lan.de.txt").write_text(GERMAN, encoding="utf-8", newline="")
    (folder / "lan.en.md").write_text(ENGLISH, encoding="utf-8", newline="")
    return folder


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages that the developer has installed must not change what a test sees, and nothing is left behind.

    The cache is shared by all tests, so that packages are unpacked once.
    """
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.delenv("CANONYM_MODELS_DIR", raising=False)
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
