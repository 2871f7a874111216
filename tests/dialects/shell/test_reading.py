"""The words of commands: what a shell or a command acts on has a sign, however it is quoted."""

from __future__ import annotations

import pytest

from carplint.dialects.shell.reading import COMMANDS
from carplint.text.phrase import Phrase, Said


@pytest.mark.parametrize("word", ["-x", "-H evil.service", "-t/tmp up", "--x=ü", "-x;y", "-$x"])
def test_an_option_is_one_in_quotes_too(word: str) -> None:
    for template in ("systemctl stop {}", "cp -p {} /etc", "tar -xzf a.tgz {}"):
        assert Said(COMMANDS, (COMMANDS.say(template, word),)).difference() is not None
        assert Said(COMMANDS, (COMMANDS.say(template, f"./{word}"),)).difference() is None


@pytest.mark.parametrize("word", ["-x", "--verbose", "a=b", "if", "- x"])
def test_a_script_by_its_path_gets_any_word(word: str) -> None:
    phrase = COMMANDS.say("{} eth0 {}", "/opt/up", word)
    assert Said(COMMANDS, (phrase,)).difference() is None


@pytest.mark.parametrize("word", ["a=b", "if", "{", "!", "-x"])
def test_what_is_first_is_no_word_of_the_shell(word: str) -> None:
    plain = Phrase(f"{word} x", "{} x", (word,))  # without the quotes that `say` puts
    assert Said(COMMANDS, (plain,)).difference() is not None
