"""Network namespaces for tests with real daemons: made by the test, named after it, removed whatever happens."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def unavailable() -> str:
    """Why no namespace can be made here; "" where one can."""
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
