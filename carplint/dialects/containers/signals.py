"""What the first process of a container does to a daemon: it never gets SIGTERM behind a shell that waits for something else, and is
killed at once if it goes to the background and leaves nothing in its place.

What stops a container sends SIGTERM to its first process. A shell that waits for another program never passes that on, and
the daemon is killed with its addresses in place: pid_namespaces(7); docker's reference, "docker container stop". A shell stays the
first process until its script ends, also while its last command runs: tried with dash 0.5.12 and bash 5.2. With -c bash becomes its
last command, dash does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carplint.dialects.shell.script import cuts, plain
from carplint.dialects.shell.starts import Start
from carplint.dialects.shell.wrappers import SETS
from carplint.model import Value
from carplint.text.finding import Finding
from carplint.text.source import Source, Span

SIGNAL_LOST = "container-signal-lost"
ENDS_AT_ONCE = "container-ends-at-once"
SHELL = re.compile(r"(?:/\S*/)?(?:sh|ash|bash|dash)")
_DAEMON = re.compile(r"(?:\S*/)?(ucarp|keepalived)")
_WAITERS = frozenset(("sleep", "tail", "wait", "cat", "read", "while", "until", "tailf", "watch"))
_LOOPS = ("while", "until", "for")
_DONT_FORK = re.compile(r"--dont-fork|-[A-Za-z]*n[A-Za-z]*")
_ENDS = re.compile(r"-[A-Za-z]*[nthvT][A-Za-z]*|--(?:config-test|help|version|signum|genhash).*")
"""Options of keepalived with which it stays, or does something else."""
_PASSING = frozenset("tini docker-init catatonit dumb-init su-exec gosu env nice exec setpriv".split())
"""Programs that become the one that is given to them, or end with it."""
_DAEMONIZE = re.compile(r"--daemonize|-[A-Za-z]*B[A-Za-z]*")


def _commands(text: str) -> tuple[list[list[str]], bool]:
    """Return the commands of a text for a shell, without assignments before them, and whether it could be cut to its end."""
    found, sign = [], ""
    for cut in cuts(text):
        words = [plain(w.text) for w in cut.words]
        while words and SETS.match(words[0]) is not None:
            words = words[1:]
        found += [words] if words else []
        sign = cut.sign
    return found, sign == ""


def _stays(command: Sequence[str]) -> bool:
    """Return whether a command is a daemon that does not go to the background."""
    daemon = _DAEMON.fullmatch(command[0])
    if daemon is None:
        return False
    stays = any(_DONT_FORK.fullmatch(w) is not None for w in command[1:])
    return stays if daemon[1] == "keepalived" else not any(_DAEMONIZE.fullmatch(w) is not None for w in command[1:])


def _unheard(text: str, script: bool) -> tuple[str, str]:
    """Return the daemon that a shell starts and never passes a signal on to, "" if there is none, and what the shell waits for. In
    a script the daemon has to be the program of a command, or the service that it starts."""
    commands, whole = _commands(text)
    if not whole or not commands or any(c[0] in ("trap", "exec") for c in commands):
        return "", ""
    places = (c if not script else c[:2] if c[0] == "service" else c[:1] for c in commands)
    daemons = [m[1] for words in places for w in words if (m := _DAEMON.fullmatch(w)) is not None]
    ends = commands[-1][0].rpartition("/")[2] in _WAITERS
    looped = any(c[0] in _LOOPS for c in commands[1:])
    if daemons and (ends or looped):
        return daemons[0], "something else"
    return (daemons[-1], "it, and passes no signal on") if script and _stays(commands[-1]) else ("", "")


def _forks(words: Sequence[str]) -> bool:
    """Return whether a daemon's command line makes it go to the background, and does no more than that."""
    if words[0].endswith("keepalived"):
        return not any(_ENDS.fullmatch(w) is not None or w.startswith("--dont-f") for w in words[1:])
    return any(_DAEMONIZE.fullmatch(w) is not None for w in words[1:])


def _is_last(text: str) -> bool:
    """Return whether a daemon is the last that a text for a shell starts, or what the shell becomes."""
    commands, whole = _commands(text)
    names = [c[1:] if c[0] == "exec" else c for c in commands[-1:]]
    return whole and any(c and _DAEMON.fullmatch(c[0]) is not None for c in names)


def ended(words: Sequence[Value[str]], script: Source | None, starts: Sequence[Start]) -> Iterator[Finding]:
    """Yield the finding for a container whose first process is a daemon that goes to the background. `words` are all of its
    command line, `script` is the one that they name, and `starts` are the daemons that it starts."""
    known = [w.value for w in starts[0].words if w.value is not None] if len(starts) == 1 else []
    if not known or len(known) < len(starts[0].words) or starts[0].why or starts[0].where or not _forks(known):
        return
    first = words[0].value or ""
    if script is not None:
        direct = _is_last(script.text)
    elif SHELL.fullmatch(first) is not None:
        direct = len(words) > 2 and words[1].value == "-c" and _is_last(words[2].value or "")
    else:
        direct = first.rpartition("/")[2] in (*_PASSING, starts[0].daemon)
    if direct:
        how = "with --daemonize" if starts[0].daemon == "ucarp" else "without --dont-fork"
        message = (
            f"{starts[0].daemon} {how} goes to the background, and the container ends with its first process: the daemon is "
            "killed at once"
        )
        yield Finding(message, starts[0].words[0].span, name=ENDS_AT_ONCE)


def lost(words: Sequence[Value[str]], script: Source | None, place: Span) -> Iterator[Finding]:
    """Yield the finding for a container with these words, or the `script` that they name; its `place` is for words without one."""
    daemon, what, span = "", "", place
    if script is not None:
        daemon, what = _unheard(script.text, script=True)
        at = re.compile(rf"(?m)^[^#\n]*\b{daemon}\b").search(script.text) if daemon else None
        span = script.span() if at is None else Span(script, at.end() - len(daemon), at.end())
    elif len(words) > 2 and words[0].value is not None and SHELL.fullmatch(words[0].value) and words[1].value == "-c":
        daemon, what = _unheard(words[2].value or "", script=False)
        span = words[2].span if words[2].span.text else span
    if daemon:
        message = (
            f"the first process of this container is a shell that waits for {what}, so {daemon} gets no SIGTERM when the "
            "container stops: it is killed, and the VIP stays on the host"
        )
        yield Finding(message, span, name=SIGNAL_LOST)
