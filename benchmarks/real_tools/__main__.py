"""What dormant gains for real command-line tools from PyPI, under its default rule.

Every package is named (`packages = ["*"]`), so imports are deferred wherever they cross from one package to another.
Each command must give the same exit status and the same output with dormant and without.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.harness import ROOT, Arm, DifferenceError, Report, arguments, environment, measure, run

REQUIREMENTS = ("boto3", "csvkit", "flask", "mkdocs<2", "papermill", "scrapy")
CLIENT = """
import boto3
session = boto3.Session("key", "secret", region_name="eu-west-1")
print(session.client("s3").meta.endpoint_url)
"""
COMMANDS = (
    ("flask", "--version"),
    ("mkdocs", "--version"),
    ("in2csv", "places.json"),
    ("papermill", "--version"),
    ("scrapy", "version"),
    ("python", "-c", "import boto3"),
    ("python", "-c", CLIENT),
)


def main() -> None:
    """Measure on every Python here; each tool in its newest release for that Python."""
    options = arguments("What dormant gains for real command-line tools.", runs=15)
    report = Report("real_tools", "Python", "command")
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        for version, python in options.pythons.items():
            folder = Path(temporary, version)
            folder.mkdir()
            configuration = folder / "pyproject.toml"
            configuration.write_text('[tool.dormant]\npackages = ["*"]\n', encoding="utf-8")
            (folder / "places.json").write_text('[{"name": "Oslo", "population": 700000}]\n', encoding="utf-8")
            inside = environment(folder / "venv", python, str(ROOT), *REQUIREMENTS)
            run([inside, "-m", "dormant", "sync", "--config", configuration], cwd=folder)
            for words in COMMANDS:
                command = (str(inside.parent / words[0]), *words[1:])
                pair = [Arm("off", command, {"DORMANT": "0"}, folder), Arm("on", command, {}, folder)]
                try:
                    report.add((version, f"`{label(words)}`"), measure(pair, options.runs))
                except DifferenceError as error:
                    print(error, file=sys.stderr)
                    failed = True
    report.save()
    if failed:
        sys.exit("a command does not behave the same with dormant")


def label(words: tuple[str, ...]) -> str:
    """Return the command as the table shows it."""
    return "python -c 'make an S3 client with boto3'" if CLIENT in words else " ".join(words)


if __name__ == "__main__":
    main()
