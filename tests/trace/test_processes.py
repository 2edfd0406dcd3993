"""Tracing in the world: crashes, forks, threads, children, descriptors, and programs that must not notice."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dormant.errors import DormantError
from dormant.trace.record import Load, read
from dormant.trace.report import as_json, show
from support.traced import by_module, names, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.traced import Program

HEAVY = {"heavy.py": "x = 1\n", "light.py": "y = 1\n"}
SHOW = "import sys; print(*sorted(sys.modules))"


@pytest.mark.parametrize(
    ("end", "code"), [("os._exit(3)", 3), ("os.kill(os.getpid(), 9)", -9), ("os.abort()", -6), ("1 / 0", 1)]
)
def test_a_program_that_ends_badly_leaves_what_was_recorded(program: Program, end: str, code: int) -> None:
    main = f"import heavy\nimport os, resource\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))\nheavy.x\n{end}\n"
    trace = program.trace({**HEAVY, "main.py": main}, code=code)
    assert by_module(trace)["heavy"].how == "use"


def test_a_forked_process_goes_on_with_what_its_origin_deferred(program: Program) -> None:
    main = """\
        import heavy, os
        import light
        light.y
        if os.fork() == 0:
            heavy.x
            os._exit(0)
        os.wait()
    """
    trace = program.trace({**HEAVY, "main.py": main}, packages=["heavy", "light"])
    origin, forked = trace.processes
    assert forked.origin is origin
    assert names(origin.statements) == ["import heavy", "import light"]
    assert "heavy" not in names(origin.loads)
    assert names(forked.loads) == ["heavy"]
    assert forked.load_of("light") is origin.load_of("light")


def test_a_process_whose_parent_has_ended_knows_where_it_was_forked_from(program: Program) -> None:
    main = """\
        import heavy, os
        here, there = os.pipe()
        if os.fork() == 0:
            middle = os.getpid()
            if os.fork() == 0:
                while os.getppid() == middle:
                    pass
                heavy.x
                os.write(there, b"done")
            os._exit(0)
        os.wait()
        os.read(here, 4)
    """
    trace = program.trace({**HEAVY, "main.py": main})
    load = by_module(trace)["heavy"]
    assert load.process.origin is trace.processes[0]
    assert load.process.parent != trace.processes[0].pid


def test_children_write_to_the_same_file_wherever_they_run(program: Program) -> None:
    main = "import subprocess, sys\nsubprocess.run([sys.executable, '../child.py'], cwd='below', check=True)\n"
    child = "import heavy\nheavy.x\n"
    files = {**HEAVY, "main.py": main, "child.py": child, "below/empty": ""}
    trace = program.trace(files, variables={"DORMANT_TRACE": "trace.jsonl"})
    parent, started = trace.processes
    assert (started.parent, started.origin) == (parent.pid, None)
    assert by_module(trace)["heavy"].process is started


def test_each_thread_s_load_has_the_stack_of_that_thread(program: Program) -> None:
    main = """\
        import heavy, light
        import threading
        def one(): heavy.x
        def two(): light.y
        threads = [threading.Thread(target=target) for target in (one, two)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    """
    loads = by_module(program.trace({**HEAVY, "main.py": main}, packages=["heavy", "light"]))
    assert places(loads["heavy"])[0] == ("__main__", 3, "one")
    assert places(loads["light"])[0] == ("__main__", 4, "two")


def test_many_processes_at_once_write_whole_lines(program: Program) -> None:
    main = """\
        import os
        for number in range(8):
            if os.fork() == 0:
                for name in [f"m{i}" for i in range(40)]:
                    try: __import__(name)
                    except ImportError: pass
                os._exit(0)
        for number in range(8):
            os.wait()
    """
    trace = program.trace({"main.py": main})
    assert len(trace.processes) == 9
    assert sorted(load.module for load in trace.missing if load.module.startswith("m")) == sorted(
        f"m{number}" for number in range(40) for process in range(8)
    )


def test_a_program_that_closes_every_descriptor_keeps_its_own_file_clean(program: Program) -> None:
    main = """\
        import heavy, os
        os.closerange(3, 50)
        own = [open(f"own{number}", "w") for number in range(9)]
        heavy.x
    """
    trace = program.trace({**HEAVY, "main.py": main})
    assert by_module(trace)["heavy"].how == "use"
    assert [(program.folder / f"own{number}").read_text() for number in range(9)] == [""] * 9


def test_a_file_that_can_t_be_written_is_told_in_one_line_and_the_program_runs(program: Program) -> None:
    program.write({**HEAVY, "main.py": "import heavy\nprint(heavy.x)\n"})
    done = program.start(DORMANT_TRACE=str(program.folder / "nowhere" / "trace"))
    assert done.stdout == "1\n"
    assert done.stderr.count("\n") == 1
    assert "nothing is traced" in done.stderr


def test_a_trace_that_becomes_unwritable_disturbs_nobody(program: Program) -> None:
    main = "import heavy, os\nos.remove('trace.jsonl')\nos.mkdir('trace.jsonl')\nprint(heavy.x)\n"
    program.write({**HEAVY, "main.py": main})
    done = program.start()
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_only_the_owner_may_read_a_trace(program: Program) -> None:
    program.trace({"main.py": ""})
    assert program.file.stat().st_mode & 0o077 == 0


def test_without_the_variable_nothing_is_traced_and_the_recorder_is_not_loaded(program: Program) -> None:
    program.write({**HEAVY, "main.py": f"import heavy\n{SHOW}\n"})
    for value in ("", "0"):
        assert "dormant.engine.trace" not in program.start(DORMANT_TRACE=value).stdout
    assert "dormant.engine.trace" in program.start().stdout


def test_an_interpreter_that_ignores_its_environment_traces_nothing(program: Program) -> None:
    program.write({"main.py": ""})
    program.start("-E", "main.py")
    assert not program.file.exists()


def test_tracing_adds_nothing_but_the_recorder_to_the_modules(program: Program) -> None:
    program.write({**HEAVY, "main.py": f"import heavy\n{SHOW}\n"})
    off = set(program.start(DORMANT_TRACE="").stdout.split())
    on = set(program.start().stdout.split())
    assert on - off <= {"dormant.engine.trace", "dormant.engine.frames", "dormant.engine.bytecode", "atexit"}


def test_a_one_makes_a_new_file_and_names_it(program: Program) -> None:
    program.write({**HEAVY, "main.py": "import os\nprint(os.environ['DORMANT_TRACE'])\n"})
    done = program.start(DORMANT_TRACE="1")
    path = done.stdout.strip()
    assert path in done.stderr
    assert len(read(Path(path).read_bytes()).processes) == 1


def test_any_name_and_path_is_written_as_json(program: Program) -> None:
    folder = 'a "quoted"\n\\ ünï 😀 \udcff'
    try:
        (program.folder / folder).mkdir()
    except OSError:
        folder = folder.encode("ascii", "ignore").decode()
        (program.folder / folder).mkdir()
    main = f"import sys\nsys.path.insert(0, {folder!r})\nimport ünder\n"
    program.write({"main.py": main})
    (program.folder / folder / "ünder.py").write_text("import heavy\n", encoding="utf-8")
    program.start(PYTHONUTF8="1")
    (statement,) = program.read().statements(deferred=True)
    assert statement.importer == "ünder"
    assert Path(statement.file).parts[-2:] == (folder, "ünder.py")


EVENTS = b"".join(
    json.dumps(event).encode() + b"\n"
    for event in [
        {"event": "process", "pid": 1, "at_us": 0, "schema_version": 1, "started_us": 5, "parent": 0, "origin": None,
         "command": ["python"], "executable": "python", "python": "3.13.0", "engine": "names", "source": "",
         "packages": ["heavy"], "modules": []},
        {"event": "deferred", "pid": 1, "at_us": 1, "importer": "app", "file": "app.py", "line": 1, "target": "heavy",
         "names": None, "reason": ""},
        {"event": "load", "pid": 1, "at_us": 2, "module": "heavy", "how": "use", "reason": "", "form": "",
         "importer": "app", "file": "app.py", "line": 1, "frames": [["app.py", 2, "<module>", "app"]]},
    ]
)  # fmt: skip


def test_statements_of_several_processes_are_in_the_order_of_time() -> None:
    started, deferred, _ = EVENTS.splitlines(keepends=True)
    late = {b'"pid": 1': b'"pid": 2', b'"started_us": 5': b'"started_us": 500', b"app.py": b"child.py"}
    child = started + deferred.replace(b'"at_us": 1', b'"at_us": 0')
    for old, new in late.items():
        child = child.replace(old, new)
    assert [statement.file for statement in read(EVENTS + child).statements(deferred=True)] == ["app.py", "child.py"]


def test_a_trace_is_printed_without_going_through_all_loads_for_each_statement() -> None:
    lines = EVENTS.splitlines(keepends=True)
    more = [line.replace(b"heavy", b"heavy.part%d" % number) for number in range(50) for line in lines[1:]]
    trace = read(EVENTS + b"".join(more))
    (process,) = trace.processes
    process.loads = loads = Counted(process.loads)
    assert len(as_json(trace)["processes"][0]["deferred"]) == 51
    show(trace, Console(file=io.StringIO()), everything=True)
    assert 0 < loads.rounds < 10


class Counted(list[Load]):
    """A list that counts how often somebody goes through it."""

    rounds = 0

    def __iter__(self) -> Iterator[Load]:
        """Return an iterator, and count it."""
        self.rounds += 1
        return super().__iter__()

    def __reversed__(self) -> Iterator[Load]:
        """Return an iterator from the end, and count it."""
        self.rounds += 1
        return super().__reversed__()


@given(st.integers(0, len(EVENTS)))
def test_a_trace_that_was_cut_off_is_read_as_far_as_it_goes(length: int) -> None:
    trace = read(EVENTS[:length])
    # A line may lack nothing but its end.
    whole = EVENTS[: length + 1].count(b"\n")
    assert len(trace.processes) == min(whole, 1)
    assert len(trace.loads) == max(whole - 2, 0)
    assert trace.damaged <= 1


@given(st.binary(max_size=200))
def test_foreign_lines_are_counted_and_skipped(noise: bytes) -> None:
    trace = read(EVENTS + noise.replace(b"\n", b"") + b"\n" + EVENTS.splitlines()[1] + b"\n")
    (process,) = trace.processes
    assert len(process.loads) == 1
    assert names(trace.statements(deferred=True)) == ["import heavy"]


def test_a_trace_of_another_version_is_refused() -> None:
    with pytest.raises(DormantError, match="another version"):
        read(EVENTS.replace(b'"schema_version": 1', b'"schema_version": 2'))
