"""`dormant status`: what is active, why not, and whether anything is broken."""

from __future__ import annotations

import base64
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dormant.cli.facts import Compiled, Hook, problems_of
from dormant.config import compile_table
from dormant.settings import dump
from support import clean_env, run, write_tree

if TYPE_CHECKING:
    from conftest import Tool

TABLE = '[tool.dormant]\npackages = ["json", "no_such_package", "gevent"]\nexclude = ["json.tool"]\n'
BROKEN = 1
ERROR = 2
# Permissions do not stop root, unless it gives up these rights.
ORDINARY = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


def facts(tool: Tool, *options: str, code: int = 0, **variables: str) -> dict[str, Any]:
    """Return the facts as JSON gives them."""
    done = tool("status", "--format", "json", *(options or ["--no-cost"]), code=code, **variables)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_an_environment_without_a_project_is_well_and_says_how_to_begin(tool: Tool) -> None:
    found = facts(tool)
    assert found["schema_version"] == 1
    assert not found["active"]
    assert found["reason"] == "no project is registered; run `dormant init` in one"
    assert found["hook"]["state"] == "as shipped"
    assert found["settings"]["state"] == "absent"
    assert found["problems"] == found["faults"] == []
    assert found["cost"] is None


def test_a_registered_project_is_shown_with_everything_about_it(tool: Tool) -> None:
    path = tool.configure(TABLE)
    tool("sync")
    hook = "import sys; sys.meta_path.append(type('Mine', (), {'find_spec': lambda *_: None})())\n"
    (tool.environment.site / "hook.pth").write_text(hook)
    found = facts(tool, "--cost")
    assert found["active"]
    assert found["engine"] in {"native", "names"}
    assert found["source"] == str(path)
    assert found["environment"] == str(tool.environment.folder)
    assert found["settings"]["state"] == "fresh"
    assert found["settings"]["age"] >= 0
    assert found["switches"] == {"DORMANT": None, "DORMANT_CONFIG": None}
    states = {package["name"]: (package["state"], package["stays_eager"]) for package in found["packages"]}
    assert states["json"] == ("installed", ["json.tool"])
    assert states["no_such_package"] == ("missing", [])
    assert states["gevent"][1] == ["gevent.monkey"]
    assert any(hook.startswith("sys.meta_path: ") and hook.endswith(".Mine") for hook in found["import_hooks"])
    assert not any("dormant" in hook for hook in found["import_hooks"])
    assert found["cost"]["pairs"] >= 6
    assert found["cost"]["low"] <= found["cost"]["difference"] <= found["cost"]["high"]
    files = {Path(file["path"]).name: file for file in found["startup_files"]}
    assert files["hook.pth"]["runs_code"]
    assert not files["_libraries.pth"]["runs_code"]
    assert len(files["hook.pth"]["sha256"]) == 64
    assert "dormant.pth" not in files


def test_the_text_is_readable_without_colour_or_unicode(tool: Tool) -> None:
    tool.configure(TABLE + '[tool.dormant.attributes.html]\nDecoder = "json:JSONDecoder"\n')
    tool("sync")
    done = tool("status", "--no-cost", PYTHONIOENCODING="ascii", TERM="dumb")
    assert "+ Active       what is named below is imported on first use (engine: " in done.stdout
    assert "o no_such_package  not installed here" in done.stdout
    assert "+ json             installed, without json.tool" in done.stdout
    assert "  html.Decoder  is json:JSONDecoder, imported on first access" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""
    assert "\x1b[" in tool("status", "--no-cost", FORCE_COLOR="1", TERM="xterm").stdout
    assert "\x1b" not in tool("status", "--no-cost", FORCE_COLOR="1", NO_COLOR="1").stdout


def test_what_is_switched_off_is_well_and_says_by_what(tool: Tool) -> None:
    tool.configure(TABLE)
    tool("sync")
    assert facts(tool, DORMANT="0")["reason"] == "DORMANT=0 is set"
    tool("off")
    found = facts(tool)
    assert not found["enabled"]
    assert found["reason"] == "switched off; `dormant on` switches it on"


def test_a_changed_project_is_in_force_at_the_next_start(tool: Tool) -> None:
    tool.configure(TABLE)
    tool("sync")
    tool.configure('[tool.dormant]\npackages = ["json", "html"]\n')
    found = facts(tool)
    assert found["settings"]["state"] == "fresh"
    assert [package["name"] for package in found["packages"]] == ["json", "html"]


def test_settings_without_their_project_are_well(tool: Tool) -> None:
    path = tool.configure(TABLE)
    tool("sync")
    path.unlink()
    found = facts(tool)
    assert found["active"]
    assert found["settings"]["state"] == "without source"
    assert found["settings"]["detail"] == "its project can't be read (No such file or directory)"


@pytest.mark.skipif(bool(ORDINARY) and not shutil.which("setpriv"), reason="only setpriv takes rights from root")
@pytest.mark.parametrize("mode", ["folder", "file"])
def test_a_project_that_may_not_be_read_is_told_as_a_start_takes_it(tool: Tool, tmp_path: Path, mode: str) -> None:
    path = tool.configure(TABLE)
    tool("sync")
    closed = tool.project if mode == "folder" else path
    closed.chmod(0)
    try:
        command = [*ORDINARY, tool.environment.python, "-m", "dormant", "status", "--no-cost"]
        done = run(command, cwd=tmp_path, env=clean_env(PYTHONIOENCODING="ascii"))
    finally:
        closed.chmod(0o755)
    assert "+ Active " in done.stdout
    assert "Settings     without source: its project can't be read (Permission denied), written" in done.stdout
    assert done.stderr == ""


def test_damaged_settings_are_a_problem_with_a_remedy(tool: Tool) -> None:
    tool.configure(TABLE)
    tool("sync")
    tool.settings.write_bytes(tool.settings.read_bytes()[:-5])
    found = facts(tool, code=BROKEN)
    assert found["problems"] == ["the settings can't be used: it is damaged; run `dormant sync`"]
    tool("sync")
    assert facts(tool)["active"]


def test_settings_of_another_version_are_a_problem(tool: Tool) -> None:
    tool.settings.write_bytes(b"dormant-settings 999 0000000000000000\n")
    assert "another version" in facts(tool, code=BROKEN)["problems"][0]


def test_changes_that_a_read_only_environment_cannot_take_over_are_a_problem(tmp_path: Path) -> None:
    # The tests may run as root, for whom everything can be written.
    hook = Hook("dormant.pth", "as shipped", "")
    stale = Compiled("dormant.settings", "stale", "", 1.0, writable=False)
    assert "the environment can't be written, so the old settings stand" in problems_of(hook, stale)[0]
    assert problems_of(hook, replace(stale, writable=True)) == []


def test_a_changed_hook_is_a_problem(tool: Tool) -> None:
    hook = tool.environment.site / "dormant.pth"
    hook.write_text(hook.read_text() + "# changed\n")
    found = facts(tool, code=BROKEN)
    assert found["hook"]["state"] == "changed"
    shown = tool("status", "--no-cost", code=BROKEN, PYTHONIOENCODING="ascii").stdout
    assert f"! Hook         {hook} (changed)" in shown
    hook.unlink()
    found = facts(tool, code=BROKEN)
    assert found["hook"]["state"] == "missing"
    assert found["reason"] == "dormant.pth is missing"


def test_settings_are_shown_though_the_hook_is_missing(tool: Tool) -> None:
    path = tool.configure(TABLE)
    tool("sync")
    (tool.environment.site / "dormant.pth").unlink()
    found = facts(tool, code=BROKEN)
    assert (found["settings"]["state"], found["source"]) == ("fresh", str(path))


def test_a_switch_that_means_nothing_is_called_so(tool: Tool) -> None:
    nothing = "(means nothing: only DORMANT=0 turns it off)"
    assert f"DORMANT=false {nothing}" in tool("status", "--no-cost", DORMANT="false").stdout
    assert nothing not in tool("status", "--no-cost", DORMANT="0").stdout


def test_faults_of_the_configuration_are_told_all(tool: Tool) -> None:
    path = tool.configure(TABLE)
    tool("sync")
    tool.configure("[tool.dormant]\npakages = []\nexclude = 1\n")
    found = facts(tool, code=ERROR)
    assert [fault.partition(": ")[0] for fault in found["faults"]] == [f"{path}:2:1", f"{path}:3:1"]
    assert found["reason"] == "the configuration holds faults"
    done = tool("status", "--no-cost", code=ERROR)
    assert f"2 faults in {path}, listed below" in done.stdout
    assert f"{path}:3:1: " in done.stderr


def test_with_faults_nothing_is_shown_as_in_force(tool: Tool, tmp_path: Path) -> None:
    tool.configure(TABLE + '[tool.dormant.attributes.html]\nDecoder = "json:JSONDecoder"\n')
    tool("sync")
    faulty = tmp_path / "faulty.toml"
    faulty.write_text("[tool.dormant]\npackages = 1\n")
    shown = tool("status", "--no-cost", code=ERROR, DORMANT_CONFIG=str(faulty), PYTHONIOENCODING="ascii").stdout
    assert "o Settings     fresh, written just now, not used while DORMANT_CONFIG is set" in shown
    assert "Packages" not in shown
    assert "Attributes" not in shown
    tool.configure("[tool.dormant]\npackages = 1\n")
    assert facts(tool, code=ERROR)["packages"] == []


def test_a_fault_that_only_sync_finds_leaves_the_packages_in_force(tool: Tool) -> None:
    tool.configure(TABLE + '[tool.dormant.attributes.html]\nDecoder = "json:JSONDecoder"\n')
    tool("sync")
    (tool.project / "html.py").write_text("Decoder = 1\n")
    found = facts(tool, code=ERROR)
    assert (found["active"], len(found["faults"])) == (True, 1)
    assert [package["name"] for package in found["packages"]] == ["json", "no_such_package", "gevent"]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ('exclude = ["json"]', "it is in `exclude`"),
        ("importers = []", "it has no `importers`"),
        ('importers = ["json.tool"]', "its `importers` are its own modules, and `inside` is not true"),
        ('[[tool.dormant.override]]\npackages = ["json"]\nimporters = []', "it has no `importers`"),
    ],
)
def test_a_package_that_can_never_be_deferred_is_not_shown_as_if_it_were(tool: Tool, table: str, reason: str) -> None:
    tool.configure(f'[tool.dormant]\npackages = ["json"]\n{table}\n')
    said = tool("sync").stdout
    assert "Nothing is deferred: none of `packages` can be.\n" in said
    assert f"Never deferred: json, because {reason}.\n" in said
    shown = tool("status", "--no-cost", PYTHONIOENCODING="ascii").stdout
    assert "o Active       but none of the packages named below can be deferred\n" in shown
    assert f"o json  installed; never deferred, because {reason}\n" in shown


def test_a_configuration_named_by_the_environment_is_the_one_in_force(tool: Tool, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[tool.dormant]\npackages = ["html"]\n')
    found = facts(tool, DORMANT_CONFIG=str(other))
    assert found["active"]
    assert found["source"] == str(other)
    assert [package["name"] for package in found["packages"]] == ["html"]


def test_a_compiled_configuration_named_by_the_environment_is_the_one_in_force(tool: Tool, tmp_path: Path) -> None:
    compiled = tmp_path / "other.dormant.settings"
    compiled.write_bytes(dump(compile_table({"packages": ["html"]})))
    found = facts(tool, DORMANT_CONFIG=str(compiled))
    assert (found["active"], found["source"], found["faults"]) == (True, str(compiled), [])
    assert [package["name"] for package in found["packages"]] == ["html"]
    compiled.write_bytes(b"nonsense")
    (fault,) = facts(tool, code=ERROR, DORMANT_CONFIG=str(compiled))["faults"]
    assert fault == f"{compiled}:1:1: it can't be used: it is damaged; compile it anew"


def test_a_startup_file_runs_code_if_this_python_runs_it(tool: Tool) -> None:
    says = "import sys; print({!r}, file=sys.stderr)\n"
    names = ("shown.pth", ".hidden.pth", "both.pth", "both_start.py", "sitecustomize.py", "usercustomize.py")
    write_tree(tool.environment.site, {name: says.format(name.replace("_start.py", ".start")) for name in names})
    for name in ("both.start", ".hidden.start"):
        (tool.environment.site / name).write_text("both_start:sys.exc_info\n")
    (tool.environment.site / "spaced.pth").write_text("  " + says.format("spaced.pth"))
    claimed = {Path(file["path"]).name for file in facts(tool)["startup_files"] if file["runs_code"]}
    assert claimed == set(tool.environment.run("-c", "pass").stderr.split())
    assert {"shown.pth", "sitecustomize.py"} <= claimed


def test_the_modules_of_a_start_are_listed_with_their_checksums(tool: Tool) -> None:
    found = facts(tool)
    code = {file["name"]: file for file in found["startup_code"]}
    assert {"dormant/__init__.py", "dormant/settings.py", "dormant/engine/keys.py"} <= set(code)
    assert all(len(file["sha256"]) == 64 for file in code.values())
    # This environment has no RECORD.
    assert {file["state"] for file in code.values()} == {"not recorded"}
    record = tool.environment.site / "dormant-0.1.0.dist-info" / "RECORD"
    record.parent.mkdir()
    entries = [("dormant/settings.py", code["dormant/settings.py"]["sha256"]), ("dormant/policy.py", "0" * 64)]
    digests = [(name, base64.urlsafe_b64encode(bytes.fromhex(sha)).decode().rstrip("=")) for name, sha in entries]
    record.write_text("".join(f"{name},sha256={digest},1\n" for name, digest in digests))
    found = facts(tool, code=BROKEN)
    states = {file["name"]: file["state"] for file in found["startup_code"]}
    assert (states["dormant/settings.py"], states["dormant/policy.py"]) == ("as shipped", "changed")
    assert found["problems"] == [
        "not what dormant ships: dormant/policy.py; install dormant again, or find out who changed it"
    ]
    assert "dormant/settings.py" in tool("status", "--no-cost", code=BROKEN).stdout
    hook = {"name": "dormant.pth", "sha256": found["hook"]["sha256"]}
    entries = [(file["name"], file["sha256"]) for file in [hook, *found["startup_code"]]]
    digests = [(name, base64.urlsafe_b64encode(bytes.fromhex(sha)).decode().rstrip("=")) for name, sha in entries]
    record.write_text("".join(f"{name},sha256={digest},1\n" for name, digest in digests))
    shown = tool("status", "--no-cost").stdout
    assert shown.endswith(f"What a start may run of dormant: {len(entries)} files, all as shipped by RECORD\n")
