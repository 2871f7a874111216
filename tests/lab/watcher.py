"""A process that says when the machine did not let it run in time, in lines of END LENGTH, seconds of the monotonic clock.

    python -I -S watcher.py LEAST

On each processor a thread does what daemons wait for, again and again: it sleeps, it waits for a frame until a time-out,
and it sends a frame and receives it. Another one starts a program, as ucarp starts its scripts. It is a process of its
own, so what the tests themselves do does not delay it; it ends with its standard input.
"""

import contextlib
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable

_NAP = 0.02
_PAUSE = 0.25


def _timed(action: Callable[[], object], takes: float, least: float) -> None:
    """Do something, and say so where it takes longer than it should."""
    start = time.monotonic()
    action()
    end = time.monotonic()
    if end - start - takes > least:
        os.write(1, f"{end:.3f} {end - start - takes:.3f}\n".encode())


def _on(processor: int, least: float) -> None:
    os.sched_setaffinity(0, {processor})
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    own.bind(("127.0.0.1", 0))
    own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, int(_NAP * 1e6)))

    def nothing() -> None:
        with contextlib.suppress(OSError):
            own.recv(1)

    def something() -> None:
        own.sendto(b"x", own.getsockname())
        nothing()

    while True:
        _timed(lambda: time.sleep(_NAP), _NAP, least)
        _timed(nothing, _NAP, least)
        _timed(something, 0, least)


def _spawn() -> None:
    os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", ":"], os.environ), 0)


def _programs(least: float) -> None:
    while True:
        _timed(_spawn, 0, least)
        time.sleep(_PAUSE)


def main(least: float) -> None:
    """Watch until standard input is closed."""
    for processor in os.sched_getaffinity(0):
        threading.Thread(target=_on, args=(processor, least), daemon=True).start()
    threading.Thread(target=_programs, args=(least,), daemon=True).start()
    while os.read(0, 1):
        pass


if __name__ == "__main__":
    main(float(sys.argv[1]))
