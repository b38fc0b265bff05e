"""How fast wrapped mail is read, beside the same text unwrapped: python bench/wrapped_text.py [--size CHARACTERS]."""

from __future__ import annotations

import argparse
import textwrap
import time

from canonym.config import load_config
from canonym.model import Document
from canonym.run.preparing import prepare_documents

PARAGRAPH = (
    "On March 12, 2024, the conference was opened by Nguyen Van Hung, Deputy Secretary of the Provincial Party "
    "Committee and Chairman of the Provincial People's Council of Bac Giang. Tran Thi Mai, Vice President of the "
    "Provincial People's Committee, read the report of the year on schools, roads and the harvest, and answered "
    "questions of the members."
)


def main() -> None:
    """Read both texts twice and print the better times."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=1_000_000)
    count = options.parse_args().size // len(PARAGRAPH)
    wrapped = "\n\n".join("\n".join(f"> {line}" for line in textwrap.wrap(PARAGRAPH, 72)) for _ in range(count))
    config = load_config()
    prepare_documents([Document("first.txt", PARAGRAPH, "", "txt")], config)
    for name, text in (("unwrapped", "\n\n".join([PARAGRAPH] * count)), ("wrapped", wrapped)):
        best = min(_seconds(text, config) for _ in range(2))
        print(f"{name:10} {len(text) / 1e6:6.2f} MB {best:7.2f} s {len(text) / 1e6 / best:6.2f} MB/s")


def _seconds(text: str, config: object) -> float:
    start = time.process_time()
    prepare_documents([Document("a.txt", text, "", "txt")], config)  # type: ignore[arg-type]
    return time.process_time() - start


if __name__ == "__main__":
    main()
