"""`carplint explain`: the page of a rule, or the rules that explain a symptom."""

from __future__ import annotations

import sys

from carplint.cli.arguments import OK, USAGE, Arguments, StopError
from carplint.explanation.page import explain, symptom_page
from carplint.explanation.symptoms import SYMPTOMS


def run(arguments: Arguments) -> int:
    """Print the page of a rule, the rules behind a symptom, or all symptoms."""
    word = " ".join(arguments.words)
    if not word and not arguments.symptoms:
        raise StopError("explain takes the code or name of a rule, or a symptom; --symptoms lists them", USAGE)
    try:
        sys.stdout.write(explain(word) if word else "\n".join(map(symptom_page, SYMPTOMS)))
    except LookupError as error:
        raise StopError(str(error.args[0]), USAGE) from error
    return OK
