"""No password is shown, however broken the line that holds it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
from functools import cache, partial
from pathlib import Path

import pytest

from carplint.cli import check as check_command
from carplint.cli import convert as convert_command
from carplint.cli import fix as fix_command
from carplint.cli import main as cli
from carplint.conversion import TARGETS, convert
from carplint.inputs import load as loading
from carplint.inputs.load import load
from carplint.text.commands import PROGRAMS
from carplint.text.reading import decode
from carplint.text.secrets import COMMANDS as MARKS
from carplint.text.secrets import Values, mask, spans
from carplint.text.source import Source
from tests.checked import report
from tests.oracles import every, slow
from tests.trees import FIXTURES, ROOT
from tests.work import calls

SECRET = "Hush37"
COMMAND_LINES = [
    "password: |\n ",
    "password:\n  x\n",
    "-----BEGIN PRIVATE KEY-----\nx\n",
    "nmcli set psk x ",
    "nc AUTH x ",
    "# pass: none\n",
    "%-U b%x ",
    "mysql -p ",
    "cp -p x;",
    "--key x ",
    "--a-secret-b ",
    "echo x > a.pass\n",
    "<<<a ",
    "# pw a1b2c\n",
    "# password a1b2c ",
]


LEAKS = [
    'PASSWORD="Hush37"',
    "PASSWORD='Hush37'",
    'PASSWORD="Hush37',
    "PASSWORD='Hush37",
    'PASSWORD=no"Hush37 x',
    "PASSWORD=no'x'Hush37",
    "PASSWORD=no Hush37",
    "PASSWORD = Hush37",
    "PASSWORD:=Hush37",
    "PASSWORD+=Hush37",
    "  export PASSWORD=Hush37",
    "#PASSWORD=Hush37",
    "PASSWORD=\\\nHush37\nX=1",
    'PASSWORD="no\nHush37"\nX=1',
    "PASSWORD=x\\\n\\\n  Hush37",
    "PASSWORDD=Hush37",
    "PASWORD=Hush37",
    "PSSWORD=Hush37",
    "IEEE_8021X_PASSWORD=Hush37",
    "WPA_PSK=Hush37",
    "KEY_PASSPHRASE1=Hush37",
    "KEY=s:Hush37",
    "        auth_pass Hush37\r\n",
    "auth_pass no Hush37 # Hush37",
    'auth_pass "no Hush37',
    "auth_passs Hush37",
    "auth_pas Hush37",
    "auth_pass=Hush37",
    "authentication { auth_pass Hush37 }",
    "! auth_pass Hush37",
    'OPTIONS="-p Hush37 --preempt"',
    'OPTIONS="-pHush37"',
    "OPTIONS=--pass=Hush37",
    "OPTIONS='--password Hush37 -P'",
    'OPTIONS="-p \\"Hush37 \\""',
    "ucarp-password Hush37",
    "OPTIONS=-p key=no Hush37",
    "# mot de passe: Hush37",
    "# password: Hush37",
    "# pw was 'Hush37' until May",
    "# the old one (password Hush37)",
    "PW=Hush37",
    "Server=h;Uid=sa;Pwd=Hush37;",
    "PIN=Hush37",
    "    snmp_community Hush37",
    "    smtp_auth_user Hush37",
    "SetCredential=ucarp:Hush37",
    "password-raw=Hush37",
    "    keys: {private: Hush37}",
    "<auth_pass>Hush37</auth_pass>",
    "aws --aws-secret-access-key Hush37",
    "check --access-key-secret=Hush37",
    "keytool -genkey -storepass Hush37 -v",
    'UPSCRIPT="/up --key Hush37"',
    "ipmitool -H h -U admin -P Hush37 power off",
    "ipmitool -H h \\\n -P Hush37 power off",
    'exec: ["ipmitool", "-P", "Hush37"]',
    "mysql -uroot -pHush37 -e 1",
    "lftp -u bob,Hush37 sftp://h/",
    "ldapsearch -D cn=a -w Hush37",
    "redis-cli -a Hush37 ping",
    "smbclient //h/s -U bob%Hush37",
    "snmpset -v3 -A Hush37 -X 'Hush37' h",
    "up wpa_passphrase net Hush37",
    "x=1 sshpass -p 'a Hush37' ssh -p 22 h",
    "cp -p a b; front -p Hush37",
    "ucarp -i eth0 -o <(echo Hush37)",
    "docker login --password-stdin <<< Hush37",
    "docker login -u admin -p Hush37 h",
    "curl -sSu admin:Hush37 h",
    "curl -ku 'admin':'Hush37' h",
    'curl -u admin:"Hush37" h',
    "curl \\\n-u admin:Hush37 \\\nh",
    "curl --user \\\n  admin:Hush37 h",
    "curl -H 'AUTHORIZATION: Basic Hush37' h",
    'curl -H "Authorization: Hush37" h',
    "COOKIE: Hush37",
    "export APIKEY=Hush37",
    "curl h?apikey=Hush37",
    "PW1=Hush37",
    "DBPW='Hush37'",
    "Kennwort: Hush37",
    "pre-up echo Hush37 > /etc/ucarp.pass",
    "post-up echo 'user * Hush37 *' > /etc/ppp/chap-secrets",
    "echo Hush37 | sudo -S true",
    "echo root:Hush37 | chpasswd",
    "curl -H 'Cookie: sid=Hush37' h",
]
HARMLESS = [
    "PASSWORD=",
    'PASSWORD=""',
    "auth_type PASS",
    "auth_type PASS  # as ever",
    "PASSFILE=/etc/ucarp/secret",
    "OPTIONS='-P -z'",
    "OPTIONS='--passfile /etc/x -P'",
    "KEY_MGMT=WPA-PSK",
    "IEEE_8021X_PASSWORD_FLAGS=user",
    "# Mot de passe commun : le même",
    "interface eth0",
    "virtual_router_id 51",
    "auth_pass",
    'PASSWORD=""\nVIP_INTERFACE="eth0:0"',
    "mkdir -p /run/ucarp",
    "ExecStartPre=/bin/mkdir -p /run/x",
    "ss -p state established; cp -p a b && grep -P '^a' c",
    "curl --key /etc/x.pem h",
    "front --password-file /etc/x --token-type jwt",
    "echo 1 > /proc/sys/net/ipv4/ip_forward",
    'read a b <<< "$line"',
    'logger -t ucarp -p daemon.notice "up"',
    "systemctl show ucarp -p MainPID",
    'echo "ucarp -> up"; mkdir -p /run/x',
    'DAEMON_ARGS="-D -p /run/keepalived.pid"',
    "docker run -p 80:80 x",
    "<<<<<<< HEAD",
    "<<<<<<< feature/secret",
    "PWD=/tmp",
    "# auth_pass must be equal on both nodes",
    "# the password of VI_1 on lb12 is long",
]


def test_hidden() -> None:
    assert [text for text in LEAKS if SECRET in mask(text) or "•••" not in mask(text)] == []
    assert [text for text in LEAKS if len(mask(text).splitlines()) != len(text.splitlines())] == []


def test_not_hidden() -> None:
    assert [mask(text) for text in HARMLESS] == HARMLESS


def test_an_open_quote_hides_up_to_the_next_setting() -> None:
    text = 'PASSWORD="Hush37\nBIND_INTERFACE="eth0"\n'
    assert mask(text) == 'PASSWORD=•••\nBIND_INTERFACE="eth0"\n'


# The fixtures' passwords, whatever the command

FIXTURE_SECRET = re.compile(
    r"rosso.?co|corvo-1|verde.?gu|kT9.wq2x|k7-rcq2x|più-|clé-ét|ab#cd|a1b2c3|Mirabell|Brimbell|quetsche"
)
NO_SECRETS = {"1111", "password", "love", "# VHID 1", "rosso", "verde", "kT9", "ab", "'abcd'", "ab'cd'", "@@PASS@@", "$SECRET", "ÿþr"}  # fmt: skip
"""What the files of some fixtures have for a password, and words that other places hold as well; pieces of others."""


def _texts(top: Path) -> dict[Path, str]:
    """The files at or below a path, each as text."""
    below = (Path(folder, name) for folder, _, names in os.walk(top) for name in names)
    return {p: decode(p.read_bytes())[0] for p in sorted([top, *below]) if p.is_file()}


def _all() -> list[Path]:
    families = ("rules/*", "clusters", "show")
    return sorted(p for family in families for p in FIXTURES.glob(f"{family}/*") if p.suffix != ".md")


@cache
def _trees() -> tuple[Path, ...]:
    """The fixtures that hold a password."""
    return tuple(p for p in _all() if any(map(FIXTURE_SECRET.search, _texts(p).values())))


@cache
def _distinct() -> tuple[Path, ...]:
    """Of the fixtures with the same lines with a password in the same kinds of files, one."""
    found: dict[frozenset[tuple[str, str]], Path] = {}
    for top in _trees():
        texts = {(p.suffix, line) for p, text in _texts(top).items() for line in text.splitlines()}
        found.setdefault(frozenset(t for t in texts if FIXTURE_SECRET.search(t[1])), top)
    return tuple(found.values())


def _run(top: Path, *words: str | Path) -> str:
    """What a command prints about a path, on both of its outputs."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
        cli.main([str(words[0]), "--isolated", str(top), *map(str, words[1:])])
    return shown.getvalue()


@slow
def test_the_fixtures_have_no_other_passwords() -> None:
    for top in (p for p in _all() if any(re.search("(?i)pas|auth|-p", text) for text in _texts(p).values())):
        for own in (r.authentication for r in load([str(top)]).virtual_routers):
            secret = own.secret.value if own is not None and own.secret is not None else None
            assert not secret or secret in NO_SECRETS or FIXTURE_SECRET.search(secret), top


PARTS = 8
COMMANDS = (
    "check --format text",
    "check --format concise",
    "check --format json",
    "check --format github",
    "check --statistics",
    "show",
    "show --format json",
    "fix --diff --unsafe",
)


@slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_password_of_a_fixture_is_shown(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read and checked of a fixture is so once for all commands; each fixture has half of them, the next one the
    others."""
    assert len(_trees()) > 300
    for number, top in enumerate(_trees()[part::PARTS]):
        once = report(top)
        monkeypatch.setattr(loading, "load", lambda *_, net=once.net, **__: net)
        for command in (check_command, fix_command):
            monkeypatch.setattr(command, "check", lambda *_, report=once: report)
        for words in COMMANDS[number % every(2) :: every(2)]:
            assert not FIXTURE_SECRET.search(_run(top, *words.split())), (top, words)


@slow
@pytest.mark.parametrize("target", TARGETS)
def test_no_password_of_a_fixture_is_shown_by_a_conversion(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a file hold one that others than its owner may read. What is read of a fixture is so once, and converted once
    in the same way."""
    kept = 0
    for number, top in list(enumerate(_distinct()))[list(TARGETS).index(target) % every(2) :: every(2)]:
        read = load([str(top)])
        monkeypatch.setattr(loading, "load", lambda *_, net=read, **__: net)
        converted = cache(partial(convert, read))
        monkeypatch.setattr(convert_command, "convert", lambda _, *how, made=converted: made(*how))
        words = ("convert", "--to", target, "--allow-errors")
        out = tmp_path / str(number)
        printed = _run(top, *words) + _run(top, *words, "--output", out, "--diff")
        printed += _run(top, *words, "--output", out, "--auth", "keep")
        printed += _run(top, *words, "--output", out, "--diff")
        assert not FIXTURE_SECRET.search(printed), top
        secret = [p for p, text in _texts(out).items() if FIXTURE_SECRET.search(text)]
        assert all(p.stat().st_mode & 0o777 == 0o600 for p in secret), top
        kept += len(secret)
    assert kept > 10


@slow
def test_no_password_of_a_fixture_is_written_elsewhere(tmp_path: Path) -> None:
    """By a repair, by a baseline: where one stood, and nowhere else."""
    fixed = 0
    for number, top in enumerate(_distinct()):
        copy = tmp_path / str(number)
        shutil.copytree(top, copy / "tree") if top.is_dir() else shutil.copy(top, copy.with_suffix(top.suffix))
        copy = copy if top.is_dir() else copy.with_suffix(top.suffix)
        known = tmp_path / f"{number}.json"
        before = _texts(copy)
        printed = _run(copy, "check", "--write-baseline", known) + known.read_text() + _run(copy, "fix", "--unsafe")
        assert not FIXTURE_SECRET.search(printed), top
        after = _texts(copy)
        assert after.keys() == before.keys()
        assert not any(FIXTURE_SECRET.search(after[p]) for p in after if not FIXTURE_SECRET.search(before[p]))
        fixed += after != before
    assert fixed > 5


def test_no_page_of_a_rule_holds_a_password_of_a_fixture() -> None:
    """The pages are what `carplint explain` prints; tests/explanation/test_pages.py sees to that."""
    for path, text in _texts(ROOT / "docs" / "rules").items():
        assert not FIXTURE_SECRET.search(text), path


@pytest.mark.parametrize("after", ["\r\n", "  \n", "\nsecond Hush38\n", " \r\nsecond Hush38"])
def test_the_diff_of_a_passfile_shows_that_it_changes_and_no_more(tmp_path: Path, after: str) -> None:
    node = tmp_path / "lb1"
    shutil.copytree(FIXTURES / "rules/ucarp-passfile-crlf/bad", node)
    (node / "etc/ucarp/vip-1.pwd").write_bytes(f"{SECRET} x \\ y{after}".encode())
    printed = _run(tmp_path, "fix", "--diff", "--unsafe")
    assert "Hush" not in printed
    assert [line.strip() for line in printed.splitlines() if line[:1] in "-+" and "•" in line] == (
        ["-•••", "+•••"] if after[0] != "\n" else []
    )
    report = json.loads(_run(tmp_path, "check", "--format", "json"))
    assert not any(f["fix"] for f in report["findings"])


def test_what_comes_of_a_secret_file_is_secret() -> None:
    source = Source("x", "Hush37\n", host="lb1", encoding="latin-1", real="/x")
    source.secret, source.mode = True, 0o600
    new = source.but("Hush38 €\n")
    assert (new.secret, new.mode, new.host, new.real, new.encoding) == (True, 0o600, "lb1", "/x", "utf-8")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("inet 192.0.2.5 255.255.255.0 NONE vhid 1 pass s3cret advskew 1\n", ["s3cret"]),
        ('ifconfig_em0_alias0="inet vhid 1 pass s3cret alias 192.0.2.5/32"\n', ["s3cret"]),
        ('ifconfig_em0_alias0="vhid 1 pass \\"s3 cret\\" alias 192.0.2.5/32"\n', ['\\"s3 cret\\']),
        ('ifconfig_em0_alias0="vhid 1 pass \\\n  s3cret alias 192.0.2.5/32"\n', ["s3cret"]),
        ("passive bypass x\n", []),
        ("vhid 1 pass\nup\n", []),
    ],
)
def test_words_of_a_dialect_hide_what_stands_behind_them(text: str, hidden: list[str]) -> None:
    """`pass` of ifconfig stands anywhere on a line; without the word nothing there looks secret."""
    assert [text[a:b] for a, b in spans(text, ("pass", "carpkey"))] == hidden
    assert not spans(text)


@pytest.mark.parametrize(
    "tree", [p for top in FIXTURES.iterdir() if top.name != "rules" for p in top.iterdir() if p.is_dir()]
)
def test_what_a_dialect_read_as_a_password_is_in_no_output(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new dialect has its own words for passwords: what its reader took for one must be hidden."""
    net = load([str(tree)])
    authentications = (r.authentication for r in net.virtual_routers if r.authentication is not None)
    secrets = {a.secret.value for a in authentications if a.secret is not None and a.secret.value}
    secrets -= {"password", "secret"}  # words of carplint's own, too
    for command in ("check", "show"):
        for format in ("text", "json", "concise", "github") if command == "check" else ("text", "json"):
            cli.main([command, "--isolated", "--format", format, str(tree)])
            out = capsys.readouterr().out
            assert [s for s in secrets if re.search(rf"(?<!\w){re.escape(s)}(?!\w)", out)] == []


def test_a_program_is_looked_for_by_its_name() -> None:
    assert all(any(mark in name for mark in MARKS) for name in PROGRAMS)


@pytest.mark.parametrize("unit", ["# key: \\\n", "# key: '\n", 'key="\n', "key=x ", "pass ", 'key=" ', *COMMAND_LINES])
def test_secrets_are_looked_for_once(unit: str) -> None:
    """Twice the text takes twice the calls, whatever goes on in the next line or the next quote."""
    few, many = (calls(lambda n=n: spans(unit * n)) for n in (500, 1000))  # type: ignore[misc]
    assert few > 10
    assert many <= 2.2 * few


@pytest.mark.parametrize("unit", ["secret", "pass", "password_", "s", "auth_", "-", "psk", "passe", "-secret", "pw_"])
def test_a_long_word_is_read_once(unit: str) -> None:
    """Looking at it again for each of its letters or parts would take minutes."""
    assert spans(unit * (200_000 // len(unit))) == ()


def test_behind_very_many_names_the_next_line_is_hidden_too() -> None:
    text = "key=a " * 1000 + "\nHush37\nHush38\n"
    assert "Hush37" not in mask(text)
    assert "Hush38" in mask(text)


def test_many_known_values_are_found_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    values = ["abz", "a-b.c", "x y", "!!?", "Größe", "a_z", "abz.", "'q"]
    text = "abz abzd xabz a-b.c za-b.c x y x  y !!? Größe Größen a_z a_z_c abz. 'q"
    few = spans(text, values=Values(values))
    assert [text[a:b] for a, b in few] == ["abz", "a-b.c", "x y", "!!?", "Größe", "a_z", "abz.", "'q"]
    monkeypatch.setattr("carplint.text.secrets.FEW", 2)
    assert spans(text + " ", values=Values(values)) == few


@pytest.mark.parametrize("command", [["check"], ["show"], ["convert", "--to", "keepalived", "--target", "2.2.7"]])
def test_twice_the_passwords_are_twice_the_work(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    counts = []
    for many in (4, 40, 80):  # the first time for what is imported and made once
        for number in range(many):
            path = tmp_path / str(many) / f"h{number}" / "keepalived.conf"
            path.parent.mkdir(parents=True)
            text = f"prioritty 5\nauthentication {{\nauth_type PASS\nauth_pass pw{number:05}\n}}\n"
            path.write_text(f"vrrp_instance V {{\ninterface eth0\nvirtual_router_id 5\n{text}}}\n")
        run = partial(
            cli.main, [command[0], str(tmp_path / str(many)), *command[1:], *(["--allow-errors"] * ("--to" in command))]
        )
        counts.append(calls(run))
        capsys.readouterr()
    assert counts[2] <= 2.2 * counts[1]


NUMBERS = {
    "etc/keepalived/keepalived.conf": "vrrp_instance A {{\n interface eth0\n virtual_router_id 3\n priority {0}\n"
    " authentication {{\n auth_type PASS\n auth_pass {0}\n }}\n virtual_ipaddress {{\n 192.0.2.9/24\n }}\n}}\n",
    "etc/rc.local": "#!/bin/sh\nucarp -i eth0 -s 192.0.2.1 -v 3 -k {0} -a 192.0.2.9 -p {0}\n",
    "compose.yaml": "services:\n  vip:\n    network_mode: host\n    image: osixia/keepalived\n    environment:\n"
    '      KEEPALIVED_PASSWORD: "{0}"\n      KEEPALIVED_PRIORITY: "{0}"\n      KEEPALIVED_VIRTUAL_IPS: 192.0.2.9\n',
}


@pytest.mark.parametrize("words", [["check"], ["check", "--format", "json"], ["show"], ["show", "--format", "json"]])
@pytest.mark.parametrize("name", NUMBERS)
def test_a_password_where_a_number_belongs_is_hidden(
    name: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(NUMBERS[name].format(SECRET))
    assert cli.main([words[0], str(tmp_path), *words[1:]]) in (0, 1)
    out, err = capsys.readouterr()
    assert SECRET not in out + err
    assert "192.0.2.9" in out or words[0] == "check"


USES = {
    "etc/ucarp/vip-051.conf": "DB_PASS={0}\nID=51\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.1\nVIP_ADDRESS=192.0.2.9\n"
    "PASSWORD=x\nUPSCRIPT=/opt/up\nDOWNSCRIPT=/opt/down\nOPTIONS=\"-z -x $DB_PASS\"\n",
    "etc/rc.local": "#!/bin/sh\nDB_PASS={0}\nucarp -i eth0 -s 192.0.2.1 -v 3 -a 192.0.2.9 -p x -x $DB_PASS\n",
    ".env": "DB_PASS={0}\n",
    "pod.yaml": "apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n  containers:\n  - name: c\n"
    "    command: [ucarp, -i, eth0, -s, 192.0.2.1, -v, '3', -a, 192.0.2.9, -p, x, -x, $(DB_PASS)]\n"
    "    env:\n    - name: DB_PASS\n      value: {0}\n",
    "etc/rc.d/rc.local": "#!/bin/sh\nucarp -i eth0 -s {0} -v 3 -a 192.0.2.9 -p {0}\n",
}  # fmt: skip
BESIDE = "services:\n  vip:\n    network_mode: host\n    command: ucarp -i eth0 -s 192.0.2.1 -v 3 -a 192.0.2.9 -p x -x ${DB_PASS}\n"


@pytest.mark.parametrize(
    "words", [["check"], ["show"], ["show", "--format", "json"], ["convert", "--to", "interfaces", "--allow-errors"]]
)
@pytest.mark.parametrize("name", USES)
def test_what_is_called_as_secrets_are_is_hidden_where_it_is_used(
    name: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, text in {name: USES[name], **({"compose.yaml": BESIDE} if name == ".env" else {})}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text.replace("{0}", SECRET))
    assert cli.main([words[0], str(tmp_path), *words[1:]]) in (0, 1, 3)
    assert SECRET not in "".join(capsys.readouterr())
