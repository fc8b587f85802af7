"""What can go wrong, as types.

    RedactError                  exit code 1: an unexpected failure, which is a bug
    ├── UsageProblem             2: the call itself is wrong
    ├── UnusableInput            3: a document that cannot be read
    ├── UnusablePolicy           3: a policy that cannot be loaded; carries every problem found
    ├── Refused                  4: a finding stops the act (a gate's hit, a failed verification)
    ├── NotPermitted             5: this person may not do this
    └── Conflict                 6: something else is already there

No message holds document text: messages carry codes, ids, file names given by the user, lines and columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class RedactError(Exception):
    """Base of every error this program raises on purpose; ``exit_code`` is the process's exit code (design §5)."""

    exit_code = 1

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None, column: int | None = None):
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column

    def diagnostics(self) -> str:
        """``FILE:LINE:COLUMN: message``, leaving out what is not known."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class UsageProblem(RedactError):
    """The call is wrong: an option's value, a combination, an unknown name."""

    exit_code = 2


class UnusableInput(RedactError):
    """A document that cannot be read: missing, a directory, binary, empty, too large."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One problem of a policy file. ``line`` and ``column`` count from 1; 0 where not known.

    ``source`` is the part of the line that shows the place, which begins ``caret`` characters into it; ``code`` says of
    what kind the problem is and stays the same from version to version.
    """

    message: str
    line: int = 0
    column: int = 0
    source: str = ""
    caret: int = 0
    code: str = "policy"

    def shown(self) -> list[str]:
        """The line of the file and, below it, a caret at the place; nothing where no line is known."""
        return [self.source.replace("\t", " "), " " * self.caret + "^"] if self.source else []


_MOST_TOLD = 100
"""Problems of one policy that are told at once; beyond so many it is no policy that somebody wrote."""


class UnusablePolicy(RedactError):
    """A policy that cannot be loaded, with every problem found in it."""

    exit_code = 3

    def __init__(self, file: str, problems: Sequence[PolicyProblem]):
        first = problems[0]
        super().__init__(first.message, file=file, line=first.line or None, column=first.column or None)
        self.problems = tuple(problems)

    def diagnostics(self) -> str:
        lines = []
        for problem in self.problems[:_MOST_TOLD]:
            place = ":".join(str(part) for part in (self.file, problem.line, problem.column) if part)
            lines.append(f"{place}: {problem.message}")
            lines += [f"    {line}" for line in problem.shown()]
        if len(self.problems) > _MOST_TOLD:
            lines.append(f"{self.file}: and {len(self.problems) - _MOST_TOLD:,} problems more")
        return "\n".join(lines)


class Refused(RedactError):
    """A finding stops the act: nothing was published."""

    exit_code = 4


class NotPermitted(RedactError):
    """The person acting may not do this."""

    exit_code = 5


class Conflict(RedactError):
    """Something else is already there, or was changed meanwhile."""

    exit_code = 6
