"""Family 0: what could not be read. Found by carplint/source.py and carplint/discover.py."""

from carplint.rules.reading import file_unreadable, file_not_text, file_too_large, file_not_recognised, file_empty

RULES = (file_unreadable, file_not_text, file_too_large, file_not_recognised, file_empty)
