"""The failover of clusters before and after their conversion, on the real daemons.

    python tools/failover_matrix.py [--only CLUSTER]... [--write docs/failover.md]

Needs root, network namespaces, ucarp and keepalived; takes about five minutes. The page goes to standard output, or with
--write to its file; what is not as it should be goes to standard error, keeps the file as it is, and makes the exit
status 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.conversion.failover.chain import differences  # noqa: E402
from tests.conversion.failover.clusters import MADE  # noqa: E402
from tests.conversion.failover.matrix import pair, tried  # noqa: E402
from tests.conversion.failover.page import page  # noqa: E402
from tests.lab.netns import kept  # noqa: E402


def main(argv: Sequence[str]) -> int:
    """Run the matrix and write its page."""
    parser = argparse.ArgumentParser(description="try the failover of clusters before and after their conversion")
    parser.add_argument("--only", action="append", default=[], metavar="CLUSTER", help="this cluster only")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page of the documentation")
    options = parser.parse_args(argv)
    clusters = [c for c in MADE if not options.only or c.name in options.only]
    with kept(0) as (folder, _):
        pairs = {c.name: pair(c, folder / str(number)) for number, c in enumerate(clusters)}
        results = tried(pairs, folder)
    text = page(clusters, pairs, results)
    wrong = [d for c in clusters for d in differences(c, pairs[c.name])]
    wrong += [f"{', '.join(key)}: {fault}" for key, run in results.items() for r in run for fault in r.faults()]
    if options.write is None:
        print(text, end="")
    elif not wrong:
        options.write.write_text(text, encoding="utf-8")
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
