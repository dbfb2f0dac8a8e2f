"""The command line: check, list, run, build, claims, mutate, new, intake, changes, disclosure,
cite, release, serve, trace.
"""

from __future__ import annotations

import io
import json
import os
import sys

from cohortbook.cli.options import parser
from cohortbook.study.problems import StudyError, UnknownName


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 after a sentence on stderr saying what is wrong."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a Windows console may not know every letter of a file
            stream.reconfigure(errors="backslashreplace")
    options = parser().parse_args(arguments)
    try:
        code = options.command(options)
        sys.stdout.flush()
        return code
    except StudyError as error:
        _report(error, getattr(options, "json", False))
    except BrokenPipeError:  # anyone who read the output, say `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nstopped; the last good book is as it was", file=sys.stderr)
    except _failures() as error:
        print(f"cohortbook: {error}", file=sys.stderr)
    except OSError as error:
        from cohortbook.running.os_errors import refusal

        sentence = refusal(error)
        if sentence is None:
            raise
        print(f"cohortbook: {sentence}", file=sys.stderr)
    return 1


def _failures() -> tuple[type[Exception], ...]:
    """The errors that carry a sentence for the user; anything else is a fault of the
    program and shows itself.
    """
    from cohortbook.book.make import BookError
    from cohortbook.release.release import ReleaseError
    from cohortbook.running.runner import RunError
    from cohortbook.study.problems import IntakeError

    return RunError, ReleaseError, BookError, IntakeError, UnknownName


def _report(error: StudyError, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps(
                [problem.as_dict() for problem in error.problems], indent=1, ensure_ascii=False
            )
        )
        return
    for problem in error.problems:
        print(problem, file=sys.stderr)
    count = len(error.problems)
    print(f"{count} {'thing' if count == 1 else 'things'} to correct", file=sys.stderr)
