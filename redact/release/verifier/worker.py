"""The process that reads hostile files: ``python -m redact.release.verifier.worker``, one request a line.

What breaks a reader of PDF breaks this process and nothing else. It takes a share of memory and of time and no more,
writes no file, and answers each request with one line of JSON on its standard output.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from redact.errors import RedactError, UsageProblem

MEMORY = 3 * 1024 ** 3
"""Bytes of address space."""
SECONDS = 60
"""Seconds of processor time for a file, and for each million bytes of it a few more."""
_SECONDS_A_MEGABYTE = 10
_MOST_SECONDS = 600


def seconds_for(size: int) -> int:
    """The processor time that a file of this many bytes may take (seconds)."""
    return min(SECONDS + size * _SECONDS_A_MEGABYTE // 1_000_000, _MOST_SECONDS)


def main() -> None:
    """Answers requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    # Libraries that print on their own must not reach the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        from redact.release.verifier.judge import judge_pdf, judge_release

        files = {kind: Path(path).read_bytes() for kind, path in request["files"].items()}
        _limit(sum(map(len, files.values())))
        if request["release"]:
            leaks = judge_release(files["json"], files, request["name"], request["secrets"], request["source"])
        else:
            leaks = judge_pdf(files["pdf"], request["name"], request["secrets"], tuple(request["source"].values()),
                              thorough=request["thorough"])
        return {"findings": [leak.to_json() for leak in leaks]}
    except UsageProblem as problem:
        return {"usage": problem.message}
    except RedactError as problem:
        return {"unusable": problem.message}
    except MemoryError:
        return {"unusable": "the file takes more memory than a document may"}
    except OSError as problem:
        return {"unusable": os.strerror(problem.errno) if problem.errno else "the file cannot be read"}
    except Exception as bug:
        return {"unusable": f"the file breaks its reader ({type(bug).__name__})"}


def _limit(size: int) -> None:
    """Sets the processor time of this process to what is spent and the share of one file."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime) + seconds_for(size)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, until + 5))


if __name__ == "__main__":
    main()
