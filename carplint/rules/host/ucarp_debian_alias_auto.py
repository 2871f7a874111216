"""The stanza of a VIP is brought up at boot: `auto` or an allow- line names NAME:ucarp.

Why: after a reboot this node has the VIP at once, whichever node is MASTER; after a power cut every node has it.

Daemon: `ifup -a` brings up what `auto` names, udev what allow-hotplug names; ucarp runs `ifup NAME:ucarp` only when
this node becomes MASTER, and then finds it already configured. Source: ifup(8); Debian's /usr/share/ucarp/vip-up; the
init script of ucarp-mvip warns of it.

Fix: take the name out of the line. carplint does so.

Exceptions: silent if ucarp has its own ucarp-upscript and the stanza's address is not the VIP.
"""

from collections.abc import Iterator

from carplint.dialects.debian.stanzas import Selection, definitions_of
from carplint.model import Host, Value
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.secrets import shown
from carplint.text.source import Span

CODE = "CL358"
NAME = "ucarp-debian-alias-auto"
SEVERITY = "error"
ON = "host with uCarp"
NEEDS = "interfaces"


def _fix(selection: Selection, name: Value[str]) -> Fix | None:
    text = name.span.source.text
    if not name.written or not name.literal:
        return None
    if len(selection.names) > 1:
        at = next(i for i, n in enumerate(selection.names) if n is name)
        before = selection.names[at - 1] if at else selection.word
        return Fix(f"take {name.value} out", (Edit(Span(name.span.source, before.span.end, name.span.end), ""),))
    start = text.rfind("\n", 0, selection.word.span.start) + 1
    end = text.find("\n", name.span.end) + 1 or len(text)
    return Fix("delete the line", (Edit(Span(name.span.source, start, end), ""),))


def check(host: Host) -> Iterator[Finding]:
    """Every name of a VIP's stanza in a line that brings interfaces up."""
    definitions = definitions_of(host)
    if definitions is None:
        return
    own = {r.alias.value: r for r in host.virtual_routers if r.format == "interfaces" and r.alias is not None}
    for selection in (s for s in definitions.selections if s.comes_up):
        for name in selection.names:
            router = own.get((name.value or "").partition("=")[0])
            if router is None:
                continue
            message = (
                f"{shown(name.value)} is the VIP's stanza, and `{selection.word.value}` brings it up at boot: this "
                "node then has the VIP while another node is MASTER"
            )
            related = (Related(router.name.span, "ucarp runs here"),)
            yield Finding(message, name.span, related, _fix(selection, name), "comes up at boot")
