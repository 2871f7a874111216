"""YAML as words, lists and mappings."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from carplint.text import plain_yaml
from carplint.text.plain_yaml import YamlError, parse


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("", None),
        ("a", "a"),
        ("a: 2.10\nb: 0x10\nc: yes\nd: 2024-01-01\n", {"a": "2.10", "b": "0x10", "c": "yes", "d": "2024-01-01"}),
        ("a: ~\nb:\nc: ''\nd: 'null'\n", {"a": None, "b": None, "c": "", "d": "null"}),
        ("a: !vault x\nb: ! x\nc: !!int x\n", {"a": None, "b": "x", "c": "x"}),
        ("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n", {"a": {"x": "1", "y": "2"}, "b": {"x": "1", "y": "3"}}),
        ("{<<: [{x: 1}, {x: 2, y: 2}], z: 3}", {"x": "1", "y": "2", "z": "3"}),
        ("[a, [b], {c: d}]", ["a", ["b"], {"c": "d"}]),
        ("\ufeffa: b", {"a": "b"}),
    ],
)
def test_content(text: str, content: object) -> None:
    assert parse(text) == content


def test_an_alias_is_the_object_of_its_anchor() -> None:
    found = parse("[&a [x], *a]")
    assert found[0] is found[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [\n", "expected the node content, but found '<stream end>' in line 2"),
        ("ignore: [CL406\n", "expected ',' or ']', but got '<stream end>' in line 2, in what begins in line 1"),
        ("a: b\na: c\n", "the key 'a' is there twice, the second time in line 2"),
        ("x:\n  - *a\n", "an alias without an anchor before it in line 2"),
        ("&a [*a]", "an alias without an anchor"),
        ("{[a]: b}", "a key that is not a word in line 1"),
        ("a\n---\nb\n", "more than one document"),
        ("[" * 101, "more than 100 levels within each other in line 1"),
        ('"\\UFFFFFFFF"', "a number or a character that YAML does not allow"),
        (f"%YAML 1.{'1' * 5000}\n--- a", "a number or a character that YAML does not allow"),
        ('hosts: {lb1: {path: "h\\0"}}', "a NUL character in line 1"),
        ("a\n\x07", "a character that YAML does not allow in line 2"),
        ("a" * (plain_yaml.LONGEST + 1), "more than 2 MiB of YAML"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(YamlError) as error:
        parse(text)
    assert message in str(error.value)


def test_equal_keys_where_they_are_allowed() -> None:
    assert parse("a: b\na: c\n", twice=True) == {"a": "c"}


def test_merge_keys_bring_a_bounded_number_of_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_yaml, "MERGED", 5)
    assert len(parse("{<<: [{a: 1, b: 2}, {c: 3, d: 4, e: 5}]}")) == 5
    with pytest.raises(YamlError):
        parse("{<<: [{a: 1, b: 2}, {c: 3, d: 4, e: 5}], x: {<<: {a: 1}}}")


def _read(text: str) -> object:
    """What `parse` makes of a text, or its error."""
    try:
        return parse(text, twice=True)
    except YamlError as error:
        return error


@given(st.text(st.sampled_from("ab:{}[],&*!|>'\"%@`#-? \n\t<~=\\x0é\ud800"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = _read(text)
    try:
        words = yaml.load(text, yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, OverflowError, TypeError):
        return
    assert str(found).isprintable()
    if not isinstance(found, YamlError):
        assert isinstance(found, dict) == isinstance(words, dict)
        assert isinstance(found, list) == isinstance(words, list)


@pytest.mark.parametrize("text", ["a:\n\tb: c\n", "services:\n\tvip:\n\t\timage: x\n"])
def test_a_tab_is_called_a_tab(text: str) -> None:
    with pytest.raises(YamlError, match="found a tab that cannot start any token in line 2"):
        parse(text)
