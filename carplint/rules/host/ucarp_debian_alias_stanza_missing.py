"""The stanza NAME:ucarp, which Debian's vip-up brings up, is missing.

Why: this node becomes MASTER and has no VIP: it announces the address, and nobody answers for it.

Daemon: /usr/share/ucarp/vip-up is `ifup $1:ucarp`; without the stanza it fails ("unknown interface"), and ucarp
ignores a script's status. Source: Debian's package ucarp 1.5.2+git20192404; tried.

Fix: `iface NAME:ucarp inet static` with ucarp-vip as its address, on every node, and no `auto` for it. carplint adds
it with a host address (/32), as in Debian's own example.

Exceptions: silent with a ucarp-upscript, if a stanza may be in a file that is not among the inputs, and if the file
has mappings.
"""

from collections.abc import Iterator, Sequence

from carplint.dialects.debian.hook import alias_of, environment, is_default_up, starts, words
from carplint.dialects.debian.stanzas import Definitions, Stanza
from carplint.dialects.ucarp.options import read_address
from carplint.model import Value
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.source import Span

CODE = "CL357"
NAME = "ucarp-debian-alias-stanza-missing"
SEVERITY = "error"
ON = "stanza and definitions"


def _insertion(after: Span, lines: Sequence[str]) -> Edit:
    """Lines inserted below the line of a place, with its line end."""
    text = after.source.text
    end = text.find("\n", after.end)
    newline = after.source.newline
    if end < 0:
        return Edit(Span(after.source, len(text), len(text)), newline + newline.join(lines))
    return Edit(Span(after.source, end + 1, end + 1), "".join(line + newline for line in lines))


def _indent(line: tuple[Value[str], Value[str]]) -> str:
    """The blanks before an option line."""
    source, start = line[0].span.source, line[0].span.start
    before = source.text[source.text.rfind("\n", 0, start) + 1 : start]
    return before if not before.strip() else "    "


def _fix(stanza: Stanza) -> Fix | None:
    option = environment(stanza)["UCARP_VIP"]
    word = next(words(option.parts[0]), None)
    vip = read_address("addr", word).value if word is not None else None
    if vip is None or vip.value is None or not stanza.own:
        return None
    last = stanza.own[-1]
    lines = ["", f"iface {stanza.name.value}:ucarp inet static", f"{_indent(last)}address {vip.value}/32"]
    return Fix(f"add the stanza {stanza.name.value}:ucarp", (_insertion(last[1].span, lines),), safe=False)


def check(stanza: Stanza, definitions: Definitions) -> Iterator[Finding]:
    """Every stanza that starts ucarp without the stanza of its VIP."""
    if not definitions.whole or definitions.patterns or not starts(definitions, stanza) or not is_default_up(stanza):
        return
    if alias_of(definitions, stanza) is None:
        name = f"{shown(stanza.name.value)}:ucarp"
        message = (
            f"there is no stanza `iface {name} inet static` for vip-up's `ifup {name}`: this node becomes "
            "MASTER without the VIP"
        )
        yield Finding(message, stanza.name.span, fix=_fix(stanza), label="its VIP has no stanza")
