"""The `carp` service of the CentOS 5 and 6 era: /etc/sysconfig/carp/vip-NNN.conf.

Its launcher sources, in one shell and without unsetting anything, each vip file, then the ifcfg file of
its BIND_INTERFACE, then that of its VIP_INTERFACE, and starts

    ucarp -v NNN -p $PASSWORD -s BIND_ADDRESS -a $IPADDR -i $VIP_INTERFACE $OPTIONS -B ...

The shell is bash, which is /bin/sh there. So this reader computes that command line, with the span of each word, and
reads it as the daemon does. The source address is the one that `ifconfig` shows for BIND_INTERFACE, so the IPADDR of its
ifcfg file.
"""

from __future__ import annotations

from collections.abc import Mapping

from carplint.dialects.addresses import ifcfg
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.dialects.shell.expansion import Environment
from carplint.dialects.ucarp import VARIABLES
from carplint.dialects.ucarp.command import Launch, router, strays
from carplint.model import Address, Document, HostFiles, Setting, Value, VirtualAddress, VirtualRouter
from carplint.text.reading import Budget
from carplint.text.source import Source, Span

NAME = "carp"

_ADDED = ("-B", "--upscript=/etc/sysconfig/carp/vip-up", "--downscript=/etc/sysconfig/carp/vip-down")


def _present(environment: Environment, name: str) -> Value[str] | None:
    """Return a variable as the launcher sees it: an empty one counts as absent."""
    value = environment.get(name, environment.get(""))
    return None if value is None or value.value == "" else value


def _inherited(host: HostFiles, bind: Document | None) -> int | None:
    """Return the prefix length of the interface below an alias."""
    parent = ifcfg.interface_of(host, bind.source.path.rpartition("/")[2].removeprefix("ifcfg-")) if bind else None
    found = parent.addresses[0].value if parent is not None and parent.addresses else None
    return None if found is None else found.length


def _vip(
    host: HostFiles, environment: Environment, bind: Document | None, alias: Document | None, left: Budget
) -> Value[Address] | None:
    """Return the VIP with the netmask that vip-up gives it, that of the alias's own file, else that of its parent."""
    ip = _present(environment, "IPADDR")
    if ip is None or alias is None:
        return None
    own = {s.key.written: s.value for s in shell.run(alias.source, alias.tree, {}, left, bash=True).settings}
    masks = ifcfg.present(own, "NETMASK"), ifcfg.present(own, "PREFIX")
    return ifcfg.address(ip, *masks, _inherited(host, bind) if masks == (None, None) else None)


def _router(
    host: HostFiles, document: Document, before: Environment, left: Budget
) -> tuple[VirtualRouter, Environment]:
    source = document.source
    environment = shell.run(source, document.tree, before, left, bash=True).environment
    variables = {name: _present(environment, name) for name in VARIABLES[NAME]}
    bind_name, alias_name = variables["BIND_INTERFACE"], variables["VIP_INTERFACE"]
    bind = ifcfg.file_of(host, bind_name.value) if bind_name is not None and bind_name.value else None
    alias = ifcfg.file_of(host, alias_name.value) if alias_name is not None and alias_name.value else None
    bind_address: Value[str] | None = None
    for read_too in (bind, alias):
        if read_too is not None:
            environment = shell.run(read_too.source, read_too.tree, environment, left, bash=True).environment
        if read_too is not None and read_too is bind:
            found = _present(environment, "IPADDR")  # one that leaked from another file is not shown by ifconfig
            bind_address = found if found is not None and found.span.source is bind.source else None
    vip = _vip(host, environment, bind, alias, left)
    name = source.path.rpartition("/")[2]
    own_name = name.startswith("vip-") and name.endswith(".conf") and len(name) > len("vip-.conf")
    vhid = name[len("vip-") : -len(".conf")] if own_name else None
    variables = {name: shell.elsewhere(_present(environment, name), source, left) for name in VARIABLES[NAME]}
    bind_name, alias_name, own = (variables[v] for v in ("BIND_INTERFACE", "VIP_INTERFACE", "OPTIONS"))
    launch = Launch(
        NAME,
        Value(name, name, source.span()),
        source,
        _words(source, vhid, variables, bind_address, _present(environment, "IPADDR")),
        written=() if own is None else shell.split(own),
        settings=tuple(Setting(Value(k, k, v.span), v) for k, v in variables.items() if v is not None),
        instead={"interface": bind_name} if alias is not None else {"interface": bind_name, "addr": None},
        alias=alias_name,
        brings=() if vip is None else (VirtualAddress(vip, True, bind_name, alias_name),),
        no_vhid="" if vhid else "the VHID comes from the name of the file, and this is not a vip-NNN.conf",
    )
    return router(host.name, launch, host.files), environment


def _words(
    source: Source,
    vhid: str | None,
    variables: Mapping[str, Value[str] | None],
    bind_address: Value[str] | None,
    vip: Value[str] | None,
) -> list[Value[str]]:
    """Return the command line that the launcher starts. It quotes nothing, so values are split."""
    given = (
        ("-p", variables["PASSWORD"]),
        ("-s", bind_address),
        ("-a", vip),
        ("-i", variables["VIP_INTERFACE"]),
        ("", variables["OPTIONS"]),
    )
    here = source.span()
    words = [] if vhid is None else [Value("-v", "", here), Value(vhid, vhid, here)]
    for option, value in given:
        if value is not None:
            words += [Value(option, "", value.span)] if option else []
            words += shell.split(value)
    return words + [Value(word, "", here) for word in _ADDED]


def read(host: HostFiles) -> Part:
    """Read one virtual router per vip file, in the order of the C locale, in which the launcher takes them."""
    documents = sorted((d for d in host.documents if d.format == NAME), key=lambda d: d.source.path)
    routers = []
    environment: Environment = {}
    left = host.budget or Budget()
    total = 0
    puzzling: list[Span] = []
    for document in documents:
        found, environment = _router(host, document, environment, left)
        routers.append(found)
        lines, odd = ifcfg.statements(document)
        total += lines
        puzzling += odd
    return Part(
        virtual_routers=tuple(routers),
        findings=strays(documents, routers),
        statements=total,
        understood=total - len(puzzling),
        puzzling=tuple(puzzling),
    )
