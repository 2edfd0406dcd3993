"""Start one command, wait for it, and write down what it cost. Run as a script by `dormant.measure.process`.

Phase: cold. May import: `os`, `signal`, `sys`, `time`, nothing else: the peak memory that the system reports for a
process is never less than that of the process which started it, so this one has to stay smaller than any program
that it starts.

Arguments: the file descriptor for the report, then the command as it was typed. The report is two lines of
text: the process id of the command as soon as it runs, then its wait status, wall, user and system time in seconds
and `ru_maxrss`; or one line that begins with "error" and the number of the system error.
"""

import os
import signal
import sys
import time


def main() -> None:
    """Run the command of `sys.argv`."""
    report = int(sys.argv[1])
    command = sys.argv[2:]
    os.set_inheritable(report, False)
    started = time.perf_counter()
    try:
        # Python ignores these two signals; a program that a shell starts doesn't.
        process = os.posix_spawnp(
            command[0], command, os.environ, setpgroup=0, setsigdef=[signal.SIGPIPE, signal.SIGXFSZ]
        )
    except OSError as error:
        os.write(report, b"error %d\n" % (error.errno or 0))
        return
    os.write(report, b"%d\n" % process)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - started
    line = f"{status} {wall!r} {usage.ru_utime!r} {usage.ru_stime!r} {usage.ru_maxrss}\n"
    os.write(report, line.encode())


if __name__ == "__main__":
    main()
