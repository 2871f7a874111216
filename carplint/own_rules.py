"""Own rules: a team's rules in Python files beside its configuration, with the same contract as carplint's.

A file holds one rule, as carplint/rules/__init__.py describes it: a docstring whose first line is its summary, CODE,
NAME, SEVERITY and check(net). Its code begins with letters other than CL, so that it never clashes.

    \"""A virtual router is on VRID 51, which the factory uses.\"""

    from carplint.finding import Finding

    CODE, NAME, SEVERITY = "ACME1", "vrid-of-the-factory", "warning"

    def check(net):
        for router in net.virtual_routers:
            if router.id is not None and router.id.value == 51:
                yield Finding("VRID 51 belongs to the factory", router.id.span)

They are code, and run with the rights of whoever runs carplint: so they are taken from the command line
(`--rules FILE`) or from a configuration that is named there (`--config FILE`), never from one that is merely found.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import util
from typing import Any

from carplint.finding import SEVERITIES
from carplint.rules import Rule

_CODE = re.compile(r"(?!CL\d)[A-Z]+\d+")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class OwnRuleError(Exception):
    """A file is no rule; the message says why."""


def _faults(module: Any) -> list[str]:
    checks = (
        (_CODE.fullmatch(str(getattr(module, "CODE", ""))), "CODE is capital letters other than CL and a number"),
        (_NAME.fullmatch(str(getattr(module, "NAME", ""))), "NAME is words in small letters with hyphens"),
        (getattr(module, "SEVERITY", "") in SEVERITIES, f"SEVERITY is one of {', '.join(SEVERITIES)}"),
        (callable(getattr(module, "check", None)), "check(net) yields findings"),
        ((module.__doc__ or "").strip(), "the docstring begins with a summary"),
    )
    return [what for good, what in checks if not good]


def _read(path: str) -> Rule:
    name = "carplint_own_" + re.sub(r"\W", "_", os.path.abspath(path))
    spec = util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise OwnRuleError(f"{path}: a rule is a Python file, NAME.py")
    module = util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise OwnRuleError(f"{path}: the rule cannot be read: {type(error).__name__}: {error}") from error
    faults = _faults(module)
    if faults:
        raise OwnRuleError(f"{path}: this is no rule: {'; '.join(faults)}")
    rule: Any = module
    return rule  # type: ignore[no-any-return]


def read(paths: Sequence[str]) -> tuple[Rule, ...]:
    """The rules in some files. Raises `OwnRuleError`."""
    rules = tuple(_read(path) for path in paths)
    seen: dict[str, Rule] = {}
    for rule in rules:
        for word in (rule.CODE, rule.NAME):
            if seen.setdefault(word, rule) is not rule:
                raise OwnRuleError(f"two rules are called {word}")
    return rules
