"""`carplint rules`: list all rules."""

from __future__ import annotations

import sys

from carplint.cli.arguments import OK, Arguments
from carplint.rules import FAMILIES, RULES


def run(arguments: Arguments) -> int:
    """Print all rules: a list by family, or JSON."""
    lines = [(r.code, r.name, r.severity, r.summary) for r in RULES]
    if arguments.format == "json":
        import json

        keys = ("code", "name", "severity", "summary")
        sys.stdout.write(json.dumps([dict(zip(keys, line, strict=True)) for line in lines], indent=2) + "\n")
        return OK
    family = ""
    for code, name, severity, summary in lines:
        if code[2] != family:
            family = code[2]
            print(f"{FAMILIES[family]}")
        print(f"  {code}  {severity:7}  {name:36} {summary}")
    return OK
