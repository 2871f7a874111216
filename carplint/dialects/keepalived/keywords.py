"""What keepalived.conf knows: every keyword of every block, in which releases, and what may follow it.

The facts are plain data in carplint/dialects/keepalived/keyword_table.py; here are the names of their columns
and the ways to ask. A block is named by its path from the root (`virtual_server/real_server/HTTP_GET`,
the root is ``); the language of a line inside a list block, or of the words after some keywords, is a
block of its own whose name ends in `<line>` (`virtual_ipaddress/<line>`).

Source: keepalived's own keyword dump of 2.4.3 and the installed keywords of its 106 releases; ranges
were tried on 2.2.7 and 2.4.3, argument counts, decimals and repetitions on 2.2.7; those of newer keywords
are from the source. tools/gen_keywords.py writes the table.
"""

from collections.abc import Mapping
from functools import cache

from carplint.dialects.keepalived.keyword_table import EARLIER, KEYWORDS
from carplint.text.typing import NamedTuple
from carplint.text.version import NEWEST, Version

CONFIG_TEST: Version = (2, 0, 7)
"""The release from which on `keepalived -t` works beside a running keepalived (its ChangeLog; -t is of 2.0.4)."""


class Keyword(NamedTuple):
    """A keyword in one block, or a word of a line.

    How many words follow: `least` to `most` (None: any number), `usage` writes them out where the type
    does not say it. `missing` is what the daemon does with too few: `exit` (it leaves at once with status
    2), `diagnosed` or `silent`; `extra` what it does with too many: `ignored` (nothing is said anywhere),
    `silent` (only its log says it), `diagnosed` or `exit`.

    The value: `type` is one of
      flag       no value; words after it are ignored
      bool       on true yes off false no, in lower case
      int        decimal, `minimum` to `maximum`
      seconds    a time of `unit`, up to `decimals` decimals
      float      likewise
      enum       one of `values` (in any case if `folded`)
      string     of `minimum` to `maximum` characters of `unit`, where they are given
      path, script, iface, ip, ip/prefix   as named; a script's line is read like a shell's
      words      a grammar of its own: `usage`, and `line` where there is a table of its words
      block      none: braces follow
    A limit of None is no limit that the file could break (a number of CPUs). `default` is how the daemon
    behaves without the keyword, in words.

    Again in the same block: `repeat` is `adds`, `last` (the last one counts) or `first`; if `repeat_since`
    is a version, the daemon says so since then; if it is None, never.

    `since` is the first release that has it and `until` the last one (None: it is still there).
    `deprecated_by` is what to write instead, and `deprecation` whether the daemon says so: `diagnosed` or
    `silent`. `synonym` is another keyword of the block that means the same. `build` is the compile-time
    option without which the keyword is unknown.
    """

    block: str
    name: str
    shape: str
    """`statement`; `block` (of keywords) or `list` (of lines), both in braces; `word` of a line, or
    `positional`: what stands at the beginning of a line, in pointed brackets."""
    type: str
    least: int
    most: int | None
    usage: str
    missing: str
    extra: str
    minimum: float | None
    maximum: float | None
    unit: str
    decimals: int
    values: tuple[str, ...]
    folded: bool
    default: str
    repeat: str
    repeat_since: Version | None
    since: Version
    until: Version | None
    deprecated_by: str
    deprecation: str
    synonym: str
    line: str
    """The block that holds the words of its lines, or of the statement itself; `names` for lines of several
    names each; else empty."""
    build: str

    @property
    def path(self) -> str:
        """The block that it opens."""
        return _path(self.block, self.name)

    @property
    def opens(self) -> str:
        """`block` or `list` where the daemon expects `{` after it, else empty."""
        return self.shape if self.type == "block" else ""

    def known_in(self, version: Version) -> bool:
        """Whether a release has it."""
        return self.since <= version and (self.until is None or version <= self.until)

    @property
    def state(self) -> str:
        """`modelled`: the model holds what it says; `known`: the table says what may follow;
        `unmodelled`: it has a grammar of its own of which carplint knows no more than that it is there."""
        if (self.block, self.name) in MODELLED:
            return "modelled"
        return "unmodelled" if self.type == "words" and not self.line else "known"


@cache
def _path(block: str, name: str) -> str:
    """One string for all statements of a block."""
    return f"{block}/{name}" if block else name


MODELLED = frozenset(
    [("", "vrrp_instance")]
    + [("vrrp_instance", name) for name in "state interface virtual_router_id priority advert_int version".split()]
    + [("vrrp_instance", name) for name in "down_timer_adverts preempt_delay nopreempt preempt".split()]
    + [("vrrp_instance", name) for name in "dont_track_primary unicast_src_ip mcast_src_ip mcast_dst_ip".split()]
    + [("vrrp_instance", name) for name in "virtual_ipaddress unicast_peer authentication".split()]
    + [("vrrp_instance/authentication", name) for name in ("auth_type", "auth_pass")]
)
"""What the common model has a place for: carplint/model/net.py, VirtualRouter."""


@cache
def lookup(block: str, name: str, version: Version = NEWEST) -> Keyword | None:
    """The keyword `name` of a block, with its facts as they are in a release. It is found whether or not
    that release has it: `since` and `until` say so. None where no release has it."""
    row = KEYWORDS.get(block, {}).get(name)
    if row is None:
        return None
    keyword = Keyword(block, name, *row)
    for last, changes in EARLIER.get(block, {}).get(name, ()):
        if version <= last:
            keyword = keyword._replace(**changes)
    return keyword


@cache
def in_block(block: str, version: Version = NEWEST) -> dict[str, Keyword]:
    """The keywords of a block by name, as they are in a release: also those that it does not have yet or
    any more."""
    found = (lookup(block, name, version) for name in KEYWORDS.get(block, ()))
    return {k.name: k for k in found if k is not None and k.shape != "positional"}


@cache
def known(block: str, version: Version = NEWEST) -> Mapping[str, Keyword]:
    """The keywords that a release has in a block, by name."""
    return {name: keyword for name, keyword in in_block(block, version).items() if keyword.known_in(version)}


def names(block: str, version: Version = NEWEST) -> tuple[str, ...]:
    """The keywords that a release has in a block: the candidates for a misspelt one."""
    return tuple(known(block, version))


@cache
def positional(block: str) -> Keyword | None:
    """What stands at the beginning of each line of a line language."""
    found = (lookup(block, name) for name in KEYWORDS.get(block, ()))
    return next((k for k in found if k is not None and k.shape == "positional"), None)


@cache
def homes(name: str) -> tuple[str, ...]:
    """The blocks that have a keyword of this name, outermost first: where one that stands in the wrong
    block may have been meant to stand. Words of lines are not keywords."""
    found = (b for b, rows in KEYWORDS.items() if name in rows and not b.endswith("<line>"))
    return tuple(sorted(found, key=lambda b: (b.count("/") + (b != ""), b)))
