"""A keyword is not known to the release that the file is for.

Why: that release passes over it as over a misspelt one.

Daemon: the keywords of 106 releases, 1.0.3 to 2.4.3, by their sources.

Fix: use a release that has it, or leave it out.

Exceptions: the release is the newest one unless `--target` says otherwise.
"""

CODE = "CL111"
NAME = "keyword-needs-newer-version"
SEVERITY = "error"
