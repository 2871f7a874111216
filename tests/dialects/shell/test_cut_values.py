"""Lines of sourced files that set less than they seem to, against a shell."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from carplint.cli.main import main
from carplint.dialects.shell.strays import strays
from carplint.report import FORMATS
from carplint.text.parse import parse
from carplint.text.source import Source

KEYS = ("PASSWORD", "VIP_ADDRESS", "OPTIONS")
QUIET = (
    "PASSWORD='a&b'", 'PASSWORD="ab|c"', "PASSWORD=a\\&b", "PASSWORD=ab#c", "PASSWORD=a!b", "PASSWORD=ab # a; b",
    "PASSWORD=ab; export PASSWORD", "PASSWORD=ab;VIP_ADDRESS=192.0.2.10", "PASSWORD=ab; VIP_ADDRESS=192.0.2.10",
    "PASSWORD=ab && VIP_ADDRESS=192.0.2.10", "PASSWORD=ab || true", "PASSWORD=ab 2>/dev/null", "PASSWORD=ab >/dev/null",
    "PASSWORD=$(cat /x 2>/dev/null)", "PASSWORD=${P:-a}", "OPTIONS=(a b)", "OTHER=a&b", "PASSWORD=ab;", "PASSWORD=ab;export PASSWORD",
    "VIP_ADDRESS=192.0.2.10 \\\n", "! true", "! test -f /x", "! [ -f /x ] || . /x", "! grep -q a /x && OPTIONS=-n",
    "[ -f /x ] && . /x", "PASSWORD='a\nb'", "PASSWORD=a%b", "OPTIONS='-x {%if%}'",
)  # fmt: skip
"""What a shell takes as it looks, or what cannot be told."""
CUT = (
    ("PASSWORD=a&b", "&"), ("PASSWORD=ab|c", "|"), ("PASSWORD=ab;c", ";"), ("PASSWORD=a>b", ">"), ("PASSWORD=a<b", "<"),
    ("PASSWORD=a(b", "("), ("  PASSWORD=a&b  # mine", "&"), ("OPTIONS=-x&y", "&"), ("export PASSWORD=x&y", "&"),
    ("PASSWORD=pa;ss;wd", ";"), ("VIP_ADDRESS=192.0.2.10|24", "|"), ("PASSWORD=a&b&c", "&"),
    ("VIP_ADDRESS=192.0.2.10 \\ ", "\\"), ('VIP_ADDRESS="192.0.2.10" \\\t', "\\"), ("OPTIONS='-z' \\  ", "\\"),
)  # fmt: skip
NOTES = (
    ("! old config", "foreign-comment-style"), ("! PASSWORD", "foreign-comment-style"), ("! VIP: 192.0.2.10", "foreign-comment-style"),
    ("{% if x %}", "sourced-file-command"), ("{# a note #}", "sourced-file-command"), ("{{ header }}", "sourced-file-command"),
    ("lb1% VIP_ADDRESS=192.0.2.10", "pasted-shell-prompt"),
)  # fmt: skip


def found(text: str) -> list[tuple[str, str]]:
    source = Source("vip-7.conf", f"{text}\n")
    return [(f.name, f.span.text) for f in strays(source, parse(source.text, "sysconfig"), KEYS.__contains__)]


def shell(text: str, key: str, folder: Path) -> str:
    run = subprocess.run(
        ["sh", "-c", f'{text}\nprintf %s "${key}"'], cwd=folder, capture_output=True, text=True, check=False
    )
    return run.stdout


@pytest.mark.parametrize("text", QUIET)
def test_harmless_lines(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "sign"), CUT)
def test_a_value_that_is_cut(text: str, sign: str, tmp_path: Path) -> None:
    assert found(text) == [("shell-syntax", sign)]
    key, _, value = text.strip().removeprefix("export ").partition("=")
    assert shell(text, key, tmp_path) != value.partition("#")[0].strip().strip("\"'\\ \t").strip("\"'")


@pytest.mark.parametrize(("text", "name"), NOTES)
def test_lines_that_are_no_shell(text: str, name: str) -> None:
    assert [n for n, _ in found(text)] == [name]


@pytest.mark.parametrize("sign", "&|;><(")
@pytest.mark.parametrize("format", FORMATS)
def test_the_password_is_not_shown(sign: str, format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "n1/etc/ucarp/vip-007.conf"
    path.parent.mkdir(parents=True)
    path.write_text(
        f"VIP_ADDRESS=192.0.2.10\nSOURCE_ADDRESS=192.0.2.11\nBIND_INTERFACE=eth0\nPASSWORD=Zauber{sign}stab\n"
    )
    main(["check", str(tmp_path / "n1"), "--format", format])
    shown = capsys.readouterr()
    assert "shell-syntax" in shown.out
    assert "Zauber" not in shown.out + shown.err
    assert "stab" not in shown.out + shown.err
