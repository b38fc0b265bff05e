"""`glossary check --against`: which titles of a run a pack leaves open, why, and what to do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from canonym.glossary import glossary_for
from canonym.mining.open_titles import REMEDIES

FAST = ("--no-translate", "--embedding", "none")
TEXT = """\
Xanadu. The Chairman of the Provincial Guild of Peace, Zzyzx An, met the Director of the Zzz Council.
The Minister of the Provincial Guild of Peace and the Chairman of the Municipal Guild of Peace of Xanadu came too.
"""
MINISTER = "Minister of the Provincial Guild of Peace"
CHAIR = "Chairman of the Municipal Guild of Peace of Xanadu"
PACK = "pack: xx\ntitle: Xanadu\ndefault_level: provincial\nsignals:\n  words: [Xanadu]\n  surnames: [Zzyzx]\n"
GUILD = """\
bodies:
  guild:
    kind: association
    senses: [cooperative, peace]
    levels: [central, provincial]
    leader: chair
    names:
      en: {preferred: "{level} Guild of Peace", source: composed}
"""

Canonym = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(canonym: Canonym, tmp_path: Path) -> Path:
    """A run made before there was a pack."""
    (tmp_path / "xanadu.en.txt").write_text(TEXT, encoding="utf-8")
    canonym("run", tmp_path / "xanadu.en.txt", "--out", tmp_path / "out", *FAST)
    folder = tmp_path / "packs" / "xx" / "bodies"
    folder.mkdir(parents=True)
    (folder.parent / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "bodies.yaml").write_text(GUILD, encoding="utf-8")
    return tmp_path


def against(canonym: Canonym, run: Path) -> dict[str, dict[str, Any]]:
    outcome = canonym("glossary", "check", run / "packs", "--against", run / "out", "--json")
    assert outcome.returncode == 0, outcome.stderr
    found = [json.loads(line)["open"] for line in outcome.stdout.splitlines()]
    return {each["surface"]: each for each in found}


def test_open_titles_are_named_with_cause_and_remedy(canonym: Canonym, run: Path) -> None:
    found = against(canonym, run)
    director = next(each for surface, each in found.items() if surface.startswith("Director of the"))
    assert director["cause"] in ("unknown-words", "no-body", "unsure")
    assert director["documents"] == {"xanadu.en.txt": TEXT.index("Director of the")}
    assert director["remedy"] == REMEDIES[director["cause"]]
    minister = found[MINISTER]
    assert (minister["cause"], minister["nearest"]) == ("rank", "xx/guild")
    assert "ranks of the body" in minister["remedy"]


def test_what_the_pack_settles_is_open_no_more(canonym: Canonym, run: Path) -> None:
    before = against(canonym, run)
    bodies = run / "packs/xx/bodies/bodies.yaml"
    bodies.write_text(GUILD.replace("provincial]", "provincial, municipal]"), encoding="utf-8")
    glossary_for.cache_clear()  # the next command is a process of its own
    after = against(canonym, run)
    causes = [found.get(CHAIR, {"cause": ""})["cause"] for found in (before, after)]
    assert causes[0] == "level"
    assert causes[1] != "level"


def test_the_list_for_people_ends_with_what_to_do(canonym: Canonym, run: Path) -> None:
    outcome = canonym("glossary", "check", run / "packs", "--against", run / "out")
    assert outcome.stdout.startswith("no problems\n")
    assert "are open" in outcome.stdout
    assert "rank: add the rank to the ranks of the body, if it has it" in outcome.stdout


def test_a_broken_pack_is_compared_with_nothing(canonym: Canonym, run: Path) -> None:
    (run / "packs/xx/pack.yaml").write_text(PACK.replace("signals", "signal"), encoding="utf-8")
    outcome = canonym("glossary", "check", run / "packs", "--against", run / "out")
    assert outcome.returncode == 2
    assert "did you mean 'signals'?" in outcome.stderr
    assert "mend them first" in outcome.stderr
