"""No password is shown, wherever a file or a command line has it: every placement by every command and format."""

from __future__ import annotations

import contextlib
import io
from functools import cache, partial
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.checking.report import Report
from carplint.cli import check as check_command
from carplint.cli import convert as convert_command
from carplint.cli import fix as fix_command
from carplint.cli import main as cli
from carplint.conversion import TARGETS, convert
from carplint.inputs import load as loading
from carplint.inputs.load import load
from carplint.inputs.secrets import mark
from carplint.report import FORMATS
from carplint.text.secrets import HIDDEN, hide, of
from tests.oracles import every
from tests.text.later_placements import LATER
from tests.text.placements import AUTHENTICATION, PLACEMENTS, UCARP, Files, X, keepalived

COMMANDS = [
    *(["check", "lb1", "--format", format] for format in FORMATS),
    *(["show", "lb1", "--format", format] for format in ("text", "json")),
    ["fix", "lb1", "--diff", "--unsafe"],
    ["check", "lb1", "--statistics"],
    ["check", "lb1", "--write-baseline", "known.json"],
    ["convert", "lb1", "--allow-errors", "--to", "keepalived", "--target", "1.2.7", "--plan", "json"],
]
PRINTED = [["convert", "lb1", "--allow-errors", "--to", target] for target in TARGETS]
WRITTEN = [[*words, "-o", f"to-{words[-1]}"] for words in PRINTED]


def commands(number: int) -> list[list[str]]:
    """Return the commands that are tried on a placement: the conversion to one target prints, that to the next one writes, and
    what it wrote is compared with what it would write; the next placement has the next targets."""
    last = WRITTEN[(number + 1) % every(4) :: every(4)]
    return [*COMMANDS, *PRINTED[number % every(4) :: every(4)], *last, [*last[-1], "--diff"]]


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

SEEN_ELSEWHERE = ("above PASSWORD", "in a file included by a block", "rc.local heredoc", "heredoc in notify")
"""The placements on lines that no finding points at: nothing tells a word there from others."""


def written(top: Path, files: Files, secret: str) -> None:
    for path, text in files.items():
        file = top / "lb1" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.replace("X", secret).encode())
        file.chmod(0o755 if path.endswith((".sh", "rc.local")) else 0o644)


def outputs(monkeypatch: pytest.MonkeyPatch, commands: list[list[str]], once: Report | None = None) -> list[str]:
    """What each command prints of the files in the current folder, which are read once, and converted once in the same way."""
    once = once or check(load(["lb1"]))
    converted = cache(partial(convert, once.net))
    printed = []
    with monkeypatch.context() as patch:
        patch.setattr(loading, "load", lambda *_, **__: once.net)
        for command in (check_command, fix_command):
            patch.setattr(command, "check", lambda *_: once)
        patch.setattr(convert_command, "convert", lambda _, *how: converted(*how))
        for words in commands:
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                cli.main(words)
            printed.append(out.getvalue())
    return printed


EVERY = {**PLACEMENTS, **LATER}


@pytest.mark.parametrize("name", EVERY)
def test_no_command_shows_it(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, EVERY[name], X)
    monkeypatch.chdir(tmp_path)
    words_of, once = commands(list(EVERY).index(name)), check(load(["lb1"]))
    for words, out in zip(words_of, outputs(monkeypatch, words_of, once), strict=True):
        assert X not in out, words
        assert "internal error" not in out, words
        assert out or words[0] == "fix" or "--diff" in words, words
    made = [p for p in tmp_path.rglob("*") if p.is_file() and p.relative_to(tmp_path).parts[0] != "lb1"]
    assert [p for p in made if p.stat().st_mode & 0o077 and X in p.read_text()] == []
    mark(once.net)
    places = [*(f.span for f in once.findings), *(r.span for f in once.findings for r in f.related)]
    sources = {*(d.source for h in once.net.hosts for d in h.documents), *(span.source for span in places)}
    for source in sources if name not in SEEN_ELSEWHERE else ():
        assert X not in hide(source.text, lambda _: HIDDEN, of(source))  # whatever line a finding points at


@pytest.mark.parametrize("name", [name for name in PLACEMENTS if name not in NOT_ALIKE])
def test_what_is_shown_does_not_depend_on_it(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary word is hidden where it is a password, and no word of a message is taken for it."""
    shown = []
    for secret in (X, ORDINARY):
        written(tmp_path / secret, PLACEMENTS[name], secret)
        monkeypatch.chdir(tmp_path / secret)
        shown.append(outputs(monkeypatch, ALIKE[list(PLACEMENTS).index(name) % every(2) :: every(2)]))
    assert shown[0] == shown[1]


def test_a_message_keeps_its_words_and_quotes_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is a word that the messages about its own line have, too."""
    lines = "auth_pass other\n        keyword other\n        not keyword ignores"
    written(tmp_path, keepalived(AUTHENTICATION.format(lines)), X)
    monkeypatch.chdir(tmp_path)
    (concise,) = outputs(monkeypatch, [["check", "lb1", "--format", "concise"]])
    assert concise.count("unknown-keyword: ••• is not a keyword of authentication: keepalived ignores it\n") == 2


@pytest.mark.parametrize("name", ["lb1", "eth0", "100"])
def test_a_name_is_not_hidden_where_it_is_one(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hidden in what is said of a host, a device or an address that has the same name, a password would be given away."""
    shown = []
    for secret in ("Xk7qZw3", name):
        for host in ("lb1", "lb2"):
            file = tmp_path / secret / host / "keepalived.conf"
            file.parent.mkdir(parents=True)
            own = keepalived(AUTHENTICATION.format("auth_pass X"))["etc/keepalived/keepalived.conf"]
            file.write_text(own.replace("X", f"{secret[:7]}{host[-1]}" if host == "lb2" else secret))
        monkeypatch.chdir(tmp_path / secret)
        words = (["check", "--format", "concise"], ["show"], ["convert", "--allow-errors", "--to", "ucarp"])
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            for command in words:
                cli.main([*command, "lb1", "lb2"])
        shown.append(
            [line for line in out.getvalue().splitlines() if "default-password" not in line and "auth-pass" not in line]
        )
    assert "V on lb2 and V on lb1 refuse each other's advertisements" in "\n".join(shown[1])
    assert shown[1] == shown[0]


@pytest.mark.parametrize("secret", [X, "received"])
def test_what_a_release_makes_a_comment_stays_hidden(
    tmp_path: Path, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = "    auth_hmac {\n        key 1 X\n        kye 2 X\n        active_key 1\n    }"
    written(tmp_path, keepalived(block), secret)
    monkeypatch.chdir(tmp_path)
    (out,) = outputs(monkeypatch, [["convert", "lb1", "--allow-errors", "--to", "keepalived", "--target", "1.2.7"]])
    assert "# kye 2" in out or "# •••" in out
    assert not any(
        f" {secret}" in line for line in out.splitlines() if "auth_hmac" in line or "key" in line or "kye" in line
    )


@pytest.mark.parametrize("more", [[], ["-o", "to"], ["--plan", "json"]])
def test_a_plan_has_no_secret(tmp_path: Path, more: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where a file is called like it."""
    unit = f"[Service]\nExecStart=/usr/sbin/ucarp {UCARP} -p X --upscript=/etc/X.sh --downscript=/etc/d.sh\n"
    written(tmp_path, {"etc/systemd/system/u.service": unit}, X)
    monkeypatch.chdir(tmp_path)
    (out,) = outputs(monkeypatch, [["convert", "lb1", "--allow-errors", "--to", "keepalived", *more]])
    plan = (tmp_path / "to/PLAN.md").read_text() if "-o" in more else out[out.index("==> PLAN") :]
    assert "-up.sh" in plan
    assert X not in plan


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
