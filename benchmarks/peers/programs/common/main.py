"""The program: imports `app`, and does with it what its argument says; without one, nothing."""

import sys

import activate  # noqa: F401 - a peer may want to be switched on
import app

ACTION = sys.argv[1] if len(sys.argv) > 1 else ""


def spend(function, turns):
    start = time.process_time()
    function(turns)
    return time.process_time() - start


def first_touch():
    barrier.wait()
    try:
        outcomes.append(repr(app.touch()))
    except BaseException as error:
        outcomes.append(type(error).__name__)


if ACTION == "use":
    print(list(app.array()), app.connect()("sqlite://").url, app.decode().__name__, app.touch())
elif ACTION == "loaded":
    # A module that is put off may stand in sys.modules; those that it imports do not.
    imported = {"numpy": "numpy.linalg", "sqlalchemy": "sqlalchemy.engine", "json.decoder": "json.scanner"}
    loaded = [name for name, other in imported.items() if other in sys.modules]
    print(*loaded or ["nothing"])
elif ACTION == "access":
    import time

    app.array()
    loop = range(100_000)
    print(min(spend(app.spin, loop) for _ in range(9)) / len(loop))
elif ACTION == "touch":
    import threading

    barrier = threading.Barrier(8)
    outcomes = []
    threads = [threading.Thread(target=first_touch) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{outcomes.count('42')} of 8", *sorted({outcome for outcome in outcomes if outcome != "42"}))
