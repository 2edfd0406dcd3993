"""Run the suite: `python -m benchmarks [PART...]`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from .suite import environments, self_check
from .suite.results import Store
from .suite.sides import FEWEST_ROUNDS

RESULTS = Path(__file__).parent / "results"
DOCS = environments.ROOT / "docs"
PARTS = ("peers", "tools", "own_cost", "fleets")
# For trying the suite out: too few for intervals, and the report says so.
QUICK_ROUNDS = 3
CHECK_ROUNDS = 41


@click.command()
@click.argument("parts", nargs=-1, metavar=f"[{'|'.join(PARTS)}|self_check|report]...")
@click.option(
    "--python", "pythons", multiple=True, help="A version such as 3.13; may be repeated. Default: each part's."
)
@click.option(
    "--quick",
    is_flag=True,
    help="A third of the rounds, too few for intervals, and nothing below docs or benchmarks is changed.",
)
@click.option("--results", type=click.Path(path_type=Path), help="Folder of the pyperf files.")
@click.option("--docs", type=click.Path(path_type=Path), help="Folder of the report.")
def main(
    parts: tuple[str, ...], pythons: tuple[str, ...], quick: bool, results: Path | None, docs: Path | None
) -> None:
    """Measure PARTS, or everything, and write the report."""
    from . import report

    results = results or (environments.WORK / "quick" / "results" if quick else RESULTS)
    docs = docs or (environments.WORK / "quick" if quick else DOCS)
    try:
        for part in parts or PARTS:
            if part != "report":
                run(part, pythons, quick=quick, results=results)
        report.write(Store(results), docs)
        if docs == DOCS:
            # The page that compares dormant with other ways takes its figures from the same results.
            subprocess.run([sys.executable, DOCS / "generate"], check=True)
    except self_check.SelfCheckError as error:
        raise click.ClickException(str(error)) from error


def run(part: str, pythons: tuple[str, ...], *, quick: bool, results: Path) -> None:
    """Measure one part, on each of its Pythons that is here; the self-check comes first."""
    from importlib import import_module

    if part not in (*PARTS, self_check.PART):
        raise click.BadParameter(f"there is no part {part!r}: the parts are {', '.join(PARTS)}")
    module = self_check if part == self_check.PART else import_module(f"benchmarks.{part}")
    present = environments.pythons.present()
    wanted = pythons or getattr(module, "PYTHONS", tuple(present))
    for python in wanted:
        if python not in present:
            click.echo(f"{part}: Python {python} is not here", err=True)
            continue
        click.echo(f"{part}: Python {python}")
        self_check.measure(python, CHECK_ROUNDS // 2 if quick else CHECK_ROUNDS).save(results)
        if module is not self_check:
            rounds = max(module.ROUNDS // 3, QUICK_ROUNDS) if quick else max(module.ROUNDS, FEWEST_ROUNDS)
            module.measure(python, rounds).save(results)


if __name__ == "__main__":
    main()
