"""Tools from PyPI that rewrite, instrument or measure modules do so in importing and in deferred modules alike."""

from __future__ import annotations

import dataclasses
import re
import sys
from typing import TYPE_CHECKING

import pytest

from support import ROOT, Environment, run
from support.cases import report_from

if TYPE_CHECKING:
    from conftest import Case

pytestmark = pytest.mark.slow

HEAVY = {
    "heavy.py": "def double(number: int) -> int:\n    if number > 100:\n        return 0\n    return number * 2\n",
    "app.py": "import heavy\nfrom heavy import double\n\n\ndef use(number: int) -> int:\n    if number:\n"
    "        return double(number)\n    return heavy.double(number)\n",
}
# The hook is installed behind dormant's finder, which the startup line installs, or before it.
ORDERS = pytest.mark.parametrize("order", ["dormant first", "hook first"])


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Make an environment with the tools in it."""
    tools = tmp_path_factory.mktemp("pip")
    run([sys.executable, ROOT / "tests" / "support" / "bootstrap.py", tools, "pip"], timeout=300)
    environment = Environment(tmp_path_factory.mktemp("hooks") / "venv")
    pip = [tools / "bin" / "python", "-m", "pip", "--python", environment.python, "install", "--quiet"]
    run([*pip, "pytest", "coverage", "beartype", "typeguard"], timeout=300)
    report_from(environment)
    return environment


@pytest.fixture
def tool_case(case: Case, installed: Environment) -> Case:
    """Return what runs programs off and on, in the environment with the tools."""
    return dataclasses.replace(case, environment=installed)


def test_assertions_are_rewritten_in_tests_and_in_registered_helpers(tool_case: Case) -> None:
    files = {
        **HEAVY,
        "conftest.py": "import pytest\npytest.register_assert_rewrite('helper')\n",
        "helper.py": "import heavy\ndef check(number): assert heavy.double(number) == 5\n",
        "test_it.py": "import app\nimport helper\nfrom heavy import double\n"
        "def test_own(): assert double(2) == 5\ndef test_helper(): helper.check(3)\n"
        "def test_app(): assert app.use(1)\n",
    }
    command = ("-m", "pytest", "-v", "-p", "no:cacheprovider")
    outcome = tool_case.lazy(files, ("heavy", "helper", "app"), command=command, exit_code=1)
    eager = tool_case.run(None, command, {})
    # All but the last line, which tells the time, and addresses.
    shown, expected = (re.sub("0x[0-9a-f]+", "0x", one.stdout).splitlines()[:-1] for one in (outcome, eager))
    assert shown == expected
    assert "assert 4 == 5" in outcome.stdout
    assert "assert 6 == 5" in outcome.stdout


def test_coverage_reports_the_same_lines_and_branches(tool_case: Case) -> None:
    main = "import app\nif app.use(3) > 100:\n    print('many')\nelse:\n    print('few')\n"
    files = {**HEAVY, "main.py": main, ".coveragerc": "[run]\nbranch = true\n"}
    tool_case.check(files, command=("-m", "coverage", "run", "main.py"), awake=["heavy"])
    reports = []
    for on in (False, True):
        tool_case.folder.joinpath(".coverage").unlink(missing_ok=True)
        if on:
            tool_case.lazy(files, command=("-m", "coverage", "run", "main.py"))
        else:
            tool_case.run(None, ("-m", "coverage", "run", "main.py"), {})
        report = ("-m", "coverage", "report", "-m", "--include=main.py,app.py,heavy.py")
        reports.append(tool_case.run(None, report, {}).stdout)
    assert reports[0] == reports[1]
    assert "BrPart" in reports[1]
    assert "heavy.py" in reports[1]


HOOKS = {
    "beartype": "from beartype.claw import beartype_packages\n    beartype_packages(('heavy', 'app'))",
    "typeguard": "from typeguard import install_import_hook\n    install_import_hook(('heavy', 'app'))",
}


@ORDERS
@pytest.mark.parametrize("hook", list(HOOKS))
def test_a_type_checking_hook_instruments_importing_and_deferred_modules(
    tool_case: Case, hook: str, order: str
) -> None:
    later = "import dormant\n    if dormant.status().active: dormant.enable(['heavy'])" if order == "hook first" else ""
    main = f"""
    {HOOKS[hook]}
    {later}
    import app
    print(app.use(3))
    for function in (app.use, app.double):
        try: function('text')
        except Exception as error: print(type(error).__module__, type(error).__name__)
        else: print('unchecked')
    """
    outcome = tool_case.check({**HEAVY, "main.py": main}, awake=["heavy"])
    assert outcome.stdout.count(hook) == 2
