"""A process that says when the machine did not let it run in time, in lines of END LENGTH, seconds of the monotonic clock.

    python -I -S watcher.py NICENESS STALL

For each processor a thread sleeps again and again, and another one starts a program again and again, as ucarp starts its
scripts. It is a process of its own, so what the tests themselves do does not delay it; it ends with its standard input.
"""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable

_NAP = 0.02
_PAUSE = 0.25


def _repeat(action: Callable[[], object], takes: float, stall: float) -> None:
    while True:
        start = time.monotonic()
        action()
        end = time.monotonic()
        if end - start - takes > stall:
            os.write(1, f"{end:.3f} {end - start - takes:.3f}\n".encode())
        time.sleep(0 if takes else _PAUSE)


def _sleep(processor: int, stall: float) -> None:
    os.sched_setaffinity(0, {processor})
    _repeat(lambda: time.sleep(_NAP), _NAP, stall)


def _spawn() -> None:
    os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", ":"], os.environ), 0)


def main(niceness: int, stall: float) -> None:
    """Watch until standard input is closed."""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, niceness)
    for processor in os.sched_getaffinity(0):
        threading.Thread(target=_sleep, args=(processor, stall), daemon=True).start()
    threading.Thread(target=_repeat, args=(_spawn, 0, stall), daemon=True).start()
    while os.read(0, 1):
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
