"""The command line as a user meets it: one clear line for what is wrong, and the exit codes of the contract."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import canonym as package

FAST = ("--no-translate", "--embedding", "none")
COMMAND = [sys.executable, "-c", "from canonym.cli import main; main()"]

Canonym = Callable[..., subprocess.CompletedProcess[str]]


def one_error(outcome: subprocess.CompletedProcess[str], *parts: str) -> None:
    """The command was wrong, and one line says so."""
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("canonym: error: ")
    assert outcome.stderr.count("\n") == 1
    for part in parts:
        assert part in outcome.stderr


def test_help_names_every_command_and_imports_none(canonym: Canonym) -> None:
    outcome = canonym("--help")
    assert outcome.returncode == 0
    for name in ("run", "resolve", "translate", "eval", "models", "glossary", "completion"):
        assert f"\n  {name} " in outcome.stdout
    code = "import sys; from canonym.cli.app import run; run(['--help']); print(len(sys.modules), *sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "rich", "torch", "ruamel.yaml", "canonym.run.pipeline", "canonym.glossary"} & set(loaded)


@pytest.mark.parametrize("command", ["run", "resolve", "translate", "eval", "models", "glossary", "completion"])
def test_every_command_has_an_example(canonym: Canonym, command: str) -> None:
    outcome = canonym(command, "--help")
    assert outcome.returncode == 0
    assert "Example" in outcome.stdout


def test_version_is_that_of_the_package(canonym: Canonym) -> None:
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert canonym("--version").stdout == f"canonym {package.__version__}\n"
    assert f'version = "{package.__version__}"' in project


def test_run_prints_a_closing_table(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    outcome = canonym("run", reports, "--out", tmp_path / "out", *FAST)
    assert outcome.returncode == 0
    for part in (
        "documents",
        "de 1, en 1, es 1",
        "accepted",
        "to review",
        "mistranslated",
        "not translated: 2 in de, es",
    ):
        assert part in outcome.stdout
    assert "reading 3/3" in outcome.stderr


def test_the_closing_table_fits_80_columns_and_says_what_to_do_next(
    canonym: Canonym, reports: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (reports / "unknown.en.txt").write_text(
        "NAIROBI, Kenya. The Chairman of the National Drought Management and Early Warning Coordination Authority of "
        "the Northern Rangelands, John Kamau, met the Competition Council of Lang Son, Viet Nam.\n",
        encoding="utf-8",
    )
    lines = canonym("run", reports, "--out", out, *FAST).stdout.splitlines()
    assert lines[-2].endswith(f": canonym open {out}")
    assert "to decide" in lines[-2] or "to name" in lines[-2]
    assert lines[-1].endswith(f": canonym audit {out}")
    assert all(len(line) <= 80 for line in lines if str(out) not in line)


def test_run_prints_json_and_nothing_else_when_asked(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    outcome = canonym("run", reports, "--out", tmp_path / "out", "--json", "--quiet", *FAST)
    assert json.loads(outcome.stdout)["summary"]["documents"] == 3
    assert outcome.stderr == ""


def test_a_second_run_says_that_nothing_was_to_do(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    canonym("run", reports, "--out", tmp_path / "out", *FAST)
    outcome = canonym("run", reports, "--out", tmp_path / "out", *FAST)
    assert outcome.returncode == 0
    assert "nothing to do" in outcome.stderr


def test_failed_documents_give_exit_code_3_and_a_line_each(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    (reports / "empty.txt").write_bytes(b"")
    outcome = canonym("run", reports, "--out", tmp_path / "out", *FAST)
    assert outcome.returncode == 3
    assert "canonym: empty.txt: empty; " in outcome.stderr
    assert (tmp_path / "out/canonical/source/lan.de.txt").exists()


def test_settings_come_from_a_file_and_options_overrule_it(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    settings = tmp_path / "canonym.toml"
    settings.write_text('pivot = "es"\ntranslate = false\nembedding = "none"\n', encoding="utf-8")
    canonym("run", reports, "--out", tmp_path / "es", "--config", settings)
    canonym("run", reports, "--out", tmp_path / "de", "--config", settings, "--pivot", "de")
    assert (tmp_path / "es/canonical/es").is_dir()
    assert (tmp_path / "de/canonical/de").is_dir()


def test_wrong_use_is_one_line(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    one_error(canonym("run", reports, "--out", out, "--pivto", "en"), "--pivto", "--pivot")
    one_error(canonym("runn"), "runn")
    one_error(canonym("run", reports), "--out")
    one_error(canonym("run", tmp_path / "nowhere", "--out", out), "nowhere", "no such file or folder")
    one_error(canonym("run", reports, "--out", out, "--pivot", "english"), "'english' is not a language code")
    one_error(canonym("run", reports, "--out", out, "--lang", "xx"), "'xx' is not a language code")
    one_error(canonym("run", reports, "--out", out, "--pivot", "xx"), "use one of", "en")
    one_error(canonym("run", reports, "--out", out, "--pack", "nowhere"), "no glossary pack 'nowhere'", "vn")
    one_error(canonym("run", reports, "--out", out, "--accept", "2"), "accept is 2.0")
    one_error(canonym("run", reports, "--out", out, "--source-names", "both"), "'both'", "own")
    one_error(canonym("run", reports, "--out", out, "--glossary", tmp_path / "none"), "none")
    assert not out.exists()
    (tmp_path / "void").mkdir()
    one_error(canonym("run", tmp_path / "void", "--out", out), "void", "no readable report")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('pivto = "en"', ["unknown setting 'pivto'", "did you mean pivot?"]),
        ('accept = "high"', ["accept is 'high'", "0.92"]),
        ('packs = "vn"', ["write it as a list"]),
        ("workers = -1", ["workers is -1"]),
        ("accept = 0.05", ["review (0.1) is above accept (0.05)"]),
        ('force = ["vn"]\nforbid = ["vn"]', ["both forced and forbidden"]),
        ("pivot = ", ["not valid TOML", "line 1"]),
    ],
)
def test_a_wrong_settings_file_is_one_line_with_its_name(
    canonym: Canonym, reports: Path, tmp_path: Path, text: str, parts: list[str]
) -> None:
    settings = tmp_path / "canonym.toml"
    settings.write_text(text + "\n", encoding="utf-8")
    outcome = canonym("run", reports, "--out", tmp_path / "out", "--config", settings)
    one_error(outcome, str(settings), *parts)


def test_a_folder_of_another_configuration_is_refused(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    canonym("run", reports, "--out", tmp_path / "out", *FAST)
    outcome = canonym("run", reports, "--out", tmp_path / "out", "--pivot", "es", *FAST)
    one_error(outcome, "another configuration", 'pivot was "en", is "es"', "--restart")


def test_standard_input_is_a_document(reports: Path, tmp_path: Path) -> None:
    text = (reports / "lan.de.txt").read_bytes()
    done = subprocess.run([*COMMAND, "run", "-", "--out", tmp_path / "out", *FAST], input=text, check=True)
    assert done.returncode == 0
    assert (tmp_path / "out/canonical/source/stdin.txt.txt").exists()


def test_ctrl_c_gives_130_and_the_run_can_go_on(reports: Path, tmp_path: Path) -> None:
    # Long enough that a busy machine cannot finish them between two looks at the folder.
    for number in range(200):
        (reports / f"copy-{number:03}.txt").write_bytes((reports / "may/lan.es.txt").read_bytes() * 20)
    out = tmp_path / "out"
    arguments = [*COMMAND, "run", str(reports), "--out", str(out), *FAST]
    running = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while running.poll() is None and len(list(out.glob(".work/prepared/*"))) < 3:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert errors.endswith("canonym: interrupted; run the same command again to go on\n")
    assert not (out / "run.json").exists()
    for number in range(20, 200):  # enough is left to see that what was read is not read again
        (reports / f"copy-{number:03}.txt").unlink()
    again = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert "reading 0/23" not in again.stderr
    assert "/23" in again.stderr
    assert (out / "run.json").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs the file size limit of a Unix system")
def test_a_full_disk_is_one_line_and_leaves_no_half_file(reports: Path, tmp_path: Path) -> None:
    # The language model unpacks itself into a temporary file, which the limit would hit first.
    limited = (
        "import resource; from canonym.texts.language import identify; identify('Vorsitzende des Volkskomitees'); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500)); from canonym.cli import main; main()"
    )
    arguments = [sys.executable, "-c", limited, "run", str(reports), "--out", str(tmp_path / "out"), "--quiet", *FAST]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("canonym: error: ")
    assert "cannot be written (File too large); free some space" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out/run.json").exists()
    assert [path for path in (tmp_path / "out/.work/temporary").iterdir() if path.is_file()] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device of Linux")
def test_full_standard_output_is_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        arguments = [*COMMAND, "glossary", "show", "vn/politburo"]
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("canonym: error: cannot write the output")
    assert done.stderr.count("\n") == 1


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": n, "lang": "en", "text": "Prime Minister"}) + "\n" for n in range(5000))
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    arguments = [*COMMAND, "resolve", str(tmp_path / "in.jsonl"), "--embedding", "none"]
    running = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stderr is not None
    assert json.loads(running.stdout.readline())["id"] == 0
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait(timeout=60) == 0


def test_completion_scripts_name_the_program(canonym: Canonym) -> None:
    for shell in ("bash", "zsh", "fish"):
        outcome = canonym("completion", shell)
        assert outcome.returncode == 0
        assert "_CANONYM_COMPLETE" in outcome.stdout
    environment = os.environ | {"_CANONYM_COMPLETE": "bash_complete", "COMP_WORDS": "canonym gl", "COMP_CWORD": "1"}
    done = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "plain,glossary\n"


def test_glossary_list_show_and_check(canonym: Canonym, tmp_path: Path) -> None:
    assert "vn" in canonym("glossary", "list").stdout
    assert "vn/politburo" in canonym("glossary", "list", "--pack", "vn").stdout
    assert "Politburo" in canonym("glossary", "show", "vn/politburo").stdout
    rows = [json.loads(line) for line in canonym("glossary", "show", "vn/politburo", "--json").stdout.splitlines()]
    assert {"vi", "en", "es"} <= {row["language"] for row in rows}
    one_error(canonym("glossary", "show", "vn/politbureau"), "did you mean vn/politburo")
    assert canonym("glossary", "check").returncode == 0
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages/eo.yaml").write_text("language: [\n", encoding="utf-8")
    outcome = canonym("glossary", "check", tmp_path)
    assert outcome.returncode == 2
    assert "eo.yaml" in outcome.stderr
