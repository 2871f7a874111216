"""What the rules about the programs of keepalived.conf share."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from carplint.dialects.keepalived.facts.configuration import Program, configuration_of
from carplint.model import Command, Host, Net


def programs(net: Net) -> Iterator[tuple[Host, Program]]:
    """The programs that the hosts' keepalived.conf name."""
    for host in net.hosts:
        configuration = configuration_of(host)
        if configuration is not None:
            for program in configuration.programs:
                yield host, program


def name(program: Program) -> str:
    """The file's own name, for a message."""
    return basename(program.path)[:40]


def tool(command: Command) -> str:
    """The program of a command without its path."""
    return basename(command.words[0])
