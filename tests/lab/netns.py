"""Network namespaces for tests with real daemons. They have no names, and vanish with what ends the test (keeper.py)."""

from __future__ import annotations

import array
import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.lab import keeper

_NEWNET = 0x40000000  # CLONE_NEWNET, sched.h
_GIFNAME, _GIFCONF, _GIFFLAGS, _SIFFLAGS = 0x8910, 0x8912, 0x8913, 0x8914  # netdevice(7)
_ENTRY = 40
"""The size of a struct ifreq."""
_UP, _RUNNING = 0x1, 0x40  # IFF_UP, IFF_RUNNING
_NEWADDR, _GETADDR, _DONE, _REQUEST, _DUMP, _LOCAL = 20, 22, 3, 0x1, 0x300, 2  # rtnetlink(7), netlink(7)
_CHANGES = 0x1 | 0x10  # RTMGRP_LINK, RTMGRP_IPV4_IFADDR: rtnetlink(7)


class Kept(NamedTuple):
    """A folder, and network namespaces as the paths of their handles."""

    folder: Path
    namespaces: tuple[str, ...]


@contextmanager
def kept(number: int) -> Iterator[Kept]:
    """A folder and so many network namespaces, with all that runs in them: they are gone when this ends, or when this
    process does, whatever ends it."""
    folder = Path(tempfile.gettempdir(), f"carplint-lab-{uuid.uuid4().hex}")
    command = [sys.executable, "-I", "-S", keeper.__file__, str(folder), str(number)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:  # closes its standard input, and waits for it
        assert process.stdout is not None
        assert process.stderr is not None
        handles = process.stdout.readline()
        if not handles:
            raise OSError(process.stderr.read())
        yield Kept(folder, tuple(f"/proc/{process.pid}/fd/{handle}" for handle in handles.split()))


def inside(namespace: str) -> list[str]:
    """The words that run a command in a namespace."""
    return ["nsenter", f"--net={namespace}", "--"]


def processes(namespace: str) -> list[int]:
    """What runs in a namespace."""
    return list(keeper.processes({os.stat(namespace).st_ino}))


@contextmanager
def entered(namespace: str) -> Iterator[None]:
    """Let this thread be in a namespace, with the processes that it starts and the sockets that it makes: setns(2) moves
    one thread alone. Costs no process, as `inside` does."""
    home, there = os.open("/proc/thread-self/ns/net", os.O_RDONLY), os.open(namespace, os.O_RDONLY)
    try:
        _enter(there)
        try:
            yield
        finally:
            _enter(home)
    finally:
        os.close(home)
        os.close(there)


def _enter(handle: int) -> None:
    setns: Callable[[int, int], int] = ctypes.CDLL(None, use_errno=True).setns
    if setns(handle, _NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns to a network namespace")


def ip(namespace: str, *lines: str) -> None:
    """Carry out some lines of `ip` in a namespace; they must succeed."""
    text = "".join(f"{line}\n" for line in lines)
    with entered(namespace):
        run = subprocess.run(["ip", "-batch", "-"], check=False, input=text, capture_output=True, text=True)
    if run.returncode != 0:
        raise OSError(f"ip: {run.stderr.strip()}\n{text}")


def unavailable(*, one_way: bool = False) -> str:
    """Why no namespace can be made here, or no switch whose ports can be cut `one_way`; "" where one can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    missing = [program for program in ("ip", "nsenter") if shutil.which(program) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    lines = ["link add veth0 type veth peer name veth1", "link add bridge0 type bridge"]
    if one_way:
        lines += ["link set veth0 master bridge0", "link set veth0 type bridge_slave locked on"]  # Linux 5.18
    try:
        with kept(1) as (_, (namespace,)):
            ip(namespace, *lines)
    except OSError as error:
        return f"network namespaces with veth and bridge cannot be made: {error}"
    return ""


@contextmanager
def namespace(interfaces: Sequence[str]) -> Iterator[list[str]]:
    """A namespace with some interfaces that are up; yields the words that run a command inside it."""
    with kept(1) as (_, (one,)):
        lines = ["link set lo up"]
        for number, interface in enumerate(interfaces):
            lines.append(f"link add {interface} type veth peer name peer{number}")
            lines += [f"link set {name} up" for name in (interface, f"peer{number}")]
        ip(one, *lines)
        yield inside(one)


def socket_in(namespace: str, family: int, kind: int, protocol: int = 0) -> socket.socket:
    """A socket in a namespace, which stays where it was made."""
    with entered(namespace):
        return socket.socket(family, kind, protocol)


def set_up(control: socket.socket, interface: str, *, up: bool) -> None:
    """Set an interface up or down in the namespace of a socket, as `ip link set` does; costs no process."""
    flags = _flags(control, _entry(interface))
    flags = flags | _UP if up else flags & ~_UP
    fcntl.ioctl(control, _SIFFLAGS, struct.pack("16sh22x", interface.encode(), flags))


def has_carrier(control: socket.socket, interface: str) -> bool:
    """Whether an interface in the namespace of a socket is up and has a carrier, which it has some milliseconds later."""
    return bool(_flags(control, _entry(interface)) & _RUNNING)


def _entry(interface: str) -> bytes:
    return struct.pack("16s24x", interface.encode())


def changes(namespace: str) -> socket.socket:
    """A socket that can be read as soon as an interface or an IPv4 address of a namespace has changed."""
    news = socket_in(namespace, socket.AF_NETLINK, socket.SOCK_RAW)
    news.bind((0, _CHANGES))
    news.setblocking(False)
    return news


def addresses(control: socket.socket) -> set[str]:
    """The IPv4 addresses of all interfaces that are up, in the namespace of a socket; costs no process."""
    room = array.array("B", bytes(_ENTRY * 64))
    asked = struct.pack("iP", len(room), room.buffer_info()[0])
    used: int = struct.unpack("iP", fcntl.ioctl(control, _GIFCONF, asked))[0]
    entries = [room.tobytes()[start : start + _ENTRY] for start in range(0, used, _ENTRY)]
    return {socket.inet_ntoa(e[20:24]) for e in entries if _flags(control, e) & _UP}


def places(control: socket.socket, routing: socket.socket) -> list[tuple[str, str]]:
    """The IPv4 addresses in the namespace of two sockets, the second one of rtnetlink, with their prefixes, and the
    interface of each: as `ip addr` shows them, but it costs no process."""
    routing.send(struct.pack("=IHHIIBxxxi", 24, _GETADDR, _REQUEST | _DUMP, 0, 0, socket.AF_INET, 0))
    found: list[tuple[str, str]] = []
    while True:
        data = routing.recv(1 << 16)
        while data:
            size, kind = struct.unpack_from("=IH", data)
            if kind == _DONE:
                return found
            assert kind == _NEWADDR, kind
            length, index = struct.unpack_from("=xBxxI", data, 16)
            name = fcntl.ioctl(control, _GIFNAME, struct.pack("16si20x", b"", index))[:16].rstrip(b"\0").decode()
            found.append((f"{socket.inet_ntoa(_local(data[24:size]))}/{length}", name))
            data = data[size:]


def _local(attributes: bytes) -> bytes:
    """The address itself among the attributes of an address: of a peer-to-peer one, there is the other end's, too."""
    size, kind = struct.unpack_from("=HH", attributes)
    return attributes[4:8] if kind == _LOCAL else _local(attributes[(size + 3) & ~3 :])


def _flags(control: socket.socket, entry: bytes) -> int:
    flags: int = struct.unpack_from("h", fcntl.ioctl(control, _GIFFLAGS, entry), 16)[0]
    return flags
