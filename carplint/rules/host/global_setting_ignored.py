"""A setting of global_defs has no effect beside, or without, another.

Why: it does not do its work: packets for a VIP are dropped in another table than the file says, a FIFO's reader gets
each state twice, or its script is not run.

Daemon: only the log says it, `-t` is silent: "Both iptables and nftables have been specified - ignoring iptables",
"vrrp_ipsets has been specified but not vrrp_iptables", vrrp/vrrp.c (vrrp_complete_init); "chain names cannot be the
same", after 2.2.7, core/global_parser.c: of builds with iptables, which Debian's is not. "notify FIFO ... has been
specified for global and vrrp FIFO - ignoring vrrp FIFO", core/global_data.c (init_global_data): 2.2.7 says so on a
reload; after a start each state came twice. Tried with 2.2.7.

Fix: delete the one that is not meant; give each FIFO a name of its own.

Exceptions: vrrp_notify_fifo and lvs_notify_fifo may be the same if at most one of them has a script.
"""

from collections.abc import Callable, Iterator, Mapping

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.text.finding import Finding, Related
from carplint.text.typing import NamedTuple
from carplint.text.version import Version

CODE = "CL336"
NAME = "global-setting-ignored"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "vrrp_iptables vrrp_ipsets vrrp_notify_fifo lvs_notify_fifo lvs_notify_fifo_script"

Settings = Mapping[str, Statement]
"""The statements of global_defs by keyword, the first of each."""


class _Clash(NamedTuple):
    """A setting without effect, the one that has it instead ("" if none has), when, why, and since which release."""

    key: str
    other: str
    when: Callable[[Settings], bool]
    why: str
    since: Version = (0, 0, 0)


def _path(settings: Settings, key: str) -> str:
    """The path after a keyword, "" where it is unknown."""
    words = settings[key].words if key in settings else ()
    return words[1] if len(words) > 1 and "$" not in words[1] else ""


def _same(one: str, other: str) -> Callable[[Settings], bool]:
    """Return whether two settings name the same path."""
    return lambda s: _path(s, one) != "" and _path(s, one) == _path(s, other)


def _one_chain(settings: Settings) -> bool:
    words = settings["vrrp_iptables"].words
    return len(words) > 2 and words[1] == words[2]


_CLASHES = (
    _Clash("vrrp_iptables", "nftables", lambda s: True, "keepalived drops packets with nftables only"),
    _Clash(
        "vrrp_iptables",
        "",
        _one_chain,
        "the chains for incoming and outgoing packets must differ",
        (2, 2, 8),
    ),
    _Clash("vrrp_ipsets", "", lambda s: "vrrp_iptables" not in s, "it needs vrrp_iptables", (2, 2, 7)),
    _Clash(
        "vrrp_notify_fifo",
        "notify_fifo",
        _same("vrrp_notify_fifo", "notify_fifo"),
        "notify_fifo is the same, and its reader gets each state twice until a reload",
    ),
    _Clash(
        "lvs_notify_fifo",
        "notify_fifo",
        _same("lvs_notify_fifo", "notify_fifo"),
        "notify_fifo is the same, and its reader gets each state twice until a reload",
    ),
    _Clash(
        "lvs_notify_fifo_script",
        "vrrp_notify_fifo_script",
        _same("lvs_notify_fifo", "vrrp_notify_fifo"),
        "lvs_notify_fifo and vrrp_notify_fifo are the same, and only the script of the latter is run",
    ),
)


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every setting that has no effect."""
    settings: dict[str, Statement] = {}
    for block in configuration.all("global_defs"):
        for statement in block.children or ():
            settings.setdefault(statement.key, statement)
    for clash in _CLASHES:
        line, other = settings.get(clash.key), settings.get(clash.other)
        if line is None or (other is None and clash.other) or configuration.version < clash.since:
            continue
        if clash.when(settings) and (other is not None or configuration.sound):
            related = () if other is None else (Related(other.whole(), "this one counts"),)
            yield Finding(f"{clash.key} is ignored: {clash.why}", line.whole(), related)
