"""keepalived.conf: expansion, tree, words, facts, and virtual routers as their projection."""

from carplint.dialects.dialect import Comments, Dialect, Service

DIALECTS = (
    # keepalived*.conf anywhere, and any *.conf in or one below a folder named keepalived; lb1.conf and keepalived.conf.lb1
    # where no other file is there, but no backup.
    Dialect(
        name="keepalived",
        module="keepalived.read",
        homes=(("etc", "keepalived"), ("usr", "local", "etc", "keepalived")),
        own=("/etc/keepalived",),
        signs=("keepalived",),
        file=r"(?s:.*/)?(?:(?i:keepalived[^/]*\.conf|[^/]*keepalived\.conf)|keepalived/(?:[^/]+/)?[^/]+\.conf)",
        parts="keepalived.recognition",
        near=r"(?i)[^/]*/(?:ke+p+[-_]?[a-z]{4,8}[^/]*\.(?:con|cfg|cnf)[^/]*|[^/]*keepalived[^/]*)",
        content=r"(?m)^[ \t]*(?:vrrp_instance|vrrp_script|vrrp_sync_group|virtual_server|virtual_server_group"
        r"|global_defs)\b(?![ \t]*[:=])",
        marks=("vrrp_", "virtual_server", "global_defs"),
        main="keepalived.conf",
        likely=r"(?!.*(?:~|\.(?:bak|orig|old|swp|rej|dpkg-\w+|rpm\w+|ucf-\w+|samples?|examples?|dist)))(?:.+\.conf|.*keepalived\.conf[._-].+)",
        includes="keepalived.expansion.files",
        grammar="keepalived",
        cut_by_reader=True,
        nul=True,
        comments=Comments("#!"),
        write="keepalived.write",
        service=Service(
            "keepalived",
            package="keepalived",
            service="keepalived",
            files="/etc/keepalived/keepalived.conf",
            test="keepalived -t -f {files}",
        ),
    ),
)
