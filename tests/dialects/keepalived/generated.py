"""Words to try after a keyword of keepalived.conf, made from its row of the keyword table: at least 20 for each.

A word is given as it stands in the file, with its quotes. Nothing is random: the same table makes the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from carplint.dialects.keepalived.keywords import Keyword

QUOTED = ('""', '" "')
_BOOL = (
    *"on ON On true TRUE True yes YES Yes off OFF Off false FALSE False no NO No 0 1 y n t enable disabled onn".split(),
    *QUOTED,
    *('"on"', '" on"', '"no "', "on off", "+1", "tru", "''", "'on'"),
)
_V4 = (
    *"10.0.0.1 010.0.0.1 10.0.0.01 10.0.0 10.0.0.256 10.0.0.1. .10.0.0.1 10.0.0.0x1 10 0 0.0.0.0 255.255.255.255".split(),
    *"10.0.0.1-5 10.0.0.1/24 10.0.0.1- 10.0.0.1/ 10.0.0.1, 10.0.0.1:80 +10.0.0.1 10.0.0.-1 1e1.0.0.1 224.0.0.18".split(),
)
_V6 = (
    *"::1 :: fe80::1 FE80::A fe80::1%eth0 fe80::1%1 fe80::1% ::ffff:10.0.0.1 ::10.0.0.1 [::1] ::1/64 ::1-2 12345::".split(),
    *"1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7 1::2::3 ::g ff02::12 : ::: 001::1 00001::1 ::1, ::01.2.3.4".split(),
)
_WORDS = ('" 10.0.0.1"', '"10.0.0.1 "', '"10.0.0.1"', '"::1"', "localhost", "any", "10.0.0.1 10.0.0.2", *QUOTED)
_LENGTHS = (
    *"24 +24 24.0 255.255.255.0 33 32 0 -1 -0 0x18 024 24/25 /24 24, 1e1 2_4 129 128 64 .5 99999999999999999999".split(),
    *("", "24-28", "255.0.255.0", "0.0.0.255", "+", "abc", "one"),
)


def _spelled(value: Fraction, decimals: int) -> str:
    """A value in as few digits as it needs, of at most `decimals` after the point."""
    text = f"{float(value):.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(keyword: Keyword) -> Iterable[str]:
    """Numbers about the limits, and spellings of numbers that it takes, or would take if it read them otherwise."""
    low, high = (None if x is None else Fraction(str(x)) for x in (keyword.minimum, keyword.maximum))
    step = Fraction(1, 10**keyword.decimals) if low is not None and low.denominator > 1 else Fraction(1)
    plain = 10 if (low is None or low <= 10) and (high is None or high >= 10) else int((low or 0) + 1)
    limits = [
        _spelled(x, keyword.decimals)
        for x in (
            *(() if low is None else (low - step, low, low + step)),
            *(() if high is None else (high - step, high, high + step)),
        )
    ]
    yield from dict.fromkeys(limits)
    digits = "5" * keyword.decimals
    yield from (f"{p}{plain}" for p in ("", "+", "-", "0", "00", "0x", "+-", "--", "++"))
    yield from (f"{plain}{s}" for s in (".0", ".", ".5", ",", "s", "_0", "e0", "e1", ".5.5", ";", "/2", "-3", " 2"))
    yield from (f"{plain}.{digits}", f"{plain}.{digits}5", f"{plain}.{digits}0", f"+{plain}.5", f"0{plain}.50")
    yield from (
        "-0",
        "+0",
        "0",
        "00",
        "0.0",
        ".",
        "-",
        "+",
        ".5",
        "+.5",
        "-.5",
        "0x10",
        "0b1",
        "1e3",
        "one",
        "inf",
        "nan",
    )
    yield from ("4294967295", "4294967296", "2147483648", "-2147483649", "99999999999999999999", "1" * 101)
    yield from ("18446744073709551616", "4294968", "4295.0", "255", "256", "0.01", "0.009", "0.000001", "0.0000001")
    yield from (f'"{plain}"', f'" {plain}"', f'"{plain} "', f'"+ {plain}"', f"'{plain}'", "١", *QUOTED)


def _enum(keyword: Keyword) -> Iterable[str]:
    for value in keyword.values[:6]:
        yield from (value, value.upper(), value.lower(), value.title())
    first = keyword.values[0]
    yield from (
        first[:-1],
        f"{first}x",
        f"x{first}",
        f"{first},",
        f"{first};",
        f'"{first}"',
        f'" {first}"',
        f'"{first} "',
    )
    yield from (f"{first} {first}", f"+{first}", f"0{first}", f"{first}.0", f"'{first}'", "0", "1", "-1", "255", "256")
    yield from ("0x2", "02", "one", "none", *QUOTED)


def _network(keyword: Keyword) -> Iterable[str]:
    yield from (f"10.0.0.1/{length}" for length in _LENGTHS)
    yield from (f"fd00::1/{length}" for length in ("64", "+64", "128", "129", "064", "64.0", "", "0", "-1"))
    yield from ('"10.0.0.1/ 24"', '"10.0.0.1 /24"', '" 10.0.0.1/24"', "default", "all", *_V4, *_V6, *_WORDS)


def _interface(keyword: Keyword) -> Iterable[str]:
    yield from "eth0 eth1 ETH0 eth9 eth0:1 eth0@eth1 eth0.5 lo p0 1 . .. a/b eth%d * eth0, eth0; 255 any all".split()
    yield from (
        LONGEST,
        f"{LONGEST}6",
        "é" * 7,
        "é" * 8,
        '"eth0"',
        '" eth0"',
        '"eth 0"',
        "eth0 eth1",
        "'eth0'",
        *QUOTED,
    )


LONGEST = "abcdefghijklmno"
"""The longest name that an interface may have."""


def _string(keyword: Keyword) -> Iterable[str]:
    """Texts about the limits of length, in bytes too."""
    for size in {int(x) for x in (keyword.minimum, keyword.maximum) if x is not None}:
        yield from ("a" * (size + more) for more in (-1, 0, 1) if size + more > 0)
        yield from ("é" * (size // 2), "é" * (size // 2) + "a", "é" * (size // 2 + 1), f'"{"b c" * size}"')
    yield from (
        "a",
        "1",
        "a b",
        '"a b"',
        '"a"',
        "'a'",
        "a-b",
        "a_b",
        "a.b",
        "a:b",
        "a/b",
        "/a",
        "é",
        "a,",
        "a;",
        "A",
        "+a",
    )
    yield from ("-a", "a=b", "0x10", "a@b", *QUOTED)


def _path(keyword: Keyword) -> Iterable[str]:
    yield from ("nosuch", "./nosuch", '"nosuch"', "nosuch root", "nosuch root root", "nosuch a b", "nosuch root root x")
    yield from ('"no such"', "'nosuch'", "nosuch,", "nosuch;", "nosuch/", "./no/such", "nosuch nobody", "+1", "0", "é")
    yield from ("nosuch nosuchuser", "nosuch root nosuchgroup", *QUOTED)


def _script(keyword: Keyword) -> Iterable[str]:
    yield from ("/bin/true", '"/bin/true"', "'/bin/true'", '"/bin/true 1"', "/bin/true root", "/bin/true root root")
    yield from (
        "/bin/true root root x",
        "/nonexistent",
        "true",
        "./true",
        "nosuch",
        '"nosuch a"',
        "/bin/true nosuchuser",
    )
    yield from ("/bin/true root nosuchgroup", "\"'/bin/true' a\"", "/bin", "/etc/passwd", "+1", *QUOTED)


_BY_TYPE: dict[str, Callable[[Keyword], Iterable[str]]] = {
    "int": _number,
    "seconds": _number,
    "float": _number,
    "words": _number,
    "bool": lambda _: _BOOL,
    "enum": _enum,
    "ip": lambda _: (*_V4, *_V6, *_WORDS),
    "ip/prefix": _network,
    "iface": _interface,
    "string": _string,
    "path": _path,
    "script": _script,
}
DOUBLED = tuple(
    f"10.0.0.1/24 {options}"
    for options in (
        *("dev eth0 dev eth1", "dev eth0 dev eth0", "label eth0:1 label eth0:2", "scope link scope host"),
        *("brd 10.0.0.255 brd +", "brd + brd -", "scope link scope nowhere", "label a label abcdefghijklmnop"),
        *(
            "preferred_lft 5 preferred_lft 6",
            "peer 10.0.0.2 peer 10.0.0.3",
            "dev",
            "label",
            "dev eth0 label",
            "nosuch 1",
        ),
    )
)
"""Lines of addresses with an option twice, or without its value."""


def words(keyword: Keyword) -> tuple[str, ...]:
    """The words to try after a keyword, each once; none for one that has no type."""
    make = _BY_TYPE.get(keyword.type)
    if make is None:
        return ()
    doubled = DOUBLED if keyword.name == "<ADDR[/PREFIX]>" else ()
    return tuple(dict.fromkeys(w for w in (*make(keyword), *doubled) if w))
