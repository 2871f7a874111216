"""The corpus of real files, which is not part of the project: it lies in a folder beside it on some developers' machines.

What is of use with the corpus alone is in this package; tests elsewhere that go through it, too, are marked with
`needs_corpus`, and skipped without it."""

from __future__ import annotations

import pytest

from tests.trees import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"NOT TESTED: the corpus of real files is not at {CORPUS}"
)
"""A mark for tests over the corpus."""
