"""Files and their text: sources and places in them, values, findings, edits, reading and writing."""

import sys
from types import ModuleType


def module(name: str) -> ModuleType:
    """Import a module by its name. `importlib.import_module` does the same, after an import that costs a start a millisecond.

    Raises ImportError where there is no such module.
    """
    __import__(name)
    return sys.modules[name]
