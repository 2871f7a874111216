"""Files of other programs that are named after keepalived or ucarp: none is taken for one of theirs, and each is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load
from carplint.model import Net

CONF = """vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 100
    virtual_ipaddress {
        192.0.2.10/24
    }
}
"""

FOREIGN = {
    "etc/sysctl.d/99-keepalived.conf": "net.ipv4.ip_nonlocal_bind = 1\nnet.ipv4.conf.all.arp_ignore=1\n",
    "etc/rsyslog.d/keepalived.conf": ':programname, isequal, "Keepalived" /var/log/keepalived.log\n& stop\n',
    "etc/rsyslog.d/30-keepalived.conf": "if $programname startswith 'Keepalived' then {\n  action(type=\"omfile\" file=\"/var/log/k\")\n  stop\n}\n",
    "etc/modules-load.d/keepalived.conf": "ip_vs\nip_vs_rr\n",
    "etc/modprobe.d/keepalived.conf": "options ip_vs conn_tab_bits=20\n",
    "etc/tmpfiles.d/keepalived.conf": "d /run/keepalived 0755 root root -\n",
    "etc/sysusers.d/keepalived.conf": 'u keepalived_script - "scripts of keepalived"\n',
    "etc/logrotate.d/keepalived.conf": "/var/log/keepalived.log {\n    weekly\n    rotate 4\n    script\n    notifempty\n}\n",
    "etc/security/limits.d/keepalived.conf": "root soft nofile 65536\n",
    "etc/monit/conf.d/keepalived.conf": "check process keepalived with pidfile /run/keepalived.pid\n  start program = \"/etc/init.d/keepalived start\"\n  if 3 restarts within 5 cycles then timeout\n",
    "etc/supervisor/conf.d/keepalived.conf": "[program:keepalived]\ncommand=/usr/sbin/keepalived -n\nautorestart=true\n",
    "etc/supervisor/conf.d/ucarp.conf": "; ucarp\n[program:other]\ncommand=/bin/true\n",
    "etc/telegraf/telegraf.d/keepalived.conf": "[[inputs.procstat]]\n  pattern = \"keepalived\"\n",
    "etc/zabbix/zabbix_agentd.d/userparameter_keepalived.conf": "UserParameter=keepalived.vip,ip addr | grep -c 192.0.2.10\n",
    "etc/apparmor.d/keepalived.conf": "#include <tunables/global>\nprofile keepalived /usr/sbin/keepalived {\n  capability net_admin,\n  /etc/keepalived/* r,\n}\n",
    "etc/systemd/system/keepalived.service.d/keepalived.conf": "[Service]\nRestart=always\n",
    "etc/init/keepalived.conf": 'description "ha"\nstart on runlevel [2345]\nstop on shutdown\nrespawn\nscript\n  exec /usr/sbin/other --dont-fork\nend script\n',
    "etc/collectd/collectd.conf.d/keepalived.conf": '<Plugin processes>\n  Process "keepalived"\n</Plugin>\n',
    "etc/nagios/nrpe.d/keepalived.conf": "command[check_vip]=/usr/lib/nagios/plugins/check_ping -H 192.0.2.10\n",
    "etc/fail2ban/filter.d/keepalived.conf": "[Definition]\nfailregex = ^.*<HOST>.*$\n",
    "etc/syslog-ng/conf.d/keepalived.conf": 'filter f_k { program("Keepalived"); };\nlog { source(s_src); filter(f_k); destination(d_k); };\n',
    "etc/logstash/conf.d/keepalived.conf": 'filter {\n  if [program] =~ "Keepalived" {\n    mutate { add_tag => ["vrrp"] }\n  }\n}\n',
    "etc/dnsmasq.d/keepalived.conf": "listen-address=192.0.2.10\nbind-dynamic\n",
    "etc/haproxy/conf.d/keepalived.conf": "frontend vip\n    bind 192.0.2.10:443\n    timeout client 5s\n    default_backend b\n",
    "etc/nginx/conf.d/keepalived.conf": "server {\n    listen 192.0.2.10:80;\n    location /state { return 200; }\n}\n",
    "etc/dbus-1/system.d/keepalived.conf": '<?xml version="1.0"?>\n<busconfig>\n</busconfig>\n',
    "etc/snmp/conf.d/keepalived.conf": "master agentx\nrocommunity x 192.0.2.0/24\n",
    "etc/logwatch/conf/services/keepalived.conf": 'Title = "keepalived"\nLogFile = messages\n*OnlyService = Keepalived\n',
    "etc/icinga2/conf.d/keepalived.conf": 'object CheckCommand "keepalived" {\n  command = [ PluginDir + "/check_procs" ]\n}\n',
    "etc/prometheus/keepalived.conf": "groups:\n- name: keepalived\n  rules: []\n",
    "etc/sudoers.d/keepalived.conf": "keepalived_script ALL=(ALL) NOPASSWD: /usr/bin/systemctl\n",
    "etc/ferm/conf.d/keepalived.conf": "table filter chain INPUT proto vrrp ACCEPT;\n",
    "etc/NetworkManager/conf.d/ucarp.conf": "[keyfile]\nunmanaged-devices=interface-name:carp*\n",
    "etc/freeradius/interfaces": "client x {\n  ipaddr = 192.0.2.1\n}\n",
    "etc/zeek/interfaces": "eth0 promiscuous\n",
    "usr/share/bash-completion/completions/keepalived.conf": "complete -W '--help -f' keepalived\n",
    "usr/share/man/man5/keepalived.conf": ".TH keepalived.conf 5\n",
    "usr/share/doc/keepalived/samples/keepalived.conf": CONF,
}  # fmt: skip
"""Each in our own words, as such a program has it, at the place where it has it."""


def put(folder: Path, files: dict[str, str]) -> None:
    """Write some files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def states(net: Net, folder: Path) -> dict[str, str]:
    """What became of each file below a folder that is listed."""
    return {f.path.removeprefix(f"{folder}/"): f.state for f in net.listed}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_file_makes_no_host(name: str, tmp_path: Path) -> None:
    put(tmp_path, {"lb1/etc/keepalived/keepalived.conf": CONF, f"lb1/{name}": FOREIGN[name]})
    report = check(load([str(tmp_path)]))
    assert [h.name for h in report.net.hosts] == ["lb1"]
    assert [f.code for f in report.findings if f.severity == "error"] == []
    assert states(report.net, tmp_path) == {
        "lb1/etc/keepalived/keepalived.conf": "read",
        f"lb1/{name}": "read" if ".service.d/" in name else "passed over",  # it says how the daemon is started
    }


def test_all_of_them_together_and_in_the_folder_of_one_node(tmp_path: Path) -> None:
    put(tmp_path, {f"{root}{name}": text for root in ("", "lb2/") for name, text in FOREIGN.items()})
    put(tmp_path, {"etc/keepalived/keepalived.conf": CONF})
    report = check(load([str(tmp_path)]))
    assert [len(h.documents) for h in report.net.hosts] == [1]
    assert [f.code for f in report.findings if f.severity == "error"] == []


@pytest.mark.parametrize("name", [n for n in FOREIGN if not n.startswith("usr/")])
def test_a_foreign_file_that_is_named_is_refused_with_the_way_to_state_its_format(name: str, tmp_path: Path) -> None:
    put(tmp_path, {name: FOREIGN[name]})
    net = load([str(tmp_path / name)])
    assert [f.name for f in net.findings] == ["file-not-recognised"]
    assert "--as" in net.findings[0].message
    assert [f.state for f in net.listed] == ["refused"]
    assert [f.state for f in load([str(tmp_path / name)], lenient=True).listed] == ["passed over"]
    stated = load([f"keepalived:{tmp_path / name}"])
    assert [f.name for f in stated.findings if f.name.startswith("file-")] == []
    assert [f.format for f in stated.listed] == ["keepalived"]


@pytest.mark.parametrize(
    "name",
    [
        "monit/keepalived.conf",
        "rsyslog/keepalived.conf",
        "docs/keepalived.conf.md",
        "man/keepalived.conf.5",
        "x/keepalived.conf.txt",
    ],
)
def test_a_tree_with_nothing_but_foreign_files_and_documents(name: str, tmp_path: Path) -> None:
    texts = {"monit": "etc/monit/conf.d/keepalived.conf", "rsyslog": "etc/rsyslog.d/keepalived.conf"}
    put(
        tmp_path,
        {name: FOREIGN[texts[name.split("/")[0]]] if name.split("/")[0] in texts else f"# An example\n\n{CONF}"},
    )
    net = load([str(tmp_path)])
    assert (net.hosts, net.findings) == ((), ())
    assert [f.state for f in net.listed] == ["passed over"]


DAMAGED = (
    "vrrp_instnace VI_1 {\n    interface eth0\n    virtual_router_id 5\n}\n",
    "root@lb1:~# cat /etc/keepalived/keepalived.conf\n" + CONF,
    "cat > /etc/keepalived/keepalived.conf <<EOF\n" + CONF + "EOF\n",
    "<<<<<<< HEAD\n" + CONF,
    "\ufeff" + CONF,
    "[root@lb1 ~]# cat keepalived.conf\n" + CONF,
    "// made by hand\n" + CONF,
    "vrrp_instance VI_1\n{\ninterface eth0\n}}}\n",
    "# nothing yet\n",
)


@pytest.mark.parametrize("text", DAMAGED)
@pytest.mark.parametrize(
    "name", ["keepalived.conf", "lb1/keepalived.conf", "keepalived-lb1.conf", "lb1/etc/keepalived/keepalived.conf"]
)
def test_a_damaged_file_is_still_read(name: str, text: str, tmp_path: Path) -> None:
    put(tmp_path, {name: text})
    for path in (tmp_path, tmp_path / name):
        net = load([str(path)])
        assert [(f.format, f.state) for f in net.listed] == [("keepalived", "read")]


def test_what_lies_in_the_daemons_place_is_read_whatever_it_is(tmp_path: Path) -> None:
    put(tmp_path, {"lb1/etc/keepalived/keepalived.conf": FOREIGN["etc/rsyslog.d/keepalived.conf"]})
    report = check(load([str(tmp_path)]))
    assert [f.name for f in report.findings if f.severity == "error"]


@pytest.mark.parametrize("folder", ["init", "files/init", "x/upstart.d"])
def test_a_job_of_another_program_is_refused_wherever_it_was_copied(folder: str, tmp_path: Path) -> None:
    put(tmp_path, {f"{folder}/keepalived.conf": FOREIGN["etc/init/keepalived.conf"]})
    assert [f.name for f in load([str(tmp_path / folder / "keepalived.conf")]).findings] == ["file-not-recognised"]


@pytest.mark.parametrize("folder", ["etc/config-archive/etc/keepalived", "node_modules/x/etc/keepalived"])
def test_former_states_that_a_tool_keeps_are_no_hosts(folder: str, tmp_path: Path) -> None:
    put(tmp_path, {"etc/keepalived/keepalived.conf": CONF, f"{folder}/keepalived.conf": CONF.replace("51", "52")})
    net = load([str(tmp_path)])
    assert (len(net.hosts), len(net.virtual_routers)) == (1, 1)
    assert "passed over" in [f.state for f in net.listed]
