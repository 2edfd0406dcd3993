"""The command line: a table of commands, each imported only when it runs.

Phase: cold. May import: click and `dormant.errors`; a command's own needs are imported by its module.

Every command's module is `dormant.cli.<name>` and exposes `command`, a `click.Command`. A command returns its exit
status, or None for 0: 0 is success, 1 a check that failed, 2 an error of usage, configuration or measuring.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING

import click

from .. import __version__
from ..errors import ConfigError, DormantError
from .signals import Ended, as_exceptions

if TYPE_CHECKING:
    from collections.abc import Sequence

# In the order in which a newcomer needs them.
COMMANDS = {
    "init": "Write a [tool.dormant] table if there is none, and register the project here.",
    "sync": "Compile pyproject.toml into this environment's settings.",
    "status": "Show what is active in this environment, and why.",
    "suggest": "Find out what to defer, prove it on commands, and write it down.",
    "compare": "Run a command with and without dormant and compare time, memory and output.",
    "importtime": "Show what imports cost, from a log or a run; compare two; export.",
    "trace": "Run a command and show what was deferred, what was loaded, and by whom.",
    "why": "Say why a package was loaded in a command, and what would have to change.",
    "check": "Hold commands to the limits in pyproject.toml; for continuous integration.",
    "run": "Run a command once, with or without dormant.",
    "on": "Switch dormant on again in this environment.",
    "off": "Switch dormant off in this environment.",
}

EXIT_ERROR = 2
EXIT_INTERRUPTED = 130
# What a shell reports of a process that a signal ended.
EXIT_SIGNAL = 128
# What a shell reports of other tools whose reader leaves: 128 + SIGPIPE. 1 would be a check that failed, and 0 would
# tell `set -o pipefail` that all was read.
EXIT_CLOSED_PIPE = 141
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class Commands(click.Group):
    """A group that knows its commands by name and imports the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the command *cmd_name*, or None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = __import__(f"dormant.cli.{cmd_name}", fromlist=["command"]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that *args* begin with; suggest the nearest name if there is none."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else "'dormant --help' lists the commands."
            ctx.fail(f"No such command '{name}'. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="dormant %(version)s")
def dormant() -> None:
    """Make Python programs start faster: imports of the packages named in pyproject.toml wait for their first use."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters:
        arguments: the words after the program's name; by default those of this process.
    """
    if not _open_streams():
        return EXIT_ERROR
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Paths, source lines and what commands print may hold what the terminal's encoding can't show.
        sys.stdout.reconfigure(errors="replace")
    try:
        with as_exceptions():
            status = dormant.main(arguments, prog_name="dormant", standalone_mode=False)
            sys.stdout.flush()
    except Ended as ended:
        # Silently, as other tools: the terminal may be gone.
        return EXIT_SIGNAL + ended.number
    except click.Abort:
        click.echo("interrupted", err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        return EXIT_ERROR
    except ConfigError as error:
        click.echo("\n".join(error.faults), err=True)
        return EXIT_ERROR
    except DormantError as error:
        click.echo(f"error: {error}", err=True)
        return EXIT_ERROR
    except (BrokenPipeError, SystemExit):
        # The reader (`| head`) has left; click and rich notice it first, and exit with 1.
        _discard_output()
        return EXIT_CLOSED_PIPE
    except OSError as error:
        if error.errno not in _FULL:
            raise
        _discard_output()
        click.echo(f"error: the result can't be written ({error.strerror}); make room, or write it elsewhere", err=True)
        return EXIT_ERROR
    return status if isinstance(status, int) else 0


def _open_streams() -> bool:
    """Give the standard streams that are closed somewhere to go; return False if it is the output."""
    # Without standard error nobody reads what is noted, and closed input is empty.
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        click.echo("error: standard output is closed; give it somewhere to go, as in `> /dev/null`", err=True)
        return False
    return True


def _discard_output() -> None:
    """Give standard output somewhere to go: Python flushes it once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
