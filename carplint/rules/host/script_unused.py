"""Nothing tracks a vrrp_script.

Why: it never runs. Most often the track_script that should name it is missing, so a service is not checked.

Daemon: "Warning - script chk is not used", only in its log. Source: keepalived vrrp/vrrp.c (vrrp_complete_init);
tried with 2.2.7, `-t` exits 0.

Fix: name it in the track_script of an instance or sync group, or delete it.

Exceptions: silent in a file without vrrp_instance, which other files may include.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL324"
NAME = "script-unused"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "vrrp_script"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every script that no list names."""
    scripts = [s for s in configuration.all("vrrp_script") if len(s.words) > 1]
    if not scripts or not configuration.instances or not configuration.sound:
        return
    used = {line.words[0] for _, line in configuration.entries("track_script")}
    if any("$" in name or name.startswith("include") for name in used):
        return
    for script in scripts:
        if script.words[1] not in used:
            yield Finding(f"nothing tracks {shown(script.words[1])}: it never runs", place(script, 1))
