"""A virtual router has no up script, or one that cannot be run as named.

Why: the daemon becomes MASTER, answers for the virtual router and announces the VIP, and nobody holds the
address: clients reach nothing, while the daemon looks healthy.

Daemon: ucarp runs `SCRIPT INTERFACE VIP [XPARAM]` with execl and ignores the result. The option is the path and
nothing else, so an argument in it becomes part of the name of a file that does not exist: "Unable to exec" in the log,
MASTER without VIP. Tried with ucarp 1.5.2; src/spawn.c.

Fix: name the script in --upscript, and its further argument in --xparam.

Exceptions: a script that is not among the inputs counts as missing only if another file of its folder is; silent if a
word of the command line is unknown.
"""

from collections.abc import Iterator

from carplint.model import Host, Net, Value, VirtualRouter
from carplint.text.finding import Finding

CODE = "CL390"
NAME = "ucarp-upscript-missing"
SEVERITY = "error"
NEEDS = "up-script"


def _is_absent(net: Net, host: Host, path: str) -> bool:
    """Return whether a script is known not to exist: others of its folder are there, and nothing was left out."""
    folder, _, name = path.rpartition("/")
    for script in host.scripts:
        own, _, _ = script.source.path.rpartition("/")
        if folder and f"/{own}".endswith(folder):
            wanted = f"{own}/{name}"
            known = {d.source.path for d in host.documents} | {f.span.source.path for f in net.findings}
            return wanted not in known and not any(text.startswith(f"{wanted}:") for text in net.not_checked)
    return False


def _fault(net: Net, host: Host, router: VirtualRouter, script: Value[str] | None) -> str:
    if script is None:
        return "ucarp is started without --upscript" if router.command else ""
    if script.value is None:
        return ""
    if not script.value:
        return "the up script is empty"
    path, *arguments = script.value.split()
    if arguments:
        return f"ucarp takes `{script.value}` as the name of a file (an argument belongs in --xparam)"
    return f"the up script {path} does not exist" if _is_absent(net, host, path) else ""


def check(net: Net) -> Iterator[Finding]:
    """One finding per virtual router whose VIP does not come up."""
    for host in net.hosts:
        for router in host.virtual_routers:
            if router.daemon != "ucarp" or any(word.value is None for word in router.command):
                continue
            fault = _fault(net, host, router, router.up_script)
            if fault:
                message = f"{fault}, so the MASTER of {router.name.value} announces a VIP that no interface has"
                yield Finding(message, router.span if router.up_script is None else router.up_script.span)
