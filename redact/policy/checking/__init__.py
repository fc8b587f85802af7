"""Checking a policy before it is used: everything that is wrong or doubtful in it, at once and with its place.

Every check is a pair of an issue and a validator (see :mod:`redact.policy.checking.issues`); the modules beside it hold
them by what they ask.
"""

from redact.policy.checking.report import Report, check_policy

__all__ = ["Report", "check_policy"]
