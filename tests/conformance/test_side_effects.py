"""What a module does when it runs, it does once, at its first use; what is not deferred runs where it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Case

ANNOUNCED = {
    "heavy/__init__.py": "print('heavy runs')\nX = 1\ndef f(): return 'f'\n",
    "heavy/sub.py": "print('heavy.sub runs')\nY = 2\n",
}
PRINTING = {f"{name}.py": f"print('{name} runs')\nX = '{name}'\n" for name in "abc"}
STATEMENTS = ["import heavy", "import heavy as h", "from heavy import f", "import heavy.sub", "from heavy.sub import Y",
              "from heavy import sub"]  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("exclude", [("heavy",), ("heavy.sub", "heavy")])
def test_an_excluded_module_runs_at_its_import(case: Case, statement: str, exclude: tuple[str, ...]) -> None:
    main = f"print('start')\n{statement}\nprint('end')\n"
    case.check({**ANNOUNCED, "main.py": main}, awake=["heavy"], exclude=exclude)


@pytest.mark.parametrize(
    "statement",
    ["import heavy.sub", "from heavy.sub import Y", "import heavy.sub as s", "from heavy import f, sub as s"],
)
def test_an_excluded_submodule_runs_at_its_import_with_its_parents(case: Case, statement: str) -> None:
    main = f"import heavy\nprint('start')\n{statement}\nprint('end')\n"
    outcome = case.lazy({**ANNOUNCED, "main.py": main}, exclude=("heavy.sub",))
    assert outcome.stdout == "start\nheavy runs\nheavy.sub runs\nend\n"


@pytest.mark.parametrize("statement", ["", "import heavy.other as o", "from heavy import other as o"])
def test_beside_an_excluded_submodule_the_others_sleep(case: Case, statement: str) -> None:
    case.check({
        "heavy/__init__.py": "",
        "heavy/registered.py": "print('registered runs')\n",
        "heavy/other.py": "",
        "main.py": f"import heavy.other\nimport heavy.registered\n{statement}\nprint('end')\n",
    }, asleep=["heavy.other"], awake=["heavy.registered"], exclude=("heavy.registered",))  # fmt: skip


PATCHING = {
    "patching.py": "import json\nprint('patching runs')\njson.dumps = lambda value: 'patched'\n",
    "heavy.py": "import json\nfrom json import dumps\ndef show(): return json.dumps(1), dumps(1)\n",
}


@pytest.mark.parametrize(("packages", "exclude"), [(("heavy",), ()), (("heavy", "patching"), ("patching",))])
def test_later_modules_rely_on_a_patch_that_the_first_import_makes(
    case: Case, packages: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    main = "import patching\nimport heavy\nprint(heavy.show())\n"
    case.check({**PATCHING, "main.py": main}, packages, exclude=exclude)


def test_a_deferred_patch_is_made_at_its_first_use(case: Case) -> None:
    outcome = case.lazy({**PATCHING, "main.py": """\
        import patching
        import json, heavy
        print(json.dumps(1))
        patching
        print(json.dumps(1), heavy.show())
        """}, ("heavy", "patching"))  # fmt: skip
    assert outcome.stdout == "1\npatching runs\npatched ('patched', 'patched')\n"


@pytest.mark.parametrize(
    "option", [("-W", "error"), ("-bb", "-W", "error"), ("-X", "dev", "-W", "error"), ("-I",), ("-v",)]
)
@pytest.mark.parametrize("used", [True, False])
def test_the_mechanism_raises_no_warning_and_writes_nothing(case: Case, option: tuple[str, ...], used: bool) -> None:
    use = "print(heavy.X, g(), s.Y, Z)\nprint(heavy.X, sorted(vars(heavy))[-1])\n" if used else ""
    outcome = case.lazy({
        "heavy/__init__.py": "X = 1\ndef f(): return 'f'\n",
        "heavy/sub.py": "Y = 2\nimport heavy.inner as inner\n",
        "heavy/inner.py": "from heavy import f as Z\n",
        "main.py": f"""\
import sys
sys.path.insert(0, __file__[:-7])
import heavy
from heavy import f as g
import heavy.sub as s
from heavy.inner import Z
{use}
import gc
gc.collect()
""",
    }, command=(*option, "main.py"), overrides=((("heavy",), None, True),))  # fmt: skip
    if option == ("-v",):
        assert "Traceback" not in outcome.stderr
        assert "Error" not in outcome.stderr
    else:
        assert outcome.stderr == ""


@pytest.mark.parametrize("order", [1, -1])
def test_twenty_importers_in_mixed_spellings_run_it_once(case: Case, order: int) -> None:
    importers = {
        f"i{n}.py": f"{STATEMENTS[n % len(STATEMENTS)].replace(' as h', '')}\n"
        f"def use(): return {['heavy.X', 'heavy.X', 'f()', 'heavy.sub.Y', 'Y', 'sub.Y'][n % len(STATEMENTS)]}\n"
        for n in range(20)
    }
    names = [f"i{n}" for n in range(20)][::order]
    outcome = case.lazy({**ANNOUNCED, **importers, "main.py": f"""\
        import {", ".join(names)}
        for module in ({", ".join(names)}):
            module.use(), module.use()
        print([module.use() for module in ({", ".join(names)})][:6])
        """})  # fmt: skip
    printed = outcome.stdout.splitlines()
    assert printed[:2] == ["heavy runs", "heavy.sub runs"]
    assert len(printed) == 3
    values = [1, 1, "f", 2, 2, 2] if order == 1 else [1, 1, 2, 2, 2, "f"]
    assert printed[2] == str(values)


def test_modules_run_in_the_order_of_their_first_use(case: Case) -> None:
    outcome = case.lazy({
        **PRINTING,
        "main.py": "import a\nimport b as second\nfrom c import X\nprint('start')\nprint(X, second.X, a.X, X)\n",
    }, ("a", "b", "c"))  # fmt: skip
    assert outcome.stdout == "start\nc runs\nb runs\na runs\nc b a c\n"


def test_a_print_in_a_body_appears_at_the_first_use(case: Case) -> None:
    outcome = case.lazy({**ANNOUNCED, "main.py": """\
        import heavy.sub
        from heavy import f
        print("start")
        f
        print("between")
        heavy.sub.Y
        print("end")
        """})  # fmt: skip
    # `import heavy.sub` and `from heavy import f` are two imports: the first use of one leaves the other.
    assert outcome.stdout in (
        "start\nheavy runs\nbetween\nheavy.sub runs\nend\n",
        "start\nheavy runs\nheavy.sub runs\nbetween\nend\n",
    )


REGISTERING = {
    "registry.py": "known = []\nclass Base: pass\n",
    "plugs/__init__.py": "",
    "plugs/one.py": "import registry\nregistry.known.append('one')\nclass One(registry.Base): pass\n",
    "plugs/two.py": "from registry import Base, known\nknown.append('two')\nclass Two(Base): pass\n",
}


@pytest.mark.parametrize("statement", ["import plugs.one, plugs.two", "from plugs import one, two",
                                       "from plugs.one import One\nfrom plugs.two import Two"])  # fmt: skip
@pytest.mark.parametrize("registered", ["registry.known", "[c.__name__ for c in registry.Base.__subclasses__()]"])
def test_a_module_imported_only_to_register_itself_does_not_run(case: Case, statement: str, registered: str) -> None:
    files = {**REGISTERING, "main.py": f"import registry\n{statement}\nprint({registered})\n"}
    assert case.lazy(files, ("plugs",)).stdout == "[]\n"
    case.check(files, ("plugs",), exclude=("plugs",), awake=["plugs.one", "plugs.two"])
    case.check(files, ("registry",), awake=["plugs.one", "plugs.two"])


def test_a_module_that_registers_itself_does_so_at_its_first_use(case: Case) -> None:
    outcome = case.lazy({**REGISTERING, "main.py": """\
        import registry
        from plugs.one import One
        from plugs.two import Two
        print(registry.known, registry.Base.__subclasses__())
        print(issubclass(Two, registry.Base), registry.known)
        print([c.__name__ for c in registry.Base.__subclasses__()], One.__name__)
        print([c.__name__ for c in registry.Base.__subclasses__()])
        """}, ("plugs",))  # fmt: skip
    assert outcome.stdout == "[] []\nTrue ['two']\n['Two'] One\n['Two', 'One']\n"


@pytest.mark.parametrize("packages", [("b",), ("b", "nothing_of_the_kind"), ("ab", "a.b", "c.a")])
def test_modules_that_are_not_named_run_at_their_import(case: Case, packages: tuple[str, ...]) -> None:
    outcome = case.lazy({
        **PRINTING,
        "main.py": "print('start')\nimport a, b\nfrom c import X\nprint('end')\n",
    }, packages)  # fmt: skip
    runs = "abc" if "b" not in packages else "ac"
    assert outcome.stdout.split() == ["start", *" runs ".join([*runs, ""]).split(), "end"]


@pytest.mark.parametrize(
    ("statement", "asleep"),
    [
        ("from heavy import sub", True),
        ("from heavy import sub as s, second", True),
        ("from heavy import sub, f", False),
        ("from heavy import f", False),
        ("from heavy import left_out", False),
    ],
)
def test_a_from_import_waits_if_all_that_it_takes_is_named(case: Case, statement: str, asleep: bool) -> None:
    files = {f"heavy/{name}.py": "" for name in ("sub", "second", "left_out")}
    outcome = case.lazy({
        **files, "heavy/__init__.py": "print('runs')\nf = 1\n", "main.py": f"{statement}\nprint('end')\n",
    }, ("heavy.sub", "heavy.second", "heavy.left_out"), exclude=("heavy.left_out",))  # fmt: skip
    assert outcome.stdout == "end\n" if asleep else "runs\nend\n"


def test_a_module_that_is_not_named_runs_before_what_it_imports_deferred(case: Case) -> None:
    outcome = case.lazy({
        **PRINTING, "a.py": "print('a begins')\nimport b\nprint('a ends')\ndef use(): return b.X\n",
        "main.py": "import a\nimport c\nprint(a.use())\n",
    }, ("b",))  # fmt: skip
    assert outcome.stdout == "a begins\na ends\nc runs\nb runs\nb\n"


@pytest.mark.parametrize("importers", [("app",), ("app", "main")])
def test_importers_that_are_not_named_import_at_once(case: Case, importers: tuple[str, ...]) -> None:
    outcome = case.lazy({
        **ANNOUNCED,
        "app.py": "import heavy\nprint('app')\n",
        "other.py": "import heavy\nprint('other')\n",
        "main.py": "import app\nimport other\nprint('end')\n",
    }, importers=importers)  # fmt: skip
    assert outcome.stdout == "app\nheavy runs\nother\nend\n"


def test_what_waits_is_listed_and_can_be_loaded_at_once(case: Case) -> None:
    files = {
        "heavy/__init__.py": "X = 1\n",
        "heavy/sub.py": "import helper\nY = 2\n",
        "helper.py": "Z = 3\n",
        "app.py": "import heavy\nfrom heavy.sub import Y\nimport heavy.sub as other\n",
        "main.py": """
            import app, sys
            import dormant
            print(sorted(text.partition(' -> ')[0] for text in dormant.status().pending if text.startswith('app:')))
            print([name in sys.modules for name in ('heavy', 'heavy.sub', 'helper')])
            print(dormant.load_all(), dormant.status().pending)
            print([name in sys.modules for name in ('heavy', 'heavy.sub', 'helper')])
            print({name: getattr(value, '__name__', value) for name, value in vars(app).items() if name[:1] != '_'})
        """,
    }
    assert case.lazy(files, ["heavy", "helper"]).stdout.splitlines() == [
        "['app:Y', 'app:heavy', 'app:other']",
        "[False, False, False]",
        "() ()",
        "[True, True, True]",
        "{'heavy': 'heavy', 'Y': 2, 'other': 'heavy.sub'}",
    ]
