"""Containers that start ucarp or keepalived: compose files, Dockerfiles, `docker run`, quadlets, manifests of Kubernetes."""

from carplint.dialects.dialect import Dialect

DIALECTS = (
    # Services of compose files: any name that compose looks for, or that is given to it.
    Dialect(
        name="compose",
        module="containers.compose",
        homes=(),
        signs=(),
        file=r"(?!)",
        content=r"(?m)\bucarp[\"']?,?\s+[\"']?-|^[ \t]+(?:command|entrypoint|image|build|context):[^\n]*(?:keepalived|ucarp)|(?:\S:|[ \t]target:[ \t]*[\"']?)/etc/keepalived\b",
        marks=("ucarp", "keepalived"),
        loose=r"(?:docker-)?compose[^/]*\.ya?ml",
        holds="containers.embedded",
    ),
    # Dockerfiles, under each name that docker and podman know, and those that people give with -f.
    Dialect(
        name="dockerfile",
        module="containers.dockerfile",
        homes=(),
        signs=(),
        file=r"(?!)",
        content=r"(?m)^[ \t]*(?i:FROM|ENTRYPOINT|CMD|COPY|ADD)[ \t](?:[^\n\\]|\\[\s\S]){0,2000}?(?:keepalived|ucarp)"
        r"|\A(?=(?s:.*)^[ \t]*(?i:ENTRYPOINT|CMD)[ \t][^\n]{0,300}?(?:\.sh\b|entrypoint\b|/(?:start|run)\b))"
        r"(?=(?s:.*)^[ \t]*(?i:RUN)[ \t](?:[^\n\\]|\\[\s\S]){0,2000}?(?:keepalived|ucarp))",
        marks=("ucarp", "keepalived"),
        loose=r"(?i)(?:docker|container)file(?:[.-].+)?|.+\.(?:docker|container)file",
        holds="containers.embedded",
    ),
    # Commands of docker and podman in scripts and units, but for those in which the command of a ucarp stands itself.
    Dialect(
        name="container_runs",
        module="containers.runs",
        homes=(("etc", "systemd", "system"), ("etc",), ("usr", "local", "bin"), ("usr", "local", "sbin"), ("root",)),
        signs=(),
        file=r"(?!)",
        content=r"(?m)^[^#\n]*?\b(?:docker|podman|nerdctl)(?:[ \t]+[\w./:=-]+){0,5}?[ \t]+run\b"
        r"(?:[^\n\\]|\\[\s\S]){0,4000}?(?i:keepalived|ucarp)",
        marks=("keepalived", "ucarp"),
        loose=r"rc\.local|[^/]+\.(?:sh|bash|service)",
        wide=True,
    ),
    # Quadlets of podman.
    Dialect(
        name="quadlet",
        module="containers.quadlet",
        homes=(("etc", "containers", "systemd"), ("usr", "share", "containers", "systemd")),
        general=("/etc/containers/systemd",),
        signs=(),
        file=r"(?!)",
        content=r"(?m)^[ \t]*(?:Image|Exec|Entrypoint|Volume)[ \t]*=(?:[^\n\\]|\\[\s\S]){0,2000}?(?:keepalived|ucarp)",
        marks=("[Container]",),
        loose=r"[^/]+\.container",
    ),
    # Manifests of Kubernetes, also those of static pods; no templates of them.
    Dialect(
        name="kubernetes",
        module="containers.kubernetes",
        homes=(("etc", "kubernetes", "manifests"),),
        general=("/etc/kubernetes/manifests",),
        signs=(),
        file=r"(?!)",
        content=r"(?m)\A(?!(?s:.*)^[ \t-]*\{\{)(?=(?s:.*)apiVersion)(?=(?s:.*)(?:\b(?:image|command|args)[\"']?:[^\n]{0,300}?(?:keepalived|ucarp)"
        r"|^[ \t-]*- [\"']?(?:/\S*/)?(?:keepalived|ucarp)[\"']?[ \t]*$|^[ \t]*vrrp_instance\b))",
        marks=("apiVersion",),
        loose=r"[^/]+\.ya?ml",
        wide=True,
        holds="containers.embedded",
    ),
)
