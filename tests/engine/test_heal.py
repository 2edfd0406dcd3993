"""A namespace is put in order without any lookup ever seeing another entry than its own."""

from __future__ import annotations

import sys
from types import FrameType, ModuleType, SimpleNamespace

import pytest

keys = pytest.importorskip("dormant.engine.keys") if sys.version_info < (3, 15) else None
pytestmark = pytest.mark.skipif(sys.version_info >= (3, 15), reason="3.15 has the native engine")

ENGINE = SimpleNamespace(publish_imported=lambda module: None)


def module_with(size: int, pending: list[str], order: str = "last") -> ModuleType:
    """Return a module with *size* plain names and the *pending* ones, which are deferred imports of `sys`."""
    module = ModuleType("probe")
    plain = {f"name{number}": number for number in range(size)}
    if order == "last":
        module.__dict__.update(plain)
    for name in pending:
        key = keys.LazyName(name, module.__dict__, published=True)
        module.__dict__[key] = keys.Deferred(ENGINE, ("app.py", 1, module.__dict__), "sys", None, name)
    if order == "first":
        module.__dict__.update(plain)
    return module


@pytest.mark.parametrize("order", ["first", "last"])
@pytest.mark.parametrize("others", [0, 1, 7])
def test_a_lookup_finds_its_own_value_at_every_size_of_the_table(order: str, others: int) -> None:
    for size in range(400):
        module = module_with(size, ["target", *(f"other{number}" for number in range(others))], order)
        assert module.target is sys, size
        # A large namespace is put in order when that has cost as much as it takes.
        for _ in range(4 + (size + others) // 4):
            assert module.target is sys
        assert all(getattr(module, f"name{number}") == number for number in range(size)), size
        assert [type(key) for key in module.__dict__].count(keys.LazyName) == others


def test_a_table_that_grew_during_the_import_is_left_alone_until_the_next_lookup(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "grower.py").write_text(
        "import sys\nnamespace = sys.modules['grown'].__dict__\nfor number in range(sys.grow_by):\n"
        "    namespace[f'grown{number}'] = number\nvalue = 'right'\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    for size in range(60):
        for grow_by in (1, 5, 40):
            monkeypatch.setattr(sys, "grow_by", grow_by, raising=False)
            module = module_with(size, [])
            monkeypatch.setitem(sys.modules, "grown", module)
            monkeypatch.delitem(sys.modules, "grower", raising=False)
            module.__dict__["__builtins__"] = __builtins__
            key = keys.LazyName("value", module.__dict__, published=True)
            module.__dict__[key] = keys.Deferred(ENGINE, ("app.py", 1, module.__dict__), "grower", "value", "value")
            assert module.value == "right", (size, grow_by)
            assert module.value == "right"
            assert keys.LazyName not in map(type, module.__dict__)


@pytest.mark.parametrize("loaded", [False, True])
def test_a_name_is_kept_when_a_signal_handler_uses_another_one_meanwhile(
    monkeypatch: pytest.MonkeyPatch, *, loaded: bool
) -> None:
    module = module_with(3, ["one", "two"])
    is_time = keys._is_time_to_heal
    if loaded:
        monkeypatch.setattr(keys, "_is_time_to_heal", lambda _: False)
        assert module.one is sys
        monkeypatch.undo()
    asked = []

    def interrupted(namespace: dict[str, object]) -> object:
        asked.append(namespace)
        if len(asked) == 1:
            assert module.two is sys
        return is_time(namespace)

    monkeypatch.setattr(keys, "_is_time_to_heal", interrupted)
    assert module.one is sys
    assert asked
    assert sorted(name for name in module.__dict__ if name in ("one", "two")) == ["one", "two"]
    assert module.one is module.two is sys


def uses(module: ModuleType, *names: str) -> None:
    """Use each name often enough for a large namespace to be put in order."""
    for name in names:
        for _ in range(len(vars(module))):
            getattr(module, name)


def test_no_python_code_runs_while_a_namespace_is_refilled_though_another_name_is_used_before() -> None:
    module = module_with(60, ["v0", "v1", "v2"])
    assert module.v0 is sys
    nested, called = [], []

    def trace(frame: FrameType, event: str, argument: object) -> object:
        caller = frame.f_back
        if frame.f_code is keys.heal.__code__ and "steps" in frame.f_locals and not nested:
            # As a signal handler may. The table is that of the lookup under way, so it is left alone here.
            nested.append("v1")
            uses(module, "v1")
        elif caller is not None and caller.f_code is keys._at_once.__code__:
            called.append(frame.f_code.co_name)
        return trace

    tracing = sys.gettrace()
    sys.settrace(trace)
    try:
        uses(module, "v2")
    finally:
        sys.settrace(tracing)
    assert (nested, called) == (["v1"], [])
    uses(module, "v1")
    assert set(map(type, vars(module))) == {str}
    assert module.v0 is module.v1 is module.v2 is sys


def test_names_may_be_added_while_it_is_found_out_whether_it_is_time_to_heal() -> None:
    module = module_with(60, ["v0", "v1"])
    added = []

    def trace(frame: FrameType, event: str, argument: object) -> object:
        if frame.f_code is keys._is_time_to_heal.__code__:
            frame.f_trace_opcodes = True
            if event == "opcode":
                added.append(f"added{len(added)}")
                setattr(module, added[-1], 1)
        return trace

    tracing = sys.gettrace()
    # 3.12 looks at the moment of `settrace` whether anybody wants to trace instructions.
    sys._getframe().f_trace_opcodes = True
    sys.settrace(trace)
    try:
        uses(module, "v0", "v1")
    finally:
        sys.settrace(tracing)
    assert added
    assert set(added) <= set(vars(module))
