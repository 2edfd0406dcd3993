"""The parts of the search: isolating culprits, the workplace, volatile text, writing into pyproject.toml."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dormant.cli.output import console
from dormant.cli.suggest import in_force, write_result
from dormant.config import compile_file, compile_table
from dormant.config.environment import Environment, write_settings
from dormant.errors import DormantError
from dormant.measure.arms import Interpreter
from dormant.measure.estimate import Estimate, Interval, estimate
from dormant.suggest import workplace
from dormant.suggest.apply import applied
from dormant.suggest.choices import Choice, Environments
from dormant.suggest.gains import rounds_within
from dormant.suggest.isolate import isolate
from dormant.suggest.report import saves, show
from dormant.suggest.result import Saving, Suggestion, Verdict
from dormant.suggest.trial import Runs, RunsExhaustedError
from dormant.suggest.volatile import KINDS, filtered
from dormant.suggest.workplace import Workplace
from support import write_tree

if TYPE_CHECKING:
    from pathlib import Path


@given(st.sets(st.integers(0, 30)), st.integers(1, 31))
def test_every_culprit_is_isolated_and_nothing_else(culprits: set[int], count: int) -> None:
    items = list(range(count))
    found = isolate(items, lambda some: sorted(culprits & set(some)) or None)
    assert set(found.dropped) == culprits & set(items)
    assert found.kept == [item for item in items if item not in culprits]
    assert found.untried == []


def test_of_items_that_differ_only_together_the_less_wanted_goes() -> None:
    found = isolate("abcdef", lambda some: "both" if {"b", "e"} <= set(some) else None)
    assert (found.kept, found.dropped) == (list("abcdf"), {"e": "both"})


def test_a_culprit_among_many_costs_few_trials() -> None:
    trials = itertools.count()

    def test(some: list[int]) -> str | None:
        next(trials)
        return "differs" if 700 in some else None

    assert set(isolate(range(1000), test).dropped) == {700}
    assert next(trials) <= 12


def test_what_the_runs_did_not_suffice_for_is_not_kept() -> None:
    runs = Runs(3)

    def test(some: list[str]) -> str | None:
        runs.spend()
        return "differs" if "g" in some else None

    found = isolate("abcdefgh", test)
    assert (found.kept, found.untried, found.dropped) == (list("abcdef"), list("gh"), {})


def test_no_more_runs_are_made_than_announced() -> None:
    seen: list[tuple[int, int]] = []
    runs = Runs(2, lambda done, most: seen.append((done, most)))
    runs.spend()
    runs.spend()
    with pytest.raises(RunsExhaustedError, match="--max-runs"):
        runs.spend()
    assert seen == [(0, 2), (1, 2)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_volatile_text_is_taken_out_and_named(kind: object) -> None:
    text = f"before {kind.example} after".encode()  # type: ignore[attr-defined]
    assert filtered(text) == (f"before <{kind.name}> after".encode(), {kind.name})  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [b"version 3.13.0", b"12 files", b"sizes 0x10 and 0xff", b"a 1-2-3 b", b"rapid 12"])
def test_other_text_is_compared(text: bytes) -> None:
    assert filtered(text) == (text, frozenset())


def test_a_copy_that_lies_in_the_directory_itself_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import heavy\n")
    (tmp_path / "scratch").mkdir()
    place = Workplace(tmp_path, tmp_path / "scratch")
    assert sorted(path.name for path in place.folder.iterdir()) == ["app.py"]
    assert place.changes() == {}


def test_a_workplace_sees_what_was_written_and_puts_it_back(tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "project", {"kept": "1", "changed": "1", "removed": "1", "below/deep": "1"})
    (tmp_path / "scratch").mkdir()
    place = Workplace(folder, tmp_path / "scratch")
    assert place.changes() == {}
    for _ in range(2):
        write_tree(place.folder, {"changed": "2", "new/file": "3", "__pycache__/x.pyc": "", "kept": "1"})
        (place.folder / "removed").unlink()
        found = place.changes()
        assert sorted(found) == ["changed", "new/file", "removed"]
        assert found["removed"] == "removed"
        texts = {path.name: path.read_text() for path in place.folder.rglob("*") if path.is_file()}
        assert texts == {"kept": "1", "changed": "1", "removed": "1", "deep": "1", "x.pyc": ""}
    assert (folder / "changed").read_text() == "1"


def test_what_takes_another_s_place_or_is_empty_is_put_back(tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "project", {"file": "1", "folder/deep": "1"})
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("folder")
    (tmp_path / "scratch").mkdir()
    place = Workplace(folder, tmp_path / "scratch")
    for _ in range(2):
        for name in ("file", "link"):
            (place.folder / name).unlink()
        write_tree(place.folder, {"file/below": "2", "link/below": "2"})
        shutil.rmtree(place.folder / "folder")
        (place.folder / "folder").write_text("2")
        (place.folder / "empty").rmdir()
        assert sorted(place.changes()) == ["file", "file/below", "folder", "folder/deep", "link", "link/below"]
        assert sorted(str(path.relative_to(place.folder)) for path in place.folder.rglob("*")) == [
            "empty", "file", "folder", "folder/deep", "link",
        ]  # fmt: skip
        assert ((place.folder / "file").read_text(), (place.folder / "link/deep").read_text()) == ("1", "1")
        assert place.changes() == {}


def test_what_is_not_copied_is_there_all_the_same_wherever_it_is(tmp_path: Path) -> None:
    files = {"node_modules/top": "1", "web/node_modules/deep": "1", "below/.git": "gitdir: elsewhere"}
    folder = write_tree(tmp_path / "project", files)
    (tmp_path / "scratch").mkdir()
    place = Workplace(folder, tmp_path / "scratch")
    assert {name: (place.folder / name).read_text() for name in files} == files
    assert (place.folder / "web/node_modules").resolve() == folder / "web/node_modules"
    # What a run makes under such a name is its work.
    write_tree(place.folder, {"new/.git/HEAD": "2"})
    assert sorted(place.changes()) == ["new/.git/HEAD"]
    assert not (place.folder / "new").exists()


def test_a_file_that_differs_in_volatile_text_only_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "scratch").mkdir()
    place = Workplace(tmp_path / "project", tmp_path / "scratch")
    seen = []
    for text in ("at 10:00:01", "at 10:00:02", "never"):
        (place.folder / "log").write_text(text)
        seen.append(place.changes()["log"])
    assert seen[0] == seen[1] != seen[2]


def test_a_directory_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workplace, "MOST_FILES", 2)
    folder = write_tree(tmp_path / "project", {"1": "", "2": "", "3": ""})
    (tmp_path / "scratch").mkdir()
    with pytest.raises(DormantError, match="too large to be copied"):
        Workplace(folder, tmp_path / "scratch")


def test_a_measurement_has_at_least_six_rounds_of_three_arms_and_keeps_to_its_time() -> None:
    assert rounds_within(20, 8, 10.0, most=1000) == (6, 3)
    assert rounds_within(20, 8, 0.5, most=1000) == (6, 6)
    assert rounds_within(20, 2, 0.01, most=1000) == (12, 2)
    assert rounds_within(20, 8, 0.01, most=12) == (6, 2)


def test_what_the_project_says_below_and_above_a_package_holds_for_each_set(tmp_path: Path) -> None:
    base = compile_table({
        "packages": ["*", "known"],
        "override": [{"packages": ["known.below"], "inside": True}, {"packages": ["*"], "importers": ["main"]}],
    })  # fmt: skip
    made = Environments({}, base, tmp_path)
    assert [made.choice(name).inside for name in ("known", "known.below", "other")] == [False, True, False]
    overrides = made.settings([Choice("known"), Choice("other")]).overrides
    assert overrides == ((("other",), ("main",), None), (("known.below",), None, True))
    assert made.settings([Choice("other")]).overrides == ((("other",), ("main",), None),)


def suggestion(*verdicts: Verdict) -> Suggestion:
    choices = [Choice(one.package, one.inside) for one in verdicts if one.word == "defer"]
    return Suggestion(["app"], Interpreter("python", "cpython", "3", []), list(verdicts), choices)


def measured(name: str, seconds: float, *, inside: bool = False) -> Verdict:
    samples = estimate([1.0] * 6, [1.0 - seconds] * 6)
    return Verdict(name, "defer", "never used", inside, savings=[Saving("app", samples, samples)])


DAY = dt.date(2026, 2, 3)


def test_what_is_applied_carries_its_saving_and_date_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '# mine\n[tool.dormant]\n# why\npackages = ["old", "harmful", "unseen"]\nexclude = ["a.b"] # kept\n\n'
        '[[tool.dormant.override]]\npackages = ["old", "unseen"]\ninside = true\n'
    )
    result = suggestion(
        measured("heavy", 0.25, inside=True),
        measured("old", 0.1),
        Verdict("harmful", "unsafe", "stdout differed"),
        Verdict("unseen", "unknown", "not imported"),
    )
    before, after = applied(path, result, today=DAY)
    assert before == path.read_text()
    assert '"heavy", # saves 250.0 of 1000 ms, 2026-02-03\n' in after
    assert "# mine" in after
    assert 'exclude = ["a.b"] # kept' in after
    path.write_text(after)
    settings = compile_file(path)
    assert settings.packages == ("heavy", "old", "unseen")
    assert settings.overrides == ((("unseen",), None, True), (("heavy",), None, True))


@pytest.mark.parametrize(
    ("inside", "name", "keys", "overrides"),
    [
        # Only covered by `packages`, of which nothing was found out.
        (False, "heavy.below", "inside = true", ((("heavy.below",), None, True),)),
        (True, "heavy.below", "importers = []", ((("heavy.below",), (), None), (("heavy",), None, True))),
        # What was found out says nothing of importers.
        (True, "heavy", 'importers = ["main"]', ((("heavy",), ("main",), True),)),
        (False, "heavy", 'importers = ["main"]\ninside = true', ((("heavy",), ("main",), None),)),
        (False, "heavy", "inside = true", ()),
        (False, "other", "inside = true", ()),
    ],
)
def test_what_an_override_says_stays_but_for_what_was_found_out(
    tmp_path: Path, inside: bool, name: str, keys: str, overrides: object
) -> None:
    path = tmp_path / "pyproject.toml"
    table = '[tool.dormant]\npackages = ["heavy", "other"]\n[[tool.dormant.override]]\n'
    path.write_text(f'{table}packages = ["{name}"]\n{keys}\n')
    result = suggestion(measured("heavy", 0.25, inside=inside), Verdict("other", "unsafe", "stdout differed"))
    path.write_text(applied(path, result, today=DAY)[1])
    assert compile_file(path).overrides == overrides


def test_overrides_on_one_line_stay_valid(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.dormant]\npackages = ["old"]\noverride = [{packages = ["old"], importers = ["main"]}]\n')
    result = suggestion(measured("heavy", 0.25, inside=True), Verdict("old", "unknown", "not imported"))
    path.write_text(applied(path, result, today=DAY)[1])
    assert compile_file(path).overrides == ((("old",), ("main",), None), (("heavy",), None, True))


def test_a_set_gains_only_if_a_command_is_faster_beyond_doubt() -> None:
    def savings(*on: float) -> list[Saving]:
        samples = estimate([1.0] * 6, list(on))
        return [Saving("app", samples, samples)]

    result = suggestion()
    for on, gains in (([0.5] * 6, True), ([0.5, 1.5] * 3, False), ([1.5] * 6, False)):
        result.savings = savings(*on)
        assert result.gains is gains


@pytest.mark.parametrize(("low", "clear"), [(0.99, False), (1.01, True)])
def test_what_is_noise_is_told_in_one_way(tmp_path: Path, low: float, clear: bool) -> None:
    # Of the difference alone, either could be told from noise.
    measured = Estimate(1.0, 0.9, 0.1, 0.1, 1.1, Interval(low, 1.2), -0.1, Interval(-0.2, -0.01), 6)
    (tmp_path / "pyproject.toml").write_text("")
    verdict = Verdict("heavy", "defer", "never used", savings=[Saving("app", measured, measured)])
    written = applied(tmp_path / "pyproject.toml", suggestion(verdict), today=DAY)[1]
    assert ["noise" in text for text in (saves(measured), written)] == [not clear] * 2


def test_a_long_reason_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    reason = "it changes `" + "x" * 300 + "`, which is unsafe"
    show(suggestion(Verdict("heavy", "unsafe", reason)), console())
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(" heavy ") and line.endswith(reason) for line in lines)
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_project_without_a_table_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[project]\nname = "x"\n')
    path.write_text(applied(path, suggestion(measured("heavy", 0.25)), today=DAY)[1])
    assert compile_file(path).packages == ("heavy",)


def test_nothing_to_defer_changes_nothing_that_is_configured(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.dormant]\npackages = ["unseen"]\n')
    before, after = applied(path, suggestion(Verdict("unseen", "unknown", "not imported")), today=DAY)
    assert before == after


@pytest.mark.parametrize("text", ["", '[project]\nname = "x"\n', "[tool.dormant]\npackages = []\n"])
def test_nothing_to_defer_leaves_a_project_that_names_nothing_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    write_result(path, suggestion(Verdict("heavy", "no gain", "it is loaded all the same")))
    assert path.read_text() == text
    assert capsys.readouterr().err == f"{path} is left as it was: there is nothing to write\n"


def test_a_configured_package_that_is_unsafe_is_taken_out_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.dormant]\npackages = ["heavy"]\n')
    write_result(path, suggestion(Verdict("heavy", "unsafe", "stdout differed")))
    assert compile_file(path).packages == ()
    assert capsys.readouterr().err.startswith(f"Took packages out of {path}; ")


def test_what_apply_wrote_is_said_to_be_in_force_only_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    here = Environment(str(site))
    monkeypatch.setattr("dormant.config.environment.find_environment", lambda: here)
    project = tmp_path / "pyproject.toml"
    project.write_text('[tool.dormant]\npackages = ["heavy"]\n')
    assert in_force(project) == f"it isn't registered with this environment: run `dormant sync --config {project}`"
    settings = compile_file(project)
    write_settings(here.settings, settings)
    assert in_force(project) == "in force from the next start on"
    settings.enabled = False
    write_settings(here.settings, settings)
    assert in_force(project) == "dormant is switched off here: run `dormant on`"
