"""NixOS's networking.ucarp: read where its values are plain, and said where they are not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from carplint import check, load
from carplint.dialects.ucarp import nixos
from carplint.model import Net
from carplint.text.source import Source
from tests.work import calls

SET = """networking.ucarp = {
    enable = true;
    interface = "eth1";
    srcIp = "192.0.2.11"; # the node's own
    vhId = 7;
    addr = "192.0.2.10";
    passwordFile = "/run/keys/ucarp";
    advSkew = 20;
    preempt = true;
    neutral = false;
    upscript = pkgs.writeScript "up" ''
      ip addr add "$2"/24 dev "$1"; echo '''${x}
    '';
    downscript = /etc/down;
  };
"""
LINE = (
    "--interface eth1 --srcip 192.0.2.11 --vhid 7 --passfile /run/keys/ucarp --addr 192.0.2.10 --advskew 20 "
    "--upscript ? --downscript /etc/down --preempt"
)
READ = {
    "a set": "{ pkgs, ... }: {\n  " + SET + "}\n",
    "within networking": '{ ... }: {\n  networking = { hostName = "a"; '
    + SET.removeprefix("networking.")
    + "  };\n}\n",
    "path by path": "{\n"
    + "".join(
        f"  networking.ucarp.{line.strip()}\n"
        for line in SET.splitlines()[1:]
        if line.strip()[:2] not in ("};", "ip", "''", "up")
    )
    + "  networking.ucarp.upscript = pkgs.x;\n}\n",
    "under config": "{ lib, ... }: let x = 1; in {\n  imports = [ ./a.nix ];\n  config = {\n  " + SET + "  };\n}\n",
    "a comment before": "/* networking.ucarp = { enable = false; } */\n{\n" + SET + "}\n",
}
SAID = {
    "a condition": "{ lib, ... }: {\n  " + SET.replace("= {", "= lib.mkIf config.x {", 1) + "}\n",
    "a function": "{ lib, ... }: {\n  " + SET.replace("enable = true", "enable = lib.mkDefault true") + "}\n",
    "several hosts": "{\n nodes.a = { " + SET + " };\n nodes.b = { " + SET + " };\n}\n",
}
SILENT = {
    "commented out": "{\n" + "".join(f"  # {line}\n" for line in SET.splitlines()) + "}\n",
    "not enabled": "{\n" + SET.replace("enable = true", "enable = false") + "}\n",
    "the module itself": '{ lib, ... }: {\n  options.networking.ucarp = {\n    enable = mkEnableOption "ucarp";\n  };\n}\n',
    "another name": "{\n  environment.systemPackages = [ pkgs.ucarp ];\n}\n",
}


def net(folder: Path, text: str, host: str = "n1") -> Net:
    path = folder / host / "etc" / "nixos" / "configuration.nix"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return load([str(folder / host)])


@pytest.mark.parametrize("kind", READ)
def test_plain_values_are_read(tmp_path: Path, kind: str) -> None:
    (router,) = net(tmp_path, READ[kind]).virtual_routers
    assert " ".join("?" if w.value is None else w.value for w in router.command) == LINE


@pytest.mark.parametrize("kind", SAID)
def test_what_is_evaluated_is_said(tmp_path: Path, kind: str) -> None:
    found = net(tmp_path, SAID[kind])
    assert found.virtual_routers == ()
    assert any("networking.ucarp" in n and "not evaluated" in n for n in found.not_checked)


@pytest.mark.parametrize("kind", SILENT)
def test_what_enables_none_is_silent(tmp_path: Path, kind: str) -> None:
    found = net(tmp_path, SILENT[kind])
    assert found.virtual_routers == ()
    assert not any("ucarp" in n for n in found.not_checked)


def test_two_nodes_are_compared(tmp_path: Path) -> None:
    net(tmp_path, READ["a set"], "n1")
    net(tmp_path, READ["a set"].replace("vhId = 7", "vhId = 8").replace("2.11", "2.12"), "n2")
    assert "CL403" in [f.code for f in check(load([str(tmp_path)])).findings]


GROWN: dict[str, Callable[[int], str]] = {
    "open comments": lambda n: "/*" * n + "ucarp = {",
    "open strings": lambda n: "''" * n + '"' + "ucarp = {",
    "open sets": lambda n: "networking.ucarp = {" * n,
    "assignments": lambda n: "networking.ucarp.addr = \"x\";\n" * n,
}  # fmt: skip


@pytest.mark.parametrize("kind", GROWN)
def test_twice_the_text_is_at_most_about_twice_the_work(kind: str) -> None:
    small, large = (
        calls(partial(list, nixos.assignments(Source("/x.nix", GROWN[kind](number))))) for number in (300, 600)
    )
    assert large <= 2.3 * small


WHOLE = "{ config, ... }:\n{\n  " + SET + "}\n"


def of(folder: Path, text: str, name: str = "configuration.nix") -> Net:
    path = folder / "n1" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return load([str(folder / "n1")])


def named(net: Net) -> list[tuple[str, str]]:
    return [
        (f.code, f.span.text) for f in check(net).findings if f.code in ("CL203", "CL266", "CL309", "CL313", "CL364")
    ]


def lacking(net: Net) -> list[str]:
    words = "networking.ucarp does not set "
    return [n.partition(words)[2].partition(" here")[0] for n in net.not_checked if words in n]


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        WHOLE.replace("vhId = 7;", "vhId = 7; package = pkgs.ucarp;"),
        WHOLE.replace("enable = true", "enable = false"),
        WHOLE.replace("vhId = 7;", "vhId = config.site.vhid;"),
        "{ services.nginx.enable = true; services.keepalived-exporter.enable = true; }\n",
        "{ environment.systemPackages = [ pkgs.keepalived ]; }\n",
    ],
)
def test_whole_sets_are_quiet(tmp_path: Path, text: str) -> None:
    net = of(tmp_path, text)
    assert (named(net), lacking(net)) == ([], [])
    assert not any("services.keepalived" in line for line in net.not_checked)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("srcIp", "srcIP"),
        ("srcIp", "srcip"),
        ("vhId", "vhid"),
        ("passwordFile", "passwordfile"),
        ("advSkew", "advskew"),
    ],
)
def test_a_misspelt_option_is_named_with_the_one_that_is_meant(tmp_path: Path, old: str, new: str) -> None:
    assert named(of(tmp_path, WHOLE.replace(old, new))) == [("CL364", new)]


@pytest.mark.parametrize("name", ["srcIp", "vhId", "addr", "interface", "passwordFile"])
def test_an_option_without_a_default_may_be_set_elsewhere(tmp_path: Path, name: str) -> None:
    text = "\n".join(line for line in WHOLE.splitlines() if not line.strip().startswith(f"{name} ="))
    net = of(tmp_path, text)
    assert (named(net), lacking(net)) == ([], [name])


@pytest.mark.parametrize(
    "text",
    [
        "{ services.keepalived.enable = true; }\n",
        "{\n  services.keepalived = {\n    vrrpInstances.web.virtualRouterId = 51;\n  };\n}\n",
        "{\n  services = {\n    keepalived = {\n      enable = true;\n    };\n  };\n}\n",
        '{ lib, ... }: {\n  services.keepalived.vrrpInstances = {\n    lan.state = lib.mkDefault "BACKUP";\n  };\n}\n',
    ],
)
def test_keepalived_of_nixos_is_named_as_not_checked(tmp_path: Path, text: str) -> None:
    net = of(tmp_path, text)
    assert ["services.keepalived of NixOS is not read" in line for line in net.not_checked] == [True]
    assert net.findings == ()
