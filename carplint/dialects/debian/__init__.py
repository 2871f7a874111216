"""Debian's /etc/network/interfaces (ifupdown) and the ucarp package's hook."""

from carplint.dialects.dialect import Comments, Dialect, Service

DIALECTS = (
    # Except shorewall's, which lie in a folder of that name.
    Dialect(
        name="interfaces",
        module="debian.read",
        homes=(("etc", "network"),),
        general=("/etc/network/interfaces",),
        signs=("interfaces",),
        file=r"(?!shorewall6?/|[^/]*/shorewall6?/)(?s:.*/)?(?:interfaces|network/interfaces\.d/[^/]+(?<!~))",
        shape=r"(?m)^[ \t]*(?:iface|auto|allow-\w+|source(?:-directory)?|mapping|no-auto-down|no-scripts|rename|template)[ \t]",
        near=r"network/interfaces[^/]+|interfaces\.d/[^/]+",
        content=r"(?m)^[ \t]*iface[ \t]+\S+[ \t]+(?:inet6?|can|ipx|inherits)\b",
        marks=("iface",),
        grammar="interfaces",
        comments=Comments(behind_statements=False),
        write="debian.write",
        service=Service(
            "uCarp",
            package="ucarp",
            runner="ifupdown",
            files="/etc/network/interfaces",
            test="ifquery {device} > /dev/null",
            launcher="/etc/network/if-up.d/ucarp",
            family="debian",
        ),
    ),
)
