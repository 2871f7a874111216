"""Family 0: what could not be read. Found by carplint/text/source.py and carplint/inputs/discover.py."""
