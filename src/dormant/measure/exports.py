"""A comparison in forms that others read: pyperf's JSON, and one HTML page.

Phase: cold. May import: the standard library, `dormant.importtime`; rich comes with `report`.
"""

from __future__ import annotations

import json
import platform
import shlex
from typing import TYPE_CHECKING, Any

from ..importtime.page import render
from .report import cells
from .series import ARMS
from .title import title

if TYPE_CHECKING:
    from .estimate import Estimate
    from .process import Run
    from .result import Comparison
    from .series import Arm


def pyperf(result: Comparison, arm: Arm) -> str:
    """Return the wall times of one side as a pyperf suite of one benchmark.

    Both sides have the same benchmark name, which is what `pyperf compare_to` goes by. Each run of the command becomes
    one pyperf run with one value.

    Parameters:
        result: a comparison.
        arm: which side: "off", which holds the saved runs where there are any, or "on".
    """
    runs = result.series.off if arm == "off" else result.series.on
    metadata = {
        "name": title(result.command),
        "unit": "second",
        "loops": 1,
        "command": shlex.join(result.command),
        "description": f"dormant compare, {result.sides[arm == 'on']}",
        "platform": platform.platform(),
    }
    if result.interpreter is not None:
        metadata["python_implementation"] = result.interpreter.implementation
        metadata["python_version"] = result.interpreter.version
    made: list[dict[str, Any]] = [{"values": [run.wall], "metadata": {"command_max_rss": run.memory}} for run in runs]
    warmups = [[1, run.wall] for run in result.series.warmups[arm]]
    if warmups:
        made[0]["warmups"] = warmups
    return json.dumps({"version": "1.0", "benchmarks": [{"metadata": metadata, "runs": made}]})


def page(result: Comparison) -> str:
    """Return *result* as one self-contained HTML page."""
    logs = {side: result.log(arm) for side, arm in zip(result.sides, ARMS, strict=True)}
    configuration = f"{result.sides[1]}: {result.configuration}"
    facts = [str(result.interpreter or ""), result.made(), result.judged(), configuration]
    return render(
        logs if result.changes else {},
        title=title(result.command),
        facts=" · ".join(filter(None, facts)),
        verdict=result.verdict(),
        measured=_measured(result),
    )


def _measured(result: Comparison) -> dict[str, Any]:
    series = result.series

    def row(title: str, measured: Estimate, attribute: str, scale: float) -> dict[str, Any]:
        def samples(runs: list[Run]) -> list[float]:
            return [getattr(run, attribute) * scale for run in runs]

        return {
            "title": title,
            "cells": cells(measured, scale),
            "samples": [samples(series.off), samples(series.on)],
        }

    return {
        "labels": list(result.sides),
        "rows": [
            row("wall time, ms", result.wall, "wall", 1000),
            row("CPU time, ms", result.cpu, "cpu", 1000),
            row("peak memory, MiB", result.memory, "memory", 2**-20),
        ],
        "notes": result.notes,
    }
