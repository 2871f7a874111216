"""The rule shell-syntax against real shells: what it calls never closed, they refuse to read (`-n` runs nothing)."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.dialects.registry import dialect_of
from carplint.model import Document
from carplint.rules.syntax import shell_syntax
from carplint.text.source import Source
from tests.corpus import CORPUS
from tests.oracles import needs
from tests.trees import FIXTURES, files

SHELLS = ("dash", "bash")
_LINES = (
    "A=1", "if true; then", "elif x; then", "else", "fi", "case $x in", "a) B=2 ;;", "esac", "for i in 1 2; do",
    "while read x; do", "done", "f() {", "{", "}", "A=${B", "A=${B:-x}", "A=$(cat x", ")", "echo $(x)", "# if (", "echo '${'",
    'A="${B', '"', "A='", "'", "echo fi", "echo \\${", "A=$((1+2))", "[ -e x ] && A=2", "(", "echo }", "`x`", "if x; then y; fi",
)  # fmt: skip


def never_closed(text: str) -> list[str]:
    source = Source("carp/vip-001.conf", text)
    document = Document(source, "carp", dialect_of("carp").tree(text))
    return [f.message for f in shell_syntax.check(document) if "is never followed by" in f.message]


def refused(text: str) -> list[bool]:
    return [
        subprocess.run([s, "-n"], input=text.encode("utf-8", "replace"), capture_output=True, check=False).returncode
        != 0
        for s in SHELLS
    ]


@needs(*SHELLS)
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_LINES), max_size=7).map(lambda lines: "\n".join(lines) + "\n"))
def test_what_is_never_closed_no_shell_reads(text: str) -> None:
    if never_closed(text):
        assert all(refused(text)), text


@needs(*SHELLS)
def test_real_files_that_shells_read_are_not_said_to_be_broken() -> None:
    texts = {
        p.read_text("latin-1") for top in (CORPUS, FIXTURES) for p, grammar in files(top) if grammar == "sysconfig"
    }
    found = [t for t in texts if never_closed(t)]
    assert len(found) >= 3
    for text in found:
        assert all(refused(text)), text


@needs(*SHELLS)
@pytest.mark.parametrize("text", ["if x; then\n", "case x in\n", "while x; do\n", "f() {\n", "A=${B\n", "A=$(x\n"])
def test_what_both_shells_refuse_is_found(text: str) -> None:
    assert never_closed(text)
    assert all(refused(text))
