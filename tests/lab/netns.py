"""Network namespaces for tests with real daemons: made by the test, named after it, removed whatever happens."""

from __future__ import annotations

import array
import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

_NEWNET = 0x40000000  # CLONE_NEWNET, sched.h
_GIFCONF, _GIFFLAGS = 0x8912, 0x8913  # netdevice(7)
_ENTRY = 40
"""The size of a struct ifreq."""
_UP = 1  # IFF_UP


def unavailable(*, one_way: bool = False) -> str:
    """Why no namespace can be made here, or no switch whose ports can be cut `one_way`; "" where one can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "the program ip (iproute2) is missing"
    name = f"carplint-probe-{os.getpid()}"
    try:
        ip("netns", "add", name)
        try:
            ip("-n", name, "link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
            ip("-n", name, "link", "add", "bridge0", "type", "bridge")
            if one_way:
                ip("-n", name, "link", "set", "veth0", "master", "bridge0")
                ip(*f"-n {name} link set veth0 type bridge_slave locked on".split())  # Linux 5.18
        finally:
            ip("netns", "del", name)
    except OSError as error:
        return f"network namespaces with veth and bridge cannot be made: {error}"
    return ""


def ip(*arguments: str) -> str:
    """What `ip` prints; it must succeed."""
    run = subprocess.run(["ip", *arguments], check=False, capture_output=True, text=True)
    if run.returncode != 0:
        raise OSError(f"ip {' '.join(arguments)}: {run.stderr.strip()}")
    return run.stdout


@contextmanager
def namespace(test: str, interfaces: Sequence[str]) -> Iterator[list[str]]:
    """A namespace with some interfaces that are up; yields the words that run a command inside it."""
    name = f"carplint-{test}-{os.getpid()}"
    ip("netns", "add", name)
    try:
        ip("-n", name, "link", "set", "lo", "up")
        for number, interface in enumerate(interfaces):
            ip("-n", name, "link", "add", interface, "type", "veth", "peer", "name", f"peer{number}")
            ip("-n", name, "link", "set", interface, "up")
            ip("-n", name, "link", "set", f"peer{number}", "up")
        yield ["ip", "netns", "exec", name]
    finally:
        subprocess.run(["ip", "netns", "del", name], check=False)


def socket_in(name: str, family: int, kind: int, protocol: int = 0) -> socket.socket:
    """A socket in a namespace: it stays where it was made, and setns(2) moves one thread alone."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_socket, name, family, kind, protocol).result()


def _socket(name: str, family: int, kind: int, protocol: int) -> socket.socket:
    setns: Callable[[int, int], int] = ctypes.CDLL(None, use_errno=True).setns
    handle = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        if setns(handle, _NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns to {name}")
    finally:
        os.close(handle)
    return socket.socket(family, kind, protocol)


def addresses(inside: socket.socket) -> set[str]:
    """The IPv4 addresses of all interfaces that are up, in the namespace of a socket; costs no process."""
    room = array.array("B", bytes(_ENTRY * 64))
    asked = struct.pack("iP", len(room), room.buffer_info()[0])
    used: int = struct.unpack("iP", fcntl.ioctl(inside, _GIFCONF, asked))[0]
    entries = [room.tobytes()[start : start + _ENTRY] for start in range(0, used, _ENTRY)]
    return {socket.inet_ntoa(e[20:24]) for e in entries if _flags(inside, e) & _UP}


def _flags(inside: socket.socket, entry: bytes) -> int:
    flags: int = struct.unpack_from("h", fcntl.ioctl(inside, _GIFFLAGS, entry), 16)[0]
    return flags
