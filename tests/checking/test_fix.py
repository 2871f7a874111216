"""Fixes: each silences what it is for, brings up nothing, and touches nothing but its edits; all of them at once are
what one after another comes to; and nothing is repaired that is suppressed or in a baseline."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carplint.checking import fix
from carplint.checking.lint import check
from carplint.checking.policy import Policy
from carplint.checking.report import Report
from carplint.cli import main as cli
from carplint.inputs.load import load
from carplint.text.finding import Finding
from tests import checked
from tests.corpus import CORPUS, needs_corpus
from tests.oracles import early, slow
from tests.trees import FIXTURES, below, grammar_of
from tests.work import calls

EXAMPLES = int(os.environ.get("FUZZ", "25"))
BAD = sorted((FIXTURES / "rules").glob("*/bad*"))


def report(*paths: Path) -> Report:
    return check(load([str(p) for p in paths]))


def counts(result: Report) -> Counter[tuple[str, str, str]]:
    return Counter((f.name, f.span.source.path, f.message) for f in result.findings)


def fixable(result: Report) -> list[Finding]:
    return [f for f in result.findings if f.fix is not None]


def only(result: Report, finding: Finding) -> Report:
    """A report in which a single finding can be repaired."""
    return result._replace(findings=(finding,), known=tuple(f for f in result.findings if f is not finding))


def texts(outcome: fix.Outcome) -> dict[str, str]:
    return {old.path: new.text for old, new in outcome.changes}


def by_hand(finding: Finding) -> dict[str, str]:
    """The files that a fix changes, with its edits done one by one."""
    assert finding.fix is not None
    found: dict[str, str] = {}
    for edit in sorted(set(finding.fix.edits), key=lambda e: -e.span.start):
        source, start, end = edit.span
        text = found.get(source.path, source.text)
        found[source.path] = text[:start] + edit.text + text[end:]
    return found


def each_fix_holds(result: Report) -> int:
    """Whether each fix alone does what it should; how many were applied."""
    before, applied = counts(result), 0
    for finding in fixable(result):
        outcome = fix.fix(only(result, finding), unsafe=True)
        if not outcome.applied:
            assert not outcome.changes
            continue
        applied += 1
        after = counts(outcome.report)
        key = finding.name, finding.span.source.path, finding.message
        assert after[key] < before[key], finding
        assert not after - before, (finding, after - before)
        assert texts(outcome) == by_hand(finding)
        for old, new in outcome.changes:
            assert (new.path, new.real, new.mode, new.host) == (old.path, old.real, old.mode, old.host)
            assert new.data.decode(new.encoding) == new.text
    return applied


def all_at_once(result: Report) -> fix.Outcome:
    """All fixes at once: nothing comes up, and nothing is left for a second run but what was left out."""
    outcome = fix.fix(result, unsafe=True)
    assert not counts(outcome.report) - counts(result)
    assert fix.fix(outcome.report, unsafe=True).changes == ()
    return outcome


def one_by_one(result: Report) -> tuple[dict[str, str], Report]:
    """What comes of the fixes one after another, in the order of the report."""
    changed: dict[str, str] = {}
    for _ in range(200):
        for finding in fixable(result):
            outcome = fix.fix(only(result, finding), unsafe=True)
            if outcome.applied:
                changed.update(texts(outcome))
                result = outcome.report
                break
        else:
            break
    return changed, result


@pytest.mark.parametrize("path", sorted({p.parent for p in BAD}), ids=lambda p: p.name)
def test_each_fix_of_the_fixtures(path: Path) -> None:
    for result in map(checked.report, sorted(path.glob("bad*"))):
        if fixable(result):
            each_fix_holds(result)
            outcome = all_at_once(result)
            assert one_by_one(result)[0] == texts(outcome)


# Files that are made of the fixtures


@cache
def _keepalived() -> tuple[str, ...]:
    """The texts of bad fixtures of one file whose findings have a fix."""
    found = []
    for path in BAD:
        files = [p for p in path.rglob("*") if p.is_file()]
        if [p.name for p in files] == ["keepalived.conf"] and fixable(report(path)):
            found.append(files[0].read_text())
    return tuple(found)


def _comment(text: str) -> str:
    return "\n".join(f"{line}  # très bien" if line.endswith("0") else line for line in text.split("\n"))


CHANGES: tuple[Callable[[str], str], ...] = (
    str,
    _comment,
    lambda text: text.replace("    ", "\t"),
    lambda text: text.rstrip("\n"),
    lambda text: text.replace("\n", "\n\n"),
)

_made = st.tuples(
    st.lists(st.sampled_from(range(200)), min_size=1, max_size=4),
    st.sampled_from(CHANGES),
    st.sampled_from(("utf-8", "latin-1")),
    st.sampled_from(("\n", "\r\n")),
)
_slow = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), print_blob=True
)

Made = tuple[list[int], Callable[[str], str], str, str]


def _write(path: Path, made: Made) -> Path:
    numbers, change, encoding, newline = made
    texts = _keepalived()
    text = change("\n".join(texts[n % len(texts)] for n in numbers))
    path.write_bytes(text.replace("\n", newline).encode(encoding, "replace"))
    return path


@given(_made)
@_slow
def test_each_fix_of_files_made_of_fixtures(made: Made) -> None:
    with tempfile.TemporaryDirectory() as folder:
        each_fix_holds(report(_write(Path(folder) / "keepalived.conf", made)))


@given(_made)
@_slow
def test_all_fixes_of_files_made_of_fixtures(made: Made) -> None:
    with tempfile.TemporaryDirectory() as folder:
        result = report(_write(Path(folder) / "keepalived.conf", made))
        outcome = all_at_once(result)
        # Of two blocks that become the same only if both are repaired the order decides; all at once repairs both.
        assert not counts(outcome.report) - counts(one_by_one(result)[1])


@given(_made)
@_slow
def test_the_diff_does_what_fix_does(made: Made) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _write(Path(folder) / "keepalived.conf", made)
        outcome = fix.fix(report(path), unsafe=True)
        if not outcome.changes:
            return
        ((_, new),) = outcome.changes
        lines = fix.diff(outcome.changes, show_secrets=True)
        patch = b"".join(line.encode(encoding) for line, encoding in lines)
        depth = str(path).count("/")
        done = subprocess.run(
            ["git", "apply", f"-p{depth}", "-"], cwd=folder, input=patch, capture_output=True,
            env={**os.environ, "GIT_DIR": "/nowhere"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert path.read_bytes() == new.data


@early
@slow
@needs_corpus
def test_fixes_of_the_corpus() -> None:
    applied = 0
    found = [p for p in below(CORPUS) if grammar_of(p) and p.stat().st_size < 20_000]
    for path in found[:: 1 if "FUZZ" in os.environ else 6]:
        if b"~SEQ" in path.read_bytes():  # a few bytes become ten thousands of lines, of which none can be repaired
            continue
        result = report(path)
        if 0 < len(fixable(result)) < 30:
            applied += each_fix_holds(result)
            all_at_once(result)
    assert applied > 30


# What is not repaired, and where

CONF = """vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    prioritty 100
    virtual_ipaddress {
        192.0.2.10
    }
}
"""


def run(*words: str | Path) -> int:
    return cli.main([str(w) for w in words])


def test_what_is_suppressed_is_not_repaired(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    text = CONF.replace("prioritty 100", "prioritty 100  # carplint: ignore[unknown-keyword] it stays")
    path.write_text(text)
    run("fix", "--unsafe", path)
    assert path.read_text() == text


def test_what_a_baseline_knows_is_not_repaired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, known = tmp_path / "keepalived.conf", tmp_path / "known.json"
    path.write_text(CONF)
    run("check", "--write-baseline", known, path)
    path.write_text(CONF.replace("state", "stte"))
    before = known.read_bytes()
    assert run("fix", "--baseline", known, path) == 0
    assert path.read_text() == CONF
    assert known.read_bytes() == before
    assert "fixed 1 in 1 files" in capsys.readouterr().err
    assert run("fix", path) == 0
    assert path.read_text() == CONF.replace("tty", "ty")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_encoding_line_ends_mode_and_links_stay(tmp_path: Path, newline: str, encoding: str) -> None:
    text = ("# dépannage\n" + CONF.rstrip("\n")).replace("\n", newline)
    target, link = tmp_path / "real", tmp_path / "keepalived.conf"
    target.write_bytes(text.encode(encoding))
    target.chmod(0o640)
    link.symlink_to(target)
    run("fix", link)
    assert link.is_symlink()
    assert target.read_bytes() == text.replace("tty", "ty").encode(encoding)
    assert target.stat().st_mode & 0o777 == 0o640


def test_an_included_file_is_repaired(tmp_path: Path) -> None:
    (tmp_path / "keepalived.conf").write_text("include conf.d/*.conf\n")
    part = tmp_path / "conf.d" / "one.conf"
    part.parent.mkdir()
    part.write_text(CONF)
    run("fix", tmp_path)
    assert part.read_text() == CONF.replace("tty", "ty")
    assert (tmp_path / "keepalived.conf").read_text() == "include conf.d/*.conf\n"


def test_a_line_that_two_instances_share_stays(tmp_path: Path) -> None:
    """Of a file that is read twice nothing is taken out because of one of the two places."""
    head = "vrrp_instance {0} {{\n interface eth0\n virtual_router_id {1}\n priority 100\n unicast_src_ip 192.0.2.{1}\n"
    peers = "192.0.2.1\n192.0.2.2\n192.0.2.3\n"
    tail = " unicast_peer {\n  include peers\n }\n virtual_ipaddress {\n  198.51.100.{0}\n }\n}\n"
    (tmp_path / "peers").write_text(peers)
    text = "".join(head.format(f"VI_{n}", n) + tail.replace("{0}", str(n)) for n in (1, 2))
    (tmp_path / "keepalived.conf").write_text(text)
    result = report(tmp_path / "keepalived.conf")
    assert {f.name for f in result.findings} >= {"unicast-peer-is-self"}
    run("fix", "--unsafe", tmp_path / "keepalived.conf")
    assert (tmp_path / "peers").read_text() == peers


def test_a_file_that_two_nodes_share_is_repaired_once(tmp_path: Path) -> None:
    shared = tmp_path / "shared.conf"
    shared.write_text(CONF)
    for name in ("lb1", "lb2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "keepalived.conf").symlink_to(shared)
    run("fix", tmp_path / "lb1", tmp_path / "lb2", "--follow")
    assert shared.read_text() == CONF.replace("tty", "ty")


def test_a_peer_is_added_on_the_other_node(tmp_path: Path) -> None:
    path = FIXTURES / "rules" / "unicast-peers-incomplete" / "bad"
    result = report(path)
    (finding,) = fixable(result)
    assert finding.fix is not None
    assert not finding.fix.safe
    assert fix.fix(result).changes == ()
    outcome = fix.fix(result, unsafe=True)
    assert outcome.report.findings == ()


def test_edits_at_one_place_follow_each_other(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(CONF.replace("    prioritty 100\n", "    priority 100\n    priority 100\n    priority 101\n"))
    result = report(path)
    outcome = all_at_once(result)
    assert texts(outcome) == {str(path): CONF.replace("prioritty 100", "priority 101")}


def test_a_keyword_in_another_case_is_written_as_it_is_known(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    lines = ["vrrp_instance VI_1 {", "    interface eth0", "    virtual_router_ID 21", "    virtual_ipaddress {"]
    path.write_bytes("\r\n".join([*lines, "        192.0.2.10/24", "    }", "}"]).encode())
    (new,) = texts(fix.fix(report(path))).values()
    assert new == path.read_bytes().decode().replace("router_ID", "router_id")


def test_a_file_that_is_utf_8_after_a_fix_is_read_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its one byte that is not goes with a word that is taken out; the report after that is the next run's."""
    path = tmp_path / "keepalived.conf"
    data = CONF.replace("prioritty 100", "priority 100 x").encode() + "# dépannage\n".encode()
    path.write_bytes(data.replace(b" x\n", b" \xe9\n"))
    capsys.readouterr()
    run("fix", "--unsafe", path)
    reported = capsys.readouterr().out
    assert path.read_bytes() == data.replace(b" x\n", b"\n")
    run("check", path)
    assert capsys.readouterr().out == reported


def _misspelt(folder: Path, instances: int) -> Report:
    folder.mkdir()
    lines = "  sate BACKUP\n  interface eth0\n  priorty 100\n"
    text = "".join(f"vrrp_instance V{n} {{\n{lines}  virtual_router_id {n + 1}\n}}\n" for n in range(instances))
    (folder / "keepalived.conf").write_text(text)
    return check(load([str(folder)]))


def test_twice_the_fixes_take_twice_the_calls(tmp_path: Path) -> None:
    made = [_misspelt(tmp_path / str(n), n) for n in (2, 60, 120)]
    _, few, many = (calls(lambda r=r: fix.fix(r, unsafe=True)) for r in made)  # type: ignore[misc]
    assert many <= 2.2 * few, f"{few} calls for 60, {many} for 120"


@pytest.mark.parametrize(
    "policy",
    [None, Policy.of(select=["CL106"]), Policy.of(ignore=["CL4", "cluster"]), Policy.of(select=["unknown-keyword"])],
    ids=["all", "selected", "ignored", "by name"],
)
def test_what_a_fix_brings_up_is_looked_for_by_all_rules(tmp_path: Path, policy: Policy | None) -> None:
    """Two nodes of one priority, once a misspelt word of one is right: whether somebody selected that rule or not."""
    for name, word in (("lb1", "priority"), ("lb2", "prioritty")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "keepalived.conf").write_text(
            f"vrrp_instance V {{\n interface eth0\n virtual_router_id 5\n {word} 7\n"
            " virtual_ipaddress {\n  10.0.0.1/24\n }\n}\n"
        )
    outcome = fix.fix(check(load([str(tmp_path)]), policy), policy, unsafe=True)
    assert [f.name for f in outcome.withdrawn] == ["unknown-keyword"]
    assert outcome.changes == ()
    assert outcome.report.fixed == ()


def test_a_run_tries_fixes_out_so_many_times_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When each fix brings up a new finding, half of them after the other is tried, down to each one."""
    made = _misspelt(tmp_path / "x", 40)
    times = 0

    def after(report: Report, findings: object, policy: object) -> object:
        nonlocal times
        times += 1
        new = made.findings[0]._replace(message=f"new {times}")
        return (), report._replace(findings=(*report.findings, new))

    monkeypatch.setattr(fix, "_after", after)
    outcome = fix.fix(made, unsafe=True)
    assert outcome.applied == ()
    assert len(outcome.withdrawn) == sum(f.fix is not None for f in made.findings)
    assert times <= fix.TRIALS[1] + 1
    times = 0
    monkeypatch.setattr(fix, "STATEMENTS", 0)
    assert fix.fix(made, unsafe=True).applied == ()
    assert times <= fix.TRIALS[0] + 1
