"""What `make agreement` leaves out, and why: data for agreement.py. Everything here is counted and printed."""

from __future__ import annotations

from typing import NamedTuple

HOST_CODES = {
    # Diagnostics that depend on the machine on which the daemon runs. The other diagnostics that the
    # reference marks `needs-runtime` follow from the file alone, and are counted.
    "the interfaces of the host": "E290 E320 E333 E339 E344 E434 E436 E439 E441 E443 E461 E487 E511 E534 E535 "
    "E558 E559 E588 E629 E659 E729",
    "the users and groups of the host": "E195 E272 E274 E277 E278 E412 E414 E903 E905",
    "whether a file of the host exists, and who may change it": "E069 E230 E259 E261 E267 E393 E394 E395 E630 "
    "E631 E632 E747 E751 E831 E907",
    "the names in the host's /etc/iproute2 and /etc/protocols": "E316 E327 E462 E490 E507 E508 E509 E510 E517 "
    "E548 E552 E554 E557 E564",
    "how the daemon was called": "E043 E660",
    "the kernel": "E096",
    "how the daemon was compiled": "E165",
    "nothing: no file was found that shows it": "E028 E246 E721 E728",
}
"""Reason to codes of errors.tsv. A snippet is left out if its own code is here."""

SITE_NOISE = (
    # Messages about a corpus file that come from the machine on which the oracle ran: a pattern that
    # matches the beginning of a message, and the reason.
    (r"Invalid smtp server ", "the name of a mail server was not found in DNS"),
    (r"WARNING - interface (?!\$)\S+ for .* doesn't exist", "the interface could not be made"),
    (r"WARNING - VRF interface |.*WARNING - VRF interface ", "the VRF could not be made"),
    (r"Non-existent interface specified in configuration", "an interface could not be made"),
    (r".*tracked interface \S+ doesn't exist", "the interface could not be made"),
    (r"unknown interface \S+ specified for", "the interface could not be made"),
    (r"Disabling track script ", "the script is not on this machine"),
    (r"Unable to set uid/gid for script|Failed to set uid/gid", "the user is not on this machine"),
    (r"Error setting global script uid/gid|Unable to set default user", "the user is not on this machine"),
    (r"SECURITY VIOLATION", "the scripts were made to exist"),
    (r"iptables not supported|Unknown keyword 'vrrp_ipsets'", "Debian's daemon is built without iptables"),
    (r"Invalid cpu_id:", "the number of processors of this machine"),
    (r"Routing table \S+ not found|TOS value|.*realms .* for |Scope \S+ not found", "the names in /etc/iproute2"),
    (r".*interface \S+ already exists and is not a private macvlan", "the interface was made for the test"),
    (r"Config files missing ", "the files of its host that it includes are not in the corpus"),
    (r"Unable to create config_save_dir|.*realpath\(\) error", "a folder of this machine"),
)

CRASHED = frozenset([124, 134, 139, 143])
"""Exit statuses of an oracle run that was killed or crashed: what it printed until then is not all."""

TEMPLATES = frozenset(
    f"keepalived/pqarmitage+keepalived-devel-tools__configs__679__{name}template_vrrp_instance"
    for name in ("", "track_script__")
)
"""Corpus files that are templates, not configurations: carplint says so once, the daemon stumbles at each line."""

_MADE = "keepalived/pqarmitage+keepalived-devel-tools__configs__"
_NO_NAMESPACE = (
    "The file's net_namespace is not on the test machine, so the daemon checked nothing. Without that line 2.2.7 "
)
_SAME_GROUP = (
    "A group, or an address that is also in a group, is set up twice for the same protocol: one service of the kernel, "
    "to which both blocks write. The daemon takes such blocks without a word."
)

TRUE_ERRORS = {
    # Errors of carplint in files for which the daemon has no message, and why they are true: (file, rule).
    (f"{_MADE}1569-two-unicast.conf", "undefined-variable"): "No line of this host defines NAME: the namespace "
    "has a dollar sign in its name.",
    (f"{_MADE}1569c.conf", "undefined-variable"): "As in 1569-two-unicast.conf.",
    (f"{_MADE}1569d.conf", "undefined-variable"): _NO_NAMESPACE + "reports the braces of ${NAME} at the same lines.",
    (f"{_MADE}1569-two-unicast.conf", "unicast-empty-peers"): _NO_NAMESPACE + "says the same of both instances.",
    (f"{_MADE}1569-two-unicast.conf", "vrid-duplicate-on-interface"): _NO_NAMESPACE + "says the same and exits with 5.",
    (f"{_MADE}649.conf", "lvs-dr-port-mismatch"): _NO_NAMESPACE + "says that it resets the ports of these servers.",
    (f"{_MADE}1091a.conf", "script-arguments-outside-quotes"): "2.2.7 takes the arguments for user and group, and "
    "says in its log alone that it ignores the script.",
    (f"{_MADE}up_down_delay.conf", "line-word-missing-value"): "2.2.7 says so in its log alone: no timeouts "
    "specified for the interface.",
    (f"{_MADE}930.conf", "vip-broadcast-wrong"): "192.18.1.127 for a VIP in 192.168.1.0/25: a slip of the pen, and the "
    "daemon takes any address.",
    (f"{_MADE}ipvs_test.conf", "lvs-duplicate-virtual-server"): _SAME_GROUP,
    (f"{_MADE}test-t.conf", "lvs-duplicate-virtual-server"): _SAME_GROUP,
}

_CONSEQUENCE = (
    "It follows from a line above, which carplint reports: the block there is not opened, so one } is too many."
)
NO_LINE_END = "One of the daemon's processes counts a line less before a last line without line end; the others agree."
_INTERFACE = "It depends on the interfaces of the host and their kinds."

LEFT = {
    # Disagreements that stay, by file: why.
    "E041.conf": "The included file is an absolute path of the host, which is not looked at.",
    "E046.conf": _CONSEQUENCE,
    "E056.conf": "The daemon names the line before: it does not count the one that it leaves out.",
    "E291.conf": _INTERFACE,
    "E295.conf": _CONSEQUENCE,
    "E477.conf": _INTERFACE,
    "E658.conf": _INTERFACE,
    "clusters/MichaelZhdanov+Auth-service/node1/keepalived.conf": NO_LINE_END,
    "keepalived/MichaelZhdanov+Auth-service__node1__keepalived.conf": NO_LINE_END,
    f"{_MADE}955c.conf": "The line holds the folder of the file, which is not known before the daemon runs.",
    f"{_MADE}check_align.4.conf": "The script_user above it is not on this machine.",
}

LEFT_EARLY = "The daemon leaves at a missing word, and says nothing of what stands below."


class Stays(NamedTuple):
    """A class of disagreements about changed files, and why it stays: `part` is unseen or unconfirmed, `pattern`
    matches the beginning of the daemon's code and message, or of carplint's code, rule and message, and `exit` is
    the daemon's exit status, None for any."""

    part: str
    pattern: str
    reason: str
    exit: int | None = None


LIVE_LEFT = (
    Stays(
        "unconfirmed",
        r"CL807 ",
        "The daemon takes two virtual_servers for one service of the kernel without a word; both blocks write to it.",
    ),
    Stays("unconfirmed", r"CL814 ", "The daemon drops a virtual_server whose group is not there without a word."),
    Stays(
        "unconfirmed",
        r"CL109 missing-opening-brace: .* as its entries",
        "Of a list without its brace the daemon says nothing with -t; what it swallows tells.",
    ),
    Stays(
        "unconfirmed",
        r"CL[238]",
        "The daemon has left at a missing word before it looks at blocks as a whole.",
        exit=2,
    ),
    Stays(
        "unseen",
        r"E873 ",
        "Two blocks run into one where a } is missing, so what each has once is there twice: carplint names the brace.",
    ),
)
"""Read in this order: the first that fits counts."""
