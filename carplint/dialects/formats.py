"""The formats that carplint reads: how their files are recognised, and the module that reads each.

A format's module, carplint/formats/NAME, has one function, `read(host)`, which gives what the host's
documents of the format say, as a `Part`. It is imported when the first file of the format turns up. The
order of FORMATS is that of reading: a format may use what the ones above it have read.
"""

# No `from __future__ import annotations`: with it NamedTuple compiles every annotation, at each start.

import importlib
import re
from typing import NamedTuple

from carplint.model import Host, Interface, Script, VirtualRouter
from carplint.text.finding import Finding


class Part(NamedTuple):
    """What one format contributes to a host. `statements` and `understood` are counts."""

    interfaces: tuple[Interface, ...] = ()
    virtual_routers: tuple[VirtualRouter, ...] = ()
    scripts: tuple[Script, ...] = ()
    facts: tuple[object, ...] = ()
    findings: tuple[Finding, ...] = ()
    statements: int = 0
    understood: int = 0
    not_checked: tuple[str, ...] = ()


class Comments(NamedTuple):
    """The signs that start a comment, and whether one may stand behind a statement or on a line of its own only."""

    signs: str = "#"
    behind_statements: bool = True


class Format(NamedTuple):
    """How files of a format are told from others, and how they are parsed.

    `module` below carplint.dialects reads them. `grammar` is the name of the grammar that gives a file its tree, "" where its text is kept whole: its
    reader cuts it, for keepalived.conf not before it is expanded. `homes` are the folders where its files lie
    under a host's root. `file` matches the end of a path, its last two folders and the name, which holds one of
    `signs` in small letters: that is quicker to see; `content` matches something in a file that no path gives away.
    A file whose name matches `loose` is looked into wherever it lies; any other must be named to be recognised by
    its content. `nul` says that its reader knows what a NUL byte does; else a file that holds one is not read.
    """

    name: str
    module: str
    grammar: str
    homes: tuple[tuple[str, ...], ...]
    signs: tuple[str, ...]
    file: str
    content: str
    loose: str = ""
    nul: bool = False
    comments: Comments = Comments()

    def matches(self, folder: tuple[str, ...], name: str) -> bool:
        """Whether a file is of this format by its path."""
        path = "/".join((*folder[-2:], name))
        small = path.lower()
        return any(sign in small for sign in self.signs) and re.fullmatch(self.file, path) is not None

    def recognises(self, text: str) -> bool:
        """Whether a file is of this format by its content."""
        return re.search(self.content, text) is not None

    def read(self, host: Host) -> Part:
        """What the host's documents of this format say."""
        part: Part = importlib.import_module(f"carplint.dialects.{self.module}").read(host)
        return part


FORMATS: tuple[Format, ...] = (
    # Backups are passed over as network-scripts do: initscripts 9.49.38, network-functions,
    # __sed_discard_ignored_files.
    Format(
        name="ifcfg",
        module="addresses.ifcfg",
        grammar="sysconfig",
        homes=(("etc", "sysconfig", "network-scripts"), ("etc", "sysconfig", "network")),
        signs=("ifcfg-",),
        file=r"(?s:.*/)?ifcfg-[^/]+(?<!~)(?<!\.bak)(?<!\.orig)(?<!\.rpmnew)(?<!\.rpmorig)(?<!\.rpmsave)",
        content=r"(?m)^[ \t]*(?:DEVICE|BOOTPROTO|ONBOOT|IPADDR[0-9]*)=",
    ),
    # Debian's interfaces; not those of shorewall, which lie in a folder of that name.
    Format(
        name="interfaces",
        module="debian.read",
        grammar="interfaces",
        homes=(("etc", "network"),),
        signs=("interfaces",),
        file=r"(?!shorewall6?/|[^/]*/shorewall6?/)(?s:.*/)?(?:interfaces|network/interfaces\.d/[^/]+(?<!~))",
        content=r"(?m)^[ \t]*iface[ \t]+\S+[ \t]+(?:inet6?|can|ipx|inherits)\b",
        comments=Comments("#", False),
    ),
    # The next three are sources of a node's addresses, read for nothing else.
    Format(
        name="networkmanager",
        module="addresses.networkmanager",
        grammar="ini",
        homes=tuple((*top, "NetworkManager", "system-connections") for top in (("etc",), ("run",), ("usr", "lib"))),
        signs=(".nmconnection", "system-connections"),
        file=r"(?s:.*/)?(?:(?s:[^/]*)\.nmconnection|system-connections/[^/.][^/]*)(?<!~)(?<!\.rpmnew)(?<!\.rpmsave)",
        content=r"(?m)^[ \t]*\[connection\][ \t]*$",
        comments=Comments("#;", False),
    ),
    Format(
        name="netplan",
        module="addresses.netplan",
        grammar="",
        homes=(("etc", "netplan"), ("run", "netplan"), ("usr", "lib", "netplan"), ("lib", "netplan")),
        signs=("netplan",),
        file=r"(?s:.*/)?netplan/[^/]+\.yaml",
        content=r"\A(?:[ \t]*(?:#[^\n]*)?\n|---[^\n]*\n)*network:[ \t]*(?:#[^\n]*)?\n",
    ),
    Format(
        name="networkd",
        module="addresses.networkd",
        grammar="ini",
        homes=tuple((*top, "systemd", "network") for top in (("etc",), ("run",), ("usr", "lib"), ("lib",))),
        signs=("systemd/network",),
        file=r"(?s:.*/)?systemd/network/[^/]+\.network",
        content=r"(?m)^[ \t]*\[Match\][ \t]*$(?=(?s:.*)^[ \t]*\[Network\])",
        comments=Comments("#;", False),
    ),
    # The start script and the address scripts of a uCarp service.
    Format(
        name="launcher",
        module="ucarp.launcher",
        grammar="",
        homes=(
            ("etc", "rc.d", "init.d"),
            ("etc", "init.d"),
            ("etc", "sysconfig", "carp"),
            ("usr", "libexec", "ucarp"),
            ("usr", "share", "ucarp"),
            ("etc", "ucarp"),
        ),
        signs=("init.d/", "libexec/", "carp/vip-"),
        file=r"(?s:.*/)?(?:init\.d/u?carp|libexec/ucarp/ucarp|u?carp/vip-(?:up|down)(?:\.sh)?)",
        content=r"\A#!(?=(?s:.*)BIND_(?:ADDRESS|INTERFACE)=?)(?=(?s:.*)ucarp)",
    ),
    # No other dialect knows VIP_INTERFACE.
    Format(
        name="carp",
        module="ucarp.carp_service",
        grammar="sysconfig",
        homes=(("etc", "sysconfig", "carp"),),
        signs=("carp/vip-",),
        file=r"(?s:.*/)?carp/vip-.+\.conf",
        content=r"(?m)^[ \t]*(?:export[ \t]+)?VIP_INTERFACE=",
    ),
    # The service of Fedora and EPEL.
    Format(
        name="ucarp",
        module="ucarp.ucarp_service",
        grammar="sysconfig",
        homes=(("etc", "ucarp"),),
        signs=("ucarp/",),
        file=r"(?s:.*/)?ucarp/(?i:vip-.+\.conf)",
        content=r"(?m)^[ \t]*(?:export[ \t]+)?(?:VIP|SOURCE)_ADDRESS=",
        loose=r"vip-(?:[0-9]+|common)\.conf",
    ),
    # Gentoo's and PLD's files of UCARP_* variables, and two that only switch such a service on.
    Format(
        name="ucarp_opts",
        module="ucarp.gentoo",
        grammar="sysconfig",
        homes=(("etc", "conf.d"), ("etc", "ucarp"), ("etc", "sysconfig"), ("etc", "default")),
        signs=("conf.d/ucarp", "ucarp/", "sysconfig/ucarp", "default/ucarp"),
        file=r"(?s:.*/)?(?:conf\.d/ucarp(?:\.[^/~]+)?|ucarp/[0-9.]+\.conf|sysconfig/ucarp|default/ucarp-mvip)",
        content=r"(?m)^[ \t]*(?:UCARP_(?:INTERFACE|VHID|OPTS)|\#?VIRTUAL_IPS|UCARP_MVIP_ENABLED)=",
    ),
    # Command lines in scripts and unit files: no path gives them away.
    Format(
        name="ucarp_lines",
        module="ucarp.command_lines",
        grammar="",
        homes=(
            ("etc", "rc.d"),
            ("etc",),
            ("etc", "systemd", "system"),
            ("lib", "systemd", "system"),
            ("usr", "lib", "systemd", "system"),
            ("usr", "local", "bin"),
            ("usr", "local", "sbin"),
        ),
        signs=(),
        file=r"(?!)",
        content=r"(?m)^(?:[^#\n]*[ \t=;])?[-@:+!]*(?:/usr(?:/local)?/s?bin/)?ucarp[ \t]+(?:\\\n[ \t]*)?--?\w",
        loose=r"rc\.local|[^/]*ucarp[^/]*\.sh|[^/]+\.service",
    ),
    # keepalived*.conf anywhere, and any *.conf in or one below a folder named keepalived.
    Format(
        name="keepalived",
        module="keepalived.read",
        grammar="",
        homes=(("etc", "keepalived"), ("usr", "local", "etc", "keepalived")),
        signs=("keepalived",),
        file=r"(?s:.*/)?(?:(?i:keepalived[^/]*\.conf|[^/]*keepalived\.conf)|keepalived/(?:[^/]+/)?[^/]+\.conf)",
        content=r"(?m)^[ \t]*(?:vrrp_instance|vrrp_script|vrrp_sync_group|virtual_server|virtual_server_group"
        r"|global_defs)\b",
        nul=True,
        comments=Comments("#!"),
    ),
)


def comments_of(name: str) -> Comments:
    """How comments of a format look."""
    return next(f.comments for f in FORMATS if f.name == name)


def grammar_of(name: str) -> str:
    """The name of the grammar of a format; "" where it has none."""
    return next(f.grammar for f in FORMATS if f.name == name)
