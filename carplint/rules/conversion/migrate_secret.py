"""A conversion wrote a secret to its result, since --auth asked for it.

Why: a secret in a file is for its mode, its backups and its repository to keep; one that VRRPv2 sends is in every
advertisement.

Daemon: VRRPv2 sends the first 8 bytes of auth_pass in clear text (vrrp_parser.c; RFC 2338, 5.3.10); auth_hmac
(keepalived 2.4.0) and CARP use theirs as the key of an HMAC.

Fix: copy the files with their modes (0600), and delete the folder afterwards. After --auth keep choose a new secret.

Exceptions: silent where a secret goes from CARP to CARP, where it is never sent.
"""

CODE = "CL717"
NAME = "migrate-secret"
SEVERITY = "warning"
EXAMPLE = {"auth": "keep"}
