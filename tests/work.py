"""How much is done, counted: the same on every machine, however busy it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from cProfile import Profile


def calls(action: Callable[[], object]) -> int:
    """How many functions are called, those of Python itself, too. Patterns are compiled anew: `re` keeps a number of them, and
    which ones depends on the tests before."""
    re.purge()
    profile = Profile(subcalls=False)
    profile.enable()
    try:
        action()
    finally:
        profile.disable()
    return sum(entry.callcount for entry in profile.getstats())
