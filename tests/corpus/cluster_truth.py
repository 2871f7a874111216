"""What is truly wrong with sets of nodes that people run: the ground truth of `tools/agreement/clusters.py`.

Each set is a folder of the corpus, which is not a part of the project: a file or two of each node of what its author
calls one cluster. Somebody who knows both daemons read the files and wrote down here, before carplint was asked,
what he would tell their owner. What the files cannot show (a script, an account, an interface of the machine) is no
problem here, and what is merely worth knowing (info) is none either. A problem that only carplint saw is marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong. Equal problems of a set are one."""

    rule: str
    """The name that a finding of it should have, of carplint or of the catalogue of rules to come."""
    severity: str
    """"error" where failover is broken or the daemon does not do what is written, else "warning"."""
    at: str
    """Where a finding may point, any of it: `NODE/FILE:LINE,FROM-TO`, separated by blanks. NODE alone means its
    keepalived.conf, and no lines mean any."""
    reason: str
    instead: tuple[str, ...] = ()
    """Names that say the same thing, or a direct consequence of it, at these places."""
    required: bool = True
    """False: true if it is said, but too small, or too close to the author's intention, to be missed."""
    found_by_carplint: bool = False
    """True: the reader had overlooked it. It counts for precision, never for recall."""

    def places(self) -> Iterator[tuple[str, frozenset[int]]]:
        """The files, relative to the set, and the lines in them (none: the whole file)."""
        for place in self.at.split():
            file, _, numbers = place.partition(":")
            lines: set[int] = set()
            for part in filter(None, numbers.split(",")):
                first, _, last = part.partition("-")
                lines.update(range(int(first), int(last or first) + 1))
            yield (file if "/" in file else f"{file}/keepalived.conf"), frozenset(lines)


class Judged(NamedTuple):
    """A set and the judgement of it."""

    name: str
    note: str
    """What the set is, and why what might look wrong is right."""
    problems: tuple[Problem, ...] = ()


def _sample(at: str) -> Problem:
    return Problem("default-password", "warning", at, "a password out of examples, or guessed at the first try")


def _long(at: str) -> Problem:
    return Problem("auth-pass-too-long", "warning", at, "only the first 8 bytes of it are used")


def _unsafe(at: str) -> Problem:
    reason = "scripts run without enable_script_security: with a complaint at each start, and as root by default"
    return Problem("script-security-off", "warning", at, reason)


def _cleared(at: str, *instead: str) -> Problem:
    reason = "nopreempt is dropped because the state is MASTER: the recovered node takes the VIP back"
    return Problem("nopreempt-with-state-master", "error", at, reason, ("nopreempt-on-wrong-node", *instead))


def _stuck(at: str, reason: str) -> Problem:
    return Problem("weight-cannot-flip", "error", at, reason)


def _tie(at: str) -> Problem:
    return Problem("equal-priority", "warning", at, "the nodes tie: nothing but the address decides between them")


def _owner(at: str) -> Problem:
    reason = "255 is for the owner of the address, which nobody is: weights never count, and it takes over at once"
    return Problem("priority-255-not-owner", "warning", at, reason)


def _own_interface(at: str) -> Problem:
    reason = "an instance follows its own interface anyway; keepalived passes over the line"
    return Problem("track-interface-own", "warning", at, reason, required=False)


def _pipe(at: str, reason: str) -> Problem:
    return Problem("script-shell-metachars", "error", at, reason, ("script-arguments-outside-quotes",))


def _ah(at: str) -> Problem:
    reason = "with auth_type AH the state MASTER is cleared"
    return Problem("auth-ah-state-master", "warning", at, reason, ("setting-without-effect",))


def _home(at: str) -> Problem:
    reason = "a script that runs as root lies where an ordinary user can replace it"
    return Problem("script-insecure-path", "warning", at, reason)


def _late(at: str) -> Problem:
    reason = "the script is defined below the instance that tracks it, so it is not known there: no health check"
    instead = ("track-script-undefined", "script-unused")
    return Problem("track-script-defined-after-use", "error", at, reason, instead)


def _undefined(at: str, *instead: str) -> Problem:
    reason = "no script of this name is defined on the node: it has no health check"
    return Problem("track-script-undefined", "error", at, reason, ("tracker-mismatch", *instead))


def _state(at: str) -> Problem:
    reason = "not one of the two words that keepalived knows; it starts as BACKUP after a complaint"
    return Problem("state-unknown", "error", at, reason, ("value-unknown", "case-sensitive-value"))


def _placeholder(at: str, *instead: str) -> Problem:
    reason = "a placeholder that nobody has filled in"
    names = ("unrendered-template", "unknown-keyword", "value-wrong-type", "interface-name-too-long", "no-vip")
    more = ("vip-invalid-address", "auth-pass-too-long", "default-password", "unicast-peer-malformed")
    return Problem("placeholder-left", "error", at, reason, (*names, *more, *instead))


def _retry(at: str) -> Problem:
    reason = "not a word of TCP_CHECK (retry is), so the number of attempts is the default"
    instead = ("keyword-in-wrong-block", "deprecated-keyword", "old-spelling")
    return Problem("unknown-keyword", "error", at, reason, instead)


def _unknown(at: str, reason: str, *instead: str) -> Problem:
    names = ("keyword-in-wrong-block", "keyword-needs-newer-version", *instead)
    return Problem("unknown-keyword", "error", at, reason, names)


def _old_word(at: str) -> Problem:
    reason = "an older spelling that still works"
    return Problem("deprecated-keyword", "warning", at, reason, ("old-spelling",), required=False)


def _garp(at: str) -> Problem:
    reason = "0 is below what these delays may be; the line does nothing but complain"
    return Problem("garp-zero", "warning", at, reason, ("value-out-of-range",))


def _mailbox(at: str) -> Problem:
    reason = "settings stand inside the list of mail addresses, and are read as addresses"
    instead = ("keyword-in-wrong-block", "unknown-keyword", "extra-words-ignored")
    return Problem("email-address-invalid", "warning", at, reason, instead)


def _differing_checks(at: str, reason: str) -> Problem:
    return Problem("tracker-mismatch", "warning", at, reason, required=False)


def _in_ps(at: str) -> Problem:
    reason = "the password stands in the list of processes"
    return Problem("ucarp-password-in-ps", "warning", at, reason, required=False)


TRUTH: tuple[Judged, ...] = (
    Judged(
        "C4Gerges+projet-cloud-virt",
        "pair; 100 falls to 70, below 90",
        (_long("backup:21 master:21"), _unsafe("backup master")),
    ),
    Judged(
        "C4Gerges+projet-cloud-virt@e782d44",
        "the same pair as a form to fill in",
        (
            _long("backup:21 master:21"),
            _unsafe("backup master"),
            Problem(
                "placeholder-left",
                "warning",
                "backup:14 master:14",
                "the interface is a placeholder",
                ("interface-missing-on-node",),
            ),
        ),
    ),
    Judged(
        "DenisSubbota+keepalived_configs@2c5eb8b",
        "pair of databases, two VIPs; the scripts decide who is what, so both start with the same numbers; a VIP in "
        "another network as /32 can be meant",
        (
            _tie("10.30.50.115:21 10.30.50.117:21"),
            _tie("10.30.50.115:47 10.30.50.117:47"),
            _long("10.30.50.115:30,56 10.30.50.117:30,56"),
            _sample("10.30.50.115:30,56 10.30.50.117:30,56"),
            _unsafe("10.30.50.115 10.30.50.117"),
        ),
    ),
    Judged(
        "DenisSubbota+keepalived_configs@7158619",
        "the same pair, later, with script security",
        (
            _tie("10.30.50.115:43 10.30.50.117:42"),
            _tie("10.30.50.115:72 10.30.50.117:71"),
            _long("10.30.50.115:52,81 10.30.50.117:51,80"),
            _sample("10.30.50.115:52,81 10.30.50.117:51,80"),
        ),
    ),
    Judged(
        "DjokerR+install-k8s",
        "pair, but the one called MASTER has the lower priority",
        (
            Problem(
                "unicast-empty-peers",
                "error",
                "backup:21-23 master:23-25",
                "unicast was meant, but no peer is listed: multicast is used",
                ("empty-list",),
            ),
            Problem("missing-closing-brace", "error", "backup", "the instance is never closed", ("file-cut",)),
            _cleared("master:18,21"),
            Problem(
                "nopreempt-with-weighted-track",
                "error",
                "backup:10,18,19,36 master:12,20,21,38",
                "when the check fails on the node that has the VIP, the better one with nopreempt waits all the same",
            ),
            _sample("backup:31 master:33"),
        ),
    ),
    Judged(
        "EmilZackrisson+TraefikHighAvailabilitySyncer",
        "pair; 100 would fall to 80, below 90",
        (_late("backup:18,22 master:18,22"), _sample("backup:10 master:10"), _unsafe("backup master")),
    ),
    Judged(
        "Entony+homework@a734592",
        "pair; a script of weight 0 works at 255, too",
        (_owner("main:10"), _unsafe("backup main")),
    ),
    Judged(
        "Familyer+keepalive",
        "pair of balancers with // for comments, which cuts through several lines",
        (
            _cleared("master:8,9", "setting-without-effect"),
            Problem(
                "unexpected-brace",
                "error",
                "backup:12-22 master:12-22",
                "a brace in what was meant as a comment ends the instance there: no priority, password or VIP",
                ("no-vip", "state-master-without-priority"),
                found_by_carplint=True,
            ),
            _unknown("backup:11 master:11", "two blanks where underscores belong: the source address is not set"),
            Problem(
                "foreign-comment-style",
                "error",
                "backup:4,9-14,24,35-36,41-44 master:4,9-14,24,35-36,41-44",
                "// begins no comment: the words behind it belong to the statement",
                (
                    "extra-words-ignored",
                    "too-many-words",
                    "missing-opening-brace",
                    "unexpected-brace",
                    "block-name",
                    "unknown-keyword",
                    "interface-name-too-long",
                    "value-unknown",
                ),
            ),
            Problem(
                "lvs-protocol-missing",
                "error",
                "backup:24 master:24",
                "its protocol is commented out: UDP is balanced, while HTTP is checked",
            ),
            Problem(
                "lvs-scheduler-or-kind-missing",
                "error",
                "backup:24 master:24",
                "neither the algorithm nor the way to the servers is left",
            ),
            _old_word("backup:43,57 master:43,57"),
            _sample("backup:17 master:17"),
        ),
    ),
    Judged(
        "Felyne+apiserver",
        "pair; the two source addresses may well be in one larger subnet",
        (
            Problem(
                "nopreempt-with-weighted-track",
                "error",
                "keepalived1:12,22,32 keepalived2:12,22,32",
                "a failed check lowers the priority, but the peer with nopreempt does not take the VIP",
            ),
            _sample("keepalived1:25 keepalived2:25"),
            _unsafe("keepalived1 keepalived2"),
        ),
    ),
    Judged(
        "Grim-lock+script",
        "sound pair of directors, nopreempt on the better one as it should be; written for the FULLNAT fork, which "
        "keepalived itself does not read",
        (
            _unknown("backup:7-9,38-39 master:7-9,39-40", "words of a fork: no release of keepalived knows them"),
            Problem(
                "lvs-scheduler-or-kind-unknown",
                "error",
                "backup:33,36 master:34,37",
                "the forwarding method is one of a fork",
                ("value-unknown", "lvs-scheduler-or-kind-missing"),
            ),
            _own_interface("backup:25-27 master:26-28"),
            _sample("backup:23 master:24"),
        ),
    ),
    Judged(
        "GuyT2002+ITTOOLS_FIXED",
        "one VIP, two ids",
        (
            Problem(
                "vrid-mismatch",
                "error",
                "keepalived200:10 keepalived201:10",
                "one VIP under two ids: both nodes hold it",
                ("vip-in-two-virtual-routers",),
            ),
            _tie("keepalived200:11 keepalived201:11"),
            Problem(
                "script-unused", "warning", "keepalived200:1 keepalived201:1", "the check is defined, but not tracked"
            ),
            _sample("keepalived200:15 keepalived201:15"),
            _unsafe("keepalived200 keepalived201"),
        ),
    ),
    Judged(
        "GuyT2002+ITTOOLS_FIXED@f170c90",
        "the same without the script",
        (
            Problem(
                "vrid-mismatch",
                "error",
                "server1:4 server2:4",
                "one VIP under two ids: both nodes hold it",
                ("vip-in-two-virtual-routers",),
            ),
            _tie("server1:5 server2:5"),
            _sample("server1:9 server2:9"),
        ),
    ),
    Judged(
        "ITRI-Dev+fido2-cluster",
        "pair without authentication",
        (
            _late("backup:13,18 master:13,18"),
            _stuck("backup:5,13,18,21 master:5,13,18,21", "a bonus of 2 against a distance of 10"),
            _unsafe("backup master"),
        ),
    ),
    Judged(
        "Jostero32+TechStore-BalanceadorCarga",
        "pair; 101 without its bonus is below 102",
        (_long("backup:30 master:31"), _unsafe("backup master")),
    ),
    Judged(
        "MHIY+nginx-HA",
        "pair; state MASTER on the lower one does no harm, 100 falls to 80",
        (_cleared("nginx2:7,25"), _sample("nginx1:16 nginx2:15"), _unsafe("nginx1 nginx2")),
    ),
    Judged(
        "MHIY+nginx-HA@f0acf14",
        "sound pair, 100/90; state MASTER on both does no harm",
        (_sample("nginx1:10 nginx2:10"),),
    ),
    Judged(
        "MakarAlexander+10-01-hw",
        "pair without authentication; a script of weight 0 works at 255, too",
        (_owner("keepalived-1:19"),),
    ),
    Judged("ManhTien0710+Keepalived", "sound pair, 100/99", (_sample("backup:12 master:12"),)),
    Judged(
        "MichaelZhdanov+Auth-service",
        "pair; 101 without its bonus is below 102",
        (
            _unknown("node1:29", "a stray letter below the last block"),
            _state("node2:11"),
            _home("node1:5 node2:5"),
            _sample("node1:18 node2:18"),
            _unsafe("node1 node2"),
        ),
    ),
    Judged(
        "MichaelZhdanov+Auth-service@7582f9e",
        "the same before it had a check; 102/99",
        (_state("node2:5"), _sample("node1:12 node2:12")),
    ),
    Judged(
        "SandmanZac+public",
        "pair made from the old sample file",
        (
            Problem(
                "strict-drops-vip-traffic",
                "error",
                "backup:10 primary:10 backup:21-37 primary:21-37",
                "in strict mode the node drops all that goes to the VIP: it is up, and dead",
            ),
            Problem(
                "strict-with-auth",
                "error",
                "backup:10,27-30 primary:10,27-30",
                "strict mode throws the authentication away",
                ("strict-mode-conflict",),
            ),
            Problem(
                "strict-state-priority",
                "warning",
                "primary:10,23,25",
                "strict mode allows state MASTER to the address owner only, and changes it",
                ("strict-mode-conflict",),
            ),
            _garp("backup:11-12 primary:11-12"),
            _stuck(
                "backup:15,18,25,35 primary:15,18,25,35", "without its bonus 101 meets 101, and a backup waits at a tie"
            ),
            _unsafe("backup primary"),
        ),
    ),
    Judged(
        "SpockCoding+Kubernetes",
        "pair of two address owners",
        (
            _owner("main:18 slave:18"),
            _tie("main:18 slave:18"),
            Problem(
                "track-weight-ignored",
                "error",
                "main:9,27 slave:9,27",
                "at 255 a weight does not count: the check never moves the VIP",
                ("track-weight-on-owner", "weight-cannot-flip"),
            ),
            _state("slave:15"),
            Problem(
                "comment-char-in-value",
                "error",
                "main:21 slave:21",
                "the password ends at its first #: two characters are left",
            ),
            _unsafe("main slave"),
        ),
    ),
    Judged(
        "Stvrrow+hw-01-sflt",
        "sound pair: 150 falls to 90, below 100; the other weight only matters where both have failed",
        (
            _unsafe("backup master"),
            _differing_checks("backup:1,4,16 master:1,4,16", "the weights are not the same"),
        ),
    ),
    Judged(
        "Votok23+h_disaster",
        "pair; the first letter of the first file is gone",
        (
            _unknown("keepalived1:1-8", "one letter is missing, and with it the whole script"),
            _undefined("keepalived1:10,22"),
            _differing_checks("keepalived2:1,7,22 keepalived1:7", "weight 0 here, -50 there"),
            _unsafe("keepalived1 keepalived2"),
        ),
    ),
    Judged(
        "ahgraber+homelab-pihole",
        "sound pair with four networks, unicast, 150/145; only the check is wrong",
        (_pipe("main:10 secondary:10", "no shell runs the pipe: its words become arguments"),),
    ),
    Judged("ahgraber+homelab-pihole@c81fcf6", "sound pair with four networks: 150 falls to 140, below 145"),
    Judged(
        "ahmadabd+system_design",
        "sound pair: 101 without its bonus is below 102",
        (_sample("backup:15 master:15"), _unsafe("backup master")),
    ),
    Judged(
        "ahsanulhabib93+project-LB",
        "pair on the loopback, under the name that BSD gives it",
        (
            Problem(
                "interface-is-loopback",
                "error",
                "primary:3 secondary:3",
                "Linux has no lo0, and the loopback reaches no peer",
                ("interface-not-usable", "interface-missing-on-node"),
            ),
            _sample("primary:9 secondary:9"),
        ),
    ),
    Judged(
        "alex740202+dis_rec_and_keepalived",
        "sound pair: 100 falls to 80, below 90",
        (_sample("keepalived_1:24 keepalived_2:24"),),
    ),
    Judged(
        "armc23+vagrant-percona-cluster-rproxy",
        "three nodes, 200/100/90, the check has weight 0",
        (_cleared("node1:7,12"), _unsafe("node1 node2 node3")),
    ),
    Judged(
        "armc23+vagrant-percona-cluster-rproxy~script",
        "the same three with state MASTER everywhere",
        (_cleared("node1:7,12 node2:7,12 node3:7,12"), _unsafe("node1 node2 node3")),
    ),
    Judged(
        "arphaGo+mysql-keepalived",
        "pair in containers, unicast",
        (
            _stuck("master:16,19,28,45 slave:16,19,28,45", "100 falls to 95 only, and the peer has 90"),
            Problem(
                "script-insecure-path",
                "warning",
                "master:17 slave:17",
                "a script that runs as root lies in a folder in which anybody can put one",
            ),
            _sample("master:38 slave:38"),
        ),
    ),
    Judged(
        "azizbaghirov+haproxy",
        "pair, unicast; 101 without its bonus is below 102",
        (
            Problem(
                "typographic-character",
                "error",
                "backup:31-33 master:33-35",
                "quotation marks of a word processor: they are part of the command, and its arguments are not",
                ("script-arguments-outside-quotes",),
            ),
            _long("backup:20 master:21"),
            _own_interface("backup:25-27 master:26-28"),
            _unsafe("backup master"),
        ),
    ),
    Judged(
        "bo-lim+Agora@664f3ea",
        "sound pair, 100/50",
        (_sample("haproxy:10 haproxy2:10"),),
    ),
    Judged(
        "brianv0+nginx-keepalived-docker-demo",
        "pair with two VIPs, each node preferred for one; the instance of the same name is not the partner",
        (
            Problem(
                "unicast-src-not-local",
                "error",
                "master:16,39 slave:15,40",
                "the second instance of each node sends from the address of the other node: it stays in FAULT",
                ("config-copied-verbatim", "unicast-peer-is-self"),
            ),
            _stuck(
                "master:1,4,11,27 slave:1,4,34,49",
                "without its bonus 101 meets 101, and a backup waits at a tie",
            ),
            _unsafe("master slave"),
        ),
    ),
    Judged(
        "brianv0+nginx-keepalived-docker-demo@6cbdad9",
        "sound pair, unicast, weight 0",
        (
            _own_interface("master:26-28 slave:26-28"),
            _sample("master:19 slave:19"),
            _unsafe("master slave"),
        ),
    ),
    Judged(
        "brianv0+nginx-keepalived-docker-demo@ee38932",
        "the same with one number too few changed",
        (
            _tie("master:10 slave:10"),
            _own_interface("master:26-28 slave:26-28"),
            _sample("master:19 slave:19"),
            _unsafe("master slave"),
        ),
    ),
    Judged(
        "chris2k20+keepalived-hcloud",
        "pair over a tunnel, the VIP on another interface, which is right",
        (
            Problem(
                "vip-invalid-address",
                "error",
                "backup:49-50 main:49-50",
                "the VIP is masked out",
                ("placeholder-left", "no-vip"),
            ),
            _ah("main:9,31"),
            _long("backup:32 main:32"),
            _unsafe("backup main"),
        ),
    ),
    Judged("coller95+lb-nginx-keepalived", "pair", (_tie("backup:17 master:17"),)),
    Judged(
        "dda10+haproxy-keepalived-docker",
        "sound pair without authentication: 101 without its bonus is below 102; state MASTER on both does no harm",
        (_unsafe("lb1 lb2"),),
    ),
    Judged(
        "dda10+haproxy-keepalived-docker@b03d1ef",
        "the same in another network",
        (_unsafe("lb1 lb2"),),
    ),
    Judged(
        "dggabriel+reverse-proxy",
        "pair, unicast, 150/100",
        (
            Problem(
                "comment-char-in-value",
                "error",
                "lb1:13 lb2:13",
                "the password ends at its !: one character is left",
                ("default-password",),
            ),
        ),
    ),
    Judged(
        "dvolkov15+Disaster-Recovery.-FHRP-Keepalived",
        "pair that cannot agree",
        (
            Problem(
                "vrid-mismatch",
                "error",
                "backup:13 main:13",
                "one VIP under two ids: both nodes hold it",
                ("vip-in-two-virtual-routers",),
            ),
            Problem("auth-mismatch", "error", "backup:28-31 main:10-28", "only one of the two authenticates"),
        ),
    ),
    Judged(
        "dvolkov15+Disaster-Recovery.-FHRP-Keepalived@7167b9e",
        "the same with other comments",
        (
            Problem(
                "vrid-mismatch",
                "error",
                "backup:15 main:13",
                "one VIP under two ids: both nodes hold it",
                ("vip-in-two-virtual-routers",),
            ),
            Problem("auth-mismatch", "error", "backup:31-34 main:10-28", "only one of the two authenticates"),
        ),
    ),
    Judged(
        "efim-a-efim+keepalived-cluster",
        "pair of databases; the weights differ on purpose, so that the VIP stays where it is, and they do flip",
        (
            _pipe("pg-test-01:23 pg-test-02:23", "no shell runs redirections and the second command"),
            _pipe("pg-test-01:64-65 pg-test-02:65-66", "no shell runs the second command of these notify lines"),
            _long("pg-test-01:46 pg-test-02:46"),
            _unsafe("pg-test-01 pg-test-02"),
        ),
    ),
    Judged(
        "find_string-25627049153__puppet-ha-doc.md",
        "pair of uCarp on Debian",
        (
            Problem(
                "ucarp-preempt-without-skew",
                "warning",
                "puppet-1/interfaces:11-14 puppet-2/interfaces:11-14",
                "one node is to take the VIP back, but both have the same skew, so it never does",
            ),
            _in_ps("puppet-1/interfaces:13 puppet-2/interfaces:13"),
        ),
    ),
    Judged(
        "find_string-45634422847__ucarp.sh",
        "pair of uCarp on Debian whose author took id and password for the node's own",
        (
            Problem(
                "ucarp-vhid-mismatch",
                "error",
                "host01/interfaces:15-17 host02/interfaces:15-17",
                "one VIP under two ids: both nodes hold it",
            ),
            Problem(
                "ucarp-password-mismatch",
                "error",
                "host01/interfaces:15-17 host02/interfaces:15-17",
                "two keys for one VIP: neither believes the other",
            ),
            _in_ps("host01/interfaces:17 host02/interfaces:17"),
        ),
    ),
    Judged(
        "find_string-57105248395__gluster-forum-post",
        "pair of uCarp on Debian, out of a forum; the password is masked",
        (
            Problem(
                "ucarp-srcaddr-missing",
                "error",
                "primary/interfaces:1-2 secondary/interfaces:1-2",
                "a letter is missing in address, so the interface does not come up, and ucarp has no source address",
                (
                    "interfaces-syntax",
                    "interfaces-address-missing",
                    "interfaces-unknown-option",
                    "ucarp-debian-no-static-address",
                ),
            ),
            Problem(
                "ucarp-debian-vip-mismatch",
                "error",
                "primary/interfaces:5,11-12 secondary/interfaces:5,11-12",
                "ucarp announces one address, and its script adds another",
            ),
            Problem(
                "ucarp-preempt-without-skew",
                "warning",
                "primary/interfaces:4-9 secondary/interfaces:4-9",
                "one node is to take the VIP back, but both have the same skew, so it never does",
            ),
            Problem(
                "placeholder-left",
                "warning",
                "primary/interfaces:6 secondary/interfaces:6",
                "the password is masked",
                ("default-password",),
                required=False,
            ),
            _in_ps("primary/interfaces:6 secondary/interfaces:6"),
        ),
    ),
    Judged(
        "firefoxmmx2+docker-keepalived-nginx",
        "sound pair, 101/100, weight 0; the balancer is commented out",
        (_sample("master:16 slave:16"), _unsafe("master slave")),
    ),
    Judged(
        "gurkamal-io+kubernetes-the-ansible-way",
        "sound pair, unicast: 101 without its bonus is below 102",
        (_sample("backup:17 master:17"), _unsafe("backup master")),
    ),
    Judged(
        "gurkamal-io+kubernetes-the-ansible-way@3ce46fe",
        "sound pair, unicast: 100 without its bonus is below 101",
        (_sample("backup:25 master:25"), _unsafe("backup master")),
    ),
    Judged(
        "gurkamal-io+kubernetes-the-ansible-way@b8a388f",
        "half of it changed: the pair no longer fits together",
        (
            _stuck(
                "backup:11,14,21,35 master:3,6,13,27",
                "without its bonus 101 meets 101, and a backup waits at a tie",
            ),
            _differing_checks("backup:11-15,34-36 master:3-7,26-28", "two ways to check the same service"),
            _sample("backup:25 master:17"),
            _unsafe("backup master"),
        ),
    ),
    Judged(
        "hopoffbaby+rkeexamples",
        "pair; 101 falls to 99, below 100",
        (
            Problem(
                "script-unused",
                "warning",
                "backup:4 backup:12-24 master:24-26",
                "the backup has the check, but does not track it",
                ("tracker-mismatch",),
            ),
            _unsafe("backup master"),
        ),
    ),
    Judged(
        "huisebug+k8s1.12-Ecosphere",
        "three sound nodes, 95/90/85 with a weight of -20",
        (_sample("main:22 node1:21 node2:22"), _unsafe("main node1 node2")),
    ),
    Judged(
        "iman-namjouyan+conncet-to-k8s-cluster-by-haproxy",
        "pair without authentication",
        (
            Problem(
                "keyword-in-wrong-block",
                "error",
                "node1:13-16 node2:13-16",
                "the script is defined in a block that belongs into an instance: there is no health check",
                ("unknown-keyword", "track-script-undefined"),
            ),
        ),
    ),
    Judged(
        "iphizic+haproxy-rebrain",
        "pair whose second file was copied from the first",
        (
            Problem(
                "config-copied-verbatim",
                "error",
                "slave:13-16 master:25-28",
                "both send from the same address, and to the same peer",
                ("unicast-src-not-local", "unicast-peer-is-self", "unicast-peers-incomplete"),
            ),
            _undefined("slave:1,21", "weight-cannot-flip"),
            _tie("master:17 slave:5"),
            Problem(
                "vip-broadcast-wrong",
                "warning",
                "master:30 slave:18",
                "the broadcast address is not in the network of the VIP",
            ),
            _mailbox("master:4-5"),
            _unsafe("master"),
        ),
    ),
    Judged(
        "itallopedrosa+config-files",
        "pair, unicast, weight 0",
        (
            _tie("backup:18 master:18"),
            _unknown("backup:9 master:9", "one letter off from fall: one failure is enough"),
            _sample("backup:28 master:28"),
        ),
    ),
    Judged(
        "jamalshahverdiev+carp-ucarp-unix-linux~centos",
        "pair of uCarp as Fedora packs it, skew 1/10; 001 is 1 in octal, too",
        (
            Problem(
                "config-copied-verbatim",
                "error",
                "master/vip-common.conf:4 slave/vip-common.conf:4",
                "both nodes have the same source address: each takes the other for itself, and both are MASTER",
                ("ucarp-srcaddr-not-on-interface", "ifcfg-duplicate-ipaddr-cluster"),
            ),
            _in_ps("master/vip-common.conf:2 slave/vip-common.conf:2"),
        ),
    ),
    Judged(
        "jamalshahverdiev+carp-ucarp-unix-linux~debian",
        "pair of uCarp on Debian, skew 1/100",
        (
            Problem(
                "ucarp-debian-alias-auto",
                "error",
                "master/interfaces:23-24 slave/interfaces:23-24",
                "the VIP comes up at boot on both nodes, whatever ucarp says",
            ),
            Problem(
                "config-copied-verbatim",
                "error",
                "master/interfaces:10-11 slave/interfaces:10-11",
                "both nodes have the same address",
                ("ifcfg-duplicate-ipaddr-cluster",),
            ),
            Problem(
                "ifcfg-broadcast-network-mismatch",
                "warning",
                "master/interfaces:13 slave/interfaces:13",
                "the network is not that of the address; nothing reads it",
                required=False,
            ),
            _in_ps("master/interfaces:19 slave/interfaces:19"),
        ),
    ),
    Judged(
        "jdrews+keepalived-notes",
        "sound pair, unicast, 200/100, weight 0",
        (
            Problem(
                "script-user-missing",
                "warning",
                "backup master",
                "works only where there is a user keepalived_script",
                required=False,
            ),
        ),
    ),
    Judged(
        "jinjianming+load-balancing",
        "pair, unicast; 100 falls to 96, below 99",
        (
            _cleared("keepalived1:15,19"),
            _garp("keepalived1:6-7 keepalived2:6-7"),
            _unsafe("keepalived1 keepalived2"),
        ),
    ),
    Judged(
        "kevnguy+HALB-UnixSystemAdministration",
        "sound pair, 150/100, weight 0; pkill with signal 0 only asks",
        (_sample("backup:14 master:14"), _unsafe("backup master")),
    ),
    Judged(
        "letspartyhard+ansible",
        "pair, 100/99",
        (_state("keepalived2:2"), _sample("keepalived2:9 main:9")),
    ),
    Judged(
        "manjotnms+nms-deploy",
        "pair, 90/88, weight 0",
        (
            _cleared("master:8,19 backup:23"),
            _home("backup:3,24-25 master:2,20-22"),
            _sample("backup:17 master:14"),
            _unsafe("backup master"),
        ),
    ),
    Judged(
        "meishd+mkf",
        "pair without a VIP, for its notify scripts only; 99 without its bonus would be below 101",
        (
            _unknown("master:1", "the name of the file stands in the file"),
            Problem("no-vip", "error", "master:17 master:17-36 slave:16-35", "the instances have no VIP at all"),
            _tie("master:21 slave:20"),
            Problem(
                "script-shell-metachars",
                "error",
                "master:9 slave:8",
                "only bash opens ports that way; keepalived looks for a file of that name, so the check never succeeds",
                ("script-not-found",),
            ),
            _sample("master:25 slave:24"),
            _unsafe("master slave"),
        ),
    ),
    Judged(
        "mirisu2+notes",
        "pair, unicast, on interfaces of different names; 99 with its bonus is above 100, and falls below it",
        (
            Problem("auth-mismatch", "error", "backup:28 master:34", "two different passwords: both are MASTER"),
            _differing_checks("backup:17 master:18,39-41", "only one of the nodes has a check"),
            _long("master:34"),
            _unsafe("master"),
        ),
    ),
    Judged(
        "mohamedgalal99+russia_scripts",
        "pair with two networks, 150/100, unicast",
        (_ah("main:2,8,21,27"), _long("backup:9,28 main:9,28")),
    ),
    Judged(
        "mohamedgalal99+russia_scripts@7a96d5c",
        "an older file of one node next to a newer one of the other: no VIP, network or peer in common, so nothing "
        "can be said across the nodes",
        (_ah("main:2,8,21,27"), _long("main:9,28"), _sample("backup:9,24")),
    ),
    Judged(
        "mohamedgalal99+russia_scripts@94416f2",
        "pair with two networks, 150/100",
        (
            Problem("auth-mismatch", "error", "backup:9,24 main:9,24", "two different passwords: both are MASTER"),
            _ah("main:2,8,17,23"),
            _sample("backup:9,24"),
        ),
    ),
    Judged(
        "mohamedgalal99+russia_scripts@ecde277",
        "pair with two networks, 150/100",
        (
            Problem("auth-mismatch", "error", "backup:9,24 main:9,24", "two different passwords: both are MASTER"),
            _ah("main:2,8,17,23"),
            _long("backup:9,24"),
        ),
    ),
    Judged(
        "muziriyueliming+IngressKeepalived",
        "pair; 101 falls to 99, below 100",
        (
            Problem(
                "vip-invalid-address",
                "error",
                "backup:27-28 master:28-29",
                "the VIP is masked out",
                ("placeholder-left", "no-vip"),
            ),
            _sample("backup:21 master:22"),
        ),
    ),
    Judged(
        "muziriyueliming+IngressKeepalived@1fa1379",
        "the same with two VIPs in two small networks, one of them most likely masked: what it is cannot be known",
        (
            _sample("backup:21 master:22"),
            Problem(
                "vip-is-network-or-broadcast",
                "warning",
                "master:29",
                "it is the last address of its network, that of the broadcast",
                found_by_carplint=True,
            ),
        ),
    ),
    Judged(
        "nandini-0612+project_openstack",
        "pair, unicast; an option of the check is misspelt, so it always fails",
        (
            _stuck("keepalived1:1,4,12,27 keepalived2:1,4,12,27", "a bonus of 2 against a distance of 4"),
            _sample("keepalived1:21 keepalived2:21"),
            _unsafe("keepalived1 keepalived2"),
        ),
    ),
    Judged(
        "o-fomenko+Nginx-demo",
        "pair; 100 falls to 80, below 90",
        (
            _undefined("node2:1,15"),
            _long("node1:15 node2:9"),
            _sample("node1:15 node2:9"),
            _unsafe("node1"),
        ),
    ),
    Judged(
        "paul-kwangrag-son+whpg_coordinator_ha",
        "sound pair, unicast: 100 without its bonus is below 148; preempt is the default, and said",
        (_sample("backup:42 master:42"),),
    ),
    Judged(
        "paul-kwangrag-son+whpg_coordinator_ha@21d608c",
        "half of it changed: the pair no longer fits together",
        (
            Problem(
                "auth-mismatch", "error", "backup:38-41 master:37-40", "one way to authenticate here, another there"
            ),
            Problem(
                "unicast-multicast-mismatch",
                "error",
                "backup:27,44-47 master:27",
                "one node sends to the other, which sends to a multicast group",
                ("unicast-peers-incomplete",),
            ),
            _ah("master:28,38"),
            _sample("backup:40 master:39"),
        ),
    ),
    Judged(
        "paul-kwangrag-son+whpg_coordinator_ha@f00fbb9",
        "the same with AH and multicast",
        (_ah("master:28,38"), _sample("backup:40 master:39")),
    ),
    Judged(
        "qbm+lizardfs-failover",
        "pair, 101/100; that only the first node has a check is meant: the second starts the service",
        (
            _pipe("master:2", "no shell runs the redirection: it becomes two more names to look for"),
            _unsafe("master metalogger"),
        ),
    ),
    Judged(
        "quydx+scripts",
        "two files for one purpose, with VIPs in two networks and the id of all examples: they may never have met",
        (
            _unknown("backup:2", "a word of the very first releases, router_id by now", "deprecated-keyword"),
            _unsafe("backup master"),
        ),
    ),
    Judged(
        "raydenl+keepalived",
        "pair, unicast, 150/100",
        (_ah("master:2,15"),),
    ),
    Judged(
        "raydenl+keepalived@169ea79",
        "sound pair, unicast, 2/1; the prefix of the VIP differs, which VRRP does not compare",
    ),
    Judged("raydenl+keepalived@1c38704", "sound pair, unicast, 2/1; as above, the prefixes the other way round"),
    Judged(
        "renzhsh+shell-repo",
        "sound pair, unicast, 100/90, weight 0",
        (_sample("backup:39 main:39"),),
    ),
    Judged(
        "richardkiene+redis-failover",
        "pair as a form to fill in, 101/100, weight 0",
        (
            Problem(
                "vip-invalid-address",
                "error",
                "backup:22-23 master:22-23",
                "the VIP is a placeholder",
                ("placeholder-left", "no-vip", "unrendered-template"),
            ),
            _cleared("master:13,16 backup:13"),
            _unsafe("backup master"),
        ),
    ),
    Judged("romrsch+netology-3.8", "sound pair, 100/90", (_sample("backup:23 master:23"),)),
    Judged(
        "ruslitandrian+nginx_keepalived",
        "pair with two VIPs, each node preferred for one, but by state only",
        (
            _tie("keepalived-1:14 keepalived-2:13"),
            _tie("keepalived-1:32 keepalived-2:31"),
            _sample("keepalived-1:18,36 keepalived-2:17,35"),
            _unsafe("keepalived-1 keepalived-2"),
        ),
    ),
    Judged(
        "sachinchaudhary-system-engineer+keepalived-ha-setup",
        "pair, three VIPs; 100 falls to 80, below 90",
        (
            Problem(
                "pasted-shell-prompt",
                "error",
                "backup:7 master:7",
                "the command that showed the file stands in the file",
                ("unknown-keyword",),
            ),
            _unknown("backup:18 master:18", "a word of global_defs; in a script it is called user"),
            _sample("backup:29 master:29"),
            _unsafe("backup master"),
        ),
    ),
    Judged("salehhoushangi+egroup", "sound pair, unicast, 200/100, weight 0", (_unsafe("master slave"),)),
    Judged(
        "santosalves+sistemasdistribuidos2020",
        "sound pair: 101 without its bonus is below 102",
        (_long("backup:14 master:31"), _unsafe("backup master")),
    ),
    Judged(
        "shravya414+NSO-Project",
        "pair, unicast; an option of the check is misspelt, so it always fails",
        (
            _stuck("keepalived1:2,5,13,28 keepalived2:1,4,12,27", "a bonus of 2 against a distance of 4"),
            _sample("keepalived1:22 keepalived2:21"),
            _unsafe("keepalived1 keepalived2"),
        ),
    ),
    Judged(
        "shreshthtuli+High-availability-clustering-of-Odroid-SBC",
        "pair without priorities, on purpose, which does not do what its author hopes",
        (
            Problem(
                "state-master-without-priority",
                "error",
                "keepalived1:10-11",
                "without a priority the state makes it an address owner, of 255",
                ("priority-255-not-owner",),
            ),
            Problem("auth-mismatch", "error", "keepalived1:20 keepalived2:22", "two different passwords"),
            _long("keepalived1:20 keepalived2:22"),
            Problem(
                "default-password",
                "warning",
                "keepalived1:20",
                "one character over and over",
                ("placeholder-left",),
            ),
            _unsafe("keepalived1 keepalived2"),
        ),
    ),
    Judged(
        "shsjdcbg+mysql_keepalived",
        "pair; 100 falls to 80, below 90",
        (
            _state("master:22 slave:23"),
            _own_interface("master:38-40 slave:39-41"),
            _differing_checks("master:16,18 slave:16,18", "the intervals of one script differ"),
            _unsafe("master slave"),
        ),
    ),
    Judged(
        "shubhamnegi007+nginx-ashnik-project",
        "sound pair, 100/90",
        (_long("keepalived1:9 keepalived2:10"), _sample("keepalived1:9 keepalived2:10")),
    ),
    Judged(
        "sighttviewliu+centos74ka",
        "pair of directors between two networks, 100/90; its VIPs on two interfaces are right",
        (_cleared("master:7,11 backup:11"), _sample("backup:15 master:15")),
    ),
    Judged(
        "sighttviewliu+centos74ka@658cc7a",
        "the same, with itself as both servers",
        (
            _cleared("master:7,11 backup:11"),
            Problem("lvs-duplicate-real-server", "error", "backup:30,41 master:30,41", "the same server twice"),
            _sample("backup:15 master:15"),
        ),
    ),
    Judged(
        "sighttviewliu+centos74ka@f912e45",
        "the same with one VIP",
        (
            _cleared("master:7,11 backup:11"),
            Problem("lvs-duplicate-real-server", "error", "backup:28,38 master:28,38", "the same server twice"),
            Problem(
                "lvs-dr-port-mismatch",
                "error",
                "backup:28,38 master:28,38",
                "direct routing cannot change the port",
            ),
            _sample("backup:15 master:15"),
        ),
    ),
    Judged(
        "sinae99+MinIO-Keepalived@7ca6565",
        "three nodes as a form to fill in, 150/140/130, weight 0",
        (
            _placeholder("vm1:15,22,25-26 vm2:15,22,25-26 vm3:15,22,25-26"),
            _unsafe("vm1 vm2 vm3"),
        ),
    ),
    Judged(
        "sxc9870+MyDockerFile",
        "pair, 100/90",
        (
            Problem("missing-closing-brace", "error", "master slave", "the instance is never closed"),
            Problem(
                "keyword-in-wrong-block",
                "error",
                "master:18-24",
                "because of the missing brace the script stands in the instance, and nothing tracks it",
                ("unknown-keyword", "script-unused", "missing-closing-brace"),
            ),
            _sample("master:13 slave:12"),
        ),
    ),
    Judged(
        "sxc9870+MyDockerFile@acdf07e",
        "the same before it had a check",
        (
            Problem("missing-closing-brace", "error", "master slave", "the instance is never closed"),
            _sample("master:13 slave:12"),
        ),
    ),
    Judged(
        "syedaali+configs", "sound pair, 101/100, weight 0", (_sample("backup:29 master:28"), _unsafe("backup master"))
    ),
    Judged(
        "teamk8s+ha-config",
        "sound pair, 100/50, weight 0",
        (_old_word("backup:15 master:15"), _sample("backup:21 master:21"), _unsafe("backup master")),
    ),
    Judged(
        "vadim-davydchenko+HAProxy_final@94c7fe9",
        "pair as a form to fill in",
        (
            _placeholder(
                "backup:10-15 master:16-21",
                "value-unknown",
                "unicast-empty-peers",
                "too-many-words",
                "vip-unknown-option",
                "extra-words-ignored",
            ),
            _undefined("backup:1,18", "weight-cannot-flip"),
            _unsafe("master"),
        ),
    ),
    Judged(
        "vajnichev+10-01-hw",
        "pair without authentication; a script of weight 0 works at 255, too",
        (
            _owner("keepalived1:10"),
            _home("keepalived1:2"),
            _differing_checks("keepalived1:1,17-18 keepalived2:1-12", "only the first node has a check"),
            _unsafe("keepalived1"),
        ),
    ),
    Judged(
        "w390888245+Redis-keepalived",
        "sound pair, 150/100, weight 0, nopreempt on both",
        (_old_word("master:17 slave:17"), _sample("master:26 slave:26"), _unsafe("master slave")),
    ),
    Judged(
        "wXingHe+KeepalivedForNginxAndMysql",
        "pair of directors, 100/80",
        (
            _unknown("master:35 slave:35", "gone since keepalived 2"),
            Problem(
                "value-out-of-range",
                "error",
                "master:36 slave:36",
                "0 is not a time; without the line it would be off, too",
                ("setting-without-effect",),
            ),
            _retry("master:50,63 slave:50,63"),
            _sample("master:23 slave:23"),
        ),
    ),
    Judged(
        "wXingHe+KeepalivedForNginxAndMysql~2",
        "pair of directors with two VIPs, 100/80 and 100/90",
        (
            _cleared("master:33,39"),
            _unknown("master:18,35 slave:18,34", "a letter is missing"),
            _unknown("master:54 slave:53", "gone since keepalived 2"),
            Problem(
                "value-out-of-range",
                "error",
                "master:55 slave:54",
                "0 is not a time; without the line it would be off, too",
                ("setting-without-effect",),
            ),
            _retry("master:69,82,102,112 slave:68,81,100,110"),
            _sample("master:24,42 slave:24,40"),
        ),
    ),
    Judged(
        "wanghaofu+env",
        "sound pair with two VIPs, each node preferred for one, weight 0",
        (_sample("master:27,50 slaver:27,50"), _unsafe("master slaver")),
    ),
    Judged("wk4work+MyProfile", "sound pair, 100/99", (_sample("backup:12 master:19"),)),
    Judged(
        "xianth123+learn_keepalived",
        "sound pair, unicast, 200/100, weight 0",
        (_sample("master:24 slave:19"), _unsafe("master slave")),
    ),
    Judged(
        "yNeshy+PostgreSQL-automatic-failover",
        "pair of databases",
        (
            _owner("master:15"),
            Problem(
                "track-weight-ignored",
                "error",
                "master:1,5,15,23 slave:5,15,23",
                "at 255 a weight does not count: the check never moves the VIP",
                ("track-weight-on-owner", "weight-cannot-flip"),
            ),
            _differing_checks("master:1,4 slave:1,4", "the intervals of one script differ"),
            _sample("master:19 slave:19"),
            _unsafe("master slave"),
        ),
    ),
    Judged(
        "zabbix-book+zabbix-HA",
        "pair, 190/100, weight 0",
        (
            _cleared("master:21,22 backup:22"),
            Problem(
                "script-arguments-outside-quotes",
                "error",
                "backup:42-44 master:42-44",
                "the word behind the script is read as the user to run it as, who does not exist: no notification",
            ),
            _long("backup:31 master:31"),
            _unsafe("backup master"),
        ),
    ),
    Judged(
        "zabbix-book+zabbix-HA@4c78db6",
        "the same with a damaged line",
        (
            _cleared("master:21,22 backup:22"),
            _unknown("backup:30 master:30", "keyword and value have grown together"),
            Problem(
                "auth-type-missing",
                "error",
                "backup:29-32 master:29-32",
                "a password without its type: there is no authentication",
            ),
            Problem(
                "script-arguments-outside-quotes",
                "error",
                "backup:42-44 master:42-44",
                "the word behind the script is read as the user to run it as, who does not exist: no notification",
            ),
            _long("backup:31 master:31"),
            _unsafe("backup master"),
        ),
    ),
    Judged(
        "zamibd+routedns-ingress",
        "pair as a form to fill in",
        (_placeholder("backup:17,25,27,29,33,36-37 master:17,25,27,29,33,36-37", "interface-undefined"),),
    ),
    Judged(
        "zamibd+routedns-ingress@07aaec4",
        "the same, less of it to fill in; 100 falls to 80, below 90",
        (
            _placeholder("backup:27,34,37-38 master:27,34,37-38", "interface-undefined"),
            Problem(
                "interval-very-large",
                "warning",
                "backup:12-13 master:12-13",
                "the daemon calls a second between two announcements very large; with one VIP it costs little",
                found_by_carplint=True,
            ),
        ),
    ),
    Judged("zhaochun0931+linux", "sound pair, 200/100", (_sample("backup:10 master:10"),)),
    Judged(
        "zhvakinde+HAProxy",
        "sound pair, unicast: 50 without its bonus is below 51",
        (_mailbox("backup:4-5 master:4-5"), _unsafe("backup master")),
    ),
)
"""The sets in the order of their names; `NAME@STATE` is an older state of a set."""
