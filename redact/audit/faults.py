"""Named steps of writing, so that tests can stop the program between any two of them.

Every write, commit and rename of the workspace and the log calls :func:`step` before and after. In use the hook does
nothing and nothing outside Python can set it; a test assigns :data:`checkpoint_hook` in a child process and ends that
process, or raises, at the step of its choice.
"""

from __future__ import annotations

from collections.abc import Callable


def _nothing(name: str) -> None:
    """The hook in use: no step means anything."""


checkpoint_hook: Callable[[str], None] = _nothing


def step(name: str) -> None:
    """Tell the hook that the step ``name`` ("vault.commit", "audit.committed", "keys.rename") is reached."""
    checkpoint_hook(name)
