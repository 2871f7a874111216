"""A unit that starts ucarp or keepalived is not started at boot.

Why: it runs as long as nobody reboots. Then the node is without its virtual routers, and the next failure of the other one is
an outage.

Daemon: `systemctl enable` makes a link for each unit that WantedBy= and RequiredBy= name, whether there is one or not, and says
nothing. Source: systemd.unit(5), [Install]; systemd.special(7).

A unit that is masked is not started at all.

Fix: WantedBy=multi-user.target, and `systemctl reenable` of the unit; or `systemctl enable` where links of other units are there
and none of this one; `systemctl unmask` where it is masked.

Exceptions: silent if another unit of the host names this one, and where no links to other units in /etc are among the inputs: they are
often not copied. A target that one of the host's own files defines counts.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from carplint.dialects.systemd.started import Started
from carplint.dialects.systemd.units import FOLDERS, WANTED
from carplint.model import Host, Value, not_known
from carplint.text.finding import Finding
from carplint.text.reading import Find
from carplint.text.source import Source
from carplint.text.spelling import nearest

CODE = "CL397"
NAME = "systemd-not-enabled"
SEVERITY = "warning"
ON = "started daemon and host"
NEEDS = "unit"

_TARGETS = tuple(
    f"{name}.target"
    for name in (
        "basic bluetooth boot-complete ctrl-alt-del cryptsetup default emergency exit final first-boot-complete getty graphical "
        "halt hibernate initrd integritysetup kexec local-fs machines multi-user network-online network network-pre nss-lookup "
        "nss-user-lookup paths poweroff printer reboot remote-fs rescue rpcbind runlevel0 runlevel1 runlevel2 runlevel3 runlevel4 "
        "runlevel5 runlevel6 shutdown sigpwr sleep slices smartcard sockets sound suspend swap sysinit system-update time-set "
        "time-sync timers umount usb-gadget veritysetup"
    ).split()
)
"""The targets of systemd. Source: systemd.special(7) of 252."""
_KEYS = tuple(zip(("WantedBy", "RequiredBy", "UpheldBy"), WANTED, strict=True))


def _there(host: Host, own: Started, name: str) -> bool:
    """Whether a file of the host defines a unit."""
    here = own.unit.files[0]
    links = host.links or not_known
    return any(links(f"{folder}/{name}", here) for folder in FOLDERS)


_PATTERNS = ("*.service", "*.target", "*.timer", "*.path", "*.d/*.conf")


@lru_cache(maxsize=4)
def _names(files: Find, here: Source) -> Mapping[str, frozenset[Source]]:
    """The names of services in the units in /etc, and the words of commands about services in them, each with the files."""
    found: dict[str, set[Source]] = {}
    for source in (f for p in _PATTERNS for f in files(f"/etc/systemd/system/{p}", here) or ()):
        text = source.text if isinstance(source, Source) else ""
        lines = " ".join(line for line in text.splitlines() if "systemctl" in line)
        for word in {*re.findall(r"[\w@.:\\-]+\.service\b", text), *re.findall(r"[\w@.:\\-]+", lines)}:
            found.setdefault(word, set()).update([source] if isinstance(source, Source) else [])
    return {word: frozenset(sources) for word, sources in found.items()}


def _named_elsewhere(host: Host, own: Started) -> bool:
    """Whether another unit in /etc names this one: by Wants=, Unit= and the like, or in a command."""
    names = _names(host.files, host.documents[0].source) if host.files is not None else {}
    asked = (own.unit.name, own.unit.name.removesuffix(".service"))
    return any(not names.get(name, frozenset()) <= {*own.unit.files} for name in asked)


def _wrong(host: Host, own: Started) -> Value[str] | None:
    """The first word of WantedBy= and the like if none of them is the name of a target or of another unit."""
    words = [a.value for key, _ in _KEYS for a in own.unit.all("Install", key)]
    names = [(value, word) for value in words for word in (value.value or "").split()]
    for _, name in names:
        if (
            name in _TARGETS
            or not (name.endswith(".target") or nearest(f"{name}.target", _TARGETS))
            or _there(host, own, name)
        ):
            return None
    close = [(value, name) for value, name in names if nearest(name, _TARGETS) or f"{name}.target" in _TARGETS]
    return close[0][0].but(close[0][1]) if close else None


def _others_are(host: Host, here: Source) -> bool:
    """Whether links in /etc start other units: those below /usr and /lib come with packages, and say nothing of what was copied."""
    links = host.links or not_known
    return any(links(f"/etc/systemd/system/*.{kind}/*", here) for kind in WANTED)


def check(own: Started, host: Host) -> Iterator[Finding]:
    """One finding at the word, or at the command line."""
    unit = own.unit
    if unit.masked:
        message = f"{unit.name} is masked, by a link to /dev/null or an empty file: systemd does not start it"
        yield Finding(message, own.command.place)
    if unit.wanted or not unit.files or not own.command.words:
        return
    wrong = _wrong(host, own)
    if wrong is not None:
        name = str(wrong.value)
        meant = f"{name}.target" if f"{name}.target" in _TARGETS else nearest(name, _TARGETS)
        message = f"{name} is not a target of systemd, so this unit is not started at boot: did you mean {meant}?"
        yield Finding(message, wrong.span)
        return
    if (
        unit.wanted is False
        and _others_are(host, unit.files[0])
        and unit.instance is not None
        and not _named_elsewhere(host, own)
    ):
        message = f"no link in *.wants/ starts {unit.name} at boot, though there are links to other units: systemctl enable {unit.name}"
        yield Finding(message, own.command.words[0].span)
