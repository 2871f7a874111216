"""Which words of command lines are secrets: those behind an option whose name says so, and behind the short options of some
programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_VALUE = r"""(?P<secret>"[^"\n]*+|'[^'\n]*+|[^\s"';]++)"""
_BETWEEN = r"""["']?+(?:[ \t=,]|\\\n)*+\\?+"""
"""What may stand between an option and its value: also in a list of words, and in quotes within quotes."""

PROGRAMS = {
    "7z": (r"-p", "7z -h"),
    "bcp": (r"-P", "bcp(1)"),
    "curl": (r"""(?:-\w*[uU][ =]?|--(?:proxy-)?user(?:[ =\t]|\\\n)++)["']?[^\s:"']*+["']?:""", "curl(1)"),
    "docker": (r"login[ ](?:[^\n;|&]*?[ ])?-p(?![\w-])", "docker-login(1)"),
    "expect": (r"send(?=[ \t])", "expect(1)"),
    "fence_": (r"-p", "fence_ipmilan(8)"),
    "htpasswd": (r"-\w*b\w*[ ](?:-\w+[ ])*+\S++[ ]\S++", "htpasswd(1)"),
    "ipmi": (r"-[Pp]", "ipmitool(1), ipmipower(8)"),
    "ldap": (r"-[was]", "ldapsearch(1), ldappasswd(1)"),
    "lftp": (r"-u[ ]?[^\s,]++,", "lftp(1)"),
    "mariadb": (r"-p", "mariadb(1)"),
    "mongo": (r"-p", "mongosh(1)"),
    "mosquitto": (r"-P", "mosquitto_pub(1)"),
    "mysql": (r"-p", "mysql(1)"),
    "openssl": (r"-(?:[kK]|pass(?:in|out)?)(?=[ \t])", "openssl-enc(1)"),
    "podman": (r"login[ ](?:[^\n;|&]*?[ ])?-p(?![\w-])", "podman-login(1)"),
    "racadm": (r"-p", "racadm(8)"),
    "rabbitmqadmin": (r"-p", "rabbitmqadmin --help"),
    "redis-cli": (r"-a", "redis-cli --help"),
    "rpcclient": (r"-U[ ]?[^\s%]*+%", "rpcclient(1)"),
    "smbclient": (r"-U[ ]?[^\s%]*+%", "smbclient(1)"),
    "snmp": (r"-[cAX]", "snmpcmd(1)"),
    "sqlcmd": (r"-P", "sqlcmd(1)"),
    "ssh-keygen": (r"-[NP]", "ssh-keygen(1)"),
    "sshpass": (r"-p", "sshpass(1)"),
    "swaks": (r"-ap", "swaks(1)"),
    "unzip": (r"-P", "unzip(1)"),
    "upscmd": (r"-p", "upscmd(8)"),
    "upsrw": (r"-p", "upsrw(8)"),
    "valkey-cli": (r"-a", "valkey-cli --help"),
    "wpa_passphrase": (r"(?<=wpa_passphrase)[ ]++\S++", "wpa_passphrase(8)"),
    "zip": (r"-P", "zip(1)"),
}
"""What precedes a secret on the command lines of programs, by a part of the program's name, and where that is said."""

_OTHERWISE = frozenset(
    """cat conntrack cp date declare df dig dirname du egrep export find fping gdb grep hping3 install ip6tables
    iperf iperf3 iptables journalctl kill logger ls lsof mkdir mktemp mount mv nc ncat netcat netstat nft nmap pg_isready pgrep ping
    ping6 pkill ps psql read renice rm rmdir rsync scp ss ssh systemctl tar tcpdump telnet test touch traceroute
    trap tr typeset umount """.split()
)
"""Programs and builtins that every system has, of which -p is something else, or nothing (their pages of section 1 or 8)."""

_LONG = rf"(?<![\w-])--?(?P<name>[A-Za-z][\w-]*+)(?:[ \t]*+=[ \t]*+|[ \t]++)(?={_VALUE})"
_NAMES = frozenset(
    "pass passwd password passwort passphrase pswd pwd pw psk secret token credential credentials apikey bearer kennwort".split()
)
_ENDS = ("password", "passwd", "passphrase", "secret", "token", "storepass", "keypass", "apikey", "pwd")
_KEYS = frozenset(("api", "access", "secret", "private", "shared", "auth", "account", "encryption", "master"))
"""What makes a key a secret one."""
_ABOUT = frozenset(
    "file files path dir folder name length type policy prompt stdin env no ask through mode flags url command fd".split()
)
"""What an option about a secret says of it, and not the secret."""


_TOLD = (
    r"""<\((?:echo|printf)[ \t]++(?P<given>[^\n)]++)|(?<!<)<<<(?!<)[ \t]*+(?P<here>"(?!\$)[^"\n]++|'[^'\n]++|[^\s"'$;|&]++)"""
    r"""|(?<![\w.-])(?:echo|printf)[ \t]++(?P<words>(?:"[^"\n]*+"|'[^'\n]*+'|[^\n|;&<>"'])*+)"""
    r"""(?P<to>(?i:>[>|]?[ \t]*+[^\s|;&]*?(?:pass|pwd|secret|psk|token|key|cred))"""
    r"""|\|[ \t]*+(?:sudo[ \t]+-S|[^\n|;&]*?(?:passwd|--pass\w*-stdin|passphrase-fd|cryptsetup)))?"""
)
"""Words that a shell writes into a file of secrets, or to a program that reads one: `<(echo SECRET)`, `<<< SECRET`,
`echo SECRET > x.pass`, `echo SECRET | sudo -S`."""


@lru_cache(maxsize=256)
def _names_secret(option: str) -> bool:
    """Return whether the name of an option, without its dashes, is one of a secret: `aws-secret-access-key`, `storepass`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", option).lower().replace("_", "-").split("-")
    if not _ABOUT.isdisjoint(words) or words[-1].endswith("file"):
        return False
    if any(word in _NAMES or word.endswith(_ENDS) for word in words):
        return True
    return "key" in words and not _KEYS.isdisjoint(words) and words[-1] != "id"


def others_of_p(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where on a line the commands stand that mean something else by -p, in order."""
    others = []
    for command in re.compile(r"""[^;|&`("'\n]++""").finditer(text, start, end):
        words = command[0].partition(" -")[0].replace("=", " ").split()
        if not _OTHERWISE.isdisjoint(word.rpartition("/")[2] for word in words):
            others.append(command.span())
    return others


def options(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where secrets stand behind the options of a line."""
    for found in re.compile(_LONG).finditer(text, start, end):
        value = found["secret"].strip("\"'")
        if _names_secret(found["name"]) or (found["name"] == "key" and "/" not in value and "." not in value):
            yield found.span("secret")


def programs(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands behind the options of PROGRAMS."""
    present = {name: option for name, (option, _) in PROGRAMS.items() if name in text}
    names = "|".join(map(re.escape, present))
    for command in re.finditer(rf"(?<![\w.])(?:{names})(?:[^\n;|&`\\]++|\\.|\\\n)*+", text) if present else ():
        for option in {option for name, option in present.items() if name in command[0]}:
            secret = re.compile(rf"(?:(?<![\w-])|(?<=wpa_passphrase)){option}{_BETWEEN}{_VALUE}")
            yield from (found.span("secret") for found in secret.finditer(text, *command.span()))


def told(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the words that a part of a text writes to what takes a secret."""
    for found in re.compile(_TOLD).finditer(text, start, end):
        group = "words" if found["to"] else "here" if found["here"] else "given"
        if found[group]:
            yield found.start(group), found.start(group) + len(found[group].rstrip())
