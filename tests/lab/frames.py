"""What passes a lab's switches: who advertises which virtual router, and who says where an address is now.

A raw socket in the switch's namespace sees each frame that enters a port, with the name of the port and the kernel's
time. So the time between two advertisements is exact, whatever else the machine does.
"""

from __future__ import annotations

import array
import errno
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple, Self

from tests.lab.netns import socket_in

_EVERYTHING = 0x0003  # ETH_P_ALL
_TIMESTAMPNS = 35  # SO_TIMESTAMPNS
_TIME = struct.Struct("=qq")
_BUFFER = 1 << 20
_ATTACH_FILTER = 26  # SO_ATTACH_FILTER
_PORTS_IN = struct.pack(
    "HBBI" * 4,
    *(0x28, 0, 0, 0xFFFFF004),  # load the type of the packet: SKF_AD_OFF + SKF_AD_PKTTYPE
    *(0x15, 0, 1, 4),  # where it is PACKET_OUTGOING,
    *(0x06, 0, 0, 0),  # take none of it,
    *(0x06, 0, 0, 0x40000),  # else all
)
"""A program that leaves out what goes out of a port (linux/filter.h)."""
_PACKET, _PACKET_STATISTICS = 263, 6  # SOL_PACKET
_STATISTICS = struct.Struct("=II")
"""How many frames there were since they were last counted, and how many of them were lost."""
_CARP = 36
"""Bytes of a CARP advertisement, and of no VRRP one without 7 VIPs: both begin with 0x21 (ucarp, src/ip_carp.h)."""


class Frame(NamedTuple):
    """A frame that a node sent: seconds since the epoch, the node, and what it says.

    An advertisement has the `id` of its virtual router and its `place` in the election, a priority or an advskew, where
    `goodbye` is VRRP's priority 0. A gratuitous ARP has the `address` that it says to be at the node. A report of IGMP
    has the group that the node has `joined`: a daemon begins to listen.
    """

    at: float
    node: str
    id: int = 0
    place: int = 0
    goodbye: bool = False
    address: str = ""
    joined: str = ""


def read(at: float, node: str, data: bytes) -> Frame | None:
    """What a frame says, or None where it is of no interest here (RFC 826; RFC 3768, 5.1; ucarp, src/ip_carp.h)."""
    kind = data[12:14]
    if kind == b"\x08\x06" and len(data) >= 42:
        sender, target = data[28:32], data[38:42]
        return Frame(at, node, address=socket.inet_ntoa(sender)) if sender == target != bytes(4) else None
    if kind != b"\x08\x00" or len(data) < 34 or data[23] not in (2, 112):
        return None
    payload = data[14 + 4 * (data[14] & 15) : 14 + int.from_bytes(data[16:18], "big")]
    if data[23] == 2:
        return Frame(at, node, joined=socket.inet_ntoa(payload[12:16])) if _joins(payload) else None
    if len(payload) < 8 or payload[0] not in (0x21, 0x31):
        return None
    carp = len(payload) == _CARP and payload[3] == 7
    return Frame(at, node, payload[1], payload[2], goodbye=payload[2] == 0 and not carp)


def _joins(report: bytes) -> bool:
    """Whether a report of IGMP is about a group that was joined (RFC 3376, 4.2: CHANGE_TO_EXCLUDE_MODE)."""
    return len(report) >= 16 and report[0] == 0x22 and report[8] == 4


class Watch:
    """The frames that enter some ports of a namespace's switches, from now on until it is closed; `ports` says which
    node is behind each of them. The kernel keeps them, with their times, until somebody asks."""

    def __init__(self, namespace: str, ports: Mapping[str, str]) -> None:
        self._ports = ports
        self._frames: list[Frame] = []
        self._socket = socket_in(namespace, socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_EVERYTHING))
        self._socket.setsockopt(socket.SOL_SOCKET, _TIMESTAMPNS, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        program = array.array("B", _PORTS_IN)
        start, _ = program.buffer_info()
        self._socket.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HP", len(program) // 8, start))
        self._socket.setblocking(False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    @property
    def frames(self) -> list[Frame]:
        """All that was seen so far, in order."""
        with suppress(BlockingIOError):  # until nothing is left
            while True:
                self._take()
        _, lost = _STATISTICS.unpack(self._socket.getsockopt(_PACKET, _PACKET_STATISTICS, _STATISTICS.size))
        if lost:
            raise OSError(f"{lost} frames were lost: nobody asked for them in time")
        return self._frames

    def _take(self) -> None:
        try:
            data, extra, _, address = self._socket.recvmsg(2048, 64)
        except OSError as error:
            if error.errno != errno.ENETDOWN:  # which a port that goes down says once
                raise
            return
        node = self._ports.get(address[0])
        if node is not None and address[2] != socket.PACKET_OUTGOING:
            seconds, nanoseconds = next(_TIME.unpack(d) for _, kind, d in extra if kind == _TIMESTAMPNS)
            frame = read(seconds + nanoseconds / 1e9, node, data)
            if frame is not None:
                self._frames.append(frame)
