"""The worked examples of docs/adding-a-language.md and docs/adding-a-pack.md, done as a reader would do them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
SHOWN_FILE = re.compile(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Canonym = Callable[..., subprocess.CompletedProcess[str]]
Mentions = dict[str, dict[str, Any]]


def follow(page: str, folder: Path, canonym: Canonym) -> Mentions:
    """Write every file that the page shows, check the glossary, run the reports; the mentions by their surface."""
    for name, content in SHOWN_FILE.findall((DOCS / page).read_text(encoding="utf-8")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    checked = canonym("glossary", "check", folder / "my-glossaries")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    outcome = canonym(
        "run", folder / "reports", "--glossary", folder / "my-glossaries", "--out", folder / "out", "--quiet"
    )
    assert outcome.returncode == 0, outcome.stderr
    lines = (folder / "out" / "mentions.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["surface"]: record for record in map(json.loads, lines)}


def test_language_file_alone_makes_titles_of_a_new_language_known(tmp_path: Path, canonym: Canonym) -> None:
    mentions = follow("adding-a-language.md", tmp_path, canonym)
    vice_chair = mentions["vicepresidenta del Comitè Popular Provincial"]
    assert vice_chair["lang"] == "ca"
    assert vice_chair["person"] == "Tran Thi Lan"
    assert vice_chair["body"] == "vn/peoples-committee"
    assert vice_chair["canonical"] == "Vice Chairman of the Provincial People's Committee"
    misread = mentions["vicepresidenta del Consell Econòmic i Social Provincial"]
    assert misread["body"] == "vn/emulation-commendation-council"
    assert (misread["verdict"], misread["action"]) == ("mistranslated", "accept")
    canonical = (tmp_path / "out" / "canonical" / "source" / "reunio.ca.txt").read_text(encoding="utf-8")
    assert misread["canonical"] in canonical
    assert misread["surface"] not in canonical


def test_pack_of_the_user_resolves_reports_of_its_country(tmp_path: Path, canonym: Canonym) -> None:
    mentions = follow("adding-a-pack.md", tmp_path, canonym)
    council = mentions["President of the Provincial Security Council"]
    assert council["body"] == "cu/defence-council"
    assert council["canonical"] == "President of the Provincial Defence Council"
    assert council["verdict"] == "mistranslated"
    assert {"misreading", "ex_officio"} <= {item["kind"] for item in council["evidence"]}
    assembly = mentions["President of the Municipal Assembly of People's Power"]
    assert (assembly["body"], assembly["verdict"]) == ("cu/municipal-assembly", "correct")
    assert {record["body"].split("/")[0] for record in mentions.values() if record["body"]} == {"cu"}


def test_pack_of_the_user_stays_silent_elsewhere(tmp_path: Path, canonym: Canonym) -> None:
    follow("adding-a-pack.md", tmp_path, canonym)
    report = tmp_path / "other.en.txt"
    report.write_text(
        "The Secretary of the Provincial Party Committee opened the new bridge and thanked the workers.",
        encoding="utf-8",
    )
    outcome = canonym("run", report, "--glossary", tmp_path / "my-glossaries", "--out", tmp_path / "out-2", "--quiet")
    assert outcome.returncode == 0
    lines = (tmp_path / "out-2" / "mentions.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["action"] for line in lines} == {"leave"}
    assert (tmp_path / "out-2" / "canonical" / "source" / "other.en.txt").read_bytes() == report.read_bytes()
