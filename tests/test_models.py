"""Packages are listed, installed from a server or a file, checked, and removed; `canonym models` shows it."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from canonym.cli.models import models
from canonym.errors import ModelError
from canonym.translation.engines.installation import install
from canonym.translation.engines.packages import list_packages, remove, search_folders, user_models_folder


def package(source: str = "fa", target: str = "en", version: str = "1.5", **metadata: Any) -> bytes:
    """A package in form, without a usable model."""
    described = {"from_code": source, "to_code": target, "package_version": version, "type": "translate", **metadata}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, body in (
            ("metadata.json", json.dumps(described)),
            ("sentencepiece.model", "s" * 1000),
            ("model/model.bin", "m" * 1000),
        ):
            archive.writestr(f"translate-{source}_{target}/{name}", body)
    return content.getvalue()


class Server:
    """A mirror on this machine: a folder that is served."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.entries: list[dict[str, Any]] = []

    def offer(self, content: bytes, source: str = "fa", target: str = "en", version: str = "1.5", **more: Any) -> str:
        name = f"translate-{source}_{target}-{version.replace('.', '_')}.argosmodel"
        (self.folder / name).write_bytes(content)
        self.entries.append(
            {
                "code": f"translate-{source}_{target}",
                "package_version": version,
                "from_code": source,
                "to_code": target,
                "links": [f"https://packages.invalid/v1/{name}"],
                **more,
            }
        )
        (self.folder / "index.json").write_text(json.dumps(self.entries))
        return name


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - name of the base class
        """Keep the test's output clean."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "served"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        yield Server(folder, f"http://127.0.0.1:{http.server_port}/")
        http.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "mine"
    monkeypatch.setenv("CANONYM_MODELS_DIR", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    return folder


def command(*arguments: str) -> Result:
    return CliRunner().invoke(models, arguments)


def test_folders_are_searched_in_a_fixed_order(tmp_path: Path) -> None:
    environ = {"CANONYM_MODELS_DIR": "/named", "XDG_DATA_HOME": "/data", "ARGOS_PACKAGES_DIR": "/argos"}
    folders = search_folders([Path("/extra")], environ)
    assert folders[:2] == [Path("/extra"), Path("/named")]
    assert folders[-1] == Path("/argos")
    assert user_models_folder({"XDG_DATA_HOME": "/data"}) == Path("/data/canonym/models")
    assert search_folders([], {"XDG_DATA_HOME": "/data"})[-1] == Path("/data/argos-translate/packages")


def test_the_newest_version_comes_first(tmp_path: Path) -> None:
    for version in ("1.9", "1.10", "0.2"):
        (tmp_path / f"fa-{version}.argosmodel").write_bytes(package(version=version, license="CC0"))
    found = list_packages([tmp_path])
    assert [each.version for each in found] == ["1.10", "1.9", "0.2"]
    assert (found[0].pair, found[0].license, found[0].problem) == ("fa-en", "CC0", "")
    assert found[0].size == found[0].path.stat().st_size


def test_install_from_a_mirror(server: Server, home: Path) -> None:
    content = package()
    server.offer(package(version="1.2"), version="1.2")
    name = server.offer(content, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    result = command("install", "fa", "--mirror", server.address)
    assert result.exit_code == 0, result.output
    assert "installed fa-en 1.5" in result.output
    assert (home / name).read_bytes() == content
    assert [path.name for path in home.iterdir()] == [name]
    assert "already installed" in command("install", "fa", "--mirror", server.address).output


def test_the_two_halves_are_installed_where_there_is_no_direct_package(server: Server, home: Path) -> None:
    server.offer(package("fa", "en"))
    server.offer(package("en", "fr"), "en", "fr")
    installed = install(["fa"], "fr", mirror=server.address, folder=home)
    assert [each.pair for each in installed] == ["fa-en", "en-fr"]


def test_install_from_a_file(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "download.argosmodel"
    file.write_bytes(package())
    result = command("install", str(file))
    assert result.exit_code == 0, result.output
    assert [each.pair for each in list_packages([home])] == ["fa-en"]


@pytest.mark.parametrize(
    ("content", "more", "message"),
    [
        (package()[:700], {}, "not a complete zip file"),
        (b"<html>maintenance</html>", {}, "not a complete zip file"),
        (package("ur", "en"), {}, "it translates ur-en"),
        (package(), {"size": 12}, "instead of 12"),
        (package(), {"sha256": "0" * 64}, "SHA-256"),
        (package(type="sbd"), {}, "not a translation package"),
    ],
)
def test_what_is_not_the_package_is_not_installed(
    server: Server, home: Path, content: bytes, more: dict[str, Any], message: str
) -> None:
    server.offer(content, **more)
    with pytest.raises(ModelError, match=message) as error:
        install(["fa"], mirror=server.address, folder=home)
    assert "\n" not in str(error.value)
    assert list(home.iterdir()) == []


def test_a_flipped_byte_in_the_package_is_noticed(server: Server, home: Path) -> None:
    content = bytearray(package())
    content[content.index(b"mmmm") + 1] = ord("x")
    server.offer(bytes(content))
    with pytest.raises(ModelError, match="damaged at"):
        install(["fa"], mirror=server.address, folder=home)


def test_without_a_network_the_message_says_what_to_do_by_hand(home: Path) -> None:
    result = command("install", "fa", "--mirror", "http://127.0.0.1:9/")
    assert isinstance(result.exception, ModelError)
    text = str(result.exception)
    assert "http://127.0.0.1:9/index.json" in text
    assert f"put the .argosmodel file into {home}" in text
    assert "--mirror" in text


def test_a_language_that_nobody_offers(server: Server, home: Path) -> None:
    server.offer(package())
    with pytest.raises(ModelError, match=r"no package vi-en is offered.*fa"):
        install(["vi"], mirror=server.address, folder=home)


@pytest.mark.parametrize("index", ["", "{}", "<html>", '[{"from_code": "../x", "to_code": "en"}]'])
def test_a_server_without_an_index(server: Server, home: Path, index: str) -> None:
    (server.folder / "index.json").write_text(index)
    with pytest.raises(ModelError, match="not an index"):
        install(["fa"], mirror=server.address, folder=home)


def test_a_file_that_the_index_names_but_the_server_lacks(server: Server, home: Path) -> None:
    (server.folder / server.offer(package())).unlink()
    with pytest.raises(ModelError, match="answered 404"):
        install(["fa"], mirror=server.address, folder=home)


def test_other_kinds_of_addresses_are_refused(home: Path) -> None:
    with pytest.raises(ModelError, match="http://"):
        install(["fa"], mirror="file:///etc/", folder=home)


def test_list_shows_damaged_packages_and_json(home: Path) -> None:
    home.mkdir()
    (home / "translate-fa_en-1_5.argosmodel").write_bytes(package())
    (home / "translate-ur_en-1_0.argosmodel").write_bytes(package("ur")[:300])
    rows = {row["source"]: row for row in json.loads(command("list", "--json").output) if str(home) in row["path"]}
    assert rows["fa"]["problem"] is None
    assert rows["ur"]["problem"].endswith("not a complete zip file")
    lines = command("list").output.splitlines()
    assert any("fa-en" in line and "MB" in line for line in lines)
    assert any("ur-en" in line and "damaged" in line for line in lines)


def test_remove(home: Path) -> None:
    home.mkdir()
    (home / "translate-fa_en-1_5.argosmodel").write_bytes(package())
    result = command("remove", "fa-en")
    assert result.exit_code == 0
    assert "removed" in result.output
    assert list_packages([home]) == []
    with pytest.raises(ModelError, match="no package fa-en to remove"):
        remove("fa-en", home)


@pytest.mark.parametrize("arguments", [["--help"], ["list", "--help"], ["install", "--help"], ["remove", "--help"]])
def test_every_help_has_an_example(arguments: list[str]) -> None:
    assert "Example" in command(*arguments).output


def test_install_needs_a_language() -> None:
    assert command("install").exit_code == 2
