"""Texts as people have them: wrapped, divided, marked up, numbered. Each case is read by a whole run.

tests/cases/texts/<kind>.yaml holds the cases: a file of the same folder or a text, and what is to become of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from canonym.config import load_config
from canonym.model import Step
from canonym.records import from_plain
from canonym.rewriting import replay
from canonym.run.pipeline import run_folder
from canonym.texts.flow import MASK, joined, reading
from canonym.texts.identifiers import identifiers

CASES = Path(__file__).parent / "cases" / "texts"
KINDS = ("characters", "encodings", "identifiers", "layouts", "markup", "words", "wrapped_lines")
EVERY_BEST_READING = 0.1
"""What is read is looked at here, not how sure the decision is: whatever a person would be asked about is rewritten."""
Case = dict[str, Any]


def all_cases() -> list[Any]:
    found = []
    for kind in KINDS:
        for case in YAML(typ="safe").load(CASES / f"{kind}.yaml"):
            found.append(pytest.param(case, id=f"{kind}-{case.get('file') or case['name']}"))
    return found


def written(out: Path, folder: str) -> str:
    """The one text of a folder of canonical texts."""
    files = sorted(path for path in (out / "canonical" / folder).rglob("*") if path.is_file())
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def lines_of(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@pytest.mark.parametrize("case", all_cases())
def test_a_text_as_people_have_it(case: Case, tmp_path: Path) -> None:
    source = CASES / case["file"] if "file" in case else tmp_path / case["name"]
    if "text" in case:
        data = case["text"].encode(case.get("encoding", "utf-8"))
        source.write_bytes(data.replace("⌧".encode(), bytes([case["stray"]])) if "stray" in case else data)
    out = tmp_path / "out"
    config = load_config(translate=False, embedding="none", accept=EVERY_BEST_READING, review=EVERY_BEST_READING)
    run_folder([str(source)], out, config)
    mentions = lines_of(out / "mentions.jsonl")
    accepted = [mention for mention in mentions if mention["action"] == "accept"]
    if "names" in case:
        assert [mention["canonical"] for mention in accepted] == case["names"]
    for person, names in case.get("persons", {}).items():
        held = [mention["canonical"] for mention in accepted if mention["person"] == person]
        assert held == ([names] if isinstance(names, str) else names)
    if "told" in case:
        assert lines_of(out / "documents.jsonl")[0]["encoding"] == case["told"]
    text = written(out, "source")
    for part in case.get("keeps", ()):
        assert part in text
    for part in case.get("reads", ()):
        assert any(part in path.read_text(encoding="utf-8") for path in (out / "text").iterdir())
    for part in case.get("loses", ()):
        assert part not in text
    for mention in mentions:
        assert mention["surface"] not in case.get("nothing", ())


def test_rewriting_is_exact_and_done_once(tmp_path: Path) -> None:
    """Steps replay on the text as it was read, and a second run on the result changes nothing more."""
    texts = [path for path in sorted(CASES.rglob("*")) if path.suffix in (".txt", ".md")]
    first, second = tmp_path / "first", tmp_path / "second"
    config = load_config(translate=False, embedding="none")
    folder = tmp_path / "texts"
    folder.mkdir()
    for number, path in enumerate(texts):
        (folder / f"{number}-{path.name}").write_bytes(path.read_bytes())
    run_folder([str(folder)], first, config)
    for path in folder.iterdir():
        steps = [from_plain(Step, line) for line in lines_of(first / "steps" / "source" / f"{path.name}.jsonl")]
        rewritten = (first / "canonical" / "source" / path.name).read_bytes().decode()
        assert replay(path.read_bytes().decode(), steps) == rewritten
    for mention in lines_of(first / "mentions.jsonl"):
        text = (folder / mention["doc"]).read_bytes().decode()
        assert text[mention["start"] : mention["end"]] == mention["surface"]
    english = [path for path in (first / "canonical" / "source").iterdir() if ".en." in path.name]
    run_folder([str(path) for path in english], second, config)
    for path in english:
        assert (second / "canonical" / "source" / path.name).read_bytes() == path.read_bytes()


WORDS = st.lists(
    st.sampled_from(
        [
            "Vice",
            "Presi-",
            "dent",
            "of",
            "the\u200b",
            "**Council**",
            "[x](y)",
            "省",
            "委",
            "a\u00adb",
            "<b>",
            "&amp;",
            "1/QĐ",
        ]
    ),
    max_size=12,
)


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", "\r\n> ", "\n  ", "-\n", ""]))), st.booleans())
@settings(deadline=None, max_examples=200)
def test_the_flow_of_a_text_leads_back_to_it(lines: list[tuple[list[str], str]], masks: bool) -> None:
    text = "".join(" ".join(words) + end for words, end in lines)
    flow = reading(text, identifiers(text) if masks else ())
    before = 0
    for at, char in enumerate(flow.text):
        start, end = flow.source(at, at + 1)
        assert before <= start < end <= len(text)
        assert char in (" ", "-", "\n", "&", "'", MASK) or text[start:end] == char
        before = end
    assert reading(flow.text).text == flow.text or "&" in text or "<" in text or "*" in text or "]" in text
    spoken = joined(text)
    for at in range(len(spoken.text)):
        start, end = spoken.source(at, at + 1)
        assert spoken.place(start) <= at < spoken.place(end, end=True)
