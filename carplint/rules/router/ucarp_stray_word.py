"""A command line of ucarp holds a word that is neither an option nor the value of one.

Why: ucarp ignores it silently, so what it was meant to set is not set: a script behind -P, which takes no value, or a redirection in a
unit, where no shell runs.

Daemon: the words that getopt_long leaves over are not looked at; the options behind them count all the same. systemd runs no shell for
ExecStart=, so `>`, `|`, `&&` and `$(` are ordinary words. Source: ucarp 1.5.2, src/ucarp.c; systemd.service(5), "Command lines"; tried.

Fix: remove the word, or write the option that it belongs to. In a unit write `ExecStart=/bin/sh -c 'exec ucarp ...'` for a shell, and
StandardOutput= for a log.

Exceptions: silent if the options are unknown.
"""

import re
from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.rules.router.ucarp_unknown_option import counted, is_stray
from carplint.text.finding import Finding

CODE = "CL218"
NAME = "ucarp-stray-word"
SEVERITY = "warning"
ON = "ucarp router"
NEEDS = "strange"

_SHELL = r"[0-9]?[<>]{1,2}(?:&?[0-9-])?|\|\|?|&&?|[0-9]?>{1,2}\S+|\$\(\S*|`\S*|\S*[)`]"
"""Words that mean something to a shell."""


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every such word."""
    for word in (w for w, _ in counted(router) if is_stray(w)):
        message = "this word is not an option, so ucarp ignores it"
        if ".service" in word.span.source.path and re.fullmatch(_SHELL, word.value or "") is not None:
            message = "systemd runs no shell for this line, so this is an ordinary word, which ucarp ignores"
        yield Finding(message, word.span, label="passed over")
