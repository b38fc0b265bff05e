"""How fast a corpus is translated, side by side with the engine alone and with argostranslate's own interface.

    python bench/translation_throughput.py api --sentences 500
    python bench/translation_throughput.py pipeline --sentences 2000 --workers 2
    python bench/translation_throughput.py again --sentences 500
    python bench/translation_throughput.py growth --sizes 2000 4000 8000
    python bench/translation_throughput.py growth --sizes 10000 40000 --without-engine

Sentences are made up from a few dozen clauses, so that all differ and none holds a title. Every way runs in a process
of its own, one after the other; seconds are wall time, CPU seconds are those of all threads, which other work on the
machine disturbs less.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1] / "models" / "es_en.argosmodel"
BEGINNINGS = """El mercado de la ciudad|La nueva carretera|Una familia del valle|El puente sobre el río
La cosecha de arroz|Un grupo de estudiantes|La fábrica de papel|El hospital del distrito|La lluvia de anoche
El precio del café|La biblioteca del barrio|Un pescador de la costa|La empresa de autobuses|El museo de historia
La escuela de música"""
MIDDLES = """abrió sus puertas|creció mucho|recibió ayuda de los vecinos|perdió parte de su valor|cambió de lugar
trajo trabajo a la región|necesita más agua|celebró su aniversario|fue reparada por completo|llegó tarde
mejoró la vida de muchas personas|causó daños en los campos|tuvo un buen resultado|encontró una solución sencilla"""
ENDINGS = """después de la tormenta|durante la fiesta de primavera|gracias a la ayuda del extranjero
sin ningún problema|en menos de {n} días|con {n} trabajadores nuevos|para {n} familias pobres|cerca de la frontera
a pesar del mal tiempo|por la falta de electricidad|a {n} kilómetros de la capital|en los últimos {n} años
como todos los años|antes del verano"""
PER_REPORT = 20


def made_up(count: int, seed: int = 1) -> list[str]:
    """Different Spanish sentences, always the same ones."""
    chance = random.Random(seed)
    lists = [text.replace("\n", "|").split("|") for text in (BEGINNINGS, MIDDLES, ENDINGS)]
    found: dict[str, None] = {}
    while len(found) < count:
        first, second, third = (chance.choice(each) for each in lists)
        more = f" y {chance.choice(lists[1])} {chance.choice(lists[2])}" if chance.random() < 0.5 else ""
        found[f"{first} {second} {third}{more}.".replace("{n}", str(chance.randint(2, 900)))] = None
    return list(found)


def write_corpus(folder: Path, sentences: list[str]) -> None:
    """Reports of PER_REPORT sentences."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(sentences), PER_REPORT):
        text = "\n".join(sentences[start : start + PER_REPORT]) + "\n"
        (folder / f"{start:07}.txt").write_text(text, encoding="utf-8")


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result, wall seconds and CPU seconds of this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def in_a_process(way: str, *arguments: object, **environ: str) -> dict[str, Any]:
    """What one of the functions `way_*` prints, run in a fresh process."""
    command = [sys.executable, __file__, "way", way, *map(str, arguments)]
    done = subprocess.run(command, env={**os.environ, **environ}, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def way_argostranslate(count: str, folder: str) -> dict[str, Any]:
    """argostranslate's own interface, sentence by sentence; without its splitter, which would need a download."""
    os.environ |= {"ARGOS_PACKAGES_DIR": folder, "ORT_DISABLE_TELEMETRY": "1"}
    from argostranslate import translate  # noqa: PLC0415 - reads its settings when imported

    from canonym.translation.engines.argos import WholeSentence  # noqa: PLC0415

    translation: Any = translate.get_translation_from_codes("es", "en")
    translation.underlying.sentencizer = WholeSentence()
    translation.translate("Sí.")
    sentences = made_up(int(count))
    texts, wall, cpu = timed(lambda: [translation.translate(text) for text in sentences])
    return {"wall": wall, "cpu": cpu, "texts": texts}


def way_canonym(count: str) -> dict[str, Any]:
    """canonym's backend on the same package, without a memory."""
    from canonym.translation.engines.argos import ArgosTranslator  # noqa: PLC0415
    from canonym.translation.engines.packages import read_package  # noqa: PLC0415

    translator = ArgosTranslator(read_package(PACKAGE))
    translator.translate(["Sí."])
    sentences = made_up(int(count))
    texts, wall, cpu = timed(lambda: [result.text for result in translator.translate(sentences)])
    return {"wall": wall, "cpu": cpu, "texts": texts}


def way_bare(memory: str) -> dict[str, Any]:
    """CTranslate2's translate_batch alone, over the sentences that a run asked the engine for."""
    import ctranslate2  # noqa: PLC0415
    import sentencepiece  # noqa: PLC0415

    from canonym.resources import processors  # noqa: PLC0415
    from canonym.translation.engines.packages import read_package  # noqa: PLC0415
    from canonym.translation.engines.unpacking import unpacked  # noqa: PLC0415

    folder, _ = unpacked(read_package(PACKAGE))
    with sqlite3.connect(memory) as database:
        sentences = [text for (text,) in database.execute("SELECT text FROM sentences")]
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    engine = ctranslate2.Translator(str(folder / "model"), inter_threads=processors(), intra_threads=1)
    tokens = [tokenizer.encode(text, out_type=str) for text in sentences]
    options = {"beam_size": 4, "length_penalty": 0.2, "replace_unknowns": True}
    engine.translate_batch(tokens[:1], **options)
    _, wall, cpu = timed(lambda: engine.translate_batch(tokens, max_batch_size=1024, batch_type="tokens", **options))
    return {"wall": wall, "cpu": cpu, "sentences": len(sentences)}


def without_engine() -> None:
    """Let a stand-in answer in no time, in English words: what is left is canonym's own work and memory."""
    from canonym.translation import Translation  # noqa: PLC0415
    from canonym.translation.engines.argos import ArgosTranslator  # noqa: PLC0415

    english = (
        "the", "market", "of", "this", "town", "was", "open", "and", "many", "people", "came", "there", "with", "their",
        "children",
    )  # fmt: skip

    def answer(
        self: ArgosTranslator, sentences: Sequence[str], *, careful: bool = False
    ) -> Iterator[tuple[int, Translation]]:
        for number, text in enumerate(sentences):
            words = (
                word if re.search(r"\d|XQ", word) else english[(place + len(text)) % len(english)]
                for place, word in enumerate(text.split())
            )
            yield number, Translation(" ".join(words), "argos")

    ArgosTranslator.stream = answer  # type: ignore[method-assign]


def way_run(corpus: str, out: str, memory: str, workers: str = "1", engine: str = "yes") -> dict[str, Any]:
    """A whole run, from the first import to the last table."""
    started = time.perf_counter()
    if engine == "no":
        without_engine()
    from canonym.config import load_config  # noqa: PLC0415
    from canonym.run.pipeline import run_folder  # noqa: PLC0415

    config = load_config(memory=memory, workers=int(workers))
    report = run_folder([corpus], Path(out), config)
    wall = time.perf_counter() - started
    own, workers_ = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "wall": wall,
        "cpu": own.ru_utime + own.ru_stime + workers_.ru_utime + workers_.ru_stime,
        "asked": report.asked,
        "translated": report.translated,
        "memory_gb": own.ru_maxrss / 1e6,
    }


def api(count: int) -> None:
    """canonym's backend against argostranslate's interface with default settings and with the best thread setting."""
    from canonym.translation.engines.packages import read_package  # noqa: PLC0415
    from canonym.translation.engines.unpacking import unpacked  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        place, _ = unpacked(read_package(PACKAGE))
        (Path(folder) / place.name).symlink_to(place)
        ways = {
            "argostranslate, default": in_a_process("argostranslate", count, folder),
            "argostranslate, ARGOS_INTRA_THREADS=1": in_a_process(
                "argostranslate", count, folder, ARGOS_INTRA_THREADS="1"
            ),
            "canonym": in_a_process("canonym", count),
        }
    own = ways["canonym"]
    print(f"{count} sentences, one pair, beam 4, splitting excluded")
    for name, way in ways.items():
        same = sum(a == b for a, b in zip(way["texts"], own["texts"], strict=True))
        print(
            f"{name:40} {count / way['wall']:8.1f} sentences/s  {way['cpu'] / count * 1000:7.1f} CPU ms/sentence"
            f"  canonym is {way['wall'] / own['wall']:5.1f} times as fast  {same} of {count} the same"
        )


def pipeline(count: int, workers: int) -> None:
    """A whole run without titles against translate_batch alone."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_corpus(place / "corpus", made_up(count))
        memory = place / "memory.sqlite"
        run = in_a_process("run", place / "corpus", place / "out", memory, workers)
        bare = in_a_process("bare", memory)
    print(f"{count} sentences in {-(-count // PER_REPORT)} reports, {run['asked']} asked of the engine")
    print(f"translate_batch alone  {bare['wall']:8.2f} s  {bare['cpu']:8.2f} CPU s")
    print(f"whole run, {workers} workers   {run['wall']:8.2f} s  {run['cpu']:8.2f} CPU s")
    more = (run["wall"] / bare["wall"] - 1, run["cpu"] / bare["cpu"] - 1)
    print(f"above it               {more[0]:8.1%}    {more[1]:8.1%}")


def again(count: int) -> None:
    """What a second run translates: nothing; and after a change of 1 % of the reports: 1 %."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        corpus, memory = place / "corpus", place / "memory.sqlite"
        write_corpus(corpus, made_up(count))
        first = in_a_process("run", corpus, place / "out", memory)
        second = in_a_process("run", corpus, place / "other", memory)
        reports = sorted(corpus.iterdir())
        changed = reports[: max(1, len(reports) // 100)]
        for number, report in enumerate(changed):
            write_corpus(place / "new", made_up(PER_REPORT, seed=100 + number))
            report.write_text((place / "new" / f"{0:07}.txt").read_text(encoding="utf-8"), encoding="utf-8")
        third = in_a_process("run", corpus, place / "out", memory)
    print(f"first run: {first['translated']} of {first['asked']} translated, {first['wall']:.1f} s")
    print(f"the same corpus into another folder: {second['translated']} translated, {second['wall']:.1f} s")
    print(f"{len(changed)} of {len(reports)} reports changed: {third['translated']} translated, {third['wall']:.1f} s")


def growth(sizes: list[int], engine: str) -> None:
    """Time and memory of whole runs over corpora of different size."""
    print(f"{'sentences':>10} {'s':>8} {'sentences/s':>12} {'peak GB':>8}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            write_corpus(place / "corpus", made_up(size))
            run = in_a_process("run", place / "corpus", place / "out", place / "memory.sqlite", 1, engine)
        print(f"{size:10} {run['wall']:8.1f} {size / run['wall']:12.1f} {run['memory_gb']:8.2f}", flush=True)


def main() -> None:
    if sys.argv[1:2] == ["way"]:
        print(json.dumps(globals()[f"way_{sys.argv[2]}"](*sys.argv[3:])))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["api", "pipeline", "again", "growth"])
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 4000, 8000])
    parser.add_argument("--without-engine", action="store_true", help="growth of canonym's own part alone")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if given.part == "pipeline":
        pipeline(given.sentences, given.workers)
    elif given.part == "growth":
        growth(given.sizes, "no" if given.without_engine else "yes")
    else:
        {"api": api, "again": again}[given.part](given.sentences)


if __name__ == "__main__":
    main()
