"""Registers settings in turns until it is killed, for tests/stress/test_writing.py.

Usage: `writer.py SITE-DIRECTORY KILLS SEED`. Phase: cold. May import: the standard library, dormant.

A process is forked for each kill, because starting an interpreter takes longer than hundreds of writes. Prints one line
of JSON: how often it was killed, in how many cases a file was being written, and what was found wrong.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from dormant.config.environment import Environment, read_settings, register
from dormant.settings import Settings, SettingsError

NAMES = {source: tuple(f"{source}_{number}" for number in range(count)) for source, count in (("one", 5), ("two", 300))}


def write_for_ever(environment: Environment) -> None:
    """Register two projects in turns."""
    while True:
        for source, names in NAMES.items():
            register(environment, Settings(names, source=source))


def fault_in(environment: Environment) -> str:
    """Return what is wrong with what a killed writer has left; "" if all is well."""
    try:
        settings = read_settings(environment)
    except SettingsError as error:
        return f"settings: {error}"
    if settings is None:
        return "settings: gone"
    if settings.packages != NAMES[settings.source]:
        return "settings: a mixture"
    records = [path.read_text() for path in Path(environment.site_directory).glob("*.dist-info/RECORD")]
    if records != ["dormant.pth,sha256=abc,12\ndormant.settings,,\n"]:
        return f"RECORD: {records}"
    return ""


def main() -> None:
    """Kill as often as the command line says."""
    environment = Environment(sys.argv[1])
    kills = int(sys.argv[2])
    chance = random.Random(sys.argv[3])
    site = Path(environment.site_directory)
    faults = []
    in_the_middle = 0
    for kill in range(kills):
        begun, begin = os.pipe()
        pid = os.fork()
        if not pid:
            os.write(begin, b"x")
            write_for_ever(environment)
        os.read(begun, 1)
        os.close(begun)
        os.close(begin)
        # At a random moment, or as soon as a file is seen that is being written.
        end = time.monotonic() + (chance.random() * 0.004 if kill % 2 else 1)
        while time.monotonic() < end and (kill % 2 or not any(site.glob("*.tmp"))):
            pass
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        leftovers = list(site.rglob("*.tmp"))
        in_the_middle += bool(leftovers)
        for path in leftovers:
            # As if it had been left a while ago: the next writer takes it away.
            os.utime(path, (1, 1))
        fault = fault_in(environment)
        if fault:
            faults.append(fault)
    register(environment, Settings(NAMES["one"], source="one"))
    left = [path.name for path in site.rglob("*.tmp")]
    sys.stdout.write(json.dumps({"kills": kills, "in the middle": in_the_middle, "faults": faults, "left": left}))


if __name__ == "__main__":
    main()
