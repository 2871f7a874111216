"""The parser is total and lossless, and its trees are those of stock lark."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import gen_tables
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, Token, Tree

from carplint.dialects.keepalived.tree.statement import words
from carplint.text.parse import Node, parse
from carplint.text.reading import decode, from_bytes
from carplint.text.source import Source
from tests.corpus import CORPUS, needs_corpus
from tests.oracles import slow
from tests.trees import FIXTURES, files

GRAMMARS = ("sysconfig", "keepalived", "interfaces", "ini")
each_grammar = pytest.mark.parametrize("grammar", GRAMMARS)

_OWN = {
    "sysconfig": [*"'\"\\`${}()#;&|<>= \t\n\r\fxA_é\x00", "A=", "export ", "$(", "${", "\\\n", "A='", 'B="', "# "],
    "interfaces": [*"#\\ \t\n\r\f\va-é\x00", "iface ", "\\\n", "\n\n", "# \\\n", "\r\n"],
    "ini": [*"[]=#;\\ \t\n\r\f\vxé\x00", "[a]\n", "a=b\n", "\\\n", "; "],
    "keepalived": [*'{}"\\#!$ \t\n\r\f\vxA@~é\x00', "a {", "}\n", "${A}", "${", "\\\n", "\n\n", "vrrp_instance V {\n"],
}


def own_text(grammar: str) -> st.SearchStrategy[str]:
    """Text of what a grammar distinguishes."""
    return st.lists(st.sampled_from(_OWN[grammar]), max_size=40).map("".join)


any_text = st.one_of(st.text(), own_text("sysconfig"), own_text("keepalived"))


def joined(node: Node, text: str) -> str:
    """The text that a tree's leaves hold; they must follow each other without a gap."""
    leaves = list(node.leaves())
    assert [leaf.start for leaf in leaves] == [0, *(leaf.end for leaf in leaves)][: len(leaves)]
    return "".join(text[leaf.start : leaf.end] for leaf in leaves)


def nested(node: Node, text: str) -> Any:
    """A tree as lists of (kind, text) and lists."""
    if node.children is None:
        return (node.kind, text[node.start : node.end])
    return [nested(child, text) for child in node.children]


def nested_lark(node: Any) -> Any:
    """The same of a lark tree."""
    return [nested_lark(c) if isinstance(c, Tree) else (c.type, str(c)) for c in node.children]


@cache
def stock(grammar: str) -> Lark:
    return gen_tables.build((gen_tables.GRAMMARS / f"{grammar}.lark").read_text(encoding="utf-8"))


def is_closed(node: Node) -> bool:
    """Whether every block has its brace; lark has no tree for others."""
    return all(leaf.kind != "CLOSE" or leaf.end > leaf.start for leaf in node.leaves())


def check(text: str, grammar: str) -> bool:
    """Hold one text against both properties; True where lark could be asked."""
    tree = parse(text, grammar)
    assert (tree.kind, tree.start, tree.end) == ("FILE", 0, len(text))
    assert joined(tree, text) == text
    if not is_closed(tree):
        return False
    assert nested(tree, text) == nested_lark(stock(grammar).parse(text))
    return True


@each_grammar
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_any_text(grammar: str, data: st.DataObject) -> None:
    check(data.draw(any_text), grammar)


@each_grammar
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_text_of_its_own_characters(grammar: str, data: st.DataObject) -> None:
    check(data.draw(own_text(grammar)), grammar)


@each_grammar
@settings(max_examples=250, deadline=None)
@given(data=st.binary())
def test_any_bytes(grammar: str, data: bytes) -> None:
    text, encoding = decode(data)
    assert joined(parse(text, grammar), text).encode(encoding) == data


def _check_files(found: Iterator[tuple[Any, str]]) -> tuple[int, int]:
    """Of those that are the same, one."""
    total = asked = 0
    seen: set[tuple[bytes, str]] = set()
    for path, grammar in found:
        data = path.read_bytes()
        if (data, grammar) in seen:
            continue
        seen.add((data, grammar))
        source = from_bytes(data, str(path))
        if isinstance(source, Source):
            total += 1
            asked += check(source.text, grammar)
            assert source.data == data
    return total, asked


@slow
def test_fixtures() -> None:
    total, asked = _check_files(files(FIXTURES))
    assert total > 8
    assert asked > 0.5 * total


@slow
@needs_corpus
def test_corpus() -> None:
    total, asked = _check_files(files(CORPUS))
    assert total > 1000
    assert asked > 0.9 * total


def test_a_text_without_a_grammar_is_one_leaf() -> None:
    assert nested(parse("#!/bin/sh\n", ""), "#!/bin/sh\n") == [("TEXT", "#!/bin/sh\n")]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a {", [[("OPEN", "a {"), ("CLOSE", "")]]),
        ("a {\nb\n", [[("OPEN", "a {\n"), ("STATEMENT", "b\n"), ("CLOSE", "")]]),
        (
            "a {\nb {\n} c",
            [[("OPEN", "a {\n"), [("OPEN", "b {\n"), ("CLOSE", "}")], ("STATEMENT", " c"), ("CLOSE", "")]],
        ),
        ("a{b{", [[("OPEN", "a{"), [("OPEN", "b{"), ("CLOSE", "")], ("CLOSE", "")]]),
        ("x\na {\n# b", [("STATEMENT", "x\n"), [("OPEN", "a {\n"), ("TRIVIA", "# b"), ("CLOSE", "")]]),
    ],
)
def test_a_block_that_is_still_open_ends_with_the_file(text: str, tree: Any) -> None:
    assert nested(parse(text, "keepalived"), text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", []),
        ("\n\n# x\n", [("TRIVIA", "\n\n# x\n")]),
        ("A=x # y\n", [("ASSIGNMENT", "A=x # y\n")]),
        ("A=x#y", [("ASSIGNMENT", "A=x#y")]),
        ("A='x\ny' B=2;export C=3\n", [("ASSIGNMENT", "A='x\ny' B=2;export C=3\n")]),
        ('A="$(f "x y" \')\')" B=`g`\n', [("ASSIGNMENT", 'A="$(f "x y" \')\')" B=`g`\n')]),
        ("A=x \\\n B=y\n", [("ASSIGNMENT", "A=x \\\n B=y\n")]),
        ("A = x\nA=x y\n", [("COMMAND", "A = x\n"), ("COMMAND", "A=x y\n")]),
        ("é=x\n", [("COMMAND", "é=x\n")]),
        ("A\u0660=x\n", [("COMMAND", "A\u0660=x\n")]),
        ("\ufeffA=x\n", [("COMMAND", "\ufeffA=x\n")]),
        ("\r\nA=x\r\n", [("COMMAND", "\r\n"), ("ASSIGNMENT", "A=x\r\n")]),
        ("echo it\\'s # it's\nA=1", [("COMMAND", "echo it\\'s # it's\n"), ("ASSIGNMENT", "A=1")]),
        ("A='x\nB=y\n", [("JUNK", "A='x\n"), ("ASSIGNMENT", "B=y\n")]),
    ],
)
def test_lines_of_sysconfig(text: str, tree: Any) -> None:
    assert nested(parse(text, "sysconfig"), text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b\nc", [("STATEMENT", "a b\n"), ("STATEMENT", "c")]),
        ("a#b\n!c\n", [("STATEMENT", "a#b\n"), ("TRIVIA", "!c\n")]),
        ("a\n\n# x\n{\n}\n", [[("OPEN", "a\n\n# x\n{\n"), ("CLOSE", "}\n")]]),
        ("a{b}c", [[("OPEN", "a{"), ("STATEMENT", "b"), ("CLOSE", "}")], ("STATEMENT", "c")]),
        ('a "{" # }\n', [("STATEMENT", 'a "{" # }\n')]),
        ("a ${B} c\n", [("STATEMENT", "a ${B} c\n")]),
        ('a "b\nc\n', [("JUNK", 'a "b\n'), ("STATEMENT", "c\n")]),
        ("}\n{ {\n", [("CLOSE", "}\n"), ("JUNK", "{"), ("JUNK", " {"), ("TRIVIA", "\n")]),
    ],
)
def test_lines_of_keepalived(text: str, tree: Any) -> None:
    assert nested(parse(text, "keepalived"), text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("auto lo\n\n# x\n  a b", [("LINE", "auto lo\n"), ("TRIVIA", "\n# x\n"), ("LINE", "  a b")]),
        ("a \\\n# b\nc", [("LINE", "a \\\n# b\n"), ("LINE", "c")]),
        ("# a \\\nb\n", [("TRIVIA", "# a \\\n"), ("LINE", "b\n")]),
        ("a\\\r\nb\\\\\nc", [("LINE", "a\\\r\n"), ("LINE", "b\\\\\nc")]),
        ("\v\f\n\\", [("TRIVIA", "\v\f\n"), ("LINE", "\\")]),
    ],
)
def test_lines_of_interfaces(text: str, tree: Any) -> None:
    assert nested(parse(text, "interfaces"), text) == tree


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("interface eth0 # x", ["interface", "eth0"]),
        ('interface "eth 0"', ["interface", "eth 0"]),
        ('a "" b', ["a", "", "b"]),
        ('priority"90"x', ["priority", "90", "x"]),
        ("auth_pass a#b", ["auth_pass", "a"]),
        ("auth_pass 'a b'", ["auth_pass", "'a", "b'"]),
        ('auth_pass "a#b!c"', ["auth_pass", "a#b!c"]),
        ("state ${STATE}x", ["state", "${STATE}x"]),
    ],
)
def test_words_of_a_statement(line: str, expected: list[str]) -> None:
    assert list(words(line + "\n")) == expected


@slow
@pytest.mark.parametrize(
    "unit", ["{", "a {\n", "a{", "}", '"\n', 'a "\n', "${", "${a", "\\", "a\n\n", "!x\n", " ", "a } ", "a }{ "]
)
def test_megabytes_of_keepalived(unit: str) -> None:
    """No recursion, whatever the depth; see also the test of long files in test_shell.py."""
    text = unit * (100_000 // len(unit))
    assert joined(parse(text, "keepalived"), text) == text


@pytest.mark.parametrize("unit", ["$(", "${", "'\n", '"\n', "`\n", "A='\n", 'A="`\n', "(", "A=$(x\n", "A='' ", "\\"])
def test_megabytes_of_sysconfig(unit: str) -> None:
    text = unit * (100_000 // len(unit)) + "'"
    assert joined(parse(text, "sysconfig"), text) == text


@pytest.mark.parametrize("unit", ["\\\n", "a\\\n", "\\", "# \\\n", " ", " \n", "a "])
def test_megabytes_of_interfaces(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert joined(parse(text, "interfaces"), text) == text


def test_tables_are_what_the_grammars_say() -> None:
    assert gen_tables.main(["--check"]) == 0


def test_lark_reads_tokens_as_strings() -> None:
    """The comparison above would hold for anything if lark's trees were empty."""
    tree = stock("keepalived").parse("a {\nb\n}\n")
    block = tree.children[0]
    assert isinstance(block, Tree)
    assert [c.type for c in block.children if isinstance(c, Token)] == ["OPEN", "STATEMENT", "CLOSE"]


@pytest.mark.parametrize("unit", ["A=\\\n", "A=x\\\n B=y\\\n", "a\\\n"])
def test_what_cannot_be_understood_is_looked_at_once(unit: str) -> None:
    """Each try at an assignment looks at no more than some hundred pieces, and what it has looked at is one leaf."""
    text = unit * 20_000 + "'"
    assert len(list(parse(text, "sysconfig").leaves())) < len(text) / 200
