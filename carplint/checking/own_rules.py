"""Own rules: a team's rules in Python files beside its configuration, with the same contract as carplint's.

A file holds one rule, as carplint/rules/__init__.py describes it: a docstring whose first line is its summary, CODE,
NAME, SEVERITY and check(net), or ON and a check of one such thing. Its code begins with letters other than CL, so that it never clashes.

    \"""A virtual router is on VRID 51, which the factory uses.\"""

    from carplint.finding import Finding

    CODE, NAME, SEVERITY = "ACME1", "vrid-of-the-factory", "warning"

    def check(net):
        for router in net.virtual_routers:
            if router.id is not None and router.id.value == 51:
                yield Finding("VRID 51 belongs to the factory", router.id.span)

They are code, and run with the rights of whoever runs carplint: so they are taken from the command line
(`--rules FILE`) or from a configuration that is named there (`--config FILE`), never from one that is merely found.

A word without a dot and a slash is the name of an entry point of the group carplint.rules of an installed package: a
module that is a rule, or a list of such modules. It is only looked for where it is named, and as somebody installed it
on purpose, any configuration may name it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import util
from traceback import extract_tb

from carplint.inputs.config import is_file
from carplint.model import Net
from carplint.rules import Rule
from carplint.rules.targets import TARGETS
from carplint.text import reading
from carplint.text.finding import SEVERITIES, Finding
from carplint.text.typing import Any

_CARPLINT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_CODE = re.compile(r"(?!CL\d)[A-Z]+\d+")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class OwnRuleError(Exception):
    """A file is not a rule, or a rule fails; the message says why."""


def _faults(module: Any) -> list[str]:
    checks = (
        (_CODE.fullmatch(str(getattr(module, "CODE", ""))), "CODE is capital letters other than CL and a number"),
        (_NAME.fullmatch(str(getattr(module, "NAME", ""))), "NAME is words in small letters with hyphens"),
        (getattr(module, "SEVERITY", "") in SEVERITIES, f"SEVERITY is one of {', '.join(SEVERITIES)}"),
        (getattr(module, "ON", "net") in TARGETS, f"ON is one of {', '.join(TARGETS)}"),
        (callable(getattr(module, "check", None)), "check(net) yields findings"),
        ((module.__doc__ or "").strip(), "the docstring begins with a summary"),
    )
    return [what for good, what in checks if not good]


def _installed(word: str) -> Sequence[Rule]:
    from importlib.metadata import entry_points  # slow, and needed here only

    points = entry_points(group="carplint.rules", name=word)
    if not points:
        raise OwnRuleError(f"{word}: no installed package has rules of this name (the file of a rule ends in .py)")
    try:
        loaded = [point.load() for point in points]
    except (Exception, SystemExit) as error:
        raise OwnRuleError(f"{word}: the rules cannot be read: {type(error).__name__}: {error}") from error
    return [_rule(m, word) for found in loaded for m in (found if isinstance(found, list | tuple) else [found])]


def _rule(module: Any, word: str) -> Rule:
    faults = _faults(module)
    if faults:
        raise OwnRuleError(f"{word}: not a rule: {'; '.join(faults)}")
    summary = module.__doc__.strip().partition("\n")[0]
    return Rule(module.CODE, module.NAME, module.SEVERITY, getattr(module, "ON", "net"), "", summary, module.check)


def _read(path: str) -> Rule:
    name = "carplint_own_" + re.sub(r"\W", "_", os.path.abspath(path))
    spec = util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise OwnRuleError(f"{path}: a rule is a Python file, NAME.py")
    if isinstance(found := reading.read(path), Finding):  # a FIFO, a device
        raise OwnRuleError(f"{path}: the rule {found.message.partition(';')[0]}")
    module = util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise OwnRuleError(f"{path}: the rule cannot be read: {type(error).__name__}: {error}") from error
    return _rule(module, path)


def read(words: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules in some files and of some entry points. Raises `OwnRuleError`."""
    rules = tuple(r for word in words for r in ([_read(word)] if is_file(word) else _installed(word)))
    seen: dict[str, Rule] = {}
    for rule in rules:
        for word in (rule.code, rule.name):
            if seen.setdefault(word, rule) != rule:
                raise OwnRuleError(f"two rules are called {word}")
    return rules


def run(rule: Rule, net: Net) -> Sequence[Finding]:
    """Return the findings of a team's rule. Raises `OwnRuleError`, with the place in the rule, if it fails."""
    try:
        findings = [f for target in TARGETS[rule.on](net) for f in rule.check(*target)]
        if not all(isinstance(f, Finding) for f in findings):
            raise TypeError("check(net) yields something that is not a finding")
    except (Exception, SystemExit) as error:
        frames = [f for f in extract_tb(error.__traceback__) if not f.filename.startswith(_CARPLINT)]
        place = f"{os.path.relpath(frames[-1].filename)}:{frames[-1].lineno}: " if frames else ""
        raise OwnRuleError(f"{place}the rule {rule.name} fails: {type(error).__name__}: {error}") from error
    return findings
