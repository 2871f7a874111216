"""A node as carplint sees it: each effective value and where it comes from, as text or as JSON.

`facts` and `interfaces` say which facts to show, `roles` who wins a cluster's election, `release` which keepalived a
configuration needs; `text` and `json` write that down. Nothing here knows a format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from carplint.inputs.secrets import mark
from carplint.model import Net
from carplint.text import module
from carplint.text.secrets import NONE, Values

FORMATS = ("text", "json")


def show(net: Net, format: str = "text", *, show_secrets: bool = False) -> Iterator[str]:
    """Yield the pieces of a description of all hosts, in one of FORMATS."""
    secrets = NONE if show_secrets else mark(net)
    run: Callable[[Net, bool, Values], Iterator[str]] = module(f"carplint.overview.{format}").render
    return run(net, show_secrets, secrets)
