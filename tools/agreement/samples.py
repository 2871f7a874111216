"""keepalived's own sample files: whether every statement is understood."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from agreement.base import Miss, Part, Score, folder, met, say, table
from agreement.daemon import ask

SAMPLES = Path("/usr/share/doc/keepalived/samples")


def samples(_: argparse.Namespace) -> Part:
    """Is every statement of the project's own samples understood?"""
    paths = sorted(p for p in SAMPLES.iterdir() if p.name.startswith("keepalived.conf"))
    files, agreed, statements = Score(), Score(), Score()
    misses: list[Miss] = []
    wrong: list[tuple[str, int, str]] = []
    for path in paths:
        said = say(path)
        missing = said.statements - said.understood
        answer = (
            ask(path.read_text(encoding="utf-8"), Path(folder().name)).messages
            if missing and shutil.which("keepalived")
            else ()
        )
        refused = [m for m in answer if m.text.startswith("Unknown keyword")]
        files.add(not missing)
        statements.add(True, said.understood)
        statements.add(False, missing)
        true = len({m.line for m in refused}) == missing and all(met(m, said) for m in refused)
        agreed.add(true)
        if missing:
            wrong += [(path.name, m.line or 0, m.text) for m in refused if true]
        if not true:
            reading_of = f"{said.understood} of {said.statements} statements"
            misses.append(Miss("samples", "", path.name, None, "", "", reading_of))
    rows = [
        ("files understood as a whole", files),
        ("files in which just those statements are not understood that the daemon does not know", agreed),
        ("statements understood", statements),
    ]
    text = table(("what", "agreed"), rows)
    if wrong:
        text += "\n\nNot understood, with reason:\n\n" + table(("sample", "line", "the daemon"), wrong)
    return Part(text, tuple(misses))
