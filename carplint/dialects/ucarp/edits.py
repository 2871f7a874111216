"""Fixes of what starts ucarp."""

from __future__ import annotations

import re

from carplint.model import Value, VirtualRouter
from carplint.text.finding import Edit, Fix

_QUOTED = r"""(["'])[^"'\\$`]*\1"""


def own_options(router: VirtualRouter) -> Value[str] | None:
    """Return the OPTIONS that a vip file sets itself, or None."""
    options = router.setting("OPTIONS")
    return options if options is not None and options.span.source is router.span.source else None


def add_option(options: Value[str] | None, option: str) -> Fix | None:
    """Return the fix that writes an option at the end of OPTIONS, if that is in plain quotes."""
    if options is None or not options.value or not re.fullmatch(_QUOTED, options.written):
        return None
    at = options.span._replace(start=options.span.end - 1, end=options.span.end - 1)
    return Fix(f"add {option} to OPTIONS", (Edit(at, f" {option}"),), safe=False)
