"""Running the rules: each finding gets the identity of its rule, and all of them one order."""

from collections.abc import Iterable, Iterator, Sequence

from carplint.checking.needs import present
from carplint.checking.report import Report
from carplint.model import Net
from carplint.rules import NAMED, RULES, Rule
from carplint.rules.targets import TARGETS
from carplint.text.finding import Finding, Related
from carplint.text.source import DerivedSpan
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.checking.policy import Policy


def _order(finding: Finding) -> tuple[str, str, int, str, str]:
    source = finding.span.source
    return source.host, source.path, finding.span.start, finding.code, finding.message


def _of(rule: Rule, finding: Finding) -> Finding:
    """A rule's finding with the identity of the rule."""
    return finding._replace(code=rule.code, name=rule.name, severity=rule.severity)


def identify(findings: Iterable[Finding]) -> list[Finding]:
    """Readers' and writers' findings with the code and severity of the rule that they name."""
    return [f if f.code else _of(NAMED[f.name], f) for f in findings]


def _editable(finding: Finding) -> Finding:
    edits = () if finding.fix is None else finding.fix.edits
    if not any(isinstance(e.span, DerivedSpan) or e.span.source.embedded for e in edits):
        return finding
    return finding._replace(fix=None)


HOSTS = 3
"""How many further hosts are named with what is wrong in a file that they share."""


def _together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings; of those that say the same about the same place of a file that hosts share the first one, with the others."""
    same: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        span = finding.span
        same.setdefault((span.source.path, span.start, span.end, finding.code, finding.message), []).append(finding)
    for first, *others in same.values():
        more = [
            Related(f.span, f"so it is on {f.span.source.host}")
            for f in others
            if f.span.source.host != first.span.source.host
        ]
        yield first._replace(related=(*first.related, *more[:HOSTS])) if more else first


def finish(findings: Iterable[Finding], net: Net, policy: "Policy | None" = None, *, checked: bool = False) -> Report:
    """Findings in the order of their places, each once, without those that a comment suppresses. After a check, what
    is wrong with these comments is reported, too. A fix of text that is not literally there is dropped."""
    kept = list(findings if policy is None else policy.applied(findings))
    suppressed: Sequence[Finding] = ()
    if any("carplint:" in d.source.text for h in net.hosts for d in h.documents):
        from carplint.checking import suppress  # only needed where a file speaks of carplint
        from carplint.checking.able import Able, able

        own = () if policy is None else policy.own
        kept, suppressed, hygiene = suppress.apply(kept, net, able(net, policy) if checked else Able(), own)
        if checked:
            kept += identify(hygiene)
    unique = {(f.span, f.code, f.message): _editable(f) for f in kept}
    ordered = list(_together(sorted(unique.values(), key=_order)))
    return Report(tuple(ordered), net, tuple(sorted(suppressed, key=_order)))


def found(rules: Iterable[Rule], net: Net) -> Iterator[Finding]:
    """What the checks of some rules find; of those that can find nothing no module is imported."""
    here = present(net)
    targets: dict[str, Sequence[tuple[object, ...]]] = {}
    for rule in rules:
        if not rule.can_find(here):
            continue
        if rule.on not in targets:
            targets[rule.on] = tuple(TARGETS[rule.on](net))
        if targets[rule.on]:
            check = rule.check
            for target in targets[rule.on]:
                for finding in check(*target):
                    yield _of(rule, finding)


def check(net: Net, policy: "Policy | None" = None) -> Report:
    """Run the rules of a policy over a model, by default all that can find something in it. What could not be read
    (family 0) is always part of the report."""
    findings = identify(net.findings)
    rules = None if policy is None else policy.rules
    if rules is not None:
        codes = {rule.code for rule in rules}
        findings = [f for f in findings if f.code in codes or f.code.startswith("CL0")]
    findings += found(RULES if rules is None else rules, net)
    for rule in () if policy is None else policy.own:
        from carplint.checking import own_rules

        findings += [_of(rule, f) for f in own_rules.run(rule, net)]
    if net.asked:
        findings = [f for f in findings if _is_asked(f, net)]
    return finish(findings, net, policy, checked=True)


def _is_asked(finding: Finding, net: Net) -> bool:
    """Return whether a finding is about a file that was asked about, not only about others that it lies among."""
    asked = net.asked.get(finding.span.source.host)
    places = (finding.span, *(r.span for r in finding.related))
    return asked is None or any(span.source.path in asked for span in places)
