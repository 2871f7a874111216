"""A script that brings a VIP up or down, read as text and never run: its commands, and the addresses that they change.

The one reading of such scripts: the model's VIPs (`up_script`), which scripts a conversion keeps, as copies without
their commands for the VIP (`custom`), and what rules say of their commands come from it. Only what is certain counts: the values of the
script's parameters, literal words, and variables that are set to these once, whatever happens.
Source: ucarp 1.5.2, src/spawn.c (`script INTERFACE VIP [XPARAM]`); ip-address(8), with the abbreviations of iproute2's
ip/ipaddress.c (do_ipaddr); ifconfig(8), and for its default netmask net/ipv4/devinet.c of Linux (inet_abc_len), tried
with net-tools 2.10; POSIX.1-2017, Shell Command Language, 2.9 and 2.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from itertools import dropwhile

from carplint.dialects.addresses.common import classful
from carplint.dialects.shell.script import Simple, UnsureError, resolved, simple_commands
from carplint.model import Address
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

_IP_WORDS = frozenset("dev label scope broadcast brd valid_lft preferred_lft metric proto".split())
"""Keywords of `ip address` that take a word."""
_IP_OPTIONS = frozenset("-f -family -n -netns -b -batch -l -loops -rc -rcvbuf".split())
"""Options of `ip` that take a word."""
_IP_VERBS = ("add", "change", "chg", "replace", "delete", "show", "list", "lst", "flush", "save", "restore", "help")
"""The verbs of `ip address`, in the order in which it compares: any beginning stands for the first that fits."""
_ADDS = frozenset(("add", "change", "chg", "replace"))
_SHOWS = frozenset(("show", "list", "lst", "help"))

_OPAQUE = frozenset("eval . source shift unset read getopts alias trap mapfile readarray let".split())
"""Commands after which the meaning of a variable or a word is unknown."""
_DECLARATIONS = frozenset("export readonly local declare typeset".split())
_ASSIGNMENT = r"([A-Za-z_]\w*)=(.*)"
_QUOTED = r'"(?:\\.|[^"\\])*"'
_WITHIN = (
    r"(?s)(?>.*?(?:\$\(|`))"
    r"(?:(?>.*?\bip\b).*\b(?:add|del\w*|replace|change|flush)\b|.*(?:ifconfig|ifup|ifdown))"
)
"""A word up to a command that changes addresses inside a substitution, the first one: what holds for a later one holds
for it."""
_IFCFG = r"""[\"']?/\S*/ifcfg-\S+"""
"""A file that sets variables and does nothing else."""
_FLAGS = r"[-+][a-np-z]+"
"""Options of `set` that leave the parameters unchanged."""


class Change(NamedTuple):
    """An address that a command adds or removes, with its device and its label, "" if these are not certain."""

    adds: bool
    address: str
    device: str = ""
    label: str = ""


def _assigned(word: str) -> re.Match[str] | None:
    return re.fullmatch(_ASSIGNMENT, word, re.DOTALL)


def _argument(word: str, variables: Mapping[str, str | None]) -> str | None:
    """Return the value of a word of a command; None if not known, or if the shell may make several words or none of it."""
    value = resolved(word, variables)
    bare = "$" in re.sub(_QUOTED, "", word)
    return None if bare and (not value or re.search(r"[\s*?\[]", value)) else value


def _is_opaque(command: Simple) -> bool:
    if command.program == "set":
        return not all(w is not None and re.fullmatch(_FLAGS, w) for w in command.values[1:])
    return command.program in _OPAQUE or (command.program == "printf" and "-v" in command.values)


def steps(text: str, parameters: Mapping[str, str | None]) -> Iterator[Simple]:
    """Yield the commands of a script with the values of their words, including those of functions and of every branch,
    given its parameters by their numbers; raise `UnsureError` at the first one after which nothing is certain."""
    variables = dict(parameters)
    for command in simple_commands(text):
        words = command.words
        if command.loop:
            variables[command.loop] = None
        elif any(re.match(_WITHIN, w) for w in words):
            raise UnsureError
        elif words[0] in (".", "source") and len(words) == 2 and re.fullmatch(_IFCFG, words[1]):
            variables |= dict.fromkeys(variables.keys() - parameters.keys())
        else:
            declares = words[0] in _DECLARATIONS
            own = () if declares else tuple(dropwhile(_assigned, words))
            for match in filter(None, map(_assigned, words[: len(words) - len(own)])):
                certain = command.here and match[1] not in variables
                variables[match[1]] = resolved(match[2], variables) if certain else None
            command = command._replace(values=tuple(_argument(w, variables) for w in own))
            if _is_opaque(command):
                raise UnsureError
            if own:
                yield command


def certain_steps(source: Source, parameters: Mapping[str, str | None]) -> Iterator[Simple | None]:
    """Yield the commands of a script as far as they are certain, and None if something follows them that is not."""
    try:
        yield from steps(source.text, parameters)
    except UnsureError:
        yield None


def _operands(words: Sequence[str | None]) -> tuple[list[str | None], dict[str | None, str | None]]:
    """Return the words of `ip address add` that belong to no keyword, and those that do by their keyword."""
    rest = iter(words)
    plain: list[str | None] = []
    keywords: dict[str | None, str | None] = {}
    for word in rest:
        if word in _IP_WORDS:
            keywords[word] = next(rest, None)
        elif word != "local":
            plain.append(word)
    return plain, keywords


def _verb(words: Sequence[str | None]) -> tuple[str, Sequence[str | None]]:
    """Return what an `ip` command does to addresses, "show" if it changes none, and the words behind that; raise
    `UnsureError` if it is not sure."""
    rest = [w for w in words if w is None or not w.startswith("-")]
    if rest[:1] == [None] or _IP_OPTIONS & set(words):
        raise UnsureError
    if not rest or not "address".startswith(rest[0] or "-"):
        return "show", ()
    verb = rest[1] if len(rest) > 1 else "show"
    does = next((v for v in _IP_VERBS if verb and v.startswith(verb)), None)
    if does is None or does not in (*_ADDS, *_SHOWS, "delete"):
        raise UnsureError
    return does, rest[2:]


def removes(command: Simple) -> bool:
    """Return whether a command of `ip` is sure to remove an address, even if it is not known which one."""
    try:
        return command.program == "ip" and _verb(command.values[1:])[0] == "delete"
    except UnsureError:
        return False


def _by_ip(words: Sequence[str | None]) -> Change | None:
    """Return what an `ip` command changes; raise `UnsureError` if that is not sure."""
    does, rest = _verb(words)
    if does in _SHOWS:
        return None
    plain, keywords = _operands(rest)
    if not plain or plain[0] is None or "peer" in plain:
        raise UnsureError
    device = (keywords.get("dev") or "").partition(":")[0]  # for an alias, ip takes its device
    return Change(does in _ADDS, plain[0], device, keywords.get("label") or "")


def _by_ifconfig(words: Sequence[str | None]) -> Change | None:
    """Return what an `ifconfig DEVICE ADDRESS [netmask MASK]` adds; None for anything else."""
    if len(words) < 2 or words[1] is None:
        return None
    address, name = words[1], words[0] or ""
    if "netmask" in words[:-1]:
        mask = words[words.index("netmask") + 1]
        if mask is None:
            return None
        address = f"{address.partition('/')[0]}/{mask}"
    elif "/" not in address:
        try:
            read = Address.read(address)
        except ValueError:
            return None
        address = f"{address}/{classful(read.ip) if isinstance(read.ip, IPv4Address) else 128}"
    device = name.partition(":")[0]
    return Change(True, address, device, name if name != device else "")


def change(command: Simple) -> Change | None:
    """Return the address that a command adds or removes, None if it does neither; raise `UnsureError` if that is not
    sure."""
    if command.program == "ip":
        return _by_ip(command.values[1:])
    return _by_ifconfig(command.values[1:]) if command.program == "ifconfig" else None
