"""Clusters in a lab as their files say them: nodes with their addresses, and daemons as their launchers start and stop
them."""

from __future__ import annotations

import re
from pathlib import Path

from carplint.model import Host, Net, VirtualRouter
from tests.lab.lab import Lab

_STATE = re.compile(r"(?:Switching to state: |Entering )(MASTER|BACKUP|FAULT)")
"""How ucarp and keepalived log a change of state."""


def nodes_of(net: Net) -> dict[str, dict[str, list[str]]]:
    """The nodes of some files: with the addresses of their interfaces as far as they say them, else with 192.0.2.N on
    eth0, where N is the number in the name of the node."""
    nodes = {}
    for host in net.hosts:
        own = {
            i.name: [str(a.value) for a in i.addresses] for i in host.interfaces if i.parent is None and i.name != "lo"
        }
        nodes[host.name] = own or {"eth0": [f"192.0.2.{re.sub('[^0-9]', '', host.name)}/24"]}
    return nodes


def lab_of(net: Net) -> Lab:
    """A lab with the nodes of some files."""
    return Lab(nodes_of(net))


def play(lab: Lab, host: Host) -> None:
    """Start the daemons of a node from its files: keepalived with its keepalived.conf, ucarp with the command lines that
    carplint says its launcher starts."""
    for document in host.documents:
        if document.format == "keepalived":
            lab.start(host.name, Path(document.source.path).resolve())
    for router in host.virtual_routers:
        if router.command:
            lab.start(host.name, ["ucarp", *_in_a_lab(lab, router)])


def stop(lab: Lab, host: Host) -> None:
    """Stop the daemons of a node as their launcher does: by TERM, after which the carp service takes its aliases down."""
    lab.kill(host.name)
    for router in host.virtual_routers:
        for vip in router.addresses if router.format == "carp" else ():
            address = vip.address.value
            if address is not None and host.name in lab.owners(str(address.ip)):
                lab.run(
                    host.name,
                    "ip",
                    "addr",
                    "del",
                    str(address),
                    "dev",
                    str(router.interface and router.interface.value).partition(":")[0],
                )


def _in_a_lab(lab: Lab, router: VirtualRouter) -> list[str]:
    """A ucarp command line, in the foreground, with the passfile that was read, and with scripts that do what a
    launcher's own ones do by `ip`."""
    length = router.addresses[0].address.value.length if router.addresses[0].address.value else 32
    assert all(w.value is not None for w in router.command), router
    words = [str(w.value) for w in router.command if w.value not in ("-B", "--daemonize")]
    passfile = router.authentication.passfile if router.authentication is not None else None
    if passfile is not None and passfile.source is not None and passfile.path.value:
        words = [w.replace(passfile.path.value, str(Path(passfile.source.path).resolve())) for w in words]
    for option, action in (("up", "add"), ("down", "del")):
        script = lab.folder / f"vip-{option}-{length}"
        label = ' label "$1"' if action == "add" else ""
        if not script.exists():  # it may be running
            script.write_text(f'#!/bin/sh\nip addr {action} "$2/{length}" dev "${{1%%:*}}"{label}\n')
            script.chmod(0o755)
        words.append(f"--{option}script={script}")  # the last one counts
    return words


def begun(lab: Lab, node: str) -> int:
    """How many virtual routers of a node have begun so far: each says its state then, and when that changes."""
    return len(_STATE.findall(lab.log(node)))


def masters(lab: Lab) -> set[str]:
    """The nodes on which a daemon says that it is MASTER."""
    return {n for n in lab.nodes if (states := _STATE.findall(lab.log(n))) and states[-1] == "MASTER"}
