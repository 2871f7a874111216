"""What the rules about start and address scripts ask of the model."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.model import Command, Host, Net, Script, VirtualRouter

ADDRESS_SCRIPTS = ("vip-up", "vip-down")


def scripts(net: Net, *roles: str) -> Iterator[tuple[Host, Script]]:
    """The scripts of some roles, each with its host."""
    return ((h, s) for h in net.hosts for s in h.scripts if s.role in roles)


def name(command: Command) -> str:
    """The program of a command without its path."""
    return command.words[0].rpartition("/")[2]


def users(host: Host, script: Script) -> Iterator[VirtualRouter]:
    """The virtual routers that run an address script when the VIP goes up or down."""
    for router in host.virtual_routers:
        path = router.up_script if script.role == "vip-up" else router.down_script
        if path is not None and path.value is not None and f"/{script.source.path}".endswith(path.value):
            yield router
