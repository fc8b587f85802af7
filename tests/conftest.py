"""What every test may ask for: Hypothesis profiles and the paths of material outside the package.

``HYPOTHESIS_PROFILE`` chooses the profile: ``ci`` (the default; the same examples on every run) or ``soak`` (many
more, new ones each time).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"

# Two workers on a busy machine make "too slow" a statement about the machine; the time limits are pytest's business.
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True,
                          suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", max_examples=400, deadline=None, print_blob=True,
                          suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of fictional cables with ``expected.json`` beside them."""
    return PROJECT / "examples"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the project; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs the reference material in ../shared, which is not part of the project")
    return SHARED


@pytest.fixture(scope="session")
def karachi(shared: Path) -> Path:
    """The public cable the design's table of portions was written from."""
    path = shared / "corpus" / "karachi-08-380.txt"
    if not path.is_file():
        pytest.skip("needs corpus/karachi-08-380.txt in ../shared, which is not part of the project")
    return path
