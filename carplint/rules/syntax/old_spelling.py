"""A keyword or a block has a newer spelling.

Why: nothing yet: the old name still works.

Daemon: "Keyword ... is deprecated - please use ..." in its log only; global_parser.c. Of a block vrrp_track_file,
"... is deprecated, please use "track_file""; track_file.c. Of the block host, "The SMTP_CHECK host block is
deprecated"; check_smtp.c. `-t` is silent (tried with 2.2.7).

Fix: write the new name; for a host block, an SMTP_CHECK for each host.

Exceptions: old names of which `-t` speaks are another rule's, deprecated-keyword.
"""

CODE = "CL178"
NAME = "old-spelling"
SEVERITY = "info"
