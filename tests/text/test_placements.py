"""No password is shown, wherever a file or a command line has it: every placement by every command and format."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.cli import check as check_command
from carplint.cli import fix as fix_command
from carplint.cli import main as cli
from carplint.conversion import TARGETS
from carplint.inputs import load as loading
from carplint.inputs.load import load
from carplint.inputs.secrets import mark
from carplint.report import FORMATS
from carplint.text.secrets import HIDDEN, hide, of
from tests.text.placements import AUTHENTICATION, PLACEMENTS, Files, X, keepalived

COMMANDS = [
    *(["check", "lb1", "--format", format] for format in FORMATS),
    *(["show", "lb1", "--format", format] for format in ("text", "json")),
    ["fix", "lb1", "--diff", "--unsafe"],
    *(["convert", "lb1", "--allow-errors", "--to", target] for target in TARGETS),
    ["check", "lb1", "--statistics"],
    ["check", "lb1", "--write-baseline", "known.json"],
    ["convert", "lb1", "--allow-errors", "--to", "keepalived", "--target", "1.2.7", "--plan", "json"],
    *(["convert", "lb1", "--allow-errors", "--to", target, "-o", f"to-{target}"] for target in TARGETS),
    ["convert", "lb1", "--allow-errors", "--to", "ucarp", "-o", "to-ucarp", "--diff"],
]
ALIKE = [
    ["check", "lb1", "--format", "text"],
    ["show", "lb1", "--format", "json"],
    ["fix", "lb1", "--diff", "--unsafe"],
    ["convert", "lb1", "--allow-errors", "--to", "ucarp"],
]
ORDINARY = "received"
"""A word that carplint and keepalived use, as long as X."""
NOT_ALIKE = {"the value of another keyword", "$PW={X\n", "$PW={X}\n"}
"""The placements in which an ordinary word is no secret where it stands elsewhere, and X is, or findings of one place are
in the order of their messages."""


def written(top: Path, files: Files, secret: str) -> None:
    for path, text in files.items():
        file = top / "lb1" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.replace("X", secret).encode())
        file.chmod(0o755 if path.endswith((".sh", "rc.local")) else 0o644)


def outputs(monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]) -> list[str]:
    """What each command prints of the files in the current folder, which are read once."""
    once = check(load(["lb1"]))
    printed = []
    with monkeypatch.context() as patch:
        patch.setattr(loading, "load", lambda *_, **__: once.net)
        for command in (check_command, fix_command):
            patch.setattr(command, "check", lambda *_: once)
        for words in commands:
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                cli.main(words)
            printed.append(out.getvalue())
    return printed


@pytest.mark.parametrize("name", PLACEMENTS)
def test_no_command_shows_it(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, PLACEMENTS[name], X)
    monkeypatch.chdir(tmp_path)
    for words, out in zip(COMMANDS, outputs(monkeypatch, COMMANDS), strict=True):
        assert X not in out, words
        assert "internal error" not in out, words
        assert out or words[0] == "fix" or "--diff" in words, words
    made = [p for p in tmp_path.rglob("*") if p.is_file() and p.relative_to(tmp_path).parts[0] != "lb1"]
    assert [p for p in made if p.stat().st_mode & 0o077 and X in p.read_text()] == []
    net = load(["lb1"])
    mark(net)
    findings = check(net).findings
    places = [*(f.span for f in findings), *(r.span for f in findings for r in f.related)]
    sources = {*(d.source for h in net.hosts for d in h.documents), *(span.source for span in places)}
    for source in sources if name not in ("above PASSWORD", "in a file included by a block") else ():
        assert X not in hide(source.text, lambda _: HIDDEN, of(source))  # whatever line a finding points at


@pytest.mark.parametrize("name", [name for name in PLACEMENTS if name not in NOT_ALIKE])
def test_what_is_shown_does_not_depend_on_it(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary word is hidden where it is a password, and no word of a message is taken for it."""
    shown = []
    for secret in (X, ORDINARY):
        written(tmp_path / secret, PLACEMENTS[name], secret)
        monkeypatch.chdir(tmp_path / secret)
        shown.append(outputs(monkeypatch, ALIKE))
    assert shown[0] == shown[1]


def test_a_message_keeps_its_words_and_quotes_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is a word that the messages about its own line have, too."""
    lines = "auth_pass other\n        keyword other\n        not keyword ignores"
    written(tmp_path, keepalived(AUTHENTICATION.format(lines)), X)
    monkeypatch.chdir(tmp_path)
    (concise,) = outputs(monkeypatch, [["check", "lb1", "--format", "concise"]])
    assert concise.count("unknown-keyword: ••• is not a keyword of authentication: keepalived ignores it\n") == 2


@pytest.mark.parametrize(
    ("files", "kept"),
    [
        (
            keepalived(AUTHENTICATION.format("") + "   # keepalived uses the first 8 characters only"),
            "the first 8 characters",
        ),
        (keepalived(AUTHENTICATION.format("# auth_type (PASS or AH)")), "auth_type (PASS or AH)"),
        (
            {
                "etc/ucarp/vip-001.conf": "ID=001\nBIND_INTERFACE=eth0\nPASSFILE=/etc/ucarp/x.pass\nVIP_ADDRESS=192.0.2.9\n"
            },
            "/x.pass",
        ),
    ],
)
def test_what_is_no_password_stays(tmp_path: Path, files: Files, kept: str) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    net = load([str(tmp_path)])
    mark(net)
    source = net.hosts[0].documents[0].source
    assert kept in hide(source.text, lambda _: HIDDEN, of(source))
