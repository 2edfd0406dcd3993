"""What is left of the cost of imports that are never used.

One module imports NumPy and SQLAlchemy at its top and uses neither. Three arms: as it is; with the two imports moved
into functions by hand, which is the floor; and as it is, under dormant.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from textwrap import dedent

from benchmarks.harness import ROOT, Arm, Report, arguments, environment, measure, run

PROGRAMS = {
    "eager": """
        import numpy as np
        from sqlalchemy import create_engine

        def mean(values):
            return np.mean(values)

        def connect(url):
            return create_engine(url)
    """,
    "in_functions": """
        def mean(values):
            import numpy as np

            return np.mean(values)

        def connect(url):
            from sqlalchemy import create_engine

            return create_engine(url)
    """,
}


def main() -> None:
    """Measure on every Python here that NumPy supports."""
    options = arguments("What is left of the cost of imports that are never used.", runs=60)
    report = Report("never_used", "Python", "program")
    with tempfile.TemporaryDirectory() as temporary:
        for version, python in options.pythons.items():
            folder = Path(temporary, version)
            folder.mkdir()
            for name, text in PROGRAMS.items():
                (folder / f"{name}.py").write_text(dedent(text), encoding="utf-8")
            configuration = folder / "pyproject.toml"
            configuration.write_text('[tool.dormant]\npackages = ["numpy", "sqlalchemy"]\n', encoding="utf-8")
            inside = environment(folder / "venv", python, str(ROOT), "numpy", "sqlalchemy")
            run([inside, "-m", "dormant", "sync", "--config", configuration], cwd=folder)
            for program, start in {"a script": "{}.py", "a module it imports": "-cimport {}"}.items():
                report.add((version, program), measure(arms(inside, folder, start), options.runs))
    report.save()


def arms(python: Path, folder: Path, start: str) -> list[Arm]:
    """Return the three arms; *start* is the interpreter's argument, with {} for the program's name."""
    off = {"DORMANT": "0"}
    eager, in_functions = (start.format(name) for name in PROGRAMS)
    return [
        Arm("in functions", (str(python), in_functions), off, folder),
        Arm("eager", (str(python), eager), off, folder),
        Arm("dormant", (str(python), eager), {}, folder),
    ]


if __name__ == "__main__":
    main()
