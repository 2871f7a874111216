"""The reference's minimal files, each with one problem, against the messages of two releases."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from agreement.base import (
    REFERENCE,
    VERSIONS,
    Message,
    Miss,
    Part,
    Score,
    brief,
    by_class,
    code_of,
    diagnostics,
    excluded_codes,
    messages,
    met,
    say,
    staying,
    table,
)


class Snippet(NamedTuple):
    """A reference file, its code, and the messages of each release."""

    code: str
    path: Path
    expected: dict[str, list[Message]]

    def own(self, version: str) -> list[Message]:
        """The messages that the snippet was written for; all of them where none can be told apart."""
        found = [m for m in self.expected[version] if diagnostics()[self.code].pattern.fullmatch(m.text.strip())]
        return found or self.expected[version]


def _snippets() -> Iterator[Snippet]:
    for line in (REFERENCE / "snippets" / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        expected = {v: messages(entry[f"keepalived-{v}"]["messages"]) for v in VERSIONS}
        yield Snippet(entry["id"], REFERENCE / "snippets" / f"{entry['id']}.conf", expected)


def snippets(_: argparse.Namespace) -> Part:
    """Does carplint speak at the daemon's line in every snippet?"""
    everything = list(_snippets())
    out = excluded_codes()
    counted = [s for s in everything if s.code not in out]
    rows: list[tuple[object, ...]] = []
    misses: list[Miss] = []
    for version in VERSIONS:
        own, whole, single, silent = Score(), Score(), Score(), Score()
        for snippet in counted:
            said = say(snippet.path, target=version)
            expected = snippet.expected[version]
            if not expected:
                if not diagnostics()[snippet.code].printed:
                    silent.add(bool(said.findings))
                    if not said.findings:
                        misses.append(Miss("silent", version, snippet.path.name, None, snippet.code, "(log only)", ""))
                continue
            own.add(all(met(m, said) for m in snippet.own(version)))
            whole.add(all(met(m, said) for m in expected))
            for message in expected:
                single.add(met(message, said))
                if not met(message, said):
                    code = snippet.code if message in snippet.own(version) else code_of(message.text)
                    missed = (snippet.path.name, message.line, code, message.text, brief(said))
                    misses.append(Miss("snippets", version, *missed))
        rows.append((version, own, whole, single, silent))
    reasons = Counter(out[s.code] for s in everything if s.code in out)
    text = [
        f"{len(everything)} snippets; {sum(reasons.values())} are left out because they depend on something else:",
        "",
        table(("depends on", "snippets"), reasons.most_common()),
        "",
        "*Own*: the message for which the snippet was written has a finding on its line (anywhere, if it names no "
        "line). *All*: so has every message. *Log only*: the daemon says it in its log alone, and carplint reports "
        "something.",
        "",
        table(("release", "own", "all", "single messages", "log only"), rows),
        "",
        by_class([m for m in misses if m.version == VERSIONS[-1]]),
        "",
        staying(misses),
    ]
    return Part("\n".join(text), tuple(misses))
