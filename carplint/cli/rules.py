"""`carplint rules`: list all rules."""

from __future__ import annotations

import sys

from carplint.cli.arguments import OK, Arguments
from carplint.rules import RULES, listing


def run(arguments: Arguments) -> int:
    """Print all rules: a list by family, or JSON."""
    if arguments.format == "json":
        import json

        rules = [{"code": r.code, "name": r.name, "severity": r.severity, "summary": r.summary} for r in RULES]
        sys.stdout.write(json.dumps(rules, indent=2) + "\n")
    else:
        sys.stdout.write(listing(RULES))
    return OK
