"""Units of systemd, as systemd reads them: which files a unit is made of, what they assign, and what it starts with which
variables. Not a dialect: those that a unit may start read their own units with it.

Source: systemd.unit(5), systemd.syntax(7), systemd.service(5), systemd.exec(5); tried with systemd-analyze verify of 252.
"""
