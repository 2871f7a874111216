"""uCarp: its command line, and the services, hooks and scripts that start it.

Source of the services: the packages ucarp (RepoForge, EPEL 6 and 7, Gentoo's overlay), their init scripts and units.
"""

from carplint.dialects.dialect import ASSIGNMENTS, Comments, Dialect, Service

VARIABLES: dict[str, tuple[str, ...]] = {
    "carp": ("BIND_INTERFACE", "VIP_INTERFACE", "PASSWORD", "OPTIONS"),
    "ucarp": (
        *("BIND_INTERFACE", "SOURCE_ADDRESS", "VIP_ADDRESS", "PASSWORD", "PASSFILE", "OPTIONS"),
        *("ID", "VID", "UPSCRIPT", "DOWNSCRIPT"),
    ),
    "ucarp_opts": tuple(
        f"UCARP_{name}"
        for name in (
            *("INTERFACE", "SOURCEADDRESS", "VIRTUALADDRESS", "VIRTUALPREFIX", "VHID", "PASSFILE", "PASS"),
            *("UPSCRIPT", "DOWNSCRIPT", "OPTS"),
        )
    ),
}
"""By format, the variables that its launcher reads."""
ALPINE = ("IFACE", "REALIP", "VHID", "PASSWORD", "VIP", "UP", "DOWN", "EXTRA_ARGS")
"""Those of Alpine's files, which have the format ucarp_opts, too."""

_VIP_FILES_TEST = 'for f in {files}; do sh -n "$f"; done'

DIALECTS = (
    # The start script and the address scripts of a uCarp service.
    Dialect(
        name="launcher",
        module="ucarp.launcher",
        homes=(
            ("etc", "rc.d", "init.d"),
            ("etc", "init.d"),
            ("etc", "sysconfig", "carp"),
            ("usr", "libexec", "ucarp"),
            ("usr", "share", "ucarp"),
            ("etc", "ucarp"),
        ),
        own=("/etc/init.d/carp",),
        signs=("init.d/", "libexec/", "carp/vip-"),
        file=r"(?s:.*/)?(?:init\.d/u?carp|libexec/ucarp/ucarp|u?carp/vip-(?:up|down)(?:\.sh)?)",
        shape=r"\A#!|(?m:^[ \t]*(?:\w+=|ifup|ifdown|(?:/s?bin/)?ip |exec |exit ))",
        content=r"\A#!(?=(?s:.*)BIND_(?:ADDRESS|INTERFACE)=?)(?=(?s:.*)ucarp)",
        marks=("BIND_",),
    ),
    # No other dialect knows VIP_INTERFACE.
    Dialect(
        name="carp",
        module="ucarp.carp_service",
        homes=(("etc", "sysconfig", "carp"),),
        own=("/etc/sysconfig/carp",),
        signs=("carp/vip-",),
        file=r"(?s:.*/)?carp/vip-.+\.conf",
        shape=ASSIGNMENTS,
        near=r"(?i)[^/]*/vip[-_. \u2010-\u2015\u2212]?[0-9]+[^/]*",
        content=r"(?m)^[ \t]*(?:export[ \t]+)?VIP_INTERFACE=",
        marks=("VIP_INTERFACE",),
        loose=r"vip-[0-9]+\.conf",
        grammar="sysconfig",
        comments=Comments(whole=True),
        write="ucarp.write",
        service=Service(
            "the carp service",
            package="ucarp",
            service="carp",
            runner="sysv",  # an init script, which `service` runs on any Red Hat
            files="/etc/sysconfig/carp/vip-*.conf",
            test=_VIP_FILES_TEST,
            launcher="/etc/init.d/carp",
            family="redhat",
        ),
    ),
    # The service of Fedora and EPEL.
    Dialect(
        name="ucarp",
        module="ucarp.ucarp_service",
        homes=(("etc", "ucarp"),),
        own=("/etc/ucarp",),
        signs=("ucarp/",),
        file=r"(?s:.*/)?ucarp/(?i:vip-.+\.conf)",
        shape=ASSIGNMENTS,
        near=r"(?i)[^/]*/vip[-_. \u2010-\u2015\u2212]?(?:[0-9]+|common)[^/]*",
        content=r"(?m)^[ \t]*(?:export[ \t]+)?(?:VIP|SOURCE)_ADDRESS=",
        marks=("VIP_ADDRESS", "SOURCE_ADDRESS"),
        loose=r"vip-(?:[0-9]+|common)\.conf",
        grammar="sysconfig",
        comments=Comments(whole=True),
        write="ucarp.write",
        service=Service(
            "the ucarp service",
            package="ucarp",
            service="ucarp",
            instance="ucarp@{}",  # ucarp@.service of EPEL 7
            files="/etc/ucarp/vip-*.conf",
            test=_VIP_FILES_TEST,
            launcher="/usr/libexec/ucarp/ucarp",
            family="redhat",
        ),
    ),
    # Gentoo's and PLD's files of UCARP_* variables, and two that only switch such a service on.
    Dialect(
        name="ucarp_opts",
        module="ucarp.gentoo",
        homes=(("etc", "conf.d"), ("etc", "ucarp"), ("etc", "sysconfig"), ("etc", "default")),
        general=("/etc/conf.d",),
        signs=("conf.d/ucarp", "ucarp/", "sysconfig/ucarp", "default/ucarp"),
        file=r"(?s:.*/)?(?:conf\.d/ucarp(?:\.[^/~]+)?|ucarp/[0-9.]+\.conf|sysconfig/ucarp|default/ucarp-mvip)",
        shape=ASSIGNMENTS,
        content=r"(?m)^[ \t]*(?:UCARP_(?:INTERFACE|VHID|OPTS)|\#?VIRTUAL_IPS|UCARP_MVIP_ENABLED)=",
        marks=("UCARP_", "VIRTUAL_IPS"),
        grammar="sysconfig",
        comments=Comments(whole=True),
        service=Service("the ucarp service", package="ucarp", service="ucarp", instance="{}"),
    ),
    # Command lines in scripts and unit files: no path gives them away.
    Dialect(
        name="ucarp_lines",
        module="ucarp.command_lines",
        homes=(
            ("etc", "rc.d"),
            ("etc",),
            ("etc", "systemd", "system"),
            ("lib", "systemd", "system"),
            ("usr", "lib", "systemd", "system"),
            ("usr", "local", "bin"),
            ("usr", "local", "sbin"),
        ),
        general=("/etc/rc.local", "/etc/systemd/system"),
        signs=(),
        file=r"(?!)",
        content=r"(?m)^(?:[^#\n]*[ \t=;])?[-:+!]*(?:@[-:+!]*(?:[^\s=;]*/)?ucarp[ \t]+\S+|(?:[^\s=;]*/)?ucarp)[ \t]+"
        r"(?:\\\r?\n[ \t]*)?(?:--?\w|\$)|(?m:^ExecStart=[-@:+!|]*(?:/[^\s;]*)?/ucarp[ \t]*$)",
        marks=("ucarp",),
        loose=r"rc\.local|[^/]*ucarp[^/]*\.sh|[^/]+\.service",
        service=Service("the ucarp command", package="ucarp", runner="line"),
    ),
    # NixOS's networking.ucarp, in any file of Nix.
    Dialect(
        name="nixos",
        module="ucarp.nixos",
        homes=(("etc", "nixos"),),
        signs=(),
        file=r"(?!)",
        content=r"(?m)^[^#\n]*(?<!options\.networking\.)\bucarp(?:\.\w+)?[ \t]*=|^[^#\n]*\bservices\.keepalived\.?[\w.]*[ \t]*="
        r"|^[ \t]*keepalived[ \t]*=[ \t]*\{",
        marks=("ucarp", "keepalived"),
        loose=r"[^/]+\.nix",
    ),
)
