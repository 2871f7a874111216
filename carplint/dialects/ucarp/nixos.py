"""NixOS's `networking.ucarp`, as far as its values are plain: strings, numbers, true and false, paths.

    networking.ucarp = { enable = true; interface = "eth0"; srcIp = "192.0.2.11"; vhId = 7; addr = "192.0.2.10"; … };

Nothing is evaluated: what a function, a variable or a condition decides is unknown, or not checked. Source: nixpkgs,
nixos/modules/services/networking/ucarp.nix; the Nix manual, "Attribute set", "String literal".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from carplint.dialects.dialect import Part
from carplint.dialects.ucarp.command import Launch, router
from carplint.model import HostFiles, Setting, Value, VirtualRouter
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Source, Span
from carplint.text.spelling import nearest

NAME = "nixos"
_TOKEN = re.compile(
    r"""(?s)(?P<comment>\#[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))|(?P<indented>''(?:[^']|'(?!')|''['$\\])*+(?:''|\Z))"""
    r"""|(?P<string>"(?:[^"\\]|\\.)*+(?:"|\Z))|(?P<word>[\w./+'-]+)|(?P<sign>[{}=;\[\]()])|(?P<blank>\s+)|(?P<other>.)"""
)
_OPTIONS = {
    "interface": "--interface",
    "srcIp": "--srcip",
    "vhId": "--vhid",
    "passwordFile": "--passfile",
    "addr": "--addr",
    "advBase": "--advbase",
    "advSkew": "--advskew",
    "upscript": "--upscript",
    "downscript": "--downscript",
    "deadratio": "--deadratio",
    "extraParam": "--xparam",
}
_FLAGS = {
    "preempt": "--preempt",
    "neutral": "--neutral",
    "shutdown": "--shutdown",
    "ignoreIfState": "--ignoreifstate",
    "noMcast": "--nomcast",
}
_REQUIRED = ("interface", "srcIp", "vhId", "passwordFile", "addr", "upscript", "downscript")
"""The options that have no default: the system is not built without them, but another file may set them."""
_KNOWN = ("enable", "package", *_OPTIONS, *_FLAGS)
_ELSEWHERE = "this file does not set it, and another file of NixOS may"
_KEEPALIVED = "services.keepalived."
DEEPEST = 100
"""The most sets within each other that are looked into."""
LONGEST = 200
"""How many characters of a path count: the last ones of the sets, the first ones of a name."""
_WHY = "an expression of Nix is not evaluated"
_HERE = "networking.ucarp."


def _literal(source: Source, token: re.Match[str]) -> Value[str]:
    """Return the value of one token; a string that holds an expression is unknown."""
    text = token[0]
    if token.lastgroup == "string" and "${" not in text and "\\" not in text and text[-1:] == '"':
        return Value(text[1:-1], text, Span(source, token.start() + 1, token.end() - 1))
    plain = token.lastgroup == "word" and re.fullmatch(r"[0-9]+|true|false|null|/[\w./+-]+", text) is not None
    span = Span(source, *token.span())
    return Value(text, text, span) if plain else Value(None, "", span, _WHY)


def assignments(source: Source) -> Iterator[Setting]:
    """Yield the assignments of a file by their whole paths. The name of one that stands under a function or a condition has a ? in
    it."""
    stack: list[str] = []
    words: list[re.Match[str]] = []  # of the name, or of the value
    name: re.Match[str] | None = None
    for token in _TOKEN.finditer(source.text):
        if token.lastgroup in ("comment", "blank"):
            continue
        text = token[0]
        if text == "{":
            own = "" if name is None else name[0] + ("?." if words else ".")
            stack.append("".join((*stack[-1:], own))[-LONGEST:])
            if len(stack) > DEEPEST:
                return
            words, name = [], None
        elif text == "}":
            stack = stack[:-1]
            words, name = [], None
        elif text == "=" and len(words) == 1 and name is None:
            name, words = words[0], []
        elif text == ";":
            if name is not None and words:
                path = "".join((*stack[-1:], name[0][:LONGEST]))
                last = Span(source, words[0].start(), words[-1].end())
                value = _literal(source, words[0]) if len(words) == 1 else Value[str](None, "", last, _WHY)
                yield Setting(Value(path, name[0], Span(source, *name.span())), value)
            words, name = [], None
        elif text in ("[", "(", "]", ")") or token.lastgroup != "sign":
            words.append(token)


def _words(settings: Mapping[str, Setting], span: Span) -> Iterator[Value[str]]:
    """Yield the command line of the module's service."""
    for key, option in _OPTIONS.items():
        if key in _REQUIRED and key not in settings:
            yield Value(option, "", span)
            yield Value(None, "", span, _ELSEWHERE)
        if key in settings and settings[key].value.value != "null":
            yield Value(option, "", settings[key].key.span)
            yield settings[key].value
    for key, flag in _FLAGS.items():
        if key in settings and settings[key].value.value != "false":
            known = settings[key].value.value == "true"
            yield Value(flag if known else None, "", settings[key].value.span, "" if known else _WHY)


def _read(host: HostFiles, source: Source) -> tuple[VirtualRouter | None, str]:
    """Return the virtual router of a file, or why it is not checked; neither if it enables none."""
    found = [s for s in assignments(source) if _HERE in f"{(s.key.value or '').replace('?', '')}"]
    if not found:
        return None, ""
    first = found[0].key.span
    place = f"{source.path}:{source.position(first.start)[0]}: networking.ucarp"
    prefixes = {(s.key.value or "").replace("?", "").partition(_HERE)[0] for s in found}
    own = {(s.key.value or "").rpartition(".")[2]: s for s in found}
    enabled = own["enable"].value.value if "enable" in own else "false"
    if any(p.startswith("options.") or p.endswith(".options.") for p in prefixes) or enabled == "false":
        return None, ""
    if len(prefixes) > 1 or enabled != "true" or any("?" in (s.key.value or "") for s in found):
        return None, f"{place} is for several hosts, or under a condition, and not evaluated"
    name = Value("ucarp", "networking.ucarp", own["enable"].key.span)
    settings = tuple(own.values())
    launch = Launch(NAME, name, source, tuple(_words(own, first)), settings=settings)
    return router(host.name, launch), ""


def _own(source: Source) -> Iterator[tuple[str, Setting]]:
    """Yield the options of networking.ucarp that a file sets, each with its name."""
    for setting in assignments(source):
        path = setting.key.value or ""
        before, here, name = path.rpartition(_HERE)
        if here and "?" not in path and "." not in name and not before.endswith("options."):
            yield name, setting


def _misspelt(source: Source) -> Iterator[Finding]:
    """Yield the options that the module does not have, as far as it is certain what is meant: NixOS refuses to build the system."""
    own = list(_own(source))
    there = {name for name, _ in own}
    for name, setting in own:
        meant = None if name in _KNOWN else nearest(name, _KNOWN)
        if meant is None or meant in there:
            continue
        span = Span(source, setting.key.span.end - len(name), setting.key.span.end)
        fix = Fix(f"write {meant}", (Edit(span, meant),), safe=False)
        message = f"networking.ucarp has no option {name}, did you mean {meant}? NixOS does not build the system"
        yield Finding(message, span, fix=fix, label=f"{meant} is meant", name="ucarp-port-incomplete")


def _unread(source: Source) -> Iterator[str]:
    """Yield what is not checked of a file: options without a default that it does not set, and NixOS's keepalived."""
    own = dict(_own(source))
    lacking = [name for name in _REQUIRED if name not in own]
    if "enable" in own and own["enable"].value.value == "true" and lacking:
        line = source.position(own["enable"].key.span.start)[0]
        these = ", ".join(lacking)
        yield f"{source.path}:{line}: networking.ucarp does not set {these} here, without which the system is not built"
    for setting in assignments(source):
        path = (setting.key.value or "").replace("?", "")
        if _KEEPALIVED in path and "options." not in path:
            yield f"{source.path}:{source.position(setting.key.span.start)[0]}: services.keepalived of NixOS is not read"
            return


def read(host: HostFiles) -> Part:
    """Read one virtual router per file that enables a ucarp."""
    sources = [d.source for d in host.documents if d.format == NAME]
    read = [_read(host, source) for source in sources]
    routers = tuple(r for r, _ in read if r is not None)
    said = tuple(why for _, why in read if why)
    return Part(
        virtual_routers=routers,
        findings=tuple(f for source in sources for f in _misspelt(source)),
        statements=len(routers) + len(said),
        understood=len(routers),
        not_checked=(*said, *(line for source in sources for line in _unread(source))),
    )
