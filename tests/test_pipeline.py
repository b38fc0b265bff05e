"""A whole run into a folder: what it writes, how it resumes, and that nothing is lost silently."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.config import Config, load_config
from canonym.errors import StoreError, UsageError
from canonym.model import Document, DocumentTitles, Language, Step
from canonym.records import from_plain
from canonym.rewriting import replay
from canonym.run import passes, pipeline, translating, writing
from canonym.run.pipeline import RunReport, run_folder
from canonym.run.preparing import Prepared, PreparedSource, prepare
from canonym.titles import find_titles

PLAIN = load_config(translate=False, embedding="none")


def run(inputs: Sequence[Path | str], out: Path, config: Config = PLAIN, **options: Any) -> RunReport:
    return run_folder([str(each) for each in inputs], out, config, **options)


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def contents(out: Path) -> dict[str, bytes]:
    """All files that a user looks at, by path."""
    files = [path for path in out.rglob("*") if path.is_file() and ".work" not in path.parts]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def steps(path: Path) -> list[Step]:
    return [from_plain(Step, record) for record in records(path)]


def test_a_run_writes_what_the_contract_names(reports: Path, tmp_path: Path) -> None:
    report = run([reports], tmp_path / "out")
    assert sorted(contents(tmp_path / "out")) == [
        "canonical/en/lan.en.md",
        "canonical/source/lan.de.txt",
        "canonical/source/lan.en.md",
        "canonical/source/may/lan.es.txt",
        "documents.jsonl",
        "mentions.jsonl",
        "roles.csv",
        "run.json",
        "steps/en/lan.en.md.jsonl",
        "steps/source/lan.de.txt.jsonl",
        "steps/source/lan.en.md.jsonl",
        "steps/source/may/lan.es.txt.jsonl",
    ]
    documents = records(tmp_path / "out/documents.jsonl")
    assert [(each["doc"], each["language"]["code"]) for each in documents] == [
        ("lan.de.txt", "de"),
        ("lan.en.md", "en"),
        ("may/lan.es.txt", "es"),
    ]
    assert report.summary.documents == 3
    assert report.summary.languages == {"de": 1, "en": 1, "es": 1}


def test_mentions_are_slices_in_order_and_titles_are_found(reports: Path, tmp_path: Path) -> None:
    run([reports], tmp_path / "out")
    mentions = records(tmp_path / "out/mentions.jsonl")
    for mention in mentions:
        text = (reports / mention["doc"]).read_text(encoding="utf-8")
        assert text[mention["start"] : mention["end"]] == mention["surface"]
    places = [(mention["doc"], mention["start"]) for mention in mentions]
    assert places == sorted(places)
    offices = {(each["doc"], each["rank"], each["body"]) for each in mentions}
    assert ("may/lan.es.txt", "chair", "vn/peoples-committee") in offices
    assert ("lan.en.md", "deputy-secretary", "vn/party-committee") in offices


def test_recorded_steps_lead_from_the_report_to_the_canonical_text(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([reports], out, load_config(translate=False, embedding="none", accept=0.3, review=0.3))
    changed = 0
    for path in (out / "steps").rglob("*.jsonl"):
        place, name = path.relative_to(out / "steps").as_posix().removesuffix(".jsonl").split("/", 1)
        recorded = steps(path)
        changed += len(recorded)
        text = (reports / name).read_text(encoding="utf-8")
        assert replay(text, recorded) == (out / "canonical" / place / name).read_text(encoding="utf-8")
    assert changed > 0
    assert "Chairman of the Provincial People's Committee" in contents(out)["canonical/source/may/lan.es.txt"].decode()


def test_running_over_the_canonical_text_changes_nothing_more(reports: Path, tmp_path: Path) -> None:
    run([reports], tmp_path / "first")
    run([tmp_path / "first/canonical/source"], tmp_path / "second")
    for name in ("lan.de.txt", "lan.en.md", "may/lan.es.txt"):
        first, second = (tmp_path / each / "canonical/source" / name for each in ("first", "second"))
        assert second.read_text(encoding="utf-8") == first.read_text(encoding="utf-8")


def test_a_report_in_the_pivot_language_needs_no_translation(reports: Path, tmp_path: Path) -> None:
    run([reports], tmp_path / "out")
    files = contents(tmp_path / "out")
    assert files["canonical/en/lan.en.md"] == files["canonical/source/lan.en.md"]


def test_what_is_not_translated_says_why_and_what_would_help(reports: Path, tmp_path: Path) -> None:
    report = run([reports], tmp_path / "off")
    assert [(each.remedy, each.documents) for each in report.summary.untranslated] == [
        ("run without --no-translate", 2)
    ]
    (tmp_path / "reports/lan.es.txt").write_bytes((reports / "may/lan.es.txt").read_bytes())
    run([reports], tmp_path / "on", load_config(embedding="none"))
    german = records(tmp_path / "on/documents.jsonl")[0]["translation"]
    assert "canonym models install de" in german["remedy"]
    assert not (tmp_path / "on/canonical/en/lan.de.txt").exists()


def test_every_sentence_of_a_translation_is_accounted_for_and_a_second_run_says_the_same(
    reports: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    config = load_config(embedding="none", memory="run")
    run([reports], out, config)
    text = (reports / "may/lan.es.txt").read_text(encoding="utf-8")
    pivot = (out / "canonical/en/may/lan.es.txt").read_text(encoding="utf-8")
    sentences = records(out / "translation.jsonl")
    assert {each["doc"] for each in sentences} == {"may/lan.es.txt"}
    assert "".join(text[each["start"] : each["end"]] for each in sentences) == text.replace(". ", ".").strip()
    assert all(pivot[each["pivot_start"] : each["pivot_end"]].strip() for each in sentences)
    first = (out / "translation.jsonl").read_bytes()
    (reports / "new.en.md").write_text("The meeting took place in Lang Son.\n", encoding="utf-8")
    run([reports], out, config)
    assert (out / "translation.jsonl").read_bytes() == first


def test_the_pivot_can_be_another_language(reports: Path, tmp_path: Path) -> None:
    run([reports], tmp_path / "out", load_config(pivot="es", translate=False, embedding="none", accept=0.3, review=0.3))
    files = contents(tmp_path / "out")
    assert "presidente del Comité Popular Provincial" in files["canonical/source/lan.de.txt"].decode()
    assert files["canonical/es/may/lan.es.txt"] == files["canonical/source/may/lan.es.txt"]


def test_a_pivot_without_names_is_refused_before_anything_is_written(reports: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no canonical names in language 'xx'; use one of .*en.*es"):
        run([reports], tmp_path / "out", load_config(pivot="xx"))
    assert not (tmp_path / "out").exists()


def test_canonical_names_can_be_in_the_language_of_the_report(reports: Path, tmp_path: Path) -> None:
    config = load_config(source_names="own", translate=False, embedding="none", accept=0.3, review=0.3)
    run([reports], tmp_path / "out", config)
    text = contents(tmp_path / "out")["canonical/source/may/lan.es.txt"].decode()
    assert "presidente del Comité Popular Provincial" in text
    assert "Chairman" not in text


def test_a_second_run_does_nothing_again(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    first = run([reports], out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file() and path.name != "lock"}
    monkeypatch.setattr(pipeline, "open_passes", None)
    second = run([reports], out)
    assert second.unchanged
    assert second.summary == first.summary
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_changed_report_alone_is_read_again(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run([reports], tmp_path / "out")
    read = _watch(monkeypatch)
    (reports / "lan.de.txt").write_text("Der Premierminister von Vietnam, Pham Van Ba, sprach.", encoding="utf-8")
    report = run([reports], tmp_path / "out")
    assert read == ["lan.de.txt"]
    assert not report.unchanged
    assert "Pham Van Ba" in contents(tmp_path / "out")["canonical/source/lan.de.txt"].decode()


def test_an_edited_result_is_written_anew(reports: Path, tmp_path: Path) -> None:
    run([reports], tmp_path / "out")
    before = contents(tmp_path / "out")
    (tmp_path / "out/canonical/source/lan.de.txt").write_text("edited", encoding="utf-8")
    run([reports], tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_an_interrupted_run_goes_on_where_it_stopped(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(step: str, done: int, total: int) -> None:
        if (step, done) == ("reading", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([reports], tmp_path / "out", progress=stop)
    assert not (tmp_path / "out/run.json").exists()
    read = _watch(monkeypatch)
    run([reports], tmp_path / "out")
    assert read == ["may/lan.es.txt"]
    run([reports], tmp_path / "fresh")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_the_number_of_workers_changes_no_byte(reports: Path, tmp_path: Path) -> None:
    run([reports], tmp_path / "one")
    run([reports], tmp_path / "two", load_config(translate=False, embedding="none", workers=2))
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


def test_another_configuration_is_refused_until_restart(reports: Path, tmp_path: Path) -> None:
    run([reports], tmp_path / "out")
    other = load_config(translate=False, embedding="none", pivot="es")
    with pytest.raises(StoreError, match='pivot was "en", is "es"'):
        run([reports], tmp_path / "out", other)
    run([reports], tmp_path / "out", other, restart=True)
    assert (tmp_path / "out/canonical/es").is_dir()
    assert not (tmp_path / "out/canonical/en").exists()


def test_a_bad_document_is_listed_and_the_others_are_written(reports: Path, tmp_path: Path) -> None:
    (reports / "picture.txt").write_bytes(bytes(range(256)) * 20)
    (reports / "empty.txt").write_bytes(b"")
    (reports / "table.jsonl").write_text('{"id": 1, "text": "The Prime Minister spoke."}\n{broken\n', encoding="utf-8")
    report = run([reports], tmp_path / "out")
    failed = records(tmp_path / "out/errors.jsonl")
    assert [each["doc"] for each in failed] == ["empty.txt", "picture.txt", "table.jsonl:2"]
    assert all(each["error"] and each["remedy"] for each in failed)
    assert len(report.failures) == report.summary.failed == 3
    assert report.summary.documents == 4
    assert (tmp_path / "out/text/table.jsonl#1.txt").read_text(encoding="utf-8") == "The Prime Minister spoke."
    (reports / "empty.txt").write_text("The Prime Minister spoke.", encoding="utf-8")
    (reports / "picture.txt").unlink()
    (reports / "table.jsonl").unlink()
    assert run([reports], tmp_path / "out").failures == ()
    assert not (tmp_path / "out/errors.jsonl").exists()


def test_an_unexpected_error_costs_one_document(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def broken(document: Any, *others: Any) -> Any:
        if document.name == "lan.de.txt":
            raise RuntimeError("unforeseen")
        return find_titles(document, *others)

    monkeypatch.setattr("canonym.run.preparing.find_titles", broken)
    report = run([reports], tmp_path / "out")
    (failure,) = report.failures
    assert failure.doc == "lan.de.txt"
    assert failure.error == "internal error, RuntimeError: unforeseen"
    assert failure.at.startswith("test_pipeline.py:")
    assert report.summary.documents == 2


def test_documents_that_are_gone_take_their_files_with_them(reports: Path, tmp_path: Path) -> None:
    run([reports], tmp_path / "out")
    (tmp_path / "out/canonical/notes.txt").write_text("mine", encoding="utf-8")
    (reports / "may/lan.es.txt").unlink()
    report = run([reports], tmp_path / "out")
    assert report.removed == 1
    assert not (tmp_path / "out/canonical/source/may").exists()
    assert (tmp_path / "out/canonical/notes.txt").exists()


def test_results_within_the_input_folder_are_no_input(reports: Path) -> None:
    first = run([reports], reports / "out")
    second = run([reports], reports / "out")
    assert second.unchanged
    assert second.summary == first.summary
    assert any(reason == "belongs to the output folder" for _, reason in second.skipped)


def test_two_documents_never_share_an_output(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"id": 1, "text": "The Prime Minister spoke."}\n', encoding="utf-8")
    (folder / "a.jsonl#1.txt").write_text("Another report.", encoding="utf-8")
    report = run([folder], tmp_path / "out")
    (failure,) = report.failures
    assert "would have the same names" in failure.error
    assert report.summary.documents == 1


def test_parquet_is_written_on_demand_and_removed_when_no_longer_asked_for(reports: Path, tmp_path: Path) -> None:
    run([reports], tmp_path / "out", load_config(translate=False, embedding="none", parquet=True))
    assert (tmp_path / "out/mentions.parquet").exists()
    run([reports], tmp_path / "out")
    assert not (tmp_path / "out/mentions.parquet").exists()


def test_progress_counts_every_step_to_its_end(reports: Path, tmp_path: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    run([reports], tmp_path / "out", progress=lambda *call: calls.append(call))
    for step in ("reading", "resolving", "writing"):
        counts = [done for name, done, _ in calls if name == step]
        assert counts == sorted(counts)
        assert (step, 3, 3) in calls


def _watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the sources that are read from now on."""
    read: list[str] = []

    def watched(source: Any, config: Config) -> PreparedSource:
        read.append(source.name)
        return prepare(source, config)

    monkeypatch.setattr(passes, "prepare", watched)
    return read


def test_a_language_without_title_words_is_said(tmp_path: Path) -> None:
    text = "Formaður nefndar fólksins í héraðinu sagði að starf ársins hefði verið mjög gott fyrir alla íbúa þess.\n"
    (tmp_path / "a.txt").write_text(text * 3, encoding="utf-8")
    report = run([tmp_path / "a.txt"], tmp_path / "out")
    (record,) = records(tmp_path / "out/documents.jsonl")
    assert record["language"]["code"] == "is"
    assert record["reads_titles"] is False
    assert report.summary.unread == {"is": 1}


@given(st.lists(st.integers(1, writing.WINDOW * 3 // 2), max_size=12), st.integers(1, 3))
def test_windows_hold_each_document_once_in_order_and_are_neither_large_nor_many(
    sizes: list[int], workers: int
) -> None:
    documents = [_of_length(number, size) for number, size in enumerate(sizes)]
    found = list(writing.windows(iter(documents), len(documents), workers))
    assert [each for window in found for each in window] == documents
    lengths = [sum(len(each[0].document.text) for each in window) for window in found]
    for window, length in zip(found, lengths, strict=True):
        assert len(window) == 1 or length <= 2 * writing.WINDOW
        assert len(window) * workers < len(documents) + workers
    if workers == 1 and len(found) > 1:
        assert lengths[-1] * 2 >= writing.WINDOW


def _of_length(number: int, size: int) -> translating.Decided:
    document = Document(str(number), "x" * size, "", "txt")
    titles = DocumentTitles(str(number), "es", (), ())
    return Prepared(document, Language("es", "Latn", 1.0, ""), (), (), titles), ()
