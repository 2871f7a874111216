"""A strict include of keepalived.conf does not find its files.

Why: includem, includew, includeb and includea stop keepalived if a file is missing, and includer too if it may not be
read: the node has no VIP. `include_check` in global_defs makes all includes below it as strict.

Daemon: "Config files missing" or "No config files matched", exit 6. Source: keepalived lib/parser.c
(open_and_check_glob, file_config_error); keepalived.conf(5), "Include"; include_check_handler (global_parser.c);
tried on 2.2.7 with each keyword, each kind of pattern and each word of include_check. Its first word sets, and `read`
with it, the words with + and - change, and without a word it means all.

Fix: correct the path, or write include where the file may be missing.

Exceptions: none.
"""

CODE = "CL132"
NAME = "include-refused"
SEVERITY = "error"
