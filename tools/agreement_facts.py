"""What `make agreement` leaves out, and why: data for agreement.py. Everything here is counted and printed."""

from __future__ import annotations

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
    (r".*Unknown interface!", "the interface could not be made"),
    (r"Disabling track script ", "the script is not on this machine"),
    (r"Unable to set uid/gid for script|Failed to set uid/gid", "the user is not on this machine"),
    (r"Error setting global script uid/gid", "the user is not on this machine"),
    (r"SECURITY VIOLATION", "the scripts were made to exist"),
    (r"iptables not supported|Unknown keyword 'vrrp_ipsets'", "Debian's daemon is built without iptables"),
    (r"Invalid cpu_id:", "the number of processors of this machine"),
    (r"Routing table \S+ not found|TOS value|.*realms .* for |Scope \S+ not found", "the names in /etc/iproute2"),
    (r"Unable to create config_save_dir|.*realpath\(\) error", "a folder of this machine"),
)

CRASHED = frozenset([124, 134, 139, 143])
"""Exit statuses of an oracle run that was killed or crashed: what it printed until then is not all."""
