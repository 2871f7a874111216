"""The library: its public names, and the examples of docs/library.md."""

from __future__ import annotations

import doctest
import sys
from typing import Any

import pytest

import carplint
from tests.trees import ROOT


def test_the_examples_of_the_documentation_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = doctest.testfile(str(ROOT / "docs" / "library.md"), module_relative=False)
    assert done.attempted > 15
    assert done.failed == 0


def test_every_public_name_is_there_and_no_submodule_hides_it() -> None:
    for module in ("conversion", "overview", "explanation.page", "checking.fix", "inputs.load"):
        __import__(f"carplint.{module}")
    for name in carplint.__all__:
        found: Any = getattr(carplint, name)
        assert callable(found), name
        assert found is not sys.modules.get(f"carplint.{name}")
    assert set(carplint.__all__) <= set(dir(carplint))
    with pytest.raises(AttributeError, match="no attribute 'frob'"):
        carplint.frob  # noqa: B018
