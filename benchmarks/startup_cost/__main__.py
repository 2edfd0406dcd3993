"""What dormant costs a start that gains nothing from it.

Two programs: a bare start, and one that imports a module from site-packages, as nearly every real program does.
Four arms: dormant not there; installed, nothing configured; installed with 20 packages configured; and the same
package with its startup line replaced by a comment, which tells what any startup line costs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.harness import ROOT, Arm, Report, arguments, environment, measure, run

PACKAGES = (
    "aiohttp", "boto3", "botocore", "celery", "cryptography", "django", "fastapi", "flask", "httpx", "jinja2",
    "matplotlib", "numpy", "pandas", "pydantic", "requests", "rich", "scipy", "sqlalchemy", "torch", "yaml",
)  # fmt: skip
PROGRAMS = {"bare start": "pass", "imports one module": "import neighbour"}


def main() -> None:
    """Measure on every Python here."""
    options = arguments("What dormant costs a start that gains nothing from it.", runs=200)
    report = Report("startup_cost", "Python", "program")
    with tempfile.TemporaryDirectory() as temporary:
        for version, python in options.pythons.items():
            interpreters = prepare(Path(temporary, version), python)
            for program, code in PROGRAMS.items():
                arms = [Arm(name, (str(path), "-c", code)) for name, path in interpreters.items()]
                report.add((version, program), measure(arms, options.runs))
    report.save()


def prepare(folder: Path, python: str) -> dict[str, Path]:
    """Make the environments of the four arms: arm's name → its interpreter."""
    folder.mkdir()
    interpreters = {
        "without dormant": environment(folder / "without", python),
        "comment only": environment(folder / "comment", python, str(ROOT)),
        "not configured": environment(folder / "idle", python, str(ROOT)),
        "20 packages": environment(folder / "configured", python, str(ROOT)),
    }
    for path in interpreters.values():
        site = next(path.parents[1].glob("lib/*/site-packages"))
        (site / "neighbour.py").write_text("", encoding="utf-8")
        run([path, "-c", "import neighbour"])
    line = next(folder.glob("comment/lib/*/site-packages/dormant.pth"))
    line.write_text("# nothing\n", encoding="utf-8")
    configuration = folder / "pyproject.toml"
    configuration.write_text(f"[tool.dormant]\npackages = {list(PACKAGES)}\n", encoding="utf-8")
    run([interpreters["20 packages"], "-m", "dormant", "sync", "--config", configuration], cwd=folder)
    return interpreters


if __name__ == "__main__":
    main()
