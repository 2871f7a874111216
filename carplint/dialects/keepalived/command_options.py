"""The options of keepalived's command line, of all releases: which words are none, so that it does not start.

Source: keepalived(8) of 1.2.24 to 2.4.3; core/main.c; tried with 2.2.7: `Unknown option --confg-id`, exit status 1. Words that are not
options are ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.model import Value
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

_VALUED = {
    "use-file": "f", "use-conf": "f", "log-facility": "S", "umask": "u", "pid": "p", "vrrp_pid": "r", "checkers_pid": "c",
    "bfd_pid": "b", "namespace": "s", "snmp-agent-socket": "A", "config-id": "i", "signum": "",
}  # fmt: skip
"""The long options that take the next word if there is no =, each with its letter."""
_OPTIONAL = {
    "log-file": "g", "core-dump-pattern": "M", "core-dump-format": "M", "config-test": "t", "perf": "", "debug": "",
}  # fmt: skip
"""Those whose value, if they have one, is in the same word."""
_PLAIN = {
    "vrrp": "P", "check": "C", "no_bfd": "B", "all": "", "log-console": "l", "log-detail": "D", "flush-log-file": "",
    "no-syslog": "G", "release-vips": "X", "dont-release-vrrp": "V", "dont-release-ipvs": "I", "dont-respawn": "R",
    "dont-fork": "n", "dump-conf": "d", "genhash": "T", "address-monitoring": "a", "all-config": "e", "snmp": "x",
    "core-dump": "m", "mem-check-log": "L", "no-mem-check": "", "ignore-sigint": "", "vrrp-status": "s", "version": "v",
    "help": "h",
}  # fmt: skip
_LONG = (*_VALUED, *_OPTIONAL, *_PLAIN)
_LETTERS = "".join((*_OPTIONAL.values(), *_PLAIN.values()))


def _finding(word: Value[str], option: str, meant: str | None) -> Finding:
    message = f"{shown(option)} is not an option of keepalived: it says so and ends, so nothing runs here"
    fix = None
    if meant is not None and word.span.text.startswith(option):
        span = word.span._replace(end=word.span.start + len(option))
        fix = Fix(f"write --{meant}", (Edit(span, f"--{meant}"),), safe=False)
    hint = f"did you mean --{meant}?" if meant is not None else "not known"
    return Finding(message, word.span, fix=fix, label=hint, name="keepalived-unknown-option")


def unknown(words: Sequence[Value[str]]) -> Iterator[Finding]:
    """Yield the options of a command line, without its program, that no release knows. Words that are not known are passed over."""
    rest = iter(words)
    for word in rest:
        text = word.value or ""
        if text == "--":
            return
        if text.startswith("--"):
            name, equals, _ = text[2:].partition("=")
            fitting = [name] if name in _LONG else [o for o in _LONG if o.startswith(name)]
            if not fitting:
                yield _finding(word, f"--{name}", nearest(name, _LONG))
            elif all(o in _VALUED for o in fitting) and not equals:
                next(rest, None)
        elif text.startswith("-"):
            for at, letter in enumerate(text[1:], 2):
                if letter in _VALUED.values():
                    _ = next(rest, None) if at == len(text) else None
                elif letter not in _LETTERS:
                    yield _finding(word, f"-{letter}", None)
                elif letter not in _OPTIONAL.values():
                    continue
                break
