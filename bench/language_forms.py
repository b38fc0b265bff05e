"""Print the forms that the language files lose and gain between two states of the project.

    python bench/language_forms.py OLD [NEW] [--language sk] [--words WORDS.txt] [--list]

OLD and NEW are commits; without NEW the working tree is compared. The forms looked up are all that either state lists,
and those of WORDS.txt (one form a line) if given: a form is lost where the old lexicon finds it as a rank, a level, a
sense or the like and the new one does not, gained the other way round, and changed where both find it and say
different things. Each state is read by its own code, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROBE = """
import json, sys
from canonym.glossary import load_glossary
from canonym.glossary.lexicon import words_of

glossary = load_glossary()
asked = json.load(sys.stdin)
answers = {}
for path in sorted(glossary.languages):
    lexicon = glossary.lexicon(path)
    if lexicon is None or lexicon.characters:
        continue
    data = lexicon.language
    if asked is None:
        groups = [*data.tenure.values(), *data.modifiers.values(), *data.levels.values(), *data.words.values()]
        groups += [words for _, words in data.ranks]
        answers[path] = sorted({form for group in groups for form in group})
        continue
    answers[path] = {}
    for form in asked.get(path, ()):
        words = list(words_of(form))
        found = lexicon.longest_match(words, 0)
        tags = {f"{tag.kind} {tag.value}" for tag in found.tags if not tag.pack} if found.length == len(words) else ()
        answers[path][form] = sorted(tags)
json.dump(answers, sys.stdout)
"""


def unpacked(commit: str, folder: Path) -> Path:
    """The files of a commit, in `folder`."""
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


def probed(tree: Path, asked: dict[str, list[str]] | None) -> dict[str, dict[str, list[str]]]:
    """What the lexicons of a tree say of the forms asked for, or all forms that they list."""
    environment = os.environ | {"PYTHONPATH": str(tree / "src")}
    command = [sys.executable, "-c", PROBE]
    text = json.dumps(asked)
    done = subprocess.run(command, input=text, env=environment, cwd=tree, check=True, capture_output=True, text=True)
    answers: dict[str, dict[str, list[str]]] = json.loads(done.stdout)
    return answers


def main() -> None:
    """Compare two states and print what differs, language by language."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("old", help="a commit")
    parser.add_argument("new", nargs="?", help="a commit; without it, the working tree")
    parser.add_argument("--language", help="only this language")
    parser.add_argument("--words", type=Path, help="a file of further forms of that language, one a line")
    parser.add_argument("--list", action="store_true", help="print the forms, not their numbers alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        old = unpacked(options.old, Path(folder) / "old")
        new = unpacked(options.new, Path(folder) / "new") if options.new else ROOT
        listed_old, listed_new = probed(old, None), probed(new, None)
        asked = {code: sorted({*listed_old.get(code, ()), *forms}) for code, forms in listed_new.items()}
        if options.language:
            asked = {options.language: asked[options.language]}
        if options.words:
            asked[options.language] += options.words.read_text(encoding="utf-8").split("\n")
        before, after = probed(old, asked), probed(new, asked)
    print(f"{'':8}{'listed before':>14}{'listed after':>14}{'lost':>8}{'gained':>8}{'changed':>9}")
    for code, forms in asked.items():
        pairs = {form: (before.get(code, {}).get(form, []), after[code].get(form, [])) for form in forms}
        lost = [form for form, (was, now) in pairs.items() if was and not now]
        gained = [form for form, (was, now) in pairs.items() if now and not was]
        changed = [form for form, (was, now) in pairs.items() if was and now and was != now]
        counts = (len(listed_old.get(code, ())), len(listed_new[code]), len(lost), len(gained), len(changed))
        if any(counts[2:]) or counts[0] != counts[1] or options.language:
            print(
                f"{code:8}"
                + "".join(f"{count:>{width}}" for count, width in zip(counts, (14, 14, 8, 8, 9), strict=True))
            )
        if options.list:
            for name, found in (("lost", lost), ("gained", gained)):
                print(f"  {name}: {', '.join(found) or '-'}")
            for form in changed:
                print(f"  changed: {form}: {', '.join(pairs[form][0])} -> {', '.join(pairs[form][1])}")


if __name__ == "__main__":
    main()
