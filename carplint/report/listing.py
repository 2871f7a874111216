"""The list of a run's files: what became of each, of which format it is, which host it belongs to, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from carplint.model import ListedFile, Net
from carplint.report import visible
from carplint.text.secrets import without
from carplint.text.typing import Any

FORMATS = ("text", "json")
STATES = ("read", "passed over", "refused")


def records(net: Net, *, show_secrets: bool = False) -> list[dict[str, Any]]:
    """Return the list as the contract of JSON has it."""
    if show_secrets or not any(f.why for f in net.listed):
        return [_record(f) for f in net.listed]
    from carplint.inputs.secrets import mark  # few reasons quote anything

    values = mark(net)
    return [_record(f._replace(why=without(f.why, values))) for f in net.listed]


def _record(file: ListedFile) -> dict[str, Any]:
    return {"file": file.path, "host": file.host, "format": file.format, "state": file.state, "why": file.why}


def render(net: Net, format: str, *, show_secrets: bool) -> Iterator[str]:
    """Yield the list, in columns or as JSON."""
    found = records(net, show_secrets=show_secrets)
    if format == "json":
        yield json.dumps({"version": 1, "files": found}, indent=2, ensure_ascii=True) + "\n"
        return
    columns = ("state", "format", "host")
    widths = [max((len(visible(f[c] or "-")) for f in found), default=0) for c in columns]
    for file in found:
        words = [visible(file[c] or "-").ljust(width) for c, width in zip(columns, widths, strict=True)]
        yield "  ".join((*words, visible(file["file"]))) + (f": {visible(file['why'])}" if file["why"] else "") + "\n"
    total = Counter(f["state"] for f in found)
    yield ", ".join(f"{total[state]} {state}" for state in STATES) + "\n"
