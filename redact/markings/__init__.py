"""Classification markings: reading, writing, ordering, rolling up."""

from redact.markings.model import (
    CONTROL_KINDS,
    LEVEL_TITLES,
    LEVELS,
    Controls,
    Level,
    Marking,
    Part,
    Problem,
    Severity,
    rank,
)

__all__ = ["CONTROL_KINDS", "LEVELS", "LEVEL_TITLES", "Controls", "Level", "Marking", "Part", "Problem", "Severity",
           "rank"]
