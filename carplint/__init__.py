"""carplint checks, fixes and converts the files that keep an IP address alive when a machine dies.

    import carplint

    net = carplint.load(["hosts/lb1", "hosts/lb2"])
    for finding in carplint.check(net).findings:
        print(finding.code, finding.message)

docs/library.md shows what else there is.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing carplint imports nothing else

if TYPE_CHECKING:
    from typing import Any

    from carplint.checking.fix import Outcome, fix
    from carplint.checking.lint import check
    from carplint.checking.policy import Policy, PolicyError
    from carplint.checking.report import Report
    from carplint.conversion import Choices, Conversion, RefusedError, convert
    from carplint.explanation.page import explain
    from carplint.inputs.config import HostSettings, Settings
    from carplint.inputs.load import load
    from carplint.model import Cluster, Host, Interface, Net, Value, VirtualRouter
    from carplint.model.target import OutputFile
    from carplint.overview import show
    from carplint.text.finding import Edit, Finding, Fix, Related
    from carplint.text.source import Source, Span

__version__ = "0.1.0"

_HOMES = {
    "load": "inputs.load",
    "check": "checking.lint",
    "fix": "checking.fix",
    "convert": "conversion",
    "show": "overview",
    "explain": "explanation.page",
    "Net": "model",
    "Host": "model",
    "Interface": "model",
    "VirtualRouter": "model",
    "Cluster": "model",
    "Value": "model",
    "Finding": "text.finding",
    "Related": "text.finding",
    "Fix": "text.finding",
    "Edit": "text.finding",
    "Source": "text.source",
    "Span": "text.source",
    "Policy": "checking.policy",
    "PolicyError": "checking.policy",
    "Report": "checking.report",
    "Outcome": "checking.fix",
    "Choices": "conversion",
    "Conversion": "conversion",
    "OutputFile": "model.target",
    "RefusedError": "conversion",
    "Settings": "inputs.config",
    "HostSettings": "inputs.config",
}
"""The public names, each with the module that it is imported from when it is first used."""

__all__ = [
    "Choices",
    "Cluster",
    "Conversion",
    "Edit",
    "Finding",
    "Fix",
    "Host",
    "HostSettings",
    "Interface",
    "Net",
    "Outcome",
    "OutputFile",
    "Policy",
    "PolicyError",
    "RefusedError",
    "Related",
    "Report",
    "Settings",
    "Source",
    "Span",
    "Value",
    "VirtualRouter",
    "check",
    "convert",
    "explain",
    "fix",
    "load",
    "show",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import carplint` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'carplint' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"carplint.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names, those that were not used yet, too."""
    return sorted({*globals(), *__all__})
