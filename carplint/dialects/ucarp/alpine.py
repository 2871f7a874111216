"""Alpine's /etc/conf.d/ucarp.IFACE, a file per interface, which the service ucarp.IFACE sources.

It starts, without quotes,

    ucarp -i $IFACE -s $REALIP -v $VHID -p $PASSWORD -a $VIP -u $UP -d $DOWN $EXTRA_ARGS -z

IFACE comes from the service's name, and UP and DOWN are /etc/ucarp/vip-up-IFACE.sh and vip-down-IFACE.sh; the file may set
these three, too. Without REALIP it takes the first address of the interface. Source: main/ucarp/ucarp.initd of aports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.shell import values as shell
from carplint.dialects.shell.expansion import Environment
from carplint.dialects.ucarp.command import Launch, router
from carplint.model import Document, HostFiles, Setting, Value, VirtualRouter

OPTIONS = {
    "IFACE": "-i",
    "REALIP": "-s",
    "VHID": "-v",
    "PASSWORD": "-p",
    "VIP": "-a",
    "UP": "-u",
    "DOWN": "-d",
    "EXTRA_ARGS": "",
}
OWN = frozenset(OPTIONS) - {"IFACE", "UP", "DOWN"}
"""The variables that only such a file sets."""
_FILE = re.compile(r"ucarp\.(?P<interface>[\w.@-]+)")


def _variables(document: Document, found: Environment) -> dict[str, Value[str] | None]:
    """Return the variables as the init script has them."""
    place = document.source.span()
    name = document.source.path.rpartition("/")[2]
    match = _FILE.fullmatch(name)
    interface = match["interface"] if match is not None else name
    suffix = f"-{interface}" if match is not None else ""
    given = {"IFACE": interface, "UP": f"/etc/ucarp/vip-up{suffix}.sh", "DOWN": f"/etc/ucarp/vip-down{suffix}.sh"}
    variables = {n: found.get(n, found.get("", Value(given[n], "", place) if n in given else None)) for n in OPTIONS}
    if variables["REALIP"] is None or variables["REALIP"].value == "":
        variables["REALIP"] = Value(None, "", place, "the init script takes the interface's first address")
    return variables


def _words(document: Document, variables: dict[str, Value[str] | None], lost: bool) -> Iterator[Value[str]]:
    """Yield the command line: nothing is quoted, so a variable that is empty leaves its option without a value. Such an option is
    left out if it is not `lost`: it takes the next one for its value, and ucarp ends."""
    for name, value in variables.items():
        if OPTIONS[name] and (lost or (value is not None and value.value != "")):
            yield Value(OPTIONS[name], "", document.source.span() if value is None else value.span)
        yield from shell.split(value) if value is not None else ()
    yield Value("-z", "", document.source.span())


def read(host: HostFiles, document: Document, format: str) -> VirtualRouter:
    """Return the virtual router of a file."""
    source = document.source
    variables = _variables(document, shell.run(source, document.tree).environment)
    name, own = source.path.rpartition("/")[2], variables["EXTRA_ARGS"]
    launch = Launch(
        format,
        Value(name, name, source.span()),
        source,
        tuple(_words(document, variables, lost=False)),
        written=() if own is None else shell.split(own),
        settings=tuple(Setting(Value(k, k, v.span), v) for k, v in variables.items() if v is not None and v.written),
    )
    return router(host.name, launch, host.files)._replace(command=tuple(_words(document, variables, lost=True)))
