"""The audit log: appending, reading, checking that it is whole.

Only what every part of the program may need is named here; the log itself is :mod:`redact.audit.log`, the check
:mod:`redact.audit.verification`. They load SQLite, this does not.
"""

from redact.audit.events import KINDS, Event, Kind, LoggedEvent

__all__ = ["KINDS", "Event", "Kind", "LoggedEvent"]
