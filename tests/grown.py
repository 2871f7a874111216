"""Inputs of any size, one kind each: what users have many of, and what somebody may write to make carplint work.

`KINDS` maps the name of a kind to a function from a number to the files of that many things, by their paths below a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

Files = Mapping[str, str]

KEEPALIVED = "h/etc/keepalived/keepalived.conf"


def _vip(n: int) -> str:
    return f"10.{n // 62500}.{n // 250 % 250}.{n % 250 + 1}"


def instance(n: int, more: str = "", *, interface: str = "", state: str = "state BACKUP", priority: int = 100) -> str:
    """A vrrp_instance, with more lines in it."""
    return (
        f"vrrp_instance VI_{n} {{\n    {state}\n    interface {interface or f'eth{n // 255}'}\n"
        f"    virtual_router_id {n % 255 + 1}\n    priority {priority}\n    advert_int 1\n{more}"
        f"    virtual_ipaddress {{\n        {_vip(n)}/16\n    }}\n}}\n"
    )


def _keepalived(text: str) -> Files:
    return {KEEPALIVED: text}


def _instances(number: int) -> Files:
    return _keepalived("".join(instance(n) for n in range(number)))


def _virtual_servers(number: int) -> Files:
    service = (
        "virtual_server {0} 80 {{\n lb_algo rr\n lb_kind NAT\n protocol TCP\n real_server 10.250.0.1 8{1} {{\n  weight 1\n"
        "  TCP_CHECK {{\n   connect_timeout 3\n  }}\n }}\n real_server 10.250.0.2 80 {{\n  weight 1\n }}\n}}\n"
    )
    return _keepalived("".join(service.format(_vip(n), n % 10) for n in range(number)))


def _pairs(number: int) -> Files:
    return {
        f"h{n}/etc/keepalived/keepalived.conf": instance(n // 2, interface="eth0", priority=100 + n % 2)
        for n in range(number)
    }


def _ucarp(number: int) -> Files:
    files = {}
    for n in range(number):
        id, etc = n // 2 % 255 + 1, f"h{n}/etc/sysconfig"
        files[f"{etc}/carp/vip-{id:03}.conf"] = (
            f"BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:{id}\nPASSWORD=pw{n // 2}\nADVSKEW={1 + n % 2}\n"
        )
        scripts = f"{etc}/network-scripts/ifcfg-eth0"
        files[scripts] = f"DEVICE=eth0\nIPADDR=10.9.{n // 250}.{n % 250 + 1}\nNETMASK=255.255.0.0\nONBOOT=yes\n"
        files[f"{scripts}:{id}"] = (
            f"DEVICE=eth0:{id}\nIPADDR=10.9.{200 + n // 500}.{n // 2 % 250 + 1}\nNETMASK=255.255.255.255\nONBOOT=no\n"
        )
    return files


def _suppressions(number: int) -> Files:
    line = "    foo bar  # carplint: ignore[CL106]\n"
    return _keepalived(
        "".join("# carplint: ignore[CL106, vip-outside-interface-subnet]\n" + instance(n, line) for n in range(number))
    )


def _errors(number: int) -> Files:
    return _keepalived(
        "".join(
            instance(n, f"    prioritty 7\n    advert_int abc\n    nosuch{n}\n", state="sate BACKUP")
            for n in range(number)
        )
    )


def _includes(number: int) -> Files:
    files = {f"h/etc/keepalived/conf.d/i{n:05}.conf": instance(n) for n in range(number)}
    return {**files, KEEPALIVED: "".join(f"include conf.d/i{n:05}.conf\n" for n in range(number))}


def _definitions(number: int) -> Files:
    return _keepalived(
        "".join(f"$D{n}={n % 250 + 1}\n" for n in range(number))
        + "".join(instance(n, f"    garp_master_delay ${{D{n}}}\n") for n in range(number))
    )


def _loops(number: int) -> Files:
    return _keepalived(f"vrrp_instance V {{\n virtual_ipaddress {{\n  ~SEQ(i, {number}) 10.1.1.$i/16\n }}\n}}\n")


def _scripts(number: int) -> Files:
    files = {f"h/etc/keepalived/s{n}.sh": "#!/bin/sh\nexit 1\n" for n in range(number)}
    checks = "".join(f"vrrp_script c{n} {{\n script /etc/keepalived/s{n}.sh\n interval 2\n}}\n" for n in range(number))
    tracks = (
        f"    track_script {{\n        c{n}\n    }}\n    notify_master /etc/keepalived/s{n}.sh\n" for n in range(number)
    )
    return {**files, KEEPALIVED: checks + "".join(instance(n, more) for n, more in enumerate(tracks))}


def _backticks(number: int) -> Files:
    return {
        "h/etc/sysconfig/carp/vip-001.conf": "VIP_INTERFACE=eth0:1\nPASSWORD=x\nVIP_UP_SCRIPT=/etc/up.sh\n",
        "h/etc/sysconfig/network-scripts/ifcfg-eth0:1": "DEVICE=eth0:1\nIPADDR=10.0.0.1\nNETMASK=255.255.255.0\n",
        "h/etc/up.sh": "#!/bin/sh\n" + "`" * number,
    }


def _match_sections(number: int) -> Files:
    return {"h/etc/systemd/network/a.network": "[Match]\n" * number, "h/x.txt": "[Match]\n" * number}


def _hook_stanzas(number: int) -> Files:
    return {
        "h/etc/network/interfaces": "".join(
            f"iface eth{n} inet static\n address 10.{n // 250}.{n % 250}.1/24\n ucarp-vid {n % 255 + 1}\n"
            f" ucarp-vip 10.{n // 250}.{n % 250}.9\n ucarp-password x\n"
            for n in range(number)
        )
    }


def _continuation_lines(number: int) -> Files:
    return {
        "h/etc/sysconfig/carp/vip-1.conf": "VIP_INTERFACE=eth0:0\nVIP_UP_SCRIPT=/etc/up\n" + "A=\\\n" * number,
        KEEPALIVED: "$A=\\\n" + "x\\\n" * number,
        "h/etc/network/interfaces": "iface eth0 inet static\n up a \\\n" + " x\\\n" * number,
        "h/etc/rc.local": "#!/bin/sh\nucarp -i eth0 \\\n" + " -x\\\n" * number,
    }


def _vips(number: int) -> Files:
    vips = "".join(f"  10.0.{n // 250}.{n % 250 + 1}/16\n" for n in range(number))
    return _keepalived(
        f"vrrp_instance V {{\n interface eth0\n virtual_router_id 5\n virtual_ipaddress {{\n{vips} }}\n}}\n"
    )


def _groups(number: int) -> Files:
    groups = (f"vrrp_sync_group G{n} {{\n group {{\n  VI_{n}\n  VI_{n + 1}\n }}\n}}\n" for n in range(0, number - 1, 2))
    return _keepalived("".join(instance(n) for n in range(number)) + "".join(groups))


def _variables(number: int) -> Files:
    lines = "".join(f"V{n}=$V{n - 1}x\n" if n % 10 else f"V{n}=x\n" for n in range(number))
    return {"h/etc/sysconfig/carp/vip-001.conf": lines + "VIP_INTERFACE=eth0:1\nPASSWORD=$V1\n"}


def _patterns(number: int) -> Files:
    return _keepalived("include conf.d/{a,b}*.conf\n" * number)


def _wildcards(number: int) -> Files:
    files = {f"h/etc/keepalived/conf.d/i{n:05}.conf": f"# {n}\n" for n in range(number)}
    return {**files, KEEPALIVED: "".join(f"include conf.d/i{n:05}*.conf\n" for n in range(number))}


def _lines(number: int) -> Files:
    """Many daemons that one script starts."""
    line = "ucarp -i eth{0} -s 10.9.0.{0} -v {1} -p secret{2} -a {3} -u /etc/up -d /etc/down\n"
    lines = (line.format(n // 255, n % 255 + 1, n, _vip(n)) for n in range(number))
    return {"h/etc/rc.local": "#!/bin/sh\n" + "".join(lines)}


def _routes(number: int) -> Files:
    """Many lines beside one interface."""
    routes = (f"10.{n // 250}.{n % 250}.0/24 via 192.0.2.254\n" for n in range(number))
    ifcfg = "DEVICE=eth0\nIPADDR=192.0.2.1\nPREFIX=24\nONBOOT=yes\n"
    folder = "h/etc/sysconfig/network-scripts"
    own = instance(1, interface="eth0", more="    prioritty 3\n")
    return {KEEPALIVED: own, f"{folder}/ifcfg-eth0": ifcfg, f"{folder}/route-eth0": "".join(routes)}


def _settings(number: int) -> Files:
    """Many addresses and routes of one interface, in YAML."""
    addresses = "".join(f"        - {_vip(n)}/16\n" for n in range(number))
    routes = "".join(f"        - {{to: 10.{n // 250}.{n % 250}.0/24, via: 10.0.0.254}}\n" for n in range(number))
    eth0 = f"    eth0:\n      addresses:\n{addresses}      routes:\n{routes}"
    own = instance(1, interface="eth0", more="    auth_pas secret\n")
    return {KEEPALIVED: own, "h/etc/netplan/1.yaml": f"network:\n  ethernets:\n{eth0}"}


def _started(number: int) -> Files:
    line = "ucarp -i eth{} -s 192.0.2.1 -v {} -p pw -a {} -u /etc/up -d /etc/down -B\n"
    return {
        "h/etc/rc.local": "#!/bin/sh\n" + "".join(line.format(n // 250, n % 250 + 1, _vip(n)) for n in range(number))
    }


def _containers(number: int) -> Files:
    """Services, a pod's containers and commands of docker, each with a ucarp; Dockerfiles that one compose file builds."""
    router = "ucarp -i eth{} -s 192.0.2.1 -v {} -p pw -a {}"
    lines = [router.format(n // 250, n % 250 + 1, _vip(n)) for n in range(number)]
    service = "  s{}:\n    network_mode: host\n    environment: {{A{}: b}}\n    command: {}\n"
    built = "".join(f"  b{n}:\n    build: {{context: ., dockerfile: Dockerfile.{n}}}\n" for n in range(number))
    listed = "".join(f"    - {{name: c{n}, command: [{', '.join(line.split())}]}}\n" for n, line in enumerate(lines))
    return {
        "a/compose.yaml": "services:\n" + "".join(service.format(n, n, line) for n, line in enumerate(lines)) + built,
        **{f"a/Dockerfile.{n}": f"FROM x\nENV A={n}\nCMD {line}\n" for n, line in enumerate(lines)},
        "b/pod.yaml": f"apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n  containers:\n{listed}",
        "c/go.sh": "#!/bin/sh\n" + "".join(f"docker run --net=host -e A=b x/y {line}\n" for line in lines),
        "d/Dockerfile": "FROM x\n"
        + "".join(f"ENV A{n}=$A{n - 1}b\nCOPY f{n} /f{n}\n" for n in range(number))
        + "CMD ucarp -v 1\n",
    }


def _excluded(number: int) -> Files:
    """Many patterns, and files of several depths; the patterns and the depth of one grow, since all of it would be a product."""
    patterns = "".join(f"/old{n}/\n**/x{n}/*.bak\n*.o{n}\n" for n in range(number))
    files = {f"f{n}/keepalived-{n}.conf": instance(n) for n in range(5)}
    return {".git/HEAD": "", ".gitignore": patterns, f"{'a/' * 20}note": "", **files}


def _deep(number: int) -> Files:
    """A folder in a folder, and so on, of which patterns know every second."""
    return {
        ".git/HEAD": "",
        ".gitignore": "**/a/**/b/**/c/d\n*a*b*c\n",
        "a/b/" * number + "keepalived.conf": instance(1),
    }


def _unread(number: int) -> Files:
    """Starts in files that no dialect reads, many in one and one in many."""
    lines = "".join(f"docker pull a/{n}\n[ -x /x ] && /opt/ucarp -v {n} -a {_vip(n)}\n" for n in range(number))
    return {
        "h/opt/all": lines,
        "h/opt/list.py": "x = [" + '["ucarp", "-v", "1"], ' * number + "]\n",
        **{f"h/opt/s{n}": f"exec ucarp -v {n} -a {_vip(n)}\n" for n in range(number)},
    }


def _nixos(number: int) -> Files:
    """Settings of NixOS, below and beside the module."""
    other = "".join(f"  services.s{n}.enable = true;\n" for n in range(number))
    own = "".join(f"    o{n} = {n};\n" for n in range(number))
    module = (
        f'  networking.ucarp = {{\n    enable = true; interface = "eth0"; vhId = 7; addr = "192.0.2.9";\n{own}  }};\n'
    )
    return {"h/etc/nixos/configuration.nix": f"{{ ... }}: {{\n{other}{module}}}\n"}


def _units(number: int) -> Files:
    """Units with drop-ins and files of variables, and one with many of each."""
    service = (
        "[Service]\nEnvironmentFile=/etc/v{0}\nExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v {1} -a {2} $O{0}\n"
    )
    units, variables = "h/etc/systemd/system", {}
    for n in range(number):
        variables[f"{units}/u{n}.service"] = service.format(n, n % 255 + 1, _vip(n))
        variables[f"{units}/u{n}.service.d/x.conf"] = f"[Service]\nEnvironment=O{n}=-B\n"
        variables[f"h/etc/v{n}"] = f"O{n}='-k {n}'\n"
        variables[f"{units}/one.service.d/{n}.conf"] = f"[Service]\nEnvironment=P{n}={n} Q{n}=b\n"
    one = (
        "[Service]\n"
        + "Environment=A=b\n" * number
        + "ExecStart=/usr/sbin/ucarp -v 9 -a 10.9.9.9 -i eth1 -s 192.0.2.1\n"
    )
    return {**variables, f"{units}/one.service": one}


KINDS: Mapping[str, Callable[[int], Files]] = {
    "instances": _instances,
    "virtual servers": _virtual_servers,
    "pairs of hosts": _pairs,
    "uCarp fleets": _ucarp,
    "suppressions": _suppressions,
    "errors": _errors,
    "includes": _includes,
    "patterns of includes": _patterns,
    "wildcards of includes": _wildcards,
    "definitions": _definitions,
    "loops": _loops,
    "scripts": _scripts,
    "backticks": _backticks,
    "sections": _match_sections,
    "hook stanzas": _hook_stanzas,
    "continuation lines": _continuation_lines,
    "command lines": _lines,
    "routes of an interface": _routes,
    "settings of an interface": _settings,
    "VIPs": _vips,
    "sync groups": _groups,
    "variables": _variables,
    "uCarps of one host": _started,
    "containers": _containers,
    "exclusions": _excluded,
    "folders": _deep,
    "starts in any file": _unread,
    "settings of NixOS": _nixos,
    "units": _units,
}


def grow(folder: Path, kind: str, number: int) -> Path:
    """Write the files of a kind below a folder, and return it."""
    for path, text in KINDS[kind](number).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
