"""What carplint promises whatever the files hold: each promise as a function that runs something on a tree and raises
`BrokenPromiseError`."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

import carplint
from carplint.cli import main as cli
from carplint.conversion import TARGETS
from carplint.report import FORMATS
from carplint.text.finding import Edit
from carplint.text.parse import parse
from carplint.text.reading import decode
from tests.fuzz.trees import SECRET, Choose, Tree, one, settings

SECONDS = 20
"""How long a command may compute, on files of at most 40 kB."""
GRAMMARS = ("keepalived", "sysconfig", "interfaces")
CHECKS = [["check", "--format", f] for f in FORMATS] + [
    ["check", "--statistics"],
    ["check", "--target", "keepalived=1.2.13"],
]
OTHERS = [["show"], ["show", "--format", "json"], ["fix", "--diff"], ["fix", "--diff", "--unsafe"]]
CONVERSIONS = [["convert", "--to", target] for target in TARGETS] + [
    ["convert", "--to", "keepalived", "--target", "keepalived=1.2.13"]
]


class BrokenPromiseError(AssertionError):
    """A promise that does not hold, and for which command."""


class TooSlowError(BaseException):
    """A command that computes for longer than it may; no handler of carplint's takes it for an error of its own."""


def expect(holds: bool, what: str, words: object = "", seen: object = "") -> None:
    """Raise BrokenPromiseError with what was promised, the command, and what was seen."""
    if not holds:
        raise BrokenPromiseError(f"{what}: {words}\n{str(seen)[-3000:]}")


@contextlib.contextmanager
def laid_out(tree: Tree) -> Iterator[bytes]:
    """Write a tree into a folder of its own, which is the current one meanwhile; a path that is in the way of another one is
    left out."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="carplint-fuzz-") as folder:
        top = os.path.join(os.fsencode(folder), b"tree")
        os.mkdir(top)
        for path, data in tree.items():
            with contextlib.suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
                os.makedirs(os.path.dirname(os.path.join(top, path)), exist_ok=True)
                Path(os.fsdecode(os.path.join(top, path))).write_bytes(data)
        os.chdir(folder)
        try:
            yield top
        finally:
            os.chdir(here)


def _too_slow(_: int, __: FrameType | None) -> None:
    raise TooSlowError


def run(words: list[str], codes: Container[int] = (0, 1, 3)) -> tuple[int, str, str]:
    """A command in this process: its exit code, which is one of these, its output and what it told. 2, for a wrong command line, is
    not one of them."""
    out, told = io.StringIO(), io.StringIO()
    before = signal.signal(signal.SIGVTALRM, _too_slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
            code = cli.main(words if "--config" in words else [words[0], "--isolated", *words[1:]])
    except TooSlowError as error:
        raise BrokenPromiseError(f"computes for more than {SECONDS} s: {words}") from error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    expect(code in codes, f"ends with {code}", words, told.getvalue() + out.getvalue()[-500:])
    return code, out.getvalue(), told.getvalue()


def contents(top: bytes) -> Tree:
    """Return the files below a folder: their paths, and what they hold."""
    found: Tree = {}
    for folder, _, names in os.walk(top):
        for path in (os.path.join(folder, n) for n in names):
            if not os.path.islink(path):
                found[os.path.relpath(path, top)] = Path(os.fsdecode(path)).read_bytes()
    return found


def printable(text: str, words: list[str]) -> None:
    """Nothing that is shown to people commands their terminal."""
    expect(all(c.isprintable() or c == "\n" for c in text), "shows a control character", words, ascii(text))


def shown(words: list[str], choose: Choose) -> None:
    """A command that shows something: the same twice, whole in its format, and without the password."""
    code, out, told = run(words)
    expect(SECRET.decode() not in out + told, "shows a password", words, out + told)
    form = words[words.index("--format") + 1] if "--format" in words else ""
    if form == "json":
        expect(not out or json.loads(out)["version"] == 1, "has another version", words, out)
    elif form in ("junit", "checkstyle"):
        ElementTree.fromstring(out)
    if words[0] in ("check", "show"):
        printable(out + told, words)
    if choose(0, 3) == 0:
        expect((code, out, told) == run(words), "is another one the second time", words)


def lossless(data: bytes) -> None:
    """The tokens of any text, by any grammar, are the text."""
    text = data.decode("latin-1")
    for grammar in GRAMMARS:
        tree = parse(text, grammar)
        expect("".join(text[n.start : n.end] for n in tree.leaves()) == text, "loses text", grammar)


def converted(words: list[str], choose: Choose) -> None:
    """A conversion: nothing written where it refuses; what it wrote can be read again; a password is in files of mode 0600
    only, but for copies of scripts, and the same conversion gives the same bytes."""
    words = [*words, *(["--allow-errors"] if choose(0, 1) else []), "--output"]
    shutil.rmtree("out", ignore_errors=True)
    code, out, told = run([*words, "out"])
    expect(SECRET.decode() not in out + told, "shows a password", words, out + told)
    files = contents(b"out")
    for path, data in files.items():
        mode = stat.S_IMODE(os.stat(os.path.join(b"out", path)).st_mode)
        expect(
            SECRET not in data or not mode & 0o077 or mode & 0o111 != 0,
            f"writes a password into {path!r} of mode {mode:o}",
            words,
        )
    if code == 3 and files:
        expect(False, "writes files and ends with 3", words, told)
    if files:
        run(["check", "out"])
    if choose(0, 3) == 0:
        shutil.rmtree("out", ignore_errors=True)
        run([*words, "out"])
        expect(contents(b"out") == files, "writes other bytes the second time", words)


def _applied(text: str, edits: list[Edit]) -> str:
    """Apply edits, each once, from the last to the first."""
    for edit in sorted(set(edits), key=lambda e: (e.span.start, e.span.end), reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def confined(top: bytes, unsafe: bool) -> None:
    """Fixes change the characters of their spans, and no others."""
    report = carplint.check(carplint.load([os.fsdecode(top)]))
    outcome = carplint.fix(report, unsafe=unsafe)
    edits = [e for f in outcome.applied if f.fix for e in f.fix.edits]
    for old, new in outcome.changes:
        text, encoding, seen = old.text, old.encoding, set[int]()

        while mine := [
            e for e in edits if id(e) not in seen and (e.span.source.real, e.span.source.text) == (old.real, text)
        ]:
            seen |= {id(e) for e in mine}
            text, encoding = decode(_applied(text, mine).encode(encoding))  # without an odd byte it may be UTF-8
        expect(text == new.text, "changes more than the spans of its fixes", old.path, f"{text!r}\n{new.text!r}")


def fixed(top: bytes, words: list[str]) -> None:
    """Fixes are done once: the second time nothing is left to do. What is not fixed stays byte for byte."""
    copy = os.path.join(os.path.dirname(top), b"copy")
    shutil.copytree(os.fsdecode(top), os.fsdecode(copy), symlinks=True)
    _, _, told = run([*words, "copy"])
    after = contents(copy)
    _, _, again = run([*words, "copy"])
    expect(contents(copy) == after, "fixes more the second time", words, told + again)
    shutil.rmtree(copy)


def known(words: list[str]) -> None:
    """A baseline of all findings leaves none of them."""
    code, _, _ = run([*words, "--write-baseline", "baseline.json"])
    if not os.path.exists("baseline.json"):  # there was nothing to check
        return
    expect(SECRET not in Path("baseline.json").read_bytes(), "has a password in a baseline", words)
    if code == 0:
        code, out, _ = run([*words, "--baseline", "baseline.json", "--format", "json"])
        expect(code == 0 and json.loads(out)["findings"] == [], "finds something that its baseline has", words, out)


def configured(choose: Choose) -> None:
    """Whatever a configuration, an inventory or a baseline holds, it is taken or refused, and no password of it is shown."""
    kind = choose(0, 2)
    option, name = (("--config", "carplint.yaml"), ("--inventory", "inventory.yml"), ("--baseline", "known.json"))[kind]
    Path(name).write_bytes(settings(kind, choose))
    words = ["check", option, name, "tree"]
    if kind == 2 and choose(0, 1):
        words.append("--update-baseline")
    code, out, told = run(words, {0, 1, 2, 3})
    expect(SECRET.decode() not in out + told, "shows a password", words, out + told)
    expect("\x1b" not in told, "commands the terminal", words, told)
    expect(code != 2 or told.count("\n") == 1, "has another than one line to say", words, told)


def _a_few(tree: Tree, top: bytes, choose: Choose) -> None:
    before = contents(top)
    path = "tree"
    if before and choose(0, 9) == 0:  # one file by its name, as an editor or a hook gives it
        path = os.fsdecode(os.path.join(b"tree", one(choose, sorted(before))))
    acts: list[Callable[[], object]] = [
        lambda: shown([*one(choose, CHECKS), path], choose),
        lambda: shown([*one(choose, OTHERS), path], choose),
        lambda: converted([*one(choose, CONVERSIONS), path], choose),
        lambda: fixed(top, one(choose, [["fix"], ["fix", "--unsafe"]])),
        lambda: confined(top, bool(choose(0, 1))),
        lambda: known(["check", path]),
        lambda: configured(choose),
        lambda: lossless(one(choose, list(tree.values()))),
    ]
    for _ in range(3):
        one(choose, acts)()
    expect(contents(top) == before, "changes a file that it only reads", path)


def kept(tree: Tree, choose: Choose) -> None:
    """Hold a few of carplint's promises against a tree."""
    with laid_out(tree) as top:
        _a_few(tree, top, choose)
