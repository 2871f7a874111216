"""What command lines start, through the programs that run others."""

from __future__ import annotations

from functools import partial

import pytest

from carplint.dialects.shell import starts
from carplint.dialects.shell.wrappers import SEVERAL, STARTERS, WRAPPERS
from carplint.model import Value
from carplint.text.source import Source
from tests.work import calls

ROUTER = "-i eth0 -s 192.0.2.11 -v 51 -a 192.0.2.50"

CERTAIN = """
ucarp {} -B
/opt/ha/sbin/ucarp {}
./ucarp {}
$PREFIX/sbin/ucarp {}
"ucarp" {}
uc""arp {}
\\ucarp {}
A=1 B="2 3" ucarp {}
ucarp >/dev/null 2>&1 {}
exec -a vip ucarp {}
nohup nice -n 5 ucarp {} &
sudo -n -u root VAR=x ucarp {}
env -i -u HOME A=b /usr/sbin/ucarp {}
timeout -k 5 9 ucarp {}
setsid -f ucarp {}
ionice -c2 -n 7 ucarp {}
chrt -f 50 ucarp {}
taskset -c 0,1 ucarp {}
stdbuf -oL ucarp {}
command ucarp {}
daemon --pidfile=/run/vip.pid ucarp {}
daemon "/usr/sbin/ucarp {}"
start-stop-daemon --start --quiet --exec /usr/sbin/ucarp -- {}
start-stop-daemon -S -x/usr/sbin/ucarp -- {}
start-stop-daemon --start --pidfile /run/x --startas "/usr/sbin/ucarp" --background -- {}
supervise-daemon vip --start /usr/sbin/ucarp -- {}
sh -c "ucarp {}"
bash -lc 'exec ucarp {}'
su -c "ucarp {}" root
su - root -c 'ucarp {}'
runuser -u root -- ucarp {}
flock -n /run/x ucarp {}
flock /run/x -c "ucarp {}"
systemd-run --unit=vip ucarp {}
chpst -u root ucarp {}
tini -- ucarp {}
busybox nice ucarp {}
sudo sh -c 'nice sh -c "ucarp {}"'
tmux new -d 'ucarp {}'
screen -dmS vip ucarp {}
eval ucarp {}
"""

ELSEWHERE = """
ip netns exec blue ucarp {}
ip -n x vrf exec red ucarp {}
nsenter --target 1 --net ucarp {}
chroot /srv ucarp {}
docker exec -it lb ucarp {}
docker run --rm --network host -e A=b example/image:1 ucarp {}
docker run --entrypoint tini example/image -- ucarp {}
podman container run -d image ucarp {}
ssh -p 22 root@lb2 ucarp {}
ssh lb2 'ucarp {}'
"""

MAYBE = """
[ -x /usr/sbin/ucarp ] && ucarp {}
pgrep ucarp || ucarp {}
if true; then ucarp {}; fi
( ucarp {} ) &
true | ucarp {}
start() {{ ucarp {}; }}
case $1 in start) nice ucarp {};; esac
echo $(ucarp {})
x=`ucarp {}`
echo "ucarp {}" | tee /x | nice sh
sh <<< "ucarp {}"
run_it ucarp {}
$SUDO ucarp {}
$UCARP {}
"${{UCARP_BIN}}" {}
$DAEMON {}
docker run --net host example/vip {}
xargs ucarp
sh -c 'sleep 1 && exec ucarp {}'
"""

SILENT = """
ucarp --help
/usr/sbin/ucarp
command -v ucarp >/dev/null -x
true # ucarp {}
exit 0 # ucarp {}
echo ucarp {}
echo "starting ucarp {}"
echo "ucarp {}" >> /var/log/x
logger -t vip "ucarp {} is up"
log_daemon_msg "Starting ucarp {}"
pgrep -f "ucarp {}"
kill $(pgrep -f "ucarp {}")
PID=`pgrep -f 'ucarp {}'`
pkill -f "ucarp {}"; sleep 1
sudo -n pkill -f "ucarp {}"
ps ax | grep 'ucarp {}' | awk '{{print $1}}'
sed -i 's/ucarp -v 51/ucarp -v 52/' /etc/x
if ! pgrep -f "ucarp {}" >/dev/null; then echo down; fi
start-stop-daemon --stop --exec /usr/sbin/ucarp -- {}
start-stop-daemon -K -x /usr/sbin/ucarp -q
start-stop-daemon --status --exec /usr/sbin/ucarp
killproc -p /run/ucarp.pid /usr/sbin/ucarp -TERM
systemctl restart ucarp --no-block
service ucarp restart
yum install ucarp -y
apt-get install -y keepalived ucarp
chown -R root /etc/ucarp -v
useradd -r ucarp -d /nonexistent
iptables -A ucarp -p carp -j ACCEPT
journalctl -u ucarp -n 50
docker rm ucarp -f
docker run --name ucarp -d -v /a:/b image
docker run -d example/ucarp
mail -s "ucarp {} down" root
wall "ucarp {}"
msg="ucarp {} failed"
OPTS="{}"
: ucarp {}
monit start ucarp
sh -c "pgrep -f 'ucarp {}' || reboot"
sudo -l ucarp {}
keepalived --config-test
systemctl restart keepalived
"""


def _of(text: str) -> list[starts.Start]:
    source = Source("/etc/rc.local", text)
    return list(starts.in_script(source, 0, len(text), {}))


def _lines(text: str) -> list[str]:
    return [line.format(*[ROUTER] * line.count("{}")) for line in text.strip().splitlines()]


@pytest.mark.parametrize("line", _lines(CERTAIN))
def test_a_program_that_is_given_a_command_starts_it(line: str) -> None:
    (start,) = _of(line)
    assert (start.daemon, start.why, start.where) == ("ucarp", "", "")
    assert [w.value for w in start.words[1:]] == ROUTER.split() + ["-B"] * line.endswith("-B")


@pytest.mark.parametrize("line", _lines(ELSEWHERE))
def test_what_runs_elsewhere_says_so(line: str) -> None:
    (start,) = _of(line)
    assert start.where
    assert not start.why


@pytest.mark.parametrize("line", _lines(MAYBE))
def test_what_may_be_started_is_not_certain(line: str) -> None:
    (start,) = _of(line)
    assert start.why
    assert start.daemon == "ucarp"


@pytest.mark.parametrize("line", _lines(SILENT))
def test_what_starts_nothing_is_silent(line: str) -> None:
    assert _of(line) == []


@pytest.mark.parametrize(
    "line", ["keepalived", "exec keepalived -nlD", "/usr/sbin/keepalived -f /x", "nice keepalived --dont-fork"]
)
def test_keepalived_needs_no_options(line: str) -> None:
    (start,) = _of(line)
    assert start.daemon == "keepalived"
    assert not start.why


def test_the_words_of_a_line_for_a_shell_have_their_own_places() -> None:
    text = f"nice sh -c 'ucarp {ROUTER}'"
    (start,) = _of(text)
    assert [w.span.text for w in start.words] == ["ucarp", *ROUTER.split()]


def test_a_line_for_a_shell_knows_what_is_exported() -> None:
    source = Source("/x", "sh -c 'ucarp -v $V -a 192.0.2.50 -s $S'")
    known = Value("51", "51", source.span())
    (start,) = starts.in_script(source, 0, len(source.text), {}, {"V": known})
    assert [w.value for w in start.words] == ["ucarp", "-v", "51", "-a", "192.0.2.50", "-s", None]


ODD = ("-", "--", "-=", "--=", "-x=", "''", '""', "$X", "{", "\\\\", "=", "a=", "-\u00a0")


@pytest.mark.parametrize("program", sorted({*WRAPPERS, *SEVERAL, *STARTERS}))
def test_odd_words_of_any_program_are_read(program: str) -> None:
    """What they say is the program's business, and there may be a start behind them or none."""
    for one in ODD:
        for other in ODD[:3]:
            for words in (f"{one} {other} ucarp {ROUTER}", f"-S {one} ucarp {other} -v 5", f"{one} {other}"):
                found = _of(f"{program} {words}")
                assert all(start.daemon == "ucarp" for start in found)


GROWN = {
    "a path without end": lambda n: "X " + "=/" * n + " ucarp",
    "wrappers": lambda n: "nice " * n + f"ucarp {ROUTER}",
    "pipes": lambda n: "echo ucarp -v 5 |" * n + " sh",
    "open substitutions": lambda n: "x " + "$(" * n + " ucarp",
    "substitutions": lambda n: 'x "' + "$(a ucarp)" * n + '"',
    "names": lambda n: "foo " + "ucarp -v " * n,
    "assignments": lambda n: "env " + "A=b " * n + f"ucarp {ROUTER}",
    "evals": lambda n: "eval " * n + f"ucarp {ROUTER}",
    "options": lambda n: "docker run " + "-v b " * n + f"image ucarp {ROUTER}",
    "starters": lambda n: "start-stop-daemon " + "-S -x b " * n + f"-x ucarp -- {ROUTER}",
}


@pytest.mark.parametrize("kind", GROWN)
def test_twice_the_words_are_at_most_about_twice_the_work(kind: str) -> None:
    small, large = (calls(partial(_of, GROWN[kind](number))) for number in (400, 800))
    assert large <= 2.3 * small
