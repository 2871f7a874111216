"""Trees of files made from the fixtures: spliced, and changed by token, by line and by byte. Whoever fuzzes chooses: hypothesis,
atheris, or a random generator."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from tests.trees import CLUSTERS, FIXTURES

Tree = dict[bytes, bytes]
"""The files of a tree: each path below it, and what it holds."""
Choose = Callable[[int, int], int]
"""Chooses a number from the first to the last one, both included."""
T = TypeVar("T")

PIECES = (
    b"'", b'"', b"`", b"$(", b"${", b"\\", b"\\\n", b"\n", b"\r\n", b"{", b"}", b"#", b"=", b"+=", b" ", b"\t", b"\0",
    b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"source *", b". ./x", b"include *", b"-p", b"--upscript", b"08", b"0x1ff",
    b"99999999999999999999", b"-1", b"$A$A$A", b"~SEQ(a,1,9999)", b"~SEQ(A,0,255) $V", b"$V=$V x \\\n", b"$A= { \\",
    b"@x ", b"@^b ", b"if x; then", b"done", b"<<EOF", b"\x1b[31m", b"auto eth0:ucarp", b"iface eth0 inet static",
    b"[Match]", b"network:", b"&a *a", b"- - -", b"IPADDR255=1.2.3.4", b"\f", b"\v", b"\r", b"\x85", b"::1", b"0/0",
    b"1.2.3.4/33", b"authentication {", b"# carplint: ignore[CL1]", b"# carplint: ignore-file", b"; rm -rf x", b"%i",
    b"$$A", b"${A:-b}", b"%I", b"<<: *a", b"*a", b"EnvironmentFile=-/etc/own", b"docker run -e A=b x/keepalived ", b'["ucarp", ',
    b"ENTRYPOINT [", b"FROM x AS y", b"**/a/", b"start-stop-daemon -S - ", b"sh -c '", b"networking.ucarp.",
    "é\u202e".encode(), "²".encode(), "٣".encode(), "\u2028".encode(), b"A" * 300, b"{" * 40, b"(" * 60,
)  # fmt: skip
"""Words and signs that some language of the inputs gives a meaning."""

_NAMES = (b"lb1", b"lb2", b"line\nbreak", b"\xff\xfe", b"caf\xe9", b"a b'\"$(x)", b"::error::x", b"-o")
_TOKEN = re.compile(rb"[A-Za-z0-9_.:/-]+|[^\sA-Za-z0-9]")


_EXCLUDING: Tree = {
    b".git/HEAD": b"ref: refs/heads/main\n",
    b".gitignore": b"build/\n*.bak\n!/lb1/**/keepalived.conf\n[a-c]?\\ \n",
    b"lb1/.gitignore": b"*\n!keepalived.conf\n",
    b"lb1/keepalived.conf": b"vrrp_instance A {\n    interface eth0\n    virtual_router_id 5\n}\n",
    b"build/keepalived.conf": b"vrrp_instance A {\n}\n",
    b"opt/start": b"docker run a/ucarp:1 ucarp -v 5 -a 192.0.2.9\nexec ['ucarp', '-v', '5']\n",
}
"""A repository that excludes some of its files, and one with starts that no dialect reads."""


@cache
def seeds() -> tuple[Tree, ...]:
    """The nodes and clusters of the fixtures, the smaller first; each content once."""
    found: dict[tuple[bytes, ...], Tree] = {(): _EXCLUDING}
    folders = [
        d for d in FIXTURES.rglob("*") if d.is_dir() and (d.parent.parent == FIXTURES / "rules" or d.parent == CLUSTERS)
    ]
    folders += [d for d in FIXTURES.iterdir() if d.is_dir() and d.name not in ("rules", "clusters")]
    for folder in sorted(folders):
        files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".md")
        tree = {os.fsencode(p.relative_to(folder)): p.read_bytes() for p in files}
        if tree and sum(map(len, tree.values())) < 20_000 and len(tree) < 40:
            found.setdefault(tuple(tree.values()), tree)
    return tuple(sorted(found.values(), key=lambda t: (len(t), sorted(t))))


@cache
def tokens() -> tuple[bytes, ...]:
    """Every token of the seeds, in a fixed order."""
    return tuple(sorted({t for tree in seeds() for data in tree.values() for t in _TOKEN.findall(data)}))


def one(choose: Choose, things: Sequence[T]) -> T:
    """Choose one of some things."""
    return things[choose(0, len(things) - 1)]


def _other(choose: Choose) -> bytes:
    """Choose a file of any seed."""
    tree = one(choose, seeds())
    return tree[one(choose, list(tree))]


def _bytes(data: bytes, choose: Choose) -> bytes:
    """Lose, double, move or put in some bytes."""
    at, length = choose(0, len(data)), choose(0, 30)
    before, cut, after = data[:at], data[at : at + length], data[at + length :]
    match choose(0, 4):
        case 0:
            return before + after
        case 1:
            return before + cut + cut + after
        case 2:
            return before
        case 3:
            to = choose(0, len(before + after))
            return (before + after)[:to] + cut + (before + after)[to:]
        case _:
            return before + one(choose, PIECES) + cut + after


def _tokens(data: bytes, choose: Choose) -> bytes:
    """Replace a token by one of any seed, by a neighbour, by a piece, or change one letter of it."""
    found = list(_TOKEN.finditer(data))
    if not found:
        return data
    match = one(choose, found)
    word = match[0]
    at = choose(0, len(word) - 1)
    swapped = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
    new = (
        one(choose, tokens()),
        one(choose, found)[0],
        one(choose, PIECES),
        swapped,
        word[:at] + word[at + 1 :],
        word + b" " + word,
    )
    return data[: match.start()] + one(choose, new) + data[match.end() :]


def _lines(data: bytes, choose: Choose) -> bytes:
    """Lose, double, move or splice in whole lines."""
    lines = data.splitlines(keepends=True)
    at, count = choose(0, len(lines)), choose(1, 5)
    taken = lines[at : at + count]
    rest = lines[:at] + lines[at + count :]
    match choose(0, 3):
        case 0:
            lines = rest
        case 1:
            lines[at:at] = taken
        case 2:
            to = choose(0, len(rest))
            lines = rest[:to] + taken + rest[to:]
        case _:
            other = _other(choose).splitlines(keepends=True)
            first = choose(0, len(other))
            lines[at:at] = other[first : first + count]
    return b"".join(lines)


_WAYS = (_tokens, _tokens, _lines, _lines, _bytes)


def tree(choose: Choose) -> Tree:
    """Choose a tree: a seed, with up to eight changes in its files, which may swap their contents and change their names."""
    result = dict(one(choose, seeds()))
    if choose(0, 9) == 0:  # a second node or cluster beside it
        node = one(choose, _NAMES)
        result = {os.path.join(b"lb0", k): v for k, v in result.items()}
        result |= {os.path.join(node, k): v for k, v in one(choose, seeds()).items()}
    for _ in range(choose(0, 8)):
        path = one(choose, sorted(result))
        match choose(0, 24):
            case 0:
                result[path] = _other(choose)
            case 1:
                result[
                    os.path.join(os.path.dirname(path), os.path.basename(one(choose, sorted(one(choose, seeds())))))
                ] = result[path]
            case 2:
                result[path] = one(choose, PIECES) + result[path]
            case _:
                result[path] = one(choose, _WAYS)(result[path], choose)
    return result


SETTINGS = (
    b"target: 2.2.7\nselect: [CL1, keepalived]\nignore:\n  - CL106\nseverity:\n  CL2: error\nfail_on: warning\n"
    b"paths:\n  tree/etc: {ignore: [CL3]}\nhosts:\n  lb1: tree\n",
    b"all:\n  children:\n    lb:\n      hosts:\n        lb[1:3]: {ansible_host: 10.0.0.1, keepalived_version: 2.0}\n"
    b"        lb[a:c].example.org:\n      vars: &v {ansible_password: Xk7qZw3p, x: [1, 2]}\n    db: {hosts: {db1: *v}}\n",
    b'{"version": 2, "findings": [{"rule": "CL106", "path": "tree/keepalived.conf", "statement": "0123456789abcdef", "count": 2}]}',
)
"""A configuration, an inventory and a baseline."""
_YAML = (
    b"!!bool x", b"!!int x", b"!!timestamp x", b"&a", b"*a", b"<<: *a", b"[" * 300, b"{" * 300, b"? ", b": ", b"- ", b"|\n", b">", b"'",
    b'"', b"1e400", b"---\n", b"%YAML 9.9\n", b"[1:99999999999]", b"[1:9][1:9]", b"\0", b"\t", b"2024-99-99", b"null", b"~", b"9" * 5000,
)  # fmt: skip
"""Words and signs that YAML, JSON or an inventory give a meaning."""


def settings(kind: int, choose: Choose) -> bytes:
    """Choose the text of a configuration (0), an inventory (1) or a baseline (2): one that is right, with a few changes."""
    data = SETTINGS[kind]
    for _ in range(choose(0, 4)):
        at = choose(0, len(data))
        data = data[:at] + one(choose, _YAML) + data[at:] if choose(0, 1) else one(choose, _WAYS)(data, choose)
    return data


SECRET = b"Xk7qZw3p"
"""A password that no seed holds."""
_SECRETS = (
    (
        b"keepalived",
        (b"        auth_pass %s", b"auth_pass %s", b'auth_pass "%s"', b"    auth_pass\t%s # old", b"auth_pas %s"),
    ),
    (
        b"vip-",
        (b"PASSWORD=%s", b'PASSWORD="%s"', b"export PASSWORD='%s'", b"OPTIONS='--pass=%s'", b"PASSWORD=%s # old"),
    ),
    (b"interfaces", (b"    ucarp-password %s", b"ucarp-password %s", b"    up ucarp -i eth0 -p %s")),
    (b"hostname.", (b"pass %s", b"inet 10.0.0.1 255.255.255.0 10.0.0.255 vhid 1 carpdev em0 pass %s")),
    (b"compose", (b"      UCARP_PASSWORD: %s", b"    command: ucarp -i eth0 -v 1 -p %s -a 10.0.0.1")),
    (b"Dockerfile", (b"ENV UCARP_PASS=%s", b"CMD ucarp -i eth0 -v 1 -p %s -a 10.0.0.1")),
    (b".service", (b"Environment=PASSWORD=%s", b'Environment="A=b" "UCARP_PASS=%s"')),
    (b"", (b"ucarp -i eth0 -v 1 -p %s -a 10.0.0.1", b"ExecStart=/usr/sbin/ucarp -i eth0 --pass=%s -v 1")),
)
"""By the name of a file, lines that have a password in it."""


def with_secret(result: Tree, choose: Choose) -> Tree:
    """Put a line with a password into one of the files, behind a line that is whole: a line that a quote or a backslash carries
    on is another one."""
    path = one(choose, sorted(result))
    lines = next(lines for word, lines in _SECRETS if word in path)
    text = result[path].splitlines(keepends=True)
    at = choose(0, len(text))
    line = one(choose, lines) % SECRET + b"\n"
    before = b"".join(text[:at])
    if before and not before.endswith(b"\n"):
        before += b"\n"
    return result | {path: before + line + b"".join(text[at:])}
