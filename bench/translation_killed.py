"""A large corpus in one run that is killed again and again: what is kept, what is done twice, and how memory grows.

    python bench/translation_killed.py --sentences 1600 --kills 3
    python bench/translation_killed.py --sentences 100000 --kills 5 --twin memory

The run is killed with SIGKILL each time it has kept another share of the sentences, and started again with the same
command until it ends. Then the same corpus goes into another folder, whose files must be the same byte for byte: with
`--twin fresh` all is translated again by a run that nobody kills, with `--twin memory` from the memory that the killed
runs left, which takes a twentieth of the time and must ask the engine for nothing. Memory is that of the whole process
(VmRSS of Linux), looked at four times a second.
"""

from __future__ import annotations

import argparse
import json
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from translation_throughput import in_a_process, made_up, write_corpus

RUN = [sys.executable, str(Path(__file__).with_name("translation_throughput.py")), "way", "run"]
LOOK = 0.25
"""Seconds between two looks at the memory of the process."""
COUNT = 4
"""Looks at the process for one look at the translation memory, which is larger each time."""


class Watch:
    """Memory of a process and sentences kept, over the time that runs were working."""

    def __init__(self, memory: Path) -> None:
        self.memory = memory
        self.samples: list[tuple[float, int, float]] = []
        """Seconds of work, sentences kept, gigabytes."""
        self.seconds = 0.0
        self.peak = 0.0

    def run(self, command: list[str], kill_at: int | None) -> dict[str, Any] | None:
        """Run to the end and give what it printed, or kill it when so many sentences are kept and give None."""
        started = time.perf_counter()
        kept = looks = 0
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            while process.poll() is None:
                if looks % COUNT == 0:
                    kept = kept_in(self.memory)
                looks += 1
                used = resident(process.pid)
                self.peak = max(self.peak, used)
                self.samples.append((self.seconds + time.perf_counter() - started, kept, used))
                if kill_at is not None and kept >= kill_at:
                    process.send_signal(signal.SIGKILL)
                    break
                time.sleep(LOOK)
            out = process.communicate()[0]
        self.seconds += time.perf_counter() - started
        if process.returncode == -signal.SIGKILL:
            return None
        if process.returncode:
            sys.exit(f"the run failed with exit code {process.returncode}")
        answer: dict[str, Any] = json.loads(out.splitlines()[-1])
        return answer

    def curve(self, points: int = 20) -> list[tuple[float, int, float]]:
        """The samples, thinned: of each stretch of time its largest memory."""
        size = max(1, -(-len(self.samples) // points))
        stretches = (self.samples[start : start + size] for start in range(0, len(self.samples), size))
        return [(stretch[-1][0], stretch[-1][1], max(sample[2] for sample in stretch)) for stretch in stretches]


def resident(pid: int) -> float:
    """Gigabytes of memory that a process holds; 0 where the system does not tell, or the process has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e6 for line in lines if line.startswith("VmRSS:")), 0.0)


def kept_in(memory: Path) -> int:
    """Sentences in a memory that another process may be writing."""
    if not memory.exists():
        return 0
    try:
        with sqlite3.connect(memory, timeout=10) as database:
            return int(database.execute("SELECT count(*) FROM sentences").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # the tables are not there yet


def outputs(folder: Path) -> dict[str, bytes]:
    """The files of a run without what it keeps for itself: path -> contents."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".work" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def killed(count: int, kills: int, twin: str) -> None:
    """One corpus, killed so often, resumed, and compared with a run that nobody killed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_corpus(place / "corpus", made_up(count))
        memory = place / "memory.sqlite"
        watch = Watch(memory)
        command = [*RUN, str(place / "corpus"), str(place / "out"), str(memory)]
        at_kill: list[int] = []
        for number in range(1, kills + 1):
            if watch.run(command, number * count // (kills + 1)) is not None:
                sys.exit("the run ended before it was killed: give more --sentences or fewer --kills")
            at_kill.append(kept_in(memory))
        last = watch.run(command, None)
        assert last is not None
        total = kept_in(memory)
        other = place / "other.sqlite" if twin == "fresh" else memory
        again = in_a_process("run", place / "corpus", place / "twin", other)
        own, theirs = outputs(place / "out"), outputs(place / "twin")
    print(f"{count} sentences; killed {len(at_kill)} times; sentences kept at each kill: {at_kill}")
    print(f"{watch.seconds:.1f} s in all, {total / watch.seconds:.1f} sentences/s with every start and what was lost")
    before = at_kill[-1] if at_kill else 0
    repeated = before + last["translated"] - total
    print(f"the last run translated {last['translated']}; {total} are kept at the end: {repeated} of {before} twice")
    print(f"translated by the twin ({twin}): {again['translated']} of {again['asked']}, {again['wall']:.1f} s")
    same = sum(theirs.get(path) == content for path, content in own.items())
    print(f"{same} of {len(own.keys() | theirs.keys())} files are the same as in the twin")
    print(f"memory at the peak: {watch.peak:.2f} GB")
    print(f"{'s':>8} {'kept':>8} {'GB':>6}")
    for seconds, kept, used in watch.curve():
        print(f"{seconds:8.1f} {kept:8} {used:6.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=1600)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--twin", choices=["fresh", "memory"], default="fresh")
    given = parser.parse_args()
    killed(given.sentences, given.kills, given.twin)


if __name__ == "__main__":
    main()
