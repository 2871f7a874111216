"""carplint: checks, repairs and converts the files that keep an IP address alive when a machine dies.

import carplint

net = carplint.load(["hosts/lb1", "hosts/lb2"])
for finding in carplint.check(net).findings:
    print(finding.code, finding.message)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carplint.checking.lint import check
    from carplint.conversion import convert
    from carplint.explanation.page import explain
    from carplint.inputs.load import load

__version__ = "0.1.0"
__all__ = ["check", "convert", "explain", "load"]

_HOMES = {"load": "inputs.load", "check": "checking.lint", "convert": "conversion", "explain": "explanation.page"}


def __getattr__(name: str) -> Any:
    """Import a public function when it is first used, so that `import carplint` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'carplint' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"carplint.{_HOMES[name]}"), name)
