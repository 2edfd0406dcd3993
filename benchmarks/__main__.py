"""Run every benchmark, one after the other: `python -m benchmarks [--runs N] [--python X.Y]`."""

from __future__ import annotations

from importlib import import_module

for name in ("startup_cost", "never_used", "real_tools"):
    print(f"\n{name}\n", flush=True)
    import_module(f"benchmarks.{name}.__main__").main()
