"""Lines of sourced files that set nothing, held against the shells: what is called a stray sets nothing, what is not is silent."""

from __future__ import annotations

import subprocess
from functools import partial
from pathlib import Path

import pytest

from carplint.dialects.registry import dialect_of
from carplint.dialects.ucarp import sourced
from carplint.dialects.ucarp.sourced import misspelt
from carplint.model import Document
from carplint.text.source import Source
from tests.oracles import needs
from tests.work import calls

SOUND = 'BIND_INTERFACE="eth0"\nVIP_INTERFACE="eth0:4"\nPASSWORD="Mirabell-226"\n'
NAMES = ("BIND_INTERFACE", "VIP_INTERFACE", "PASSWORD")


def found(text: str, format: str = "carp") -> list[str]:
    """The names of what is found in a vip file."""
    document = Document(Source("carp/vip-004.conf", text), format, dialect_of(format).tree(text))
    return [f.name for f in sourced.findings([document], [])]


def lines(before: str, after: str = "") -> str:
    """The sound file with something at each line's begin or end."""
    return "".join(f"{before}{line}{after}\n" for line in SOUND.splitlines())


BROKEN = {
    "BOM": ("\ufeff" + SOUND, "utf8-bom"),
    "BOM before a comment": ("\ufeff# x\n" + SOUND, "utf8-bom"),
    "YAML": (SOUND.replace("=", ": "), "shell-syntax"),
    "Makefile": (SOUND.replace("=", " := "), "shell-syntax"),
    "Ruby": (SOUND.replace("=", " => "), "shell-syntax"),
    "csh": (lines("setenv ").replace("=", " "), "shell-syntax"),
    "csh's set": (lines("set "), "shell-syntax"),
    "no sign": (SOUND.replace("=", " "), "shell-syntax"),
    "PHP": (lines("$", ";"), "shell-syntax"),
    "diff": (lines("+"), "shell-syntax"),
    "quoted mail": (lines("> "), "shell-syntax"),
    "numbered": ("".join(f"{n}: {line}\n" for n, line in enumerate(SOUND.splitlines(), 1)), "shell-syntax"),
    "quoted name": (SOUND.replace("BIND_INTERFACE", '"BIND_INTERFACE"'), "shell-syntax"),
    "dashes": (SOUND.replace("_", "-"), "shell-syntax"),
    "HTML": (SOUND.replace('"', "&quot;"), "shell-syntax"),
    "backticks": (SOUND.replace('"eth0:4"', "`eth0:4`"), "shell-syntax"),
    "$(...)": (SOUND.replace('"eth0:4"', '"$(eth0:4)"'), "shell-syntax"),
    "comment": (SOUND.replace('"eth0:4"', '"eth0:4"# alias'), "shell-syntax"),
    "comment without quotes": (SOUND.replace('"eth0:4"', "eth0:4# alias"), "shell-syntax"),
    "curly quotes": (SOUND.replace('"Mirabell-226"', "\u201cMirabell-226\u201d"), "typographic-character"),
    "no-break space": (lines("\u00a0"), "non-ascii-whitespace"),
    "no-break space behind": (SOUND.replace('"eth0:4"', '"eth0:4"\u00a0'), "non-ascii-whitespace"),
    "zero width": (SOUND.replace("VIP_", "VIP\u200b_"), "non-ascii-whitespace"),
    "merge": (
        SOUND.replace("VIP", "<<<<<<< ours\nVIP").replace("PASS", "=======\n>>>>>>> x\nPASS"),
        "merge-conflict-marker",
    ),
    "prompt": ("[root@print1 carp]# cat vip-004.conf\n" + SOUND, "pasted-shell-prompt"),
    "other prompt": ("root@print1:~# cat vip-004.conf\n" + SOUND, "pasted-shell-prompt"),
    "INI": ("; the VIP\n" + SOUND, "foreign-comment-style"),
    "editor": ("vi vip-004.conf\n" + SOUND, "pasted-command"),
    "sudo": ("sudo -u root /usr/bin/nano vip-004.conf\n" + SOUND, "pasted-command"),
    "here-document": ("cat >vip-004.conf <<'EOF'\n" + SOUND + "EOF\n", "pasted-command"),
    "tee": ("tee vip-004.conf <<EOF\n" + SOUND + "EOF\n", "pasted-command"),
    "itself": (SOUND + "systemctl restart carp\n", "pasted-command"),
    "section": ("[vip]\n" + SOUND, "sourced-file-command"),
    "C": ("// the VIP\n" + SOUND, "sourced-file-command"),
    "tag": ("<pre>\n" + SOUND, "sourced-file-command"),
    "text": ("The VIP of the print server:\n" + SOUND, "sourced-file-command"),
    "a program": ("sysctl -qw net.ipv4.ip_nonlocal_bind=1\n" + SOUND, "sourced-file-command"),
}
"""By what was done to the file: the file, and the rule that speaks of it, and no other."""


@pytest.mark.parametrize("kind", BROKEN)
def test_a_stray_line_is_found(kind: str) -> None:
    text, rule = BROKEN[kind]
    assert set(found(text)) == {rule}


LEGAL = {
    "source": ". /etc/sysconfig/network\nsource /etc/x\n",
    "if": "if [ -x /bin/a ]; then\n  PASSWORD=x\n  logger a\nelif test -e /x; then\n  :\nelse\n  vi x\nfi\n",
    "and": '[ -n "$A" ] && PASSWORD=x\n[[ $A == b ]] || B=1\ntest -e /x && . /x\n',
    "export": "export A\nexport PASSWORD VIP_INTERFACE\nexport B=1\n",
    "function": "f() {\n  vi x\n  logger x\n}\nfunction g {\n  vi x\n}\nh () { logger x; }\n",
    "case": "case $(uname) in\n  a) PASSWORD=x ;;\n  *)\n    PASSWORD=y\n    ;;\nesac\n",
    "comment": "# vi x\n# \u201cx\u201d\n  #\u00a0<<<<<<< x\n",
    "in quotes": "NOTE=\"it\u2019s \u201cx\u201d\u00a0y\"\nOTHER='a\u00a0b'\n",
    "builtins": "umask 077\nulimit -n 5\nset +e\nunset X\n: ${OPTIONS:=-z}\nshopt -s nullglob\ntrap - INT\n",
    "commands": "OPTIONS=$(cat /etc/o)\nX=`hostname`\nBIND_INTERFACE=`cat /x`\nVIP_INTERFACE=$(</etc/vip)\n",
    "entity in quotes": 'X="a&amp;b"\n',
    "hash": "X=a#b\nOPTIONS='-x a#b'\nY=\"a # b\"\n",
    "loop": "while read -r l; do\n  B=$l\ndone < /etc/x\nfor i in 1 2; do\n  logger $i\ndone\n",
    "here in a word": "A=$(cat <<E\nx: y\nE\n)\n",
    "lines": 'OPTIONS="-z \\\n -k 1"\nTEXT="a\n=======\nb"\n',
    "prefix": "LANG=C date\nA=1 B=2 true\n",
    "array": "A=(1 2)\nB[1]=x\n",
}
"""What such files hold, and what is meant."""


@pytest.mark.parametrize("kind", LEGAL)
def test_what_is_meant_is_no_stray(kind: str) -> None:
    assert not {*found(LEGAL[kind] + SOUND)} - {"sourced-file-command"}
    assert not {*found(SOUND + LEGAL[kind])} - {"sourced-file-command"}


@needs("dash", "bash")
@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_the_shells_agree(tmp_path: Path, shell: str) -> None:
    """What a broken file sets is not what the sound one sets, but for lines that only run something."""
    shown = f'{shell} -c \'. ./f 2>/dev/null; printf %s, "$BIND_INTERFACE" "$VIP_INTERFACE" "$PASSWORD"\''
    sets = "eth0,eth0:4,Mirabell-226,"
    for kind, (text, rule) in BROKEN.items():
        if (
            rule not in ("sourced-file-command", "pasted-command", "pasted-shell-prompt")
            and kind != "BOM before a comment"
        ):
            (tmp_path / "f").write_text(text, encoding="utf-8")
            done = subprocess.run(
                ["/bin/sh", "-c", shown],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
                check=False,
            )
            assert done.stdout != sets, kind


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("PASSWD", "PASSWORD"),
        ("password", "PASSWORD"),
        ("PASS", "PASSWORD"),
        ("VIP_INTERFACES", "VIP_INTERFACE"),
        ("BIND_INTERFCAE", "BIND_INTERFACE"),
        ("OPTION", "OPTIONS"),
        ("DESCRIPTION", ""),
        ("VHID", ""),
        ("LANG", ""),
    ],
)
def test_a_variable_that_is_near_another(key: str, meant: str) -> None:
    said = misspelt(Source("carp/vip-004.conf", f"{key}=x\n"), "carp")
    assert [m.meant for m in said] == [meant] * bool(meant)
    if meant:
        assert not misspelt(Source("carp/vip-004.conf", f"{key}=x\n{meant}=y\n"), "carp")
        assert not misspelt(Source("carp/vip-004.conf", f"{key}=x\nOTHER=${key}\n"), "carp")


@pytest.mark.parametrize(
    "line", ["logger x\n", "<<<<<<< x\n", "A: \u201cx\u201d\n", "$ x\n", "' \" `\n", "PASS WORD x # 'y\n"]
)
def test_twice_as_many_lines_take_twice_the_work(line: str) -> None:
    once, twice = (calls(partial(found, line * n)) for n in (500, 1000))
    assert twice <= 2.3 * once
