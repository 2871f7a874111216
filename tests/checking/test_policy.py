"""Which rules run, what they weigh and where: selection, per-path settings, severities, baselines, own rules."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from carplint.cli.main import main

FAULTY = """\
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 21
    priority 100 110
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.0.2.10/24
    }
}
"""
OWN = '''\
"""A virtual router is on VRID 21, which the factory uses."""

from carplint.text.finding import Finding

CODE, NAME, SEVERITY = "ACME1", "vrid-of-the-factory", "error"


def check(net):
    for router in net.virtual_routers:
        if router.id is not None and router.id.value == 21:
            yield Finding("VRID 21 belongs to the factory", router.id.span)
'''


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "lb1" / "keepalived.conf"
    path.parent.mkdir()
    path.write_text(FAULTY)
    return path


def codes(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    code = main(["check", "--format", "json", *words, "lb1"])
    output = capsys.readouterr()
    if not output.out:
        return code, [output.err]
    return code, sorted({f["code"] for f in json.loads(output.out)["findings"]})


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), ["CL113", "CL601"]),
        (("--select", "CL6"), ["CL601"]),
        (("--select", "security"), ["CL601"]),
        (("--select", "security,extra-words-ignored"), ["CL113", "CL601"]),
        (("--ignore", "syntax"), ["CL601"]),
        (("--select", "CL1,CL6", "--ignore", "default-password"), ["CL113"]),
    ],
)
def test_rules_are_selected_by_code_prefix_name_and_family(
    file: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], found: list[str]
) -> None:
    assert codes(capsys, *words) == (0, found)


@pytest.mark.parametrize(
    ("configuration", "code", "found"),
    [
        ("ignore: [security]\n", 0, ["CL113"]),
        ("select: CL6\n", 0, ["CL601"]),
        ("fail-on: warning\n", 1, ["CL113", "CL601"]),
        ("severity: {extra-words-ignored: error}\n", 1, ["CL113", "CL601"]),
        ("paths: {'lb1/*': [CL1]}\n", 0, ["CL601"]),
        ("paths: {'lb2/*': [CL1]}\n", 0, ["CL113", "CL601"]),
    ],
)
def test_the_configuration_says_what_counts(
    file: Path, capsys: pytest.CaptureFixture[str], configuration: str, code: int, found: list[str]
) -> None:
    Path(".carplint.yaml").write_text(configuration)
    assert codes(capsys) == (code, found)
    assert codes(capsys, "--isolated") == (0, ["CL113", "CL601"])


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ("select: [CL999]\n", "there is no rule 'CL999'"),
        ("ignore: [defalt-password]\n", "did you mean default-password?"),
        ("severity: {CL113: fatal}\n", "severity.CL113 must be one of info, warning, error, not 'fatal'"),
        ("fail-on: always\n", "fail-on must be one of info, warning, error, never"),
        ("select: {a: b}\n", "select must be a list of words"),
        ("select: 5\n", "there is no rule '5'"),
        ("rules: [own.py]\n", "name the file with --config"),
        ("x: 2026-99-99\n", "has no key 'x'"),
        ("target: 2026-99-99\n", "'2026-99-99' is not a release"),
        ("target: !!timestamp abc\n", "'abc' is not a release"),
        (f"target: {'1' * 5000}\n", "is not a release"),
        ("target: !!int x\n", "'x' is not a release"),
        ("target: &a [*a]\n", "not valid YAML: an alias without an anchor before it in line 1"),
        ("target: [2.2.7]\n", "target must be a word"),
        ("[" * 3000, "not valid YAML"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(
    file: Path, capsys: pytest.CaptureFixture[str], configuration: str, message: str
) -> None:
    Path(".carplint.yaml").write_text(configuration)
    code, (error,) = codes(capsys)
    assert code == 2
    assert message in error


def test_statistics(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--statistics", "lb1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["1  CL113  warning  extra-words-ignored  [1 fixable]", "1  CL601  warning  default-password"]
    assert main(["check", "--statistics", "--format", "json", "lb1"]) == 0
    assert [row["count"] for row in json.loads(capsys.readouterr().out)] == [1, 1]


def test_a_baseline_hides_what_was_there_and_shrinks(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--write-baseline", "known.json", "lb1"]) == 0
    assert "wrote 2 findings" in capsys.readouterr().err
    baseline = Path("known.json")
    assert "1111" not in baseline.read_text()
    assert codes(capsys, "--baseline", "known.json", "--fail-on", "info") == (0, [])
    # Lines above and blanks do not matter; a second finding of a kind is new.
    file.write_text("# moved\n" + FAULTY.replace("priority 100 110", "priority   100 110"))
    before = baseline.read_text()
    assert codes(capsys, "--baseline", "known.json") == (0, [])
    file.write_text(FAULTY.replace("priority 100 110", "priority 100 110\n    nopreempt yes"))
    assert codes(capsys, "--baseline", "known.json") == (0, ["CL113"])
    # A rule that does not run says nothing about what is mended.
    file.write_text(FAULTY.replace("100 110", "100"))
    assert codes(capsys, "--baseline", "known.json", "--select", "CL6") == (0, [])
    assert baseline.read_text() == before
    assert main(["check", "--baseline", "known.json", "lb1"]) == 0
    assert "1 finding is in known.json and not here any more: --update-baseline" in capsys.readouterr().err
    assert baseline.read_text() == before
    assert codes(capsys, "--baseline", "known.json", "--update-baseline") == (0, [])
    assert [f["rule"] for f in json.loads(baseline.read_text())["findings"]] == ["CL601"]
    file.write_text(FAULTY)
    assert codes(capsys, "--baseline", "known.json") == (0, ["CL113"])


def test_a_baseline_keeps_what_a_run_could_not_see(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = FAULTY.replace(" 110", "").replace("1111", "k3J9xQ2v")
    other = text.replace("21", "77").replace("192.0.2.10", "198.51.100.10")
    for host, content in (("lb1", text), ("lb2", text), ("x1", other)):
        Path(host).mkdir(exist_ok=True)
        Path(host, "keepalived.conf").write_text(content)
    assert main(["check", "--write-baseline", "known.json", "."]) == 0
    baseline = Path("known.json")
    before = baseline.read_text()
    assert [f["rule"] for f in json.loads(before)["findings"]] == ["CL409"]
    update = ["check", "--baseline", "known.json", "--update-baseline"]
    assert main([*update, "lb2", "x1"]) == 0  # the partner is not there
    assert baseline.read_text() == before
    Path("lb2", "keepalived.conf").unlink()
    capsys.readouterr()
    assert main([*update, "lb1", "x1"]) == 0
    assert "1 finding is gone from known.json" in capsys.readouterr().err
    assert json.loads(baseline.read_text())["findings"] == []


def test_a_baseline_is_written_to_a_folder_that_exists(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--write-baseline", "nope/known.json", "lb1"]) == 3
    assert "nope/known.json: cannot be written: there is no folder " in capsys.readouterr().err
    assert not Path("nope").exists()
    assert main(["check", "--write-baseline", "known.json", "--select", "CL6", "lb1"]) == 0
    assert capsys.readouterr().err == "carplint: wrote 1 finding to known.json\n"


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("baseline: ../known.json\n", "names a baseline that is not a file in its folder"),
        ("baseline: link.json\n", "names a baseline that is not a file in its folder"),
        ("baseline: lb1\n", "names a baseline that is not a file in its folder"),
        ("hosts: {lb1: {path: ..}}\n", "says that files of lb1 lie outside of its folder"),
        ("hosts: {lb1: {path: out}}\n", "says that files of lb1 lie outside of its folder"),
        ("rules: [acme]\n", "names rules of your own"),
    ],
)
def test_a_configuration_that_is_merely_found_stays_in_its_folder(
    file: Path, capsys: pytest.CaptureFixture[str], text: str, message: str, named: bool
) -> None:
    known = Path("../known.json")
    known.write_text('{"version": 1, "findings": []}')
    Path("link.json").symlink_to(known)
    Path("out").symlink_to("..")
    Path(".carplint.yaml").write_text(text)
    code = main(["check", *(["--config", ".carplint.yaml"] if named else []), "lb1"])
    assert (message in capsys.readouterr().err) is not named
    assert code == (2 if not named or "lb1\n" in text or "acme" in text else 0)


def test_a_found_configuration_that_is_a_link_stays_in_its_folder(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("team.yaml").write_text("fail-on: error\n")
    Path(".carplint.yaml").symlink_to("team.yaml")
    assert main(["check", "lb1"]) == 0
    Path("team.yaml").rename("../team.yaml")
    Path("../team.yaml").write_text("secretive: 1\n")  # of which nothing is told
    Path(".carplint.yaml").unlink()
    Path(".carplint.yaml").symlink_to("../team.yaml")
    assert main(["check", "lb1"]) == 2
    said = capsys.readouterr().err
    assert "is a link to a file outside of its folder: name it with --config" in said
    assert "secretive" not in said
    Path("../team.yaml").write_text("fail-on: error\n")
    assert main(["check", "--config", ".carplint.yaml", "lb1"]) == 0


def test_what_a_found_configuration_may_do(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--write-baseline", "known.json", "lb1"]) == 0
    before = Path("known.json").read_bytes()
    Path(".carplint.yaml").write_text("baseline: known.json\nhosts: {one: {path: lb1}}\nfail-on: info\n")
    file.write_text(FAULTY.replace("100 110", "100"))
    capsys.readouterr()
    assert main(["check", "--update-baseline"]) == 2
    assert "its baseline is not changed" in capsys.readouterr().err
    assert main(["check"]) == 0
    assert "1 finding is in ./known.json and not here any more" in capsys.readouterr().err.replace(f"{Path.cwd()}", ".")
    assert Path("known.json").read_bytes() == before
    assert main(["check", "--config", ".carplint.yaml", "--update-baseline"]) == 0
    assert Path("known.json").read_bytes() != before


def test_an_update_needs_a_baseline(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--update-baseline", "lb1"]) == 2
    assert "--update-baseline needs a baseline" in capsys.readouterr().err


def test_a_fix_asks_for_files(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    for more in ([], ["--diff"], ["--unsafe"]):
        assert main(["fix", *more]) == 2
        assert "name a file or a folder" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert main(["fix", "--host", "lb1=lb1"]) == 0


_ENTRY = '{"rule": "CL1", "path": "a", "statement": "b", "count": %s}'


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        '{"version": 9, "findings": []}',
        '{"version": 1, "findings": [1]}',
        '{"version": 1, "findings": [' + _ENTRY % "1e400" + "]}",
        '{"version": 1, "findings": [' + _ENTRY % "NaN" + "]}",
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_baseline(file: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    Path("known.json").write_text(content)
    code, (error,) = codes(capsys, "--baseline", "known.json")
    assert (code, "known.json: " in error and "a baseline" in error) == (2, True)
    assert Path("known.json").read_text() == content


@pytest.mark.parametrize("option", ["--baseline", "--config", "--inventory", "--rules"])
@pytest.mark.parametrize("kind", ["/dev/zero", "fifo", "folder", "latin-1"])
def test_only_regular_files_of_utf_8_are_read(
    file: Path, capsys: pytest.CaptureFixture[str], option: str, kind: str
) -> None:
    path = Path(kind)
    if option == "--rules":  # which are named so
        path = Path("own.py")
        if kind == "/dev/zero":
            path.symlink_to(kind)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "latin-1":
        path.write_bytes("é: 1".encode("latin-1"))
    assert main(["check", option, str(path), "lb1"]) == 2
    reason = {"folder": "a directory, not a file", "latin-1": "not UTF-8 text"}.get(kind, "not a regular file")
    said = capsys.readouterr().err
    assert reason in said or (option, kind) == ("--rules", "latin-1")
    assert "cannot be read" in said or option == "--rules"
    assert said.count("\n") == 1


@pytest.mark.parametrize("option", ["--baseline", "--config", "--inventory", "--write-baseline"])
def test_a_file_without_a_name(file: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    """As of a variable of a script that is not set."""
    assert main(["check", option, "", "lb1"]) == 2
    assert f"{option}: a file has a name" in capsys.readouterr().err


def test_own_rules(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.py").write_text(OWN)
    assert codes(capsys, "--rules", "own.py") == (1, ["ACME1", "CL113", "CL601"])
    assert codes(capsys, "--rules", "own.py", "--ignore", "vrid-of-the-factory") == (0, ["CL113", "CL601"])
    assert codes(capsys, "--rules", "own.py", "--select", "ACME1") == (1, ["ACME1"])
    assert codes(capsys, "--rules", "own.py", "--select", "ACME,CL6") == (1, ["ACME1", "CL601"])
    assert codes(capsys, "--rules", "own.py", "--select", "AC")[0] == 2
    capsys.readouterr()
    assert main(["check", "--rules", "own.py", "--select", "ACME1", "--format", "text", "lb1"]) == 1
    assert "carplint explain" not in capsys.readouterr().out
    Path("team.yaml").write_text("rules: [own.py]\nseverity: {ACME1: info}\n")
    assert codes(capsys, "--config", "team.yaml") == (0, ["ACME1", "CL113", "CL601"])
    file.write_text(FAULTY.replace("_id 21", "_id 21 # carplint: ignore[ACME1] given to us by the factory"))
    assert codes(capsys, "--rules", "own.py") == (0, ["CL113", "CL601"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "CODE is capital letters"),
        (OWN.replace("ACME1", "CL901"), "other than CL"),
        (OWN.replace('"error"', '"fatal"'), "SEVERITY is one of"),
        (OWN.replace("def check", "def chek"), "check(net) yields findings"),
        (OWN.replace("\ndef ", "\nON = 'routers'\ndef "), "ON is one of net, "),
        ("1 +", "the rule cannot be read: SyntaxError"),
        ("\ufeff1 +", "the rule cannot be read: SyntaxError: invalid syntax"),
    ],
)
def test_a_file_that_is_no_rule(file: Path, capsys: pytest.CaptureFixture[str], text: str, message: str) -> None:
    Path("own.py").write_text(text)
    code, (error,) = codes(capsys, "--rules", "own.py")
    assert code == 2
    assert message in error


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("net.virtual_router", "own.py:9: the rule vrid-of-the-factory fails: AttributeError"),
        ("exit(9)", "the rule vrid-of-the-factory fails: SystemExit"),
        ('["lb1"]', "the rule vrid-of-the-factory fails: TypeError: check(net) yields something that is not a finding"),
    ],
)
@pytest.mark.parametrize("command", ["check", "fix"])
def test_an_own_rule_that_fails(
    file: Path, capsys: pytest.CaptureFixture[str], wrong: str, message: str, command: str
) -> None:
    Path("own.py").write_text(f"{OWN[: OWN.index('    for')]}    yield from {wrong}\n")
    before = file.read_bytes()
    assert main([command, "--rules", "own.py", "lb1"]) == 2
    assert message in capsys.readouterr().err
    assert file.read_bytes() == before


def test_an_own_rule_says_what_it_looks_at(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, check = OWN.split("def check", 1)
    _, body = check.split("net.virtual_routers:\n", 1)
    Path("own.py").write_text(f'{head}ON = "router"\n\n\ndef check(router):\n    if True:\n{body}')
    assert codes(capsys, "--rules", "own.py") == (1, ["ACME1", "CL113", "CL601"])


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installed package with two rules; the name of its entry point."""
    site = tmp_path / "site"
    (site / "acme_rules").mkdir(parents=True)
    (site / "acme_rules" / "__init__.py").write_text("from acme_rules import one, two\nRULES = [one, two]\n")
    (site / "acme_rules" / "one.py").write_text(OWN)
    (site / "acme_rules" / "two.py").write_text(OWN.replace("ACME1", "ACME2").replace("-of-the-", "-of-our-"))
    (site / "acme_rules-1.dist-info").mkdir()
    (site / "acme_rules-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1\n")
    points = "[carplint.rules]\nacme = acme_rules:RULES\none = acme_rules.one\nnone = acme_rules:missing\nodd = json\n"
    (site / "acme_rules-1.dist-info" / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(str(site))
    return "acme"


def test_rules_of_an_installed_package(file: Path, package: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys) == (0, ["CL113", "CL601"])
    assert codes(capsys, "--rules", package) == (1, ["ACME1", "ACME2", "CL113", "CL601"])
    assert codes(capsys, "--rules", "one", "--select", "ACME1") == (1, ["ACME1"])
    Path("team.yaml").write_text(f"rules: [{package}]\nignore: [ACME2]\n")
    assert codes(capsys, "--config", "team.yaml") == (1, ["ACME1", "CL113", "CL601"])
    for path in (package, "own.py", "lib/own.so", "lib/own", "own.pyc"):
        Path(".carplint.yaml").write_text(f"rules: [{path}]\n")
        code, (error,) = codes(capsys)
        assert (code, "name the file with --config" in error) == (2, True)  # what is merely found runs no code


@pytest.mark.parametrize(
    ("word", "message"),
    [("nothing", "no installed package"), ("none", "cannot be read: AttributeError"), ("odd", "not a rule")],
)
def test_an_entry_point_that_is_no_rule(
    file: Path, package: str, capsys: pytest.CaptureFixture[str], word: str, message: str
) -> None:
    code, (error,) = codes(capsys, "--rules", word)
    assert code == 2
    assert message in error
