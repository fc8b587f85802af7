"""Release decisions for portion-marked documents.

The library behind the commands; each name is imported when it is first asked for:

    document = redact.read("cable.txt")
    plan = redact.decide(document, redact.load_policy("foia-public"), as_of=date(2018, 6, 7))
    with redact.Workspace.open(Path("workspace")) as workspace:
        redact.release_document(workspace, document, "cable", redact.Order(...))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from redact.documents.reading import read, read_bytes
    from redact.policy.comparing import compare_policies
    from redact.policy.decide import decide
    from redact.policy.explain import explain
    from redact.policy.loading import load_policy
    from redact.policy.proving import prove
    from redact.policy.testing import run_tests
    from redact.review.publishing import Order, release_document
    from redact.review.workspace import Workspace

_PUBLIC = {"read": "redact.documents.reading", "read_bytes": "redact.documents.reading",
           "compare_policies": "redact.policy.comparing", "prove": "redact.policy.proving",
           "decide": "redact.policy.decide", "explain": "redact.policy.explain",
           "load_policy": "redact.policy.loading", "run_tests": "redact.policy.testing",
           "Order": "redact.review.publishing", "release_document": "redact.review.publishing",
           "Workspace": "redact.review.workspace"}

__all__ = ["Order", "Workspace", "__version__", "compare_policies", "decide", "explain", "load_policy", "prove", "read",
           "read_bytes", "release_document", "run_tests"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'redact' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
