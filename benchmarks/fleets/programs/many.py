"""Run a job as often as the first argument says, one after the other, and wait for each."""

import os
import sys

for _ in range(int(sys.argv[1])):
    process = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
    _, status = os.waitpid(process, 0)
    if status:
        sys.exit(f"a job ended with {status}")
