"""Shared code of the rules about names that appear twice in a keepalived.conf."""

from collections.abc import Iterator, Mapping

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown


def duplicates(configuration: Configuration, kinds: Mapping[str, str], effect: str, note: str) -> Iterator[Finding]:
    """Every block with the name of an earlier block of its kind; `kinds` maps keywords to their kind."""
    seen: dict[tuple[str, str], Statement] = {}
    for block in configuration.all(*kinds):
        if len(block.words) > 1:
            first = seen.setdefault((kinds[block.words[0]], block.words[1]), block)
            if first is not block and "$" not in block.words[1]:
                message = f"{block.words[0]} {shown(block.words[1])} is already defined above: {effect}"
                fix = repair.removal(block, "delete this one", safe=True) if repair.same(first, block) else None
                yield Finding(message, place(block, 1), (Related(place(first, 1), note),), fix)
