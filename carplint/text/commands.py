"""Which words of command lines are secrets: those behind an option whose name says so, and behind the short options of some
programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from carplint.text.prose import is_ordinary, is_prose
from carplint.text.source import within
from carplint.text.typing import NamedTuple

_VALUE = r"""(?P<secret>"[^"\n]*+|'[^'\n]*+|[^\s"';]++)"""
_BETWEEN = r"""["']?+(?:[ \t=,]|\\\n)*+\\?+"""
"""What may stand between an option and its value: also in a list of words, and in quotes within quotes."""


class Option(NamedTuple):
    """What precedes a secret on the command lines of a program: a pattern. `of` are the beginnings of the subcommands that have
    it, one of which must be there, and `source` is where that is said."""

    pattern: str
    source: str
    of: tuple[str, ...] = ()


PROGRAMS = {
    "7z": Option(r"-p", "7z -h"),
    "bcp": Option(r"-P", "bcp(1)"),
    "check_http": Option(r"""-a[ ]?["']?[^\s:"']{1,200}+:""", "check_http --help (monitoring-plugins)"),
    "check_ldap": Option(r"-P", "check_ldap --help (monitoring-plugins)"),
    "check_smtp": Option(r"-P", "check_smtp --help (monitoring-plugins)"),
    "check_snmp": Option(r"-[CAX]", "check_snmp --help (monitoring-plugins)"),
    "curl": Option(
        r"""(?:-b[ ]?["']?[\w.-]{1,200}+="""
        r"""|(?:-\w{0,20}[uU][ =]?|--(?:proxy-)?user(?:[ =\t]|\\\n)++)["']?[^\s:"']{0,200}+["']?:)""",
        "curl(1)",
    ),
    "docker": Option(r"-p", "docker-login(1)", ("login",)),
    "expect": Option(r"send(?=[ \t])", "expect(1)"),
    "fence_": Option(r"-p", "fence_ipmilan(8)"),
    "htpasswd": Option(r"-(?=\w*b)\w++[ ](?:-\w+[ ]){0,20}+\S++[ ]\S++", "htpasswd(1)"),
    "ipmi": Option(r"-[Pp]", "ipmitool(1), ipmipower(8)"),
    "ldap": Option(r"-w", "ldapsearch(1)"),
    "ldappasswd": Option(r"-[as]", "ldappasswd(1)"),
    "lftp": Option(r"-u[ ]?[^\s,]{1,200}+,", "lftp(1)"),
    "mariadb": Option(r"-p", "mariadb(1)"),
    "mongo": Option(r"-p", "mongosh(1)"),
    "mosquitto": Option(r"-P", "mosquitto_pub(1)"),
    "mysql": Option(r"-p", "mysql(1)"),
    "openssl": Option(r"-pass(?:in|out)?(?=[ \t])(?![ \t]+(?:file:|env:|fd:|stdin))", "openssl-passphrase-options(1)"),
    "openssl ": Option(
        r"-[kK](?=[ \t])",
        "openssl-enc(1)",
        ("enc", "aes", "aria", "bf", "camellia", "cast", "chacha", "des", "idea", "rc", "seed", "sm4"),
    ),
    "podman": Option(r"-p", "podman-login(1)", ("login",)),
    "racadm": Option(r"-p", "racadm(8)"),
    "rabbitmqadmin": Option(r"-p", "rabbitmqadmin --help"),
    "rabbitmqctl": Option(r"(?:add_user|authenticate_user|change_password)[ ]++\S++", "rabbitmqctl(8)"),
    "redis-cli": Option(r"-a", "redis-cli --help"),
    "snmp": Option(r"-[cAX]", "snmpcmd(1)"),
    "sqlcmd": Option(r"-P", "sqlcmd(1)"),
    "ssh-keygen": Option(r"-[NP]", "ssh-keygen(1)"),
    "sshpass": Option(r"-p", "sshpass(1)"),
    "swaks": Option(r"-ap", "swaks(1)"),
    "unzip": Option(r"-P", "unzip(1)"),
    "upscmd": Option(r"-p", "upscmd(8)"),
    "upsrw": Option(r"-p", "upsrw(8)"),
    "valkey-cli": Option(r"-a", "valkey-cli --help"),
    "wpa_passphrase": Option(r"(?<=wpa_passphrase)[ ]++\S++", "wpa_passphrase(8)"),
    "zip": Option(r"-P", "zip(1)"),
}
"""The options of programs that take a secret, by a part of the program's name."""

_OTHERWISE = {
    "p": frozenset(
        """ab bash btrfs cat chrt conntrack command cp cpio createdb date declare df dig dirname dnsmasq docker docker-compose dropdb
    du egrep ethtool export find findmnt fping gdb gdbserver git grep haproxy hostnamectl hping3 install ionice ip6tables iperf
    iperf3 ipmitool iptables iscsiadm jobs journalctl keepalived kill kubectl less lftp logger loginctl ls lsblk lsof machinectl
    make memcached mkdir mktemp mosh mosquitto_pub mosquitto_rr mosquitto_sub mount multipath mv named nc ncat netcat netstat
    networkctl nft nginx nmap nsenter ntpq patch perf perl pg_basebackup pg_dump pg_isready pgrep pidstat ping ping6 pkill podman
    prlimit ps psql read redis-cli redis-server renice rm rmdir rndc rpcinfo rsync ruby sar scp screen sftp smbclient snmpd ss ssh
    ssh-copy-id ssh-keyscan sshd strace swaks swapon sysctl systemctl tar taskset tcpdump telnet test tmux top touch tracepath
    traceroute trap tr typeset udevadm umount unshare unzip valkey-cli vim wait xargs""".split()
    ),
    "u": frozenset(
        """chown chroot cp crontab date diff docker docker-compose id install journalctl kubectl lsof mount netstat podman ps
    runuser setpriv sort ss start-stop-daemon strace su sudo systemd-run tail tar umount uniq unzip useradd""".split()
    )
    | {"docker exec", "docker-compose exec", "podman exec"},
}
"""Programs and builtins of which -p and -u are something else, or nothing (their pages of section 1 or 8)."""

_STARTS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/.")
_BEFORE = frozenset(
    """command daemon do down else env exec if misc_path nice nohup post-down post-up pre-down pre-up run script sudo then time
    timeout until up while""".split()
)
"""Words that stand before a program: of shells, of ifupdown, of keepalived, and programs that start others."""
_STARTING = frozenset(
    """bash chroot chrt command declare export gdb gdbserver ionice make nsenter perf runuser screen setpriv strace su sudo
    systemd-run taskset tmux typeset unshare xargs""".split()
)
"""Programs that start others, whose options then are those of the others, and what sets variables."""
_UCARP = r"(?<!show[ ])(?<!-[A-Za-z][ ])(?<!--tag[ ])(?<!--unit[ ])\bucarp[ \t]+-"
"""Where ucarp is started, also as the last words of another command: not where `logger -t` or `systemctl show` names it."""
_FILE_OR_PORT = r"""["']?(?:/(?:var/)?(?:run|tmp|etc)/|(?:[0-9.]+:)?[0-9]+:[0-9]+(?!\w))"""
_LONG = r"(?<![\w-])--?(?P<name>[A-Za-z][\w-]*+)(?:[ \t]*+(?P<glued>=)[ \t]*+|(?:[ \t]|\\\n)++)"
_NAMES = frozenset(
    "pass passwd password passwort passphrase pswd pwd pw psk secret token credential credentials apikey bearer kennwort mdp passe".split()
)
_ENDS = ("password", "passwd", "passphrase", "secret", "token", "storepass", "keypass", "requirepass", "apikey", "pwd")
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
_WEB = (
    r"""(?ix) ://[^/\s:@"']{0,200}+:(?P<url>[^@\s/"']++)@ | \bhttps?://(?P<bare>[^\s:/@"'?#]++)@ | (?<![\w-])(?:-u[ =]*+|--(?:proxy-)?user[ =]++)(?:["'][^:"'\n]{0,200}+|[^\s:"']{0,200}+):["']?(?P<user>[^\s"']+)"""
    r""" | authorization["']?:[ ]*+(?:(?:basic|bearer|digest|token|apikey|negotiate|oauth)[ ]++)?+(?P<header>[^\s"'][^"'\n]*+) | \bbearer[ ]++(?P<bearer>[^\s"']+) | \bcookie["']?:[ ]*(?P<cookie>[^\s"'][^"'\n]*+)"""
    r""" | (?<![\w-])(?-i:-U[ =]?|--user[ =])["']?[\w.@\\/-]{1,200}+%(?P<share>[^\s"']+)"""
)
"""What a script gives a server: in an address, `curl -u USER:SECRET`, a header, Samba's `-U USER%SECRET`."""
_SETS = frozenset("set set_network nmcli connect neighbor peer username login".split())
"""Words behind which the name of a secret is followed by it."""
_LOGIN = r"""(?ix)(?:(?<![\w\\-])|(?<=\\n))(?:auth|pass|password|userpass|apop|authenticate|login(?=[ ]+\S+[ ]))[ ]+(?P<secret>(?:[^"'\\\n]|\\(?![rn]))+)"""
"""How clients of servers log in: `AUTH SECRET`, `PASS SECRET`, `login USER SECRET`."""
_CLIENTS = frozenset("nc ncat netcat telnet socat s_client redis-cli ftp tcp".split())
"""Programs and devices that pass on what they are given."""
_KEY = (
    r"""-----BEGIN[ ][\w ]*?(?:PRIVATE[ ]KEY|Static[ ]key)[\w ]*+-----(?P<secret>[^\n-]*+"""
    r"""(?:\n[ \t#!*"']*+(?:[A-Za-z][\w-]*+:[ ][^\n]*+|[\w+/=]*+)[^\S\n]*+["',\\]*+[ \t\r]*+(?=\n|-----|\Z))*+)"""
)
"""A private key, up to its last line."""


@lru_cache(maxsize=256)
def _names_secret(option: str) -> bool:
    """Return whether the name of an option, without its dashes, is one of a secret: `aws-secret-access-key`, `storepass`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", option).lower().replace("_", "-").replace(".", "-").split("-")
    if not _ABOUT.isdisjoint(words) or words[-1].endswith("file"):
        return False
    if any(word in _NAMES or word.endswith(_ENDS) for word in words):
        return True
    return "key" in words and not _KEYS.isdisjoint(words) and words[-1] != "id"


def _otherwise(option: str, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where on a line the commands stand that mean something else by an option, in order."""
    others = []
    for command in re.compile(r"""[^;|&`("'\n]++""").finditer(text, start, end):
        if _program(command[0].partition(" -")[0].split()) in _OTHERWISE[option]:
            ucarp = re.compile(_UCARP).search(text, *command.span())
            others.append((command.start(), command.end() if ucarp is None else ucarp.start()))
    return others


def _program(words: list[str]) -> str:
    """Return the program that the words before the options of a command start, "" if one that starts others may have done so:
    what a key, variables and _BEFORE say of it stand before it."""
    at = 0
    while at < len(words) - 1 and (
        words[at].lower() in _BEFORE or "=" in words[at] or words[at].endswith(":") or words[at][0] not in _STARTS
    ):
        at += 1
    name = words[at].rpartition("=")[2].rpartition("/")[2] if words else ""
    if at < len(words) - 1 and (name in _STARTING or "exec" in words[at:-1]):
        return ""
    return f"{name} exec" if words[at + 1 :] == ["exec"] else name


def short(text: str, start: int, end: int, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what of the words behind -p on a line may be a secret: neither a file of a process nor ports, unless ucarp is on
    that line, and not of a program that means something else by -p."""
    if text.find("ucarp", start, end) < 0:
        found = [place for place in found if re.compile(_FILE_OR_PORT).match(text, *place) is None]
    others = _otherwise("p", text, start, end)
    return [place for place in found if not within(place, others)]


def _options(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where secrets stand behind the options of a line."""
    option = re.compile(_LONG).search(text, start, end)
    while option is not None:
        start = option.end()
        named = _names_secret(option["name"])
        found = re.compile(_VALUE).match(text, start, end) if named or option["name"] == "key" else None
        if found is not None:
            value = found["secret"].strip("\"'")
            if not value.startswith(("file:", "env:", "fd:")) and (named or ("/" not in value and "." not in value)):
                yield found.span("secret")
            start = found.end() if option["glued"] else start
        option = re.compile(_LONG).search(text, start, end)


def _settings(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where secrets stand on a line behind their names, without an equals sign: `aws configure set secret_key SECRET`."""
    sets, comment = False, text[start:end].lstrip().startswith(("#", "!"))
    for word in re.compile(r"""[^\s"';|&=]++|[;|&]""").finditer(text, start, end):
        name = re.split("[/:]", word[0])[-1]
        if sets and _names_secret(name):
            value = re.compile(rf"{_BETWEEN}(?:[0-9]{{1,2}}[ ]+)?{_VALUE}").match(text, word.end(), end)
            if value is not None and not (comment and is_ordinary(value["secret"])):
                yield value.span("secret")
        sets = (sets and word[0] not in ";|&") or word[0].lower() in _SETS


def _told(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the words that a part of a text writes to what takes a secret."""
    for found in re.compile(_TOLD).finditer(text, start, end):
        group = "words" if found["to"] else "here" if found["here"] else "given"
        if found[group]:
            yield found.start(group), found.start(group) + len(found[group].rstrip())


def _web(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what a line gives a server."""
    others: list[tuple[int, int]] | None = None
    for found in re.compile(_WEB).finditer(text, start, end):
        if found.lastgroup == "user":
            others = _otherwise("u", text, start, end) if others is None else others
        if found.lastgroup != "user" or not within(found.span("user"), others or ()):
            yield found.span(found.lastgroup or 0)


def _programs(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands behind the options of PROGRAMS."""
    present = {name: option for name, option in PROGRAMS.items() if name in text}
    names = "|".join(map(re.escape, present))
    for command in re.finditer(rf"(?<![\w.])(?:{names})(?:[^\n;|&`\\]++|\\.|\\\n)*+", text) if present else ():
        for option in {option for name, option in present.items() if name in command[0]}:
            if not option.of or any(word.startswith(option.of) for word in command[0].split()):
                secret = re.compile(rf"(?:(?<![\w-])|(?<=wpa_passphrase)){option.pattern}{_BETWEEN}{_VALUE}")
                yield from (found.span("secret") for found in secret.finditer(text, *command.span()))


def _keys(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of private keys, also of one that is cut or in a comment."""
    for found in re.finditer(_KEY, text) if "BEGIN " in text else ():
        at = found.start("secret")
        for line in found["secret"].splitlines(keepends=True):
            bare = line.strip(" \t\r\n#!*\"',")
            low = at + line.index(bare)
            if bare:
                yield low, low + len(bare)
            at += len(line)


def on_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the secrets of the commands on a line. An option at its end has its value on the next one."""
    behind = text.find("\n", end + 1) if text.endswith("\\", start, end) else end
    found = [*_options(text, start, behind if behind >= 0 else len(text)), *_settings(text, start, end)]
    return [*found, *_told(text, start, end), *_web(text, start, end), *_said(text, start, end)]


def anywhere(text: str) -> list[tuple[int, int]]:
    """Return the secrets of the commands of a text that may have several lines."""
    return [*_programs(text), *_told(text, 0, len(text)), *_keys(text)]


def _said(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what a line says to a server to log in."""
    if _CLIENTS.isdisjoint(re.findall(r"[\w.-]+", text[start:end])) and not text.startswith("AUTH ", start):
        return
    yield from (found.span("secret") for found in re.compile(_LOGIN).finditer(text, start, end))


def below(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the secret on the lines below its name, which ends a line: those that are further in than it, or the next one of a
    comment."""
    line = text[start:end]
    named = re.search(r"""([\w.-]++)["']?[ \t]*(?:[:=]|(:[ \t]*[|>][-+0-9]*))[ \t\r]*$""", line)
    if named is None or not _names_secret(named[1]):
        return []
    found: list[tuple[int, int]] = []
    comment = re.match(r"[ \t]*[#!]", line)
    depth = len(line) - len(line.lstrip(" \t-"))
    while end < len(text):
        low = end + 1
        end = text.find("\n", low) % (len(text) + 1)
        line = text[low:end]
        bare = line.strip(" \t\r#!" if comment else " \t\r")
        if bare and comment:
            if re.match(r"[ \t]*[#!]", line) and not re.match(r"[\w.-]+[ \t]*[:=]", bare) and not is_prose(bare):
                found.append((low + line.index(bare), low + line.index(bare) + len(bare)))
            break
        if bare and (comment or len(line) - len(line.lstrip(" \t")) <= depth):
            break
        if bare and not named[2] and re.match(r"""[-<{\[]|["']?[\w. -]+["']?[ \t]*[:=]""", bare):
            break
        if bare:
            found.append((low + line.index(bare), low + line.index(bare) + len(bare)))
        if not (named[2] or (not bare and not comment)):
            break
    return found
