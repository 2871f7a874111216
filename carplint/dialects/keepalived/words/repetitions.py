"""A keyword that stands in its block again: which of the two counts, and what the daemon says of it."""

from __future__ import annotations

from carplint.dialects.keepalived.keywords import Keyword
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.values import TRUE
from carplint.text.finding import Finding, Related
from carplint.text.version import Version

_STAYS = {
    ("vrrp_instance", "state"): frozenset({"MASTER"}),  # said by setting-without-effect
    ("global_defs", "vrrp_min_garp"): frozenset({"", *TRUE}),
    ("global_defs", "dynamic_interfaces"): frozenset({"allow_if_changes"}),
}
"""Values that a later statement does not undo, "" for none, where else the last one counts. Source:
vrrp_state_handler (vrrp_parser.c), global_parser.c; all statements that may stand once in global_defs,
vrrp_instance, vrrp_script, vrrp_track_process and bfd_instance tried on 2.2.7 by what the running daemon holds."""


def _stays(statement: Statement, keyword: Keyword) -> bool:
    """Whether a later statement of this keyword does not undo what this one says."""
    word = statement.words[1] if len(statement.words) > 1 else ""
    return word in _STAYS.get((keyword.block, keyword.name), ())


def counts(first: Statement, again: Statement, keyword: Keyword) -> bool:
    """Whether a later statement of this keyword is the one that counts from there on."""
    return _stays(again, keyword) or (keyword.repeat != "first" and not _stays(first, keyword))


def finding(first: Statement, again: Statement, keyword: Keyword, version: Version) -> Finding | None:
    """A keyword that stands in its block for the second time."""
    if _stays(first, keyword):
        if _stays(again, keyword) or keyword.name == "state":
            return None
        message = f"{again.key} was given before in this block, and this one does not undo it"
        related = (Related(first.whole(), "this one counts"),)
        fix = repair.loser(first, again, "delete this one")
        return Finding(message, again.whole(), related, fix, name="duplicate-keyword-last-wins")
    diagnosed = keyword.repeat_since is not None and version >= keyword.repeat_since
    if keyword.repeat == "first":
        if not diagnosed:
            return None
        message = f"{again.key} was given before in this block, and the first one counts: this one is ignored"
        related = (Related(first.whole(), "this one counts"),)
        fix = repair.loser(first, again, "delete this one")
        return Finding(message, again.whole(), related, fix, name="duplicate-keyword-ignored")
    if first.words == again.words and not diagnosed:
        return None
    name = "duplicate-keyword-ignored" if diagnosed else "duplicate-keyword-last-wins"
    message = f"{again.key} is given again in this block, and the last one counts"
    related = (Related(first.whole(), "this one has no effect"),)
    return Finding(message, again.whole(), related, repair.loser(again, first, "delete the one before"), name=name)
