"""What keepalived reads, line by line: its own report of unknown keywords, and the same from an expansion.

Every line of a file of made-up words is an unknown keyword to the daemon, which prints it with the line it
came from. So its messages are the expansion as it sees it.
"""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

from carplint.dialects.keepalived.expansion.bits import Bit, text_of, uncommented
from carplint.dialects.keepalived.expansion.expand import expand
from carplint.dialects.keepalived.expansion.result import Expansion
from carplint.text.source import Source

END = "zzz_end"
"""A last line, by which the four passes of the daemon are told apart."""
_MESSAGE = re.compile(
    r"^\((?:(?P<file>[^:]*): )?Line (?P<line>\d+)\) (?:Unknown keyword '(?P<word>.*)'|(?P<open>Unexpected '\{'))"
)
_WORD = re.compile(r'[ \t\v\f\r]*(?:"([^"]*)"|([^ \t\v\f\r"]+))')

Seen = tuple[str, int, str]


def daemon(path: Path, config_id: str) -> tuple[list[Seen], list[Seen]]:
    """What the first pass of the daemon sees, and the one for VRRP: (file, line, word)."""
    run = subprocess.run(
        ["keepalived", "-t", "-i", config_id, "-f", str(path)],
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=20,
        check=False,
    )
    assert run.returncode == 5, (run.returncode, run.stderr[-300:])
    passes: list[list[Seen]] = [[]]
    for line in run.stderr.splitlines():
        match = _MESSAGE.match(line)
        if match is not None:
            name = Path(match["file"] or "").name
            passes[-1].append(
                ("" if name == path.name else name, int(match["line"]), "{" if match["open"] else match["word"])
            )
            if match["word"] == END:
                passes.append([])
    return passes[0], passes[2]


def seen(expansion: Expansion, main: Source) -> list[Seen]:
    """The same of an expansion."""
    result: list[Seen] = []
    at = 0
    for line in expansion.text.split("\n"):
        size = len(line)
        # The first process hands on what it read, so that the others read it again.
        bits = uncommented(uncommented([Bit(line.rstrip("\r"), main, 0, len(line.rstrip("\r")))]))
        code = text_of(bits)
        at += bits[0].start if bits else 0
        size -= bits[0].start if bits else 0
        start = 0
        while start < len(code):
            # The simple rule of the daemon, for which undefined ${NAME} has braces too.
            match = re.compile(r'[{}][ \t]*|(?:[^{}"]|"[^"]*(?:"|\Z))+').match(code, start)
            assert match is not None
            word = _WORD.match(match.group())
            if word is not None:
                span = expansion.span(
                    at + match.start() + word.start(word.lastindex or 0), at + match.start() + word.end()
                )
                name = "" if span.source is main else Path(span.source.path).name
                result.append((name, span.source.position(span.start)[0], word[1] if word[1] is not None else word[2]))
            start = match.end()
        at += size + 1
    return result


def agree(folder: Path, files: dict[str, str], config_id: str = "me") -> tuple[list[Seen], list[Seen], list[Seen]]:
    """What the daemon's first pass sees, its pass for VRRP, and carplint."""
    for name, text in files.items():
        (folder / name).write_text(text)
    path = folder / "k.conf"
    main = Source(str(path), files["k.conf"])

    def find(pattern: str, source: Source) -> list[Source]:
        names = sorted(name for name in files if Path(name).match(pattern))
        return [Source(str(folder / name), files[name]) for name in names]

    first, vrrp = daemon(path, config_id)
    return first, vrrp, seen(expand(main, find, config_id), main)


def generated(random: random.Random) -> dict[str, str]:
    """Small files of everything that expands, without what 2.2.7 crashes or hangs on: definitions by
    themselves, lines of a definition that redefine, includes in loops."""
    names = "ABCDE"

    def use(upto: int = 5) -> str:
        if upto == 0:
            return random.choice("xyz")
        name = random.choice(names[:upto])
        return random.choice([f"${{{name}}}", f"${{{name}}}", f"${name}", f"${name} ", f"${name},"])

    def words(upto: int = 5) -> str:
        kinds = [
            lambda: random.choice(
                ["foo", "bar", "q", '"a b"', '"', "a#b", "c !d", "-", "\\z", "x\\y", "{", "}", "{ w", "w }"]
            ),
            lambda: use(upto),
            lambda: use(upto),
            lambda: random.choice(["w", "v_"]) + use(upto),
            lambda: random.choice(["${i}", "${j}", "$i", "${_INSTANCE}", '"${_HASH}"', "${_BANG}", "$", "$$", "${}"]),
        ]
        return "".join(
            random.choice(kinds)() + random.choice(["", " ", " ", "\t"]) for _ in range(random.randint(1, 4))
        )

    def value(upto: int) -> str:
        return words(upto).strip(" \t\\")

    def number() -> str:
        return random.choice(["0", "1", "2", "3", "-2", "0x3", "07", " 4 ", "$N", "${N}", ""])

    def head() -> str:
        return random.choice(["", "", "", "", "@me ", "@other ", "@^me ", "@^other ", "  ", "\t@me\t", "@ ", "@^ "])

    def loop() -> str:
        kind = random.randint(0, 3)
        var = random.choice("ij")
        if kind < 3:
            hexa = random.choice(["", "", "", "x", " "])
            return f"~SEQ{hexa}({var}, {', '.join(number() for _ in range(random.choice([1, 1, 2, 2, 3])))}) "
        if random.random() < 0.5:
            return f"~LST({var}, {', '.join(random.choice(['p', 'qq', '$N', 'r-s', '']) for _ in range(random.randint(1, 3)))})"
        return (
            "~LST({i, j}, "
            + ", ".join("{" + random.choice(["p", "p,q", "p , $N", ""]) + "}" for _ in range(random.randint(1, 3)))
            + ") "
        )

    def block(size: int, depth: int = 0) -> list[str]:
        lines = ["$N=2"] if depth == 0 else []
        for _ in range(size):
            kind = random.random()
            upto = random.randint(0, 4)
            if kind < 0.2:
                lines.append(f"{head()}${names[upto]}={words(upto)}".rstrip("\\"))
            elif kind < 0.3:
                lines.append(f"{head()}${names[upto]}={random.choice(['', 'm1', value(upto)])} \\")
                lines += [
                    f"  {random.choice(['m2', loop() + 'l${i}', 'm3 ' + value(upto)])} \\"
                    for _ in range(random.randint(0, 2))
                ]
                lines += random.choice(
                    [
                        ["  m4", " m5"],
                        ["m6 \\", " ", "m7"],
                        ["m8 \\", "# c", "m9"],
                        ["mA \\", "", "mB"],
                        ["mC", "mD # x"],
                    ]
                )
            elif kind < 0.45:
                text = loop() * (random.random() < 0.9) + loop() * (random.random() < 0.3)
                lines.append(
                    head() + text + random.choice(["s${i}", "t$j", "u${i}_${j} " + words(), words(), "v " + use()])
                )
            elif kind < 0.55 and depth == 0:
                lines.append(
                    random.choice(["include", "  includer", "includea"])
                    + random.choice([" one.conf", " t*.conf", "\tone.conf # c"])
                )
            elif kind < 0.6:
                lines.append(random.choice(["", "# comment", "  ", "! c \\", "plain", "pl ain # c"]))
            else:
                lines.append(head() + random.choice(["k", "kk", ""]) + words())
        return lines

    end = random.choice(["\n", "\n", "\r\n"])
    main = end.join(block(random.randint(2, 12)))
    one = end.join(block(random.randint(0, 4), 1)) + random.choice(["", end])
    two = end.join(block(random.randint(0, 3), 1)) + random.choice(["", end])
    return {"k.conf": main + f"{end}{end}{END}{end}", "one.conf": one, "two.conf": two, "three.conf": "three"}
