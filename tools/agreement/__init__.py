"""How far carplint agrees with the daemon, and with people who read real clusters: `make agreement`.

`snippets` and `samples` need nothing but a clone and Debian's keepalived. `clean`, `corpus`, `live` and `clusters` need a
corpus of other people's files, which is not part of the project: without it they say so and measure nothing.
"""
