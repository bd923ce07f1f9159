"""The command `report`. Exit status: 0 done, 1 the data or a definition is at fault, 2 usage, 3 could not complete."""

from __future__ import annotations

import signal
import sys
import traceback

import typer

import reporting.command.audit_commands
import reporting.command.batch_command
import reporting.command.bind_command
import reporting.command.comment_command
import reporting.command.folder_commands
import reporting.command.lab_command
import reporting.command.run_commands
import reporting.command.shelf_commands
import reporting.command.signing_commands  # noqa: F401 (each command adds itself to `app`)
from pipeline.core.faults import FaultsFound
from reporting.command.arguments import Usage, app, told

# What ends a run early: Ctrl+C, the system, a closed terminal. Typer gives the status INTERRUPTED for it.
STOPS = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))
INTERRUPTED = 130


def main() -> None:
    """Run the command and end with its exit status; the user's own mistakes are told without a traceback."""
    for stop in STOPS:
        signal.signal(stop, _stopped)
    from reporting.runs.run_failed import RunFailed, what_stands

    try:
        status = app(prog_name="report", standalone_mode=False)
        sys.exit(_tell(f"stopped. {what_stands()}", 3) if status == INTERRUPTED else status)
    except Usage as usage:
        sys.exit(_tell(usage, 2))
    except RunFailed as failed:
        sys.exit(_tell(failed, failed.status))
    except FaultsFound as found:
        sys.exit(_tell(f"{found}\n{what_stands()}", 1))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(_tell(f"stopped. {what_stands()}", 3))
    except OSError as error:
        what = f"could not complete, because a file could not be read or written: {error}."
        sys.exit(_tell(f"{what} {what_stands()}", 3))
    except MemoryError:
        sys.exit(_tell(f"could not complete, because there was not enough memory. {what_stands()}", 3))
    except Exception as error:  # a click usage error, or a fault of ours
        if hasattr(error, "format_message"):
            message = error.format_message()
            if message.startswith("Usage:"):  # called with nothing at all
                told.print(message)
                sys.exit(2)
            sys.exit(_tell(f"{message}{'' if message.endswith(('.', '?')) else '.'} Try: report --help", 2))
        traceback.print_exc()
        sys.exit(_tell(f"could not complete: {type(error).__name__}: {error}. {what_stands()}", 3))


def _tell(what: object, status: int) -> int:
    told.print(f"report: {what}")
    return status


def _stopped(number: int, frame: object) -> None:
    for stop in STOPS:  # once: what is running has to be ended in order
        signal.signal(stop, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
