"""A `source` line of /etc/network/interfaces reads nothing, or not what it seems to.

Why: the stanzas of the file that is not read do not exist: their interfaces stay down, and nothing is said.

Daemon: ifupdown passes over a file that is not there in silence, cannot read a folder by `source`, and reads nothing
where wordexp(3) refuses the pattern: it knows no braces. A file that reads itself under another name is read again
and again, until too many files are open. Source: ifupdown 0.8.41, config.c; tried.

Fix: correct the path; a relative one starts at the folder of the file. For a folder write source-directory, or
`source FOLDER/*`.

Exceptions: a wildcard that fits nothing leaves room for files. Silent where the folder is not among the inputs, and
where the pattern holds quotes, ~ or variables.
"""

CODE = "CL186"
NAME = "interfaces-source-unread"
SEVERITY = "warning"
