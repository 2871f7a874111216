"""The programs that tests hold carplint against. Where one is missing the test is skipped, and says so;
with CI=true nothing is skipped, so the test fails for want of it."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.lab.netns import unavailable

CI = os.environ.get("CI") == "true"


def every(number: int) -> int:
    """Of how many cases one is tried where all take too long for each run; with FUZZ in the environment all are."""
    return 1 if "FUZZ" in os.environ else number


def needs(*programs: str) -> pytest.MarkDecorator:
    """A mark for tests that run these programs."""
    missing = [p for p in programs if shutil.which(p) is None]
    reason = f"NOT TESTED: {', '.join(missing)} not installed"
    return pytest.mark.skipif(bool(missing) and not CI, reason=reason)


def _available(why: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(bool(why) and not CI, reason=f"NOT TESTED: {why}")


needs_namespaces = _available(unavailable())
"""A mark for tests that make network namespaces."""
needs_one_way_faults = _available(unavailable(one_way=True))
"""A mark for tests in which a node is heard and does not hear, or the other way round."""


matrix, labs, more_labs = (pytest.mark.labs(lane) for lane in range(3))
"""Marks for tests that wait for real daemons for long: they run beside all others (conftest.py), and beside those with
another mark. The one of the matrix takes as long as those with the second or the third mark."""
early = pytest.mark.early
"""A mark for tests that compute longest: workers begin with them (conftest.py)."""
slow = pytest.mark.slow
"""A mark for tests that `make quick` leaves out."""
