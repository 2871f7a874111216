"""The programs that run a command which is given to them, as a table: which of their options take a value, and where the
command begins.

Source: the manual pages of each, in the versions of Debian 12 (coreutils, util-linux, iproute2, dpkg, procps, shadow,
sudo, screen, tmux, openssh); docker(1) and podman(1); s6, runit and daemontools: their documentation; daemon:
/etc/init.d/functions of Red Hat's initscripts, and daemon(8) of FreeBSD; supervise-daemon(8) of OpenRC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set

from carplint.model import Value
from carplint.text.typing import NamedTuple

SETS = re.compile(r"[A-Za-z_]\w*\+?=")


class Wrapper(NamedTuple):
    """How a program is given the command that it runs.

    `values` are the options that take a value: single letters, and names of long ones; if `flags` are given, these take
    none and all others do. `before` counts the words that stand before the command; `verbs` must come first, each one of some words; `direct`
    are the options behind which no such words stand. `string` are the options whose value is a line for a shell;
    `script` says that a shell is given such a line as its first word if one of them is there, and nothing otherwise.
    `joined` says that a shell reads the words of the command once more. `sets` says that NAME=VALUE may stand before the
    command. `nothing` are the options with which no command is run. `where` it runs, if that is not on the same system or
    in the same network."""

    values: str = ""
    before: int = 0
    flags: str = ""
    verbs: tuple[str, ...] = ()
    direct: str = ""
    string: str = ""
    script: bool = False
    joined: bool = False
    sets: bool = False
    nothing: str = ""
    where: str = ""


NAMESPACE = "in another network namespace"
CONTAINER = "in a container"
HOST_CONTAINER = "in a container on the network of its host"
_SHELL = Wrapper("o O rcfile init-file", string="c", script=True)
_SU = Wrapper(
    "s g G w shell group supp-group whitelist-environment u user",
    before=2,
    direct="u user",
    string="c command session-command",
)
_USER = Wrapper(before=1)
_IP = "n f rc l netns family rcvbuf loops"
FLAGS_OF_RUN = (
    "d detach rm i interactive t tty privileged init read-only no-healthcheck q quiet P publish-all "
    "oom-kill-disable sig-proxy D debug tls tlsverify replace no-hosts"
)
"""The options of `docker run`, and of podman's and nerdctl's, that take no value; all others do."""
_RUN = Wrapper(
    flags=FLAGS_OF_RUN,
    before=1,
    verbs=("run create",),
    where=CONTAINER,
)
_RUN_LONG = _RUN._replace(verbs=("container compose", "run create"))
_EXEC = Wrapper(
    flags="d detach i interactive t tty privileged D debug l latest T", before=1, verbs=("exec",), where=CONTAINER
)
_EXEC_LONG = _EXEC._replace(verbs=("container compose", "exec"))

WRAPPERS: dict[str, Wrapper] = {
    "builtin": Wrapper(),
    "busybox": Wrapper(),
    "catatonit": Wrapper(),
    "chpst": Wrapper("u U b / C n l L m d o p f c r t"),
    "chroot": Wrapper("userspec groups", before=1, where="in another root"),
    "chrt": Wrapper("T P D sched-runtime sched-period sched-deadline", before=1, nothing="p pid m max"),
    "command": Wrapper(nothing="v V"),
    "coproc": Wrapper(),
    "daemon": Wrapper("check user pidfile p P u t o l f", joined=True),
    "daemonize": Wrapper("c e o p l u E"),
    "doas": Wrapper("u C a"),
    "dumb-init": Wrapper("r rewrite"),
    "envdir": _USER,
    "env": Wrapper("u C unset chdir", string="S split-string", sets=True),
    "eval": Wrapper(joined=True),
    "exec": Wrapper("a"),
    "faketime": _USER,
    "flock": Wrapper("w E timeout wait conflict-exit-code", before=1, string="c command"),
    "gosu": _USER,
    "ionice": Wrapper("c n t class classdata", nothing="p P pid"),
    "linux32": Wrapper(),
    "linux64": Wrapper(),
    "nice": Wrapper("n adjustment"),
    "nohup": Wrapper(),
    "nsenter": Wrapper("t S G target setuid setgid", where=NAMESPACE),
    "numactl": Wrapper("i N m C p interleave cpunodebind membind physcpubind preferred"),
    "prlimit": Wrapper("o output", nothing="p pid"),
    "rlwrap": Wrapper(),
    "runcon": Wrapper("t u r l type user role range"),
    "runuser": _SU,
    "s6-setuidgid": _USER,
    "screen": Wrapper("S c e s t T p L", nothing="X r x R ls list"),
    "setarch": Wrapper(),
    "setpriv": Wrapper("reuid regid groups inh-caps ambient-caps bounding-set securebits selinux-label pdeathsig"),
    "setsid": Wrapper(),
    "setuidgid": _USER,
    "sg": Wrapper(before=1, string="c"),
    "softlimit": Wrapper("a c d f l m n o p r s t"),
    "ssh": Wrapper("B b c D E e F I i J L l m O o p Q R S W w", before=1, joined=True, where="on another host"),
    "stdbuf": Wrapper("i o e input output error"),
    "strace": Wrapper("a b e E I o O p P s S u X", nothing="p"),
    "su": _SU,
    "su-exec": _USER,
    "sudo": Wrapper(
        "C D g h p R r t T U u close-from chdir group host prompt chroot role type command-timeout other-user user",
        sets=True,
        nothing="l v V K",
    ),
    "systemd-cat": Wrapper("t p identifier priority stderr-priority"),
    "systemd-run": Wrapper(
        "u p t H M E unit property description slice service-type uid gid nice working-directory setenv on-active "
        "on-boot on-startup on-unit-active on-unit-inactive on-calendar timer-property path-property host machine"
    ),
    "taskset": Wrapper(before=1, nothing="p pid"),
    "time": Wrapper("f o format output"),
    "timeout": Wrapper("k s kill-after signal", before=1),
    "tini": Wrapper("p e"),
    "tmux": Wrapper("L S f c n s t e x y F", verbs=("new new-session neww new-window",), joined=True),
    "toybox": Wrapper(),
    "unbuffer": Wrapper(),
    "unshare": Wrapper("S G R w setuid setgid root wd map-user map-group propagation", where=NAMESPACE),
    "watch": Wrapper("n q interval", joined=True),
    "xargs": Wrapper("a d E I L n P s arg-file delimiter max-args max-procs max-chars max-lines replace"),
    **dict.fromkeys(("sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"), _SHELL),
}
"""The programs, by their names."""

SEVERAL: dict[str, tuple[Wrapper, ...]] = {
    "ip": (
        Wrapper(_IP, before=1, verbs=("netns netn net", "exec"), where=NAMESPACE),
        Wrapper(_IP, before=1, verbs=("vrf", "exec"), where=NAMESPACE),
    ),
    **dict.fromkeys(("docker", "podman", "nerdctl", "docker-compose"), (_RUN, _RUN_LONG, _EXEC, _EXEC_LONG)),
}
"""The programs that run a command only behind certain words, in one of several ways."""

HARMLESS = frozenset(
    ": true false [ [[ test echo printf print logger grep egrep fgrep zgrep rg pgrep pkill pidof killall kill ps man which "
    "type whereis whatis hash alias unalias unset export local readonly declare typeset read cd cat head tail less more "
    "ls stat touch rm cp mv ln mkdir chmod chown install rsync scp tar find sed awk systemctl service invoke-rc.d "
    "rc-service rc-update chkconfig update-rc.d initctl svc sv monit journalctl apt apt-get aptitude dpkg rpm yum dnf "
    "apk zypper pacman emerge iptables ip6tables nft useradd adduser usermod id killproc checkproc status fuser lsof "
    "ldd strings git make wget curl mail wall write cron crontab setcap getcap".split()
)
"""Programs that start nothing of what is named behind them."""

READERS = frozenset("sh bash dash ash ksh zsh at batch crontab ssh".split())
"""Programs that run the lines that they are given on their standard input."""

STARTERS = "start-stop-daemon", "supervise-daemon"
_STARTER_VALUES = frozenset(
    "n name p pidfile x exec a startas u user c chuid g group s signal R retry N nicelevel P procsched I iosched k umask "
    "r chroot d chdir O output 1 stdout 2 stderr w wait e env ppid pid notify-await notify-timeout D respawn-delay m "
    "respawn-max healthcheck-timer healthcheck-delay scheduler scheduler-priority oom-score-adj capabilities".split()
)
"""Options of start-stop-daemon that take a value: dpkg's, and OpenRC's."""


class Step(NamedTuple):
    """What a program runs: the command that begins at `words[at]`, or, if there is one, a `line` for a shell, which a program
    that `joins` its words makes of all of them; and where."""

    words: Sequence[Value[str]]
    at: int
    line: Value[str] | None = None
    where: str = ""
    joins: bool = False


def name_of(word: Value[str]) -> str:
    """Return the name of the program that a word gives, without its folder; "" if it is not known."""
    if word.value is not None:
        return word.value.rpartition("/")[2]
    folder, slash, end = word.written.strip("\"'").rpartition("/")
    return end if slash and re.fullmatch(r"[\w.-]+", end) is not None and "(" not in folder else ""


def through(words: Sequence[Value[str]], at: int) -> tuple[Step, ...] | None:
    """Return what the program at a word runs, none if nothing is given to it; None if it is not one that runs others."""
    name = name_of(words[at])
    if name in STARTERS:
        found = _by_starter(words, at)
    elif name in WRAPPERS or name in SEVERAL:
        shapes = (WRAPPERS[name],) if name in WRAPPERS else SEVERAL[name]
        found = next((s for w in shapes if (s := _by(w, words, at)) is not None), None)
    else:
        return None
    return () if found is None else (found,)


def _options(text: str, values: Set[str], takes: Callable[[str], bool]) -> tuple[list[str], str | None, bool]:
    """Return the options in a word; the value of the last one if that stands in the word, too; and whether it is the next
    word."""
    name, equals, value = text.lstrip("-").partition("=")
    if text.startswith("--") or (len(name) > 1 and name in values):
        return [name], value if equals else None, takes(name) and not equals
    letters = text[1:]
    end = next((i for i, letter in enumerate(letters) if takes(letter)), len(letters))
    value = letters[end + 1 :]
    return list(letters[: end + 1]), value or None, end < len(letters) and not value


def _by(wrapper: Wrapper, words: Sequence[Value[str]], at: int) -> Step | None:
    """Return what a program runs that has its options, some words, and then the command."""
    values, strings = {*wrapper.values.split(), *wrapper.string.split()}, wrapper.string.split()
    flags, nothing, direct = wrapper.flags.split(), wrapper.nothing.split(), wrapper.direct.split()
    left, verbs, scripted, where = wrapper.before, wrapper.verbs, not wrapper.script, wrapper.where
    if wrapper.script:
        values, strings = values - set(strings), []
    takes = (lambda option: option not in flags) if flags else values.__contains__
    at += 1
    while at < len(words):
        text = words[at].value
        if text == "--":
            at += 1 + left
            break
        if text is not None and text[:1] == "-" and len(text) > 1:
            names, value, more = _options(text, values, takes)
            if not set(nothing).isdisjoint(names):
                return None
            left = left if set(direct).isdisjoint(names) else 0
            network = value if value is not None else words[at + 1].value if more and at + 1 < len(words) else None
            if wrapper.where == CONTAINER and names[-1] in ("network", "net") and network == "host":
                where = HOST_CONTAINER
            scripted = scripted or "c" in names
            if names[-1] in strings:
                given = words[at].but(value) if value is not None else next(iter(words[at + 1 : at + 2]), None)
                return None if given is None else Step(words, at, given, where)
            at += 1 if more else 0
        elif wrapper.sets and SETS.match(text or words[at].written) is not None:
            pass
        elif verbs:
            if text is None or text not in verbs[0].split():
                return None
            verbs = verbs[1:]
        elif left:
            left -= 1
            if not left and not strings:
                at += 2 if at + 1 < len(words) and words[at + 1].value == "--" else 1
                break
        else:
            break
        at += 1
    if at >= len(words) or verbs or not scripted:
        return None
    return Step(words, at, words[at] if wrapper.script or wrapper.joined else None, where, wrapper.joined)


def _by_starter(words: Sequence[Value[str]], at: int) -> Step | None:
    """Return what start-stop-daemon starts: --exec or --startas names the program, and what follows -- are its arguments; or,
    as supervise-daemon is used, the program stands alone."""
    program: Value[str] | None = None
    starts = False
    at += 1
    while at < len(words) and words[at].value != "--":
        text = words[at].value
        if text is None or text[:1] != "-" or text == "-":
            program = program or (words[at] if "/" in (text or words[at].written) else None)
            at += 1
            continue
        names, value, more = _options(text, _STARTER_VALUES, _STARTER_VALUES.__contains__)
        if not {"stop", "K", "status", "T"}.isdisjoint(names):
            return None
        starts = starts or not {"start", "S"}.isdisjoint(names)
        if names[-1] in ("exec", "x", "startas", "a"):
            given = words[at].but(value) if value is not None else next(iter(words[at + 1 : at + 2]), None)
            program = given if program is None or names[-1] in ("startas", "a") else program
        at += 2 if more else 1
    return Step((program, *words[at + 1 :]), 0) if program is not None and starts else None
