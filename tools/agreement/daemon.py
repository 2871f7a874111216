"""The installed keepalived as the judge: it only checks (`-t`), in a network namespace of this process, and runs nothing."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agreement.base import Message

CLONE_NEWNET = 0x40000000

SECONDS = 10

FILES = ("keepalived.conf", "a.conf", "b.conf")

_MISSING_INTERFACE = re.compile(
    r"(?:interface (?P<a>\S+) (?:for|specified)|tracked interface (?P<b>\S+) doesn't|unknown interface (?P<c>\S+) )"
)

_POSITION = re.compile(r"^\((?:.*: )?Line (\d+)\) (.*)$")

_NOT_A_MESSAGE = re.compile(r"^(?:Starting|Running|Command line|Configuration|Opening)\b.*$|^\s*$")


class Answer(NamedTuple):
    """What the daemon said about a text, and its exit status."""

    exit: int
    messages: tuple[Message, ...]


def enter_namespace() -> str:
    """Go into a new network namespace; why that is not possible, or empty."""
    for program in ("keepalived", "ip"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        return f"no network namespace: {os.strerror(ctypes.get_errno())}"
    subprocess.run(["ip", "link", "set", "lo", "up"], check=False)
    return ""


@cache
def daemon_version() -> str:
    """The installed daemon's release."""
    shown = subprocess.run(["keepalived", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"v(\d+\.\d+\.\d+)", shown.stderr + shown.stdout)
    return match[1] if match else "unknown"


def ask(text: str, folder: Path, *, included: bool = False) -> Answer:
    """The daemon's answer about a text, which is in a file that an included file includes, if so."""
    write(text, folder, included=included)
    try:
        done = subprocess.run(
            ["keepalived", "-t", "-f", str(folder / FILES[0])],
            capture_output=True,
            timeout=SECONDS,
            cwd=folder,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(124, ())
    found = []
    for line in (done.stdout + done.stderr).decode("utf-8", "replace").splitlines():
        match = _POSITION.match(line)
        if match is not None:
            found.append(Message(int(match[1]), match[2]))
        elif not _NOT_A_MESSAGE.match(line):
            found.append(Message(None, line))
    return Answer(done.returncode, tuple(dict.fromkeys(found)))


def write(text: str, folder: Path, *, included: bool) -> None:
    """Write a text where the daemon and carplint read it. What includes it has one line."""
    texts = [f"include {name}\n" for name in FILES[1:]] if included else []
    for name, content in zip(FILES, [*texts, text], strict=False):
        (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))


class Interfaces:
    """The interfaces made so far in the namespace."""

    def __init__(self) -> None:
        self.made: set[str] = set()

    def make(self, name: str) -> bool:
        """Make one; False where that is not possible or was done already."""
        if name in self.made or not 0 < len(name) <= 15 or re.search(r"[/\s:]", name):
            return False
        self.made.add(name)
        pair = ["ip", "link", "add", name, "type", "veth", "peer", "name", f"carpl{len(self.made)}"]
        if subprocess.run(pair, capture_output=True, check=False).returncode != 0:
            return False
        return subprocess.run(["ip", "link", "set", name, "up"], capture_output=True, check=False).returncode == 0

    def make_for(self, answer: Answer) -> bool:
        """Make the interfaces that the daemon misses; whether there was a new one."""
        names = {
            name
            for message in answer.messages
            for match in _MISSING_INTERFACE.finditer(message.text)
            for name in match.groups()
            if name
        }
        return sum(self.make(name) for name in sorted(names)) > 0


def settled(text: str, folder: Path, interfaces: Interfaces) -> Answer:
    """The daemon's answer when the interfaces exist that it asks for."""
    answer = ask(text, folder)
    for _ in range(4):
        if not interfaces.make_for(answer):
            break
        answer = ask(text, folder)
    return answer
