"""Languages with braces, and lists of words: files of other programs that have a word of keepalived.conf are none of its, and parts of
keepalived.conf are, however few of its own words they have."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.dialects.keepalived.recognition import GUESSES, _statements, kind
from carplint.inputs.load import load
from carplint.text import spelling
from tests.inputs.test_foreign import CONF, put

OTHERS = {
    "nftables": "table inet vrrp {\n chain input {\n  type filter hook input priority 0; policy accept;\n  ip protocol vrrp accept\n }\n}\n",
    "nftables set": "#!nft\ntable ip nat {\n\tset peers {\n\t\ttype ipv4_addr\n\t\telements = { 192.0.2.1, 192.0.2.2 }\n\t}\n}\n",
    "bind": 'zone "vip.example.org" {\n  type master;\n  file "/etc/bind/db.vip";\n};\n',
    "bind options": 'options {\n\tinterface-interval 0;\n\tversion "no";\n\tinclude "x";\n};\ncontrols {\n};\n',
    "bird": 'protocol device {\n  scan time 10;\n  interface "eth0";\n}\n',
    "bird one line": 'router id 192.0.2.1;\nprotocol direct { interface "eth*"; }\nprotocol static { ipv4; }\n',
    "dovecot": "service vrrp {\n  user = root\n  unix_listener x {\n    mode = 0600\n  }\n}\n",
    "logstash": 'input {\n  file {\n    path => "/var/log/keepalived.log"\n    type => "keepalived"\n  }\n}\n',
    "radvd": "interface eth0 {\n  AdvSendAdvert on;\n  prefix 2001:db8::/64 {\n    AdvOnLink on;\n  };\n};\n",
    "dhcpd": "subnet 192.0.2.0 netmask 255.255.255.0 {\n  interface eth0;\n  range 192.0.2.5 192.0.2.9;\n}\n",
    "dhclient": 'timeout 60;\nretry 60;\ninterface "eth0" {\n  send host-name "lb1";\n}\n',
    "swanctl": "connections {\n  vip {\n    version = 2\n    local_addrs = 192.0.2.1\n    remote {\n      auth = psk\n    }\n  }\n}\n",
    "ipsec": "conn vip\n  type=tunnel\n  left=192.0.2.1\n  auto=start\n",
    "racoon": 'path pre_shared_key "/etc/racoon/psk.txt";\nremote 192.0.2.1 {\n  exchange_mode main;\n}\n',
    "conntrackd": "Sync {\n  Mode FTFW {\n  }\n  UDP {\n    Interface eth1\n    Port 3780\n  }\n}\nGeneral {\n  Nice -20\n}\n",
    "nginx stream": "upstream vrrp {\n  server 192.0.2.1:80 weight=5;\n}\nserver {\n  listen 192.0.2.9:80;\n  proxy_timeout 1s;\n}\n",
    "nginx user": "user www-data;\nworker_processes auto;\nevents { }\n",
    "haproxy": "global\n    user haproxy\n    group haproxy\ndefaults\n    mode tcp\n    timeout client 5s\nlisten vip\n    bind 192.0.2.9:80\n",
    "haproxy tab": "backend b\n\tserver lb1 192.0.2.1:80 weight 10\n\tretries 3\n",
    "varnish": 'vcl 4.1;\nbackend default {\n    .host = "192.0.2.1";\n    .port = "80";\n    .probe = { .interval = 5s; }\n}\n',
    "pf": 'ext_if = "em0"\ntable <vip> { 192.0.2.9 }\npass quick on $ext_if proto carp keep state\n',
    "relayd": "interval 10\ntimeout 200\ntable <w> { 192.0.2.1 192.0.2.2 }\nredirect www {\n\tlisten on 192.0.2.9 port 80\n}\n",
    "openbgpd": "AS 65001\nrouter-id 192.0.2.1\nneighbor 192.0.2.2 {\n\tremote-as 65002\n\tpassive\n}\n",
    "consul": 'service {\n  name = "vrrp"\n  check {\n    interval = "10s"\n    timeout = "1s"\n  }\n}\n',
    "nomad": 'job "vip" {\n  type = "service"\n  group "lb" {\n    task "ha" {\n      user = "root"\n    }\n  }\n}\n',
    "terraform": 'resource "x" "vip" {\n  name     = "vip"\n  priority = 100\n  protocol = "vrrp"\n}\n',
    "json5": "{\n  // ours\n  interface: 'eth0',\n  priority: 100,\n}\n",
    "hocon": "vrrp {\n  interface: eth0\n  priority: 100\n  timeout = 5s\n}\n",
    "icinga": 'object Endpoint "lb1" {\n  host = "192.0.2.1"\n  port = "5665"\n}\napply Service "vrrp" {\n  interval = 1m\n}\n',
    "knot": "server:\n    listen: 192.0.2.1@53\n    user: knot\n",
    "unbound": "server:\n\tinterface: 192.0.2.9\n\tusername: unbound\n",
    "powerdns": "local-address=192.0.2.9\nlaunch=bind\nversion-string=anonymous\n",
    "frr": "frr version 8\n!\ninterface eth0\n ip address 192.0.2.1/24\n vrrp 5 version 3\n vrrp 5 priority 200\nexit\n!\nrouter bgp 65001\n",
    "frr interface": "interface eth0\n ip address 192.0.2.1/24\n description vip\n!\n",
    "asterisk": "[general]\ntype=friend\nhost=192.0.2.1\n",
    "fluentd": "<source>\n  @type tail\n  path /var/log/keepalived.log\n</source>\n",
    "syslog-ng": 'source s_k { file("/var/log/keepalived.log"); };\nlog { source(s_k); destination(d); };\n',
    "freeradius": "client lb1 {\n\tipaddr = 192.0.2.1\n\tsecret = x\n}\nlisten {\n\ttype = auth\n\tinterface = eth0\n}\n",
    "vyos": "interfaces {\n    ethernet eth0 {\n        address 192.0.2.1/24\n    }\n}\nhigh-availability {\n    vrrp {\n        group x {\n            interface eth0\n            vrid 10\n            priority 100\n        }\n    }\n}\n",
    "junos": "interfaces {\n    ge-0/0/0 {\n        unit 0 {\n            family inet {\n                address 192.0.2.1/24 {\n                    vrrp-group 5 {\n                        priority 100;\n                    }\n                }\n            }\n        }\n    }\n}\n",
    "caddy": "vip.example.org {\n\treverse_proxy 192.0.2.1:80 192.0.2.2:80 {\n\t\thealth_uri /state\n\t}\n\tlog\n}\n",
    "lighttpd": '$HTTP["host"] == "vip" {\n  proxy.server = ( "" => ( ( "host" => "192.0.2.1" ) ) )\n}\n',
    "named acl": "acl peers {\n  192.0.2.1;\n  192.0.2.2;\n};\n",
    "mosquitto": "listener 1883 192.0.2.9\nuser mosquitto\npersistence true\n",
    "chrony": "server 192.0.2.1 iburst\nallow 192.0.2.0/24\nuser _chrony\n",
    "corosync": "totem {\n  version: 2\n  interface {\n    ringnumber: 0\n  }\n}\nquorum {\n  provider: corosync_votequorum\n}\n",
    "drbd": "resource r0 {\n  protocol C;\n  on lb1 {\n    device /dev/drbd0;\n    address 192.0.2.1:7788;\n  }\n}\n",
    "heartbeat": "keepalive 2\ndeadtime 30\nbcast eth0\nnode lb1 lb2\n",
    "xinetd": "service vrrp\n{\n\ttype = UNLISTED\n\tuser = root\n\tserver = /bin/true\n}\n",
    "logrotate": "/var/log/keepalived.log {\n    weekly\n    notifempty\n    postrotate\n        systemctl reload rsyslog\n    endscript\n}\n",
    "puppet": "class vip {\n  file { '/etc/x':\n    path => '/etc/x',\n    notify => Service['keepalived'],\n  }\n}\n",
    "perl": "$vip = '192.0.2.9';\n$interface = 'eth0';\n",
    "php": "<?php\n$priority=100;\n",
    "c": "struct vip {\n  int priority;\n  char interface[16];\n};\n",
    "hosts": "127.0.0.1 localhost\n192.0.2.1 lb1\n",
    "dhcpcd": "interface eth0\nstatic ip_address=192.0.2.1/24\nnohook resolv.conf\n",
    "squid": "acl vip src 192.0.2.0/24\nhttp_port 3128\nhttp_access allow vip\n",
    "snmpd": "master agentx\nview all included .1\n",
    "wpa": 'ctrl_interface=/run/wpa\nnetwork={\n\tssid="x"\n\tpriority=5\n}\n',
    "a version": "541.0.0\n",
    "versions": "1.2.3-rc1\n1.2.4\n",
    "prose": "interface eth0 is down\nstate of the link\ntimeout soon\n",
    "screenplay": "script {\n  type x\n}\n",
}
"""Each in our own words, as such a program has it; none has a word that is keepalived's alone."""

FOLDERS = ("etc/other.d", "etc/other", "etc/other/conf.d", "files", "roles/other/files")
EVERYDAY = "type state priority interface script weight user timeout path notify debug version ip file name protocol mode key".split()


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_program_is_none_of_keepalived(name: str, tmp_path: Path) -> None:
    assert kind(OTHERS[name]) is None
    for number, folder in enumerate(FOLDERS):
        root = tmp_path / str(number)
        put(root, {"etc/keepalived/keepalived.conf": CONF, f"{folder}/keepalived.conf": OTHERS[name]})
        report = check(load([str(root)]))
        assert [len(h.documents) for h in report.net.hosts] == [1], folder
        assert [f.code for f in report.findings if f.severity == "error"] == [], folder


@pytest.mark.parametrize(("word", "end"), [*product(EVERYDAY, ("", ";"))])
def test_a_word_of_everyday_within_an_unknown_block_is_no_sign(word: str, end: str) -> None:
    assert kind(f"foo {{\n  {word} x{end}\n}}{end}\n") is None
    assert kind(f"foo\n{{\n  bar {{ {word} 5{end} }}\n}}\n") is None


PARTS = (
    ("@lb1 priority 110\n@lb2 priority 100\n", "vrrp_instance"),
    ("@^lb1 state BACKUP\n@lb1 state MASTER\n", "vrrp_instance"),
    ("~SEQ(N, 1, 3) 192.0.2.5${N}/24\n", "virtual_ipaddress"),
    ("~LST(I, eth0, eth1) 192.0.2.9/24 dev $I\n", "virtual_ipaddress"),
    ("@lb1 192.0.2.5/24\n192.0.2.6/24 dev eth0\n", "virtual_ipaddress"),
    ("192.0.2.5/$MASK\n", "virtual_ipaddress"),
    ("192.0.2.5/${MASK} dev $IF\n2001:db8::$N/64\n", "virtual_ipaddress"),
    ("192.0.2.5/24\n192.0.2.6/24x\n", "virtual_ipaddress"),
    ("from 192.0.2.0/24 table 100 preference 200\n", "virtual_rules"),
    ("to 192.0.2.0/24 table 100\niif eth0 table 7\n", "virtual_rules"),
    ("203.0.113.0/24 via 192.0.2.1 dev eth0\n", "virtual_routes"),
    ("default via 192.0.2.1\nblackhole 203.0.113.0/24\n", "virtual_routes"),
    ("eth1 weight -20\neth2\n", "track_interface"),
    ("eth0 weight 5 reverse\n", "track_interface"),
    ("state MASTER\npriority 100\n", "vrrp_instance"),
    ("state MASTER\npriorit 100\n", "vrrp_instance"),
    ("priority 100\n", "vrrp_instance"),
    ("interface eth0\n", "vrrp_instance"),
    ("virtual_ipadress {\n    192.0.2.5/24\n    192.0.2.6/24\n    192.0.2.7/24\n}\n", "vrrp_instance"),
    ("vrrp_instnace VI_1 {\n    interface eth0\n    virtual_router_id 5\n}\n", ""),
    ("virtual_ipaddress { 192.0.2.5/24 192.0.2.6/24 }\n", "vrrp_instance"),
    ("virtual_ipaddress\n{\n  192.0.2.5/24\n}\n", "vrrp_instance"),
    ("notify_master \"/usr/bin/x a b\"\nnotify /x root root\n", "vrrp_instance"),
    ("SSL {\n  certificate /x\n  key /y\n}\n", ""),
    ("real_server 192.0.2.5 80 {\n  weight 1\n  TCP_CHECK {\n    connect_timeout 3\n  }\n}\n", "virtual_server"),
    ("TCP_CHECK {\n  connect_timeout 3\n}\n", "virtual_server/real_server"),
    ("script \"/bin/true\"\ninterval 2\nfall 3\nrise 2\n", "vrrp_script"),
    ("include a.conf\ninclude {b,c}.conf\n", ""),
    ("$VIP=192.0.2.9\n$M = 24\n", ""),
    ("group {\n  VI_1\n  VI_2\n}\n", "vrrp_sync_group"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "block"), PARTS)
def test_a_part_of_keepalived_conf_is_one(text: str, block: str) -> None:
    assert kind(text) == block


def test_the_work_grows_with_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    guessed: list[str] = []
    monkeypatch.setattr(spelling, "nearest", lambda word, names: guessed.append(word))
    counts = []
    for number in (500, 1000):
        text = "".join(f"word_{n} {{ x {{\n" for n in range(number))
        counts.append((len(list(_statements(text))), len(guessed)))
    assert counts == [(1000, GUESSES), (2000, 2 * GUESSES)]
