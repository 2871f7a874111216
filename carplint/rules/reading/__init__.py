"""Family 0: what could not be read. Found by carplint/text/source.py and carplint/inputs/discover.py."""

FOUND = (
    "file_unreadable",
    "file_not_text",
    "file_too_large",
    "file_not_recognised",
    "file_empty",
)
