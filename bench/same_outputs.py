"""Whether a change of the code changes any byte of what canonym writes.

    python bench/same_outputs.py save /tmp/before        with the code as it was
    python bench/same_outputs.py save /tmp/after         with the code as it is now
    python bench/same_outputs.py compare /tmp/before /tmp/after

`save` runs the commands of `chains_of` with the code beside this file over samples/, glossaries/ and the shared gold,
and stores what they write and print. `compare` looks at every byte but what must differ: the hash of the code in
run.json, the moment at which a spreadsheet was made, and the folder's own name in messages. It names each file that
differs with its first lines that do, and ends with exit code 1 if there is one. Pages of the shared gold that are held
back for measuring are left out.
"""

from __future__ import annotations

import argparse
import difflib
import io
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
CONTEXT = 3
"""Lines shown of each file that differs."""
WIDTH = 200
"""Characters shown of a line."""


def main() -> int:
    """Save or compare, as the command line says; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    saving = commands.add_parser("save", help="run everything and store the outputs")
    saving.add_argument("folder", type=Path)
    saving.add_argument("--shared", type=Path, default=HERE / ".." / "shared", help="folder of the shared data")
    saving.add_argument("--workers", type=int, default=2, help="commands that run at once")
    comparing = commands.add_parser("compare", help="compare two folders that were saved")
    comparing.add_argument("a", type=Path)
    comparing.add_argument("b", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "save":
        save(arguments.folder.resolve(), arguments.shared.resolve(), arguments.workers)
        return 0
    return compare(arguments.a, arguments.b)


def save(folder: Path, shared: Path, workers: int) -> None:
    """Run all commands and store their outputs; an earlier content of the folder is replaced."""
    started = time.perf_counter()
    shutil.rmtree(folder, ignore_errors=True)
    inputs, out = folder / "inputs", folder / "outputs"
    out.mkdir(parents=True)
    prepare(inputs, shared)
    chains = list(chains_of(inputs, out, shared))
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda chain: call_all(out, chain), chains))
    for kept in out.rglob(".work"):
        shutil.rmtree(kept)
    shutil.rmtree(inputs)
    files = sum(path.is_file() for path in out.rglob("*"))
    print(f"{files} files of {sum(map(len, chains))} commands in {time.perf_counter() - started:.0f} s")


def prepare(inputs: Path, shared: Path) -> None:
    """Copy or make the reports and phrases that commands read from the shared gold."""
    gold = shared / "gold"
    real = inputs / "real"
    real.mkdir(parents=True)
    sources = (gold / "real" / "sources.jsonl").read_text(encoding="utf-8").splitlines()
    for source in map(json.loads, sources):
        if source["part"] == "learn":
            shutil.copy(gold / "real" / source["doc"], real)
    for name in ("parallel", "owngloss"):
        reports = sorted(map(str, (gold / name).rglob("*.json")))
        command = [sys.executable, str(shared / "eval" / "parallel_reports.py"), *reports, "--out", str(inputs / name)]
        subprocess.run(command, check=True, capture_output=True)
    with (inputs / "phrases.jsonl").open("w", encoding="utf-8") as file:
        for path in (
            gold / "renderings.jsonl",
            gold / "lookalikes.jsonl",
            gold / "kinds.jsonl",
            gold / "world" / "titles.jsonl",
        ):
            for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
                if "text" in record:
                    asked = {key: record[key] for key in ("id", "lang", "text", "context", "person") if record.get(key)}
                    file.write(json.dumps(asked, ensure_ascii=False) + "\n")


Command = tuple[str, tuple[str, ...]]
"""Under what name the printed words are stored, and the arguments of canonym."""


def chains_of(inputs: Path, out: Path, shared: Path) -> Iterator[list[Command]]:
    """Commands of which each needs what the one before wrote; the chains need nothing of each other."""
    gold = shared / "gold"
    models = ("--models", str(shared / "models"), "--memory", "none")

    def run(name: str, *more: str) -> Command:
        return name, ("run", *more, "--out", str(out / name), "--quiet", "--parquet", "--json")

    def audit(name: str, *more: str) -> Command:
        return f"{name}-audit", ("audit", str(out / name), *more)

    def evaluate(name: str, *gold_files: Path, more: Sequence[str] = ("--json",)) -> Command:
        return f"{name}-eval", ("eval", *map(str, gold_files), "--run", str(out / name), *more)

    samples = [HERE / "samples", shared / "seeds"]
    sample_gold = [*sorted((HERE / "tests" / "gold").glob("*.jsonl")), gold / "000.jsonl", gold / "001.jsonl"]
    parallel_gold = inputs / "parallel" / "gold.jsonl"
    yield [
        run("samples", *map(str, samples), *models),
        audit("samples", "--gold", str(sample_gold[0])),
        evaluate("samples", *sample_gold),
        ("find", ("find", "emulation council", str(out / "samples"), "--json")),
        ("explain", ("explain", str(out / "samples"), "yen-bai-review.es.txt:1530", "--json")),
        ("explain-words", ("explain", str(out / "samples"), "yen-bai-review.es.txt:1530")),
        ("table", ("align", "table", str(out / "samples"))),
    ]
    yield [
        run("real", str(inputs / "real"), "--no-translate"),
        audit("real"),
        evaluate("real", gold / "real" / "gold.jsonl"),
    ]
    yield [
        run("parallel", str(inputs / "parallel"), "--no-translate"),
        audit("parallel"),
        evaluate("parallel", parallel_gold, more=()),
        ("terms", ("align", "terms", str(out / "parallel"), "--all", "--out", str(out / "terms.yaml"))),
        ("corpus", ("align", "corpus", str(out / "parallel"), "--json")),
    ]
    yield [("resolve", ("resolve", str(inputs / "phrases.jsonl")))]
    yield [run("world", str(gold / "world"), "--no-translate"), audit("world")]
    yield [run("owngloss", str(inputs / "owngloss"), "--no-translate", "--source-names", "own"), audit("owngloss")]
    yield [("eval-single", ("eval", str(gold / "renderings.jsonl"), "--leave-out", "--json"))]
    versions = [str(inputs / "parallel" / f"a01.{language}.txt") for language in ("es", "en")]
    yield [("align-texts", ("align", "texts", *versions))]
    yield [("eval-translation", ("eval", "translation", str(HERE / "tests" / "references" / "pt-en.jsonl"), "--json"))]
    for name, language in (("yen-bai-review", "es"), ("khanh-hoa-typhoon", "pt")):
        report = str(out / f"translate-{language}.jsonl")
        sample = str(HERE / "samples" / f"{name}.{language}.txt")
        yield [(f"translate-{language}", ("translate", sample, "--from", language, "--report", report, *models))]
    yield [("glossary-list", ("glossary", "list")), ("glossary-show", ("glossary", "show", "vn/politburo"))]
    yield [("glossary-check", ("glossary", "check"))]


def call_all(out: Path, chain: Sequence[Command]) -> None:
    """Run the commands of a chain, one after the other."""
    for name, arguments in chain:
        call(out, name, arguments)


def call(out: Path, name: str, arguments: Sequence[str]) -> None:
    """Run one command of canonym and store what it prints, and its exit code."""
    environment = os.environ | {"PYTHONPATH": str(HERE / "src"), "PYTHONHASHSEED": "random", "COLUMNS": "120"}
    command = [sys.executable, "-m", "canonym.cli", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, env=environment, cwd=HERE)
    (out / f"{name}.stdout").write_bytes(done.stdout)
    (out / f"{name}.stderr").write_bytes(done.stderr + f"exit code {done.returncode}\n".encode())


def compare(a: Path, b: Path) -> int:
    """Print what differs between two saved folders; give 1 if anything does, else 0."""
    names = [{path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} for folder in (a, b)]
    differing = 0
    for name in sorted(names[0] | names[1]):
        if not (name in names[0] and name in names[1]):
            print(f"{name}: only in {a if name in names[0] else b}")
            differing += 1
            continue
        first, second = (comparable(folder, name) for folder in (a, b))
        if first != second:
            print(f"{name}: differs")
            for line in itertools.islice(changed_lines(first, second), CONTEXT):
                print(f"    {line[:WIDTH]}")
            differing += 1
    print(f"{len(names[0] | names[1])} files, {differing} differ")
    return 1 if differing or not names[0] else 0


def comparable(folder: Path, name: Path) -> bytes:
    """The bytes of a file without those that must differ between two versions of the code."""
    data = (folder / name).read_bytes()
    if name.name == "run.json":
        record = json.loads(data)
        record.pop("state")
        return json.dumps(record, ensure_ascii=False, indent=1).encode()
    if name.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return b"\n".join(book.read(each) for each in book.namelist() if each != "docProps/core.xml")
    return data.replace(str(folder.resolve()).encode(), b"FOLDER")


def changed_lines(first: bytes, second: bytes) -> Iterator[str]:
    """Lines that only one of two files has."""
    a, b = (text.decode("utf-8", "replace").splitlines() for text in (first, second))
    for line in difflib.unified_diff(a, b, lineterm="", n=0):
        if line.startswith(("+", "-")) and not line.startswith(("+++", "---")):
            yield line


if __name__ == "__main__":
    sys.exit(main())
