"""Compares embedding models on the job they would have here; prints Markdown (docs/embedding-measurements.md).

    python bench/embeddings.py RENDERINGS.jsonl [--official OFFICIAL.jsonl] [--model NAME ...]

RENDERINGS has objects with lang, text, rank, body, level, verdict; OFFICIAL objects with vi, en. Each model runs in a
process of its own on one thread. A model that is not installed is left out with a line that says so.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from embedding_models import MODELS, Letters, Model, Table, load_model, missing_packages, package_facts

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
RENDERING_TASKS = ("role", "body", "body words")
SIZE_UNIT = 1e6


def spell(identifier: str) -> str:
    """Return the English words of an id: "peoples-committee" -> "people's committee"."""
    return identifier.replace("-", " ").replace("peoples", "people's")


def spell_role(rank: str | None, body: str, level: str | None) -> str:
    name = f"{spell(level)} {spell(body)}" if level else spell(body)
    return f"{spell(rank)} of the {name}" if rank else name


def body_words(text: str, lang: str, lexicons: Any) -> str | None:
    """Return the title without the words that the language data calls rank, level or place; None without such data."""
    tokenize = import_module("canonym.titles.tokens").tokenize
    lexicon = lexicons.lexicon(lang)
    if lexicon is None:
        return None
    skipped = ("rank", "level", "modifier", "place", "honorific", "tenure", "country")
    kept = [token for token in tokenize(text, 0, lexicon) if not token.has(*skipped)]
    while kept and kept[0].glue:
        kept.pop(0)
    while kept and kept[-1].glue:
        kept.pop()
    return ("" if lexicon.characters else " ").join(token.text for token in kept) or None


def nearest(table: Table, choices: Sequence[Any]) -> list[Any]:
    """Return the most similar choice of each row, or None where two share the first place: a tie is no answer."""
    tied = (table == table.max(axis=1, keepdims=True)).sum(axis=1) > 1
    return [None if tie else choices[index] for tie, index in zip(tied, table.argmax(axis=1), strict=True)]


def score_renderings(model: Model, gold: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return per task a list of [language, verdict, whether the nearest one was right]."""
    lexicons = import_module("canonym.glossary").load_glossary()
    roles = sorted({(g["rank"], g["body"], g["level"]) for g in gold}, key=str)
    bodies = sorted({g["body"] for g in gold})
    texts = [g["text"] for g in gold]
    by_role = nearest(model.similarities(texts, [spell_role(*role) for role in roles]), roles)
    by_body = nearest(model.similarities(texts, [spell(body) for body in bodies]), bodies)
    results: dict[str, Any] = {task: [] for task in RENDERING_TASKS}
    for g, role, body in zip(gold, by_role, by_body, strict=True):
        results["role"].append([g["lang"], g["verdict"], role == (g["rank"], g["body"], g["level"])])
        results["body"].append([g["lang"], g["verdict"], body == g["body"]])
    parts = [(g, words) for g in gold if (words := body_words(g["text"], g["lang"], lexicons))]
    if parts:
        found = nearest(model.similarities([p[1] for p in parts], [spell(body) for body in bodies]), bodies)
        for (g, _), body in zip(parts, found, strict=True):
            results["body words"].append([g["lang"], g["verdict"], body == g["body"]])
    return results


def score_words(model: Model) -> list[list[Any]]:
    """Return [language, English word, foreign word, whether it lies nearest, its rank, the nearest word]."""
    data = YAML(typ="safe").load(Path(__file__).with_name("embedding_words.yaml"))
    english = data["english"]
    rows = [(lang, meaning, w) for lang, words in data["words"].items() for meaning in words for w in words[meaning]]
    table = model.similarities([row[2] for row in rows], english)
    results: list[list[Any]] = []
    for (lang, meaning, word), scores, first in zip(rows, table, nearest(table, english), strict=True):
        rank = int((scores >= scores[english.index(meaning)]).sum())
        results.append([lang, meaning, word, first == meaning, rank, first or "tie"])
    return results


def score_official(model: Model, official: Sequence[dict[str, Any]]) -> list[bool]:
    english = sorted({entry["en"] for entry in official})
    found = nearest(model.similarities([entry["vi"] for entry in official], english), english)
    return [name == entry["en"] for name, entry in zip(found, official, strict=True)]


def measure(name: str, renderings: Path, official: Path | None) -> dict[str, Any]:
    """Measure one model in this process."""
    gold = [json.loads(line) for line in renderings.read_text("utf-8").splitlines() if line.strip()]
    result: dict[str, Any] = {"name": name}
    before = resident_memory()
    start = time.perf_counter()
    model = load_model(name)
    if not isinstance(model, Letters):
        model.encode(["council"])
        result["load"] = time.perf_counter() - start
        texts = list(dict.fromkeys(g["text"] for g in gold))
        start = time.perf_counter()
        model.encode(texts)
        result["speed"] = len(texts) / (time.perf_counter() - start)
        result["memory"] = resident_memory() - before
        result["dimension"] = int(model.encode(["council"]).shape[1])
    result.update(score_renderings(model, gold))
    result["words"] = score_words(model)
    if official:
        entries = [json.loads(line) for line in official.read_text("utf-8").splitlines() if line.strip()]
        result["official"] = score_official(model, entries)
    return result


def resident_memory() -> float:
    """Return the largest resident set of this process so far, in bytes (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0


def percent(hits: Sequence[bool]) -> str:
    return f"{100 * sum(hits) / len(hits):.0f}" if hits else "–"


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print(f"### {title}\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print()


def report(results: Sequence[dict[str, Any]]) -> None:
    print_costs(results)
    for task in RENDERING_TASKS:
        counts: dict[str, int] = defaultdict(int)
        for lang, _, _ in results[0][task]:
            counts[lang] += 1
        langs = sorted(counts, key=lambda lang: (-counts[lang], lang))
        rows = []
        for result in results:
            hits = result[task]
            row = [result["name"], percent([h[2] for h in hits])]
            row += [percent([h[2] for h in hits if h[1] == v]) for v in ("correct", "variant", "mistranslated")]
            rows.append(row + [percent([h[2] for h in hits if h[0] == lang]) for lang in langs])
        head = ["model", f"all ({len(results[0][task])})", "correct", "variant", "mistranslated"]
        table(f"Renderings: nearest {task}, %", head + [f"{lang} ({counts[lang]})" for lang in langs], rows)
    print_words(results)


def print_costs(results: Sequence[dict[str, Any]]) -> None:
    rows = []
    for result in results:
        if "load" in result:
            size, licence = package_facts(result["name"])
            rows.append(
                [
                    result["name"],
                    str(result["dimension"]),
                    f"{result['load']:.2f}",
                    f"{result['speed']:.0f}",
                    f"{result['memory'] / SIZE_UNIT:.0f}",
                    f"{size / SIZE_UNIT:.0f}",
                    licence,
                    percent(result.get("official", [])),
                ]
            )
    head = ["model", "dimension", "load, s", "titles/s", "memory, MB", "package, MB", "licence", "vi -> en official, %"]
    table("Cost on one thread", head, rows)


def print_words(results: Sequence[dict[str, Any]]) -> None:
    langs = list(dict.fromkeys(row[0] for row in results[0]["words"]))
    for title, wanted in (
        ("all meanings", None),
        ("words for commendation", "commendation"),
        ("words for emulation", "emulation"),
    ):
        rows = []
        for result in results:
            words = [row for row in result["words"] if wanted in (None, row[1])]
            by_lang = [percent([row[3] for row in words if row[0] == lang]) for lang in langs]
            rows.append([result["name"], percent([row[3] for row in words]), *by_lang])
        total = sum(1 for row in results[0]["words"] if wanted in (None, row[1]))
        table(
            f"Single words, {title}: nearest English word of 44 is right, %", ["model", f"all ({total})", *langs], rows
        )
    rows = []
    for row in [row for row in results[0]["words"] if row[1] == "commendation"]:
        cells = [next(r for r in result["words"] if r[:3] == row[:3]) for result in results]
        rows.append([row[0], row[2], *(f"{cell[4]}" + ("" if cell[3] else f" ({cell[5]})") for cell in cells)])
    head = ["language", "word", *(result["name"] for result in results)]
    table("Rank of “commendation” among 44 English words (in brackets: the nearest one)", head, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("renderings", type=Path)
    parser.add_argument("--official", type=Path)
    parser.add_argument("--model", action="append", choices=MODELS, help="may be given several times (default: all)")
    parser.add_argument("--child", choices=MODELS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.child, options.renderings, options.official)))
        return
    results = []
    for name in options.model or MODELS:
        if missing := missing_packages(name):
            print(f"{name}: not installed: {', '.join(missing)}; left out", file=sys.stderr)
            continue
        command = [sys.executable, __file__, str(options.renderings), "--child", name]
        command += ["--official", str(options.official)] if options.official else []
        done = subprocess.run(command, env={**os.environ, **ONE_THREAD}, stdout=subprocess.PIPE, check=True)
        results.append(json.loads(done.stdout))
    if results:
        report(results)


if __name__ == "__main__":
    main()
