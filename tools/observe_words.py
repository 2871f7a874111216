"""Write tests/dialects/keepalived/observed.tsv: what the installed keepalived takes the words of its keywords for."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.dialects.keepalived.observed import TABLE, keywords, observe, table


def main() -> int:
    """Observe and write."""
    with tempfile.TemporaryDirectory() as folder:
        TABLE.write_text(table(observe(Path(folder), keywords())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
