"""The sample that keepalived's source has for its package: as Fedora and its relatives install it, under the name that the daemon reads.

Its lines are known by their checksums. They are those of the releases 1.2 to 2.4, of which some lack lines that others have.
"""

from __future__ import annotations

from zlib import crc32

from carplint.text.finding import Finding
from carplint.text.source import Source

LEAST = 40
"""The fewest lines of a whole sample."""

_LINES = frozenset(
    int(word, 16)
    for word in (
        "c667efec dcef1f95 7b4a729f 0c4d4209 9cf25f98 31c7b7dd 77f31e3b 58e7c7e9 167f9b69 655e26fa 50975714 502085b9 "
        "1258143b 61fbbe53 eef72c92 9e9dd81d cef554ec 5091c14f da368dde 207f3c7b b9cba1e4 864df342 986fc069 3735a334 "
        "572d4d3c db0101d8 bdfce0e0 f27057bb fc1b0abb 460b51a2 14747229 bdd2be84 827e4637 4e87f0a7 d2ca174f b1f4a691 "
        "5e36cdaf 1a3e9e1b 833b25c9 bfd7b912 193fc641 a3cde83f 6f67e8a1 65a2e1b8 a908e126 340401fd 02b2b8e6 cd84f0e3 "
        "78f92baf 92955377 15e36796 ce151b3d 9f29a3b3 25b84ee7 b264c192 bf41c5d9 63b5a544 af1fa5da 83124f3e 7209a713 "
        "0a582a2c f201dc2b e3d541a5 3658b3fd 77e0ea95 fcb6e20c "
    ).split()
)


def is_sample(text: str) -> bool:
    """Return whether a text is the sample, comments and blanks aside, without a line of one's own."""
    lines = [" ".join(line.split()) for line in text.split("\n", 1000)]
    own = [line for line in lines if line and line[0] not in "#!"]
    return LEAST <= len(own) <= 300 and all(crc32(line.encode()) in _LINES for line in own)


def untouched(source: Source) -> Finding:
    """Return the finding for a file that is the sample."""
    message = "the sample of keepalived's package, as it was installed: nothing is configured here, and of the sample nothing is checked"
    return Finding(message, source.span(), name="package-sample")
