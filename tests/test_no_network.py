"""Nothing connects: the whole chain, with sockets forbidden and without any network interface."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

Canonym = Callable[..., subprocess.CompletedProcess[str]]

UNSHARE = ["unshare", "--map-root-user", "--net"]


def _can_unshare() -> bool:
    try:
        return subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_a_run_with_translation_opens_no_connection(
    canonym: Canonym,
    reports: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbidden(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("something wants to connect")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, forbidden)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, forbidden)
    outcome = canonym("run", reports, "--out", tmp_path / "out")
    assert outcome.returncode == 0
    assert "connect" not in outcome.stderr
    assert (tmp_path / "out/canonical/en/may/lan.es.txt").exists()


@pytest.mark.skipif(not _can_unshare(), reason="this system does not let us take the network interfaces away")
def test_a_run_without_any_network_interface(reports: Path, tmp_path: Path) -> None:
    code = "from canonym.cli import main; main()"
    arguments = ["run", str(reports), "--out", str(tmp_path / "out"), "--workers", "2"]
    done = subprocess.run(
        [*UNSHARE, sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/canonical/en/may/lan.es.txt").exists()
