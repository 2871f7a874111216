"""Family 0: what could not be read. Found by carplint/source.py and carplint/discover.py."""

from carplint.rules.reading import file_empty, file_not_recognised, file_not_text, file_too_large, file_unreadable

RULES = (file_unreadable, file_not_text, file_too_large, file_not_recognised, file_empty)
