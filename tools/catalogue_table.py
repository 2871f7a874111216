"""Write docs/catalogue.md: for each rule of the catalogue that the work began from, the rules that cover it.

    python tools/catalogue_table.py            write what is not as it should be
    python tools/catalogue_table.py --check    exit 1 where something would be written

A row whose name is a rule's is covered by that rule. COVERED and LEFT_OUT hold all others. The catalogue is not a part of
the project: where it is missing nothing is written, which is said.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from carplint.rules import RULES  # noqa: E402

CATALOGUE = ROOT / "reference" / "rules" / "catalogue.tsv"
PAGE = ROOT / "docs" / "catalogue.md"

COVERED = {
    "unnamed-block": "block-name",
    "priority-out-of-range": "value-out-of-range value-wrong-type",
    "vrid-out-of-range": "value-out-of-range value-wrong-type",
    "advert-int-unit-suffix": "value-wrong-type",
    "state-unknown": "value-unknown case-sensitive-value",
    "auth-ah-state-master": "setting-without-effect",
    "weight-out-of-range": "value-out-of-range",
    "script-interval-zero": "value-out-of-range value-wrong-type",
    "preempt-delay-range": "value-out-of-range",
    "garp-zero": "value-out-of-range",
    "vrrp-version-invalid": "value-unknown",
    "lvs-scheduler-or-kind-unknown": "value-unknown",
    "vip-mixed-family": "address-family-mixed",
    "interface-is-alias": "interface-not-usable",
    "interface-is-loopback": "interface-not-usable",
    "unicast-peer-family": "address-family-mixed",
    "vmac-unicast": "vmac-conflict",
    "nopreempt-with-priority-255": "setting-without-effect",
    "preempt-delay-with-master": "setting-without-effect",
    "strict-accept-needs-v3": "strict-mode-conflict",
    "strict-with-auth": "strict-mode-conflict",
    "strict-state-priority": "strict-mode-conflict",
    "strict-with-unicast": "strict-mode-conflict",
    "track-weight-on-owner": "track-weight-ignored",
    "sync-group-weighted-track": "track-weight-ignored",
    "no-health-check": "tracker-mismatch",
    "notify-duplicate": "duplicate-keyword-ignored",
    "default-vrid-51": "vrid-reused-other-cluster",
    "ucarp-shell-syntax": "shell-syntax",
    "ifcfg-shell-syntax": "shell-syntax",
    "ifcfg-arpcheck-off": "ifcfg-vip-alias-onparent",
    "dns-name-in-config": "lvs-server-address unicast-peer-malformed",
    "killall-needs-psmisc": "script-without-path",
    "migrate-vrid-free": "migrate-both-daemons vrid-equals-vhid",
    "migrate-ipv6-impossible": "migrate-inexpressible",
}
"""The rows that rules of another name cover, most of them with much else."""

LEFT_OUT = {
    "duplicate-block-merged": "the daemon merges the blocks, which is what their author means",
    "crlf-line-endings": "the daemon reads such a file like any other; in scripts it matters: script-bad-interpreter",
    "include-relative-path": "it is relative to the file's folder, which is what its author means; before 2.2 it was not",
    "conditional-never-matches": "the nodes that are not among the inputs may have the id; a run says which lines it left out",
    "number-leading-zero": "the daemon reads 010 as 10, as it is meant; uCarp does not: ucarp-vhid-octal",
    "vip-label-not-prefixed": "keepalived and the kernel take any label; only ifconfig shows it oddly",
    "mcast-in-cloud": "no file says that a node is in a cloud",
    "vmac-sysctl": "the kernel's settings and the hypervisor's are in none of the files",
    "script-without-timeout": "a script has a timeout of one interval unless another is given, and who gives one means it",
    "dont-track-primary": "it is never there by accident",
    "garp-no-refresh": "nearly no configuration has garp_master_refresh, and most do well without",
    "startup-delay-with-nopreempt": "it would be said of nearly every nopreempt, most of which do well without",
    "single-node-cluster": "not a fault: a run says whose peers it did not see",
    "vmac-mismatch": "the nodes work together all the same",
    "lvs-mismatch": "directors may differ on purpose, as in weights",
    "auth-pass-clear-text": "it would be said of every PASS; the page of default-password and migrate-password say it",
    "script-runs-as-root": "most checks need root, and script_user root is written to say so",
    "ucarp-password-in-ps": "the carp service has no other way, so it would be said of each of its files",
    "unicast-src-unchecked": "it would be said of nearly every unicast instance",
    "secret-in-repo": "there are tools for secrets of all kinds",
    "config-test-blind-spot": "not a fault of a file: docs/agreement.md",
    "reload-does-not-apply": "it needs the file as it was before",
    "smtp-unreachable-name": "whether a name resolves is not in the files; an empty list of recipients is empty-list",
    "check-interval-too-short": "most checks run each second or two, and fall 1 is the default",
    "init-fail-missing": "a matter of taste: it would be said of nearly every check",
    "killall-matches-self": "what else runs on the node is not in the files",
    "container-vip-left": "how a container is stopped is in files that carplint does not read",
    "process-priority-hint": "whether a node is loaded is not in the files, and the daemon raises its priority itself",
    "migrate-skew-inverts": "convert turns the order round itself; migrate-tie-break-inverts tells what it cannot keep",
    "migrate-preempt-default": "convert writes nopreempt itself",
    "ifcfg-removed-in-rhel10": "no file says which release runs on the node",
}
"""The rows that have no rule, and why."""


class Row(NamedTuple):
    """A rule of the catalogue, and how sure it was of it: high, medium or low."""

    family: str
    name: str
    confidence: str


def rows() -> list[Row]:
    """The catalogue."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t")
        return [Row(line["family"], line["name"], line["confidence"]) for line in lines]


def page(catalogue: list[Row]) -> str:
    """The table. Raises LookupError for a row of which nothing is known, or a rule that is none."""
    codes = {rule.name: rule.code for rule in RULES}
    lines = [
        "# From the catalogue to the rules",
        "",
        "Written by `python tools/catalogue_table.py`. The rules were collected before they were written, each with its evidence.",
        "What became of them: a rule of the same name, a rule that covers more, or a reason why there is none. Being",
        "hard is not a reason; reporting what is not a fault is: such a linter gets switched off.",
        "",
        "| family | rule of the catalogue | covered by |",
        "|---|---|---|",
    ]
    for row in catalogue:
        names = [row.name] if row.name in codes else COVERED.get(row.name, "").split()
        links = ", ".join(f"{codes[name]} [{name}](rules/{name}.md)" for name in names)
        lines.append(f"| {row.family} | {row.name} | {links or f'none: {LEFT_OUT[row.name]}'} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or say that it is not fresh."""
    catalogue = rows()
    if not catalogue:
        print("the catalogue is not there: nothing is written")
        return 0
    text = page(catalogue)
    fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
    if not fresh and "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
    if not fresh:
        print(f"{'not fresh' if '--check' in arguments else 'written'}: {PAGE.relative_to(ROOT)}")
    return int(not fresh and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
