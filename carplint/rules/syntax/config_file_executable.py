"""A file that keepalived.conf includes is executable, or is no regular file.

Why: keepalived passes it over, and keepalived -t still ends with 0.

Daemon: "Configuration file '%s' is not a regular non-executable file - skipping". Source: keepalived
lib/parser.c (check_glob_file), tried on 2.2.7.

Fix: chmod a-x; of a folder include its files, `include conf.d/*.conf`.

Exceptions: none.
"""

CODE = "CL133"
NAME = "config-file-executable"
SEVERITY = "warning"
