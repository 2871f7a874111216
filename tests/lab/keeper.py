"""A process that keeps a folder and some network namespaces until its standard input is closed; then it ends all that
runs in the namespaces, and removes the folder.

    python -I -S keeper.py FOLDER NUMBER

The namespaces have no names: they go with the last process that is in them. So nothing is left behind, whatever ends
the process that holds the other end of the pipe, and be it KILL.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Collection, Iterator

_NEWNET = 0x40000000  # CLONE_NEWNET, sched.h


def processes(namespaces: Collection[int]) -> Iterator[int]:
    """The processes in some network namespaces, which are said by their inodes."""
    for name in os.listdir("/proc"):
        if name.isdecimal():
            try:
                inode = os.stat(f"/proc/{name}/ns/net").st_ino
            except OSError:  # it is over
                continue
            if inode in namespaces:
                yield int(name)


def _end(namespaces: Collection[int]) -> None:
    """End what is in the namespaces, and what was about to enter them."""
    quiet = 0
    while quiet < 2:
        found = list(processes(namespaces))
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        quiet = 0 if found else quiet + 1
        time.sleep(0.02)


def main(folder: str, number: int) -> None:
    """Make them, print the handles of the namespaces, and keep them."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    kept = []
    for _ in range(number):
        if libc.unshare(_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWNET)")
        kept.append(os.open("/proc/self/ns/net", os.O_RDONLY))
    libc.setns(home, _NEWNET)
    os.mkdir(folder, 0o700)
    print(*kept, flush=True)
    while os.read(0, 1):
        pass
    _end({os.fstat(handle).st_ino for handle in kept})  # which are nobody else's as long as the handles are open
    os.execvp("rm", ["rm", "-rf", folder])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
