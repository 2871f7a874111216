"""Where a file or a command line may have a password, or what looks like one. X stands for it."""

from __future__ import annotations

X = "Xk7qZw3p"
KEEPALIVED = """vrrp_instance V {{
    state BACKUP
    interface eth0
    virtual_router_id 5
    prioritty 100
{0}
    virtual_ipaddress {{
        192.0.2.9/24
{1}    }}
}}
"""
AUTHENTICATION = "    authentication {{\n        auth_type PASS\n        {}\n    }}"
IFCFG = "DEVICE={0}\nIPADDR=192.0.2.{1}\nNETMASK=255.255.255.0\nONBOOT=yes\nONPARENT=no\nBOOTPRO=none\n"
UCARP = "-i eth0 -s 192.0.2.1 -v 3 -a 192.0.2.9 -k 300"
Files = dict[str, str]


def keepalived(inside: str, line: str = "", above: str = "") -> Files:
    return {"etc/keepalived/keepalived.conf": above + KEEPALIVED.format(inside, line)}


def carp(options: str, before: str = "PASSWORD=\n") -> Files:
    return {
        "etc/sysconfig/carp/vip-001.conf": f'BIND_INTERFACE="eth0"\nVIP_INTERFACE="eth0:0"\n{before}OPTIONS={options}\n',
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG.format("eth0", 1),
        "etc/sysconfig/network-scripts/ifcfg-eth0:0": IFCFG.format("eth0:0", 9),
    }


def variables(lines: str) -> Files:
    config = f'BIND_INTERFACE="eth0"\nVIP_INTERFACE="eth0:0"\nFOO=bar\n{lines}\n'
    return {**carp(""), "etc/sysconfig/carp/vip-001.conf": config}


def script(line: str) -> Files:
    conf = keepalived("    notify_master /etc/keepalived/n.sh")
    return {**conf, "etc/keepalived/n.sh": f"#!/bin/sh\n{line}\necho 1 && exit 0\npkill keepalived\n"}


IN_A_BLOCK = [
    "@b auth_pass X", "auth_pass\fX", "auth_pass\vX", 'auth_pass"X"', "auth_pass X", "auth_pass\n X", "auth_pass \\\n X",
    "auth_pass {\n X", "auth_pass }X", "auth_passX", "auth_type X", "auth X", "auth pass X", "pas X", "kennwort X",
    "atuh_apss X", "\u0430uth_pass X", "auth_pass\u00a0X", "auth\u200b_pass X", "auth_pass X\r", "; auth_pass X",
    "// auth_pass X", "auth_type PASS auth_pass X", "auth_pass X more", 'auth_pass "X', "auth_pass X 7",
    "~LST(v,X) auth_pass $v", "auth_pass X  # was X", "! auth_pass X",
]  # fmt: skip
OPTIONS = [
    '"-zp X"', '"-zpX"', '"-Pp X"', '"-p X"', '"--pass=X"', '"--pas=X"', '"--pa X"', '"--passwor X"', '"\u2014pass X"',
    '"\u2013p X"', "\"-p 'a X b'\"", '"--foo X"',
]  # fmt: skip
LINES = [
    "ucarp {} -zp X", 'ucarp "-p" "X" {}', "ucarp -p 'a X b' {}", 'ucarp -p "a \\" X b" {}', "ucarp -p a\\ X {}",
    "ucarp -p \\\nX {}", "PW=X\nucarp -p $PW {}", "ucarp --passwor X {}",
]  # fmt: skip
IN_SCRIPTS = [
    "curl -u bob:X http://h/", "wget https://bob:X@h/", 'curl -H "Authorization: Bearer X" h', "notify --token X",
    "MYSQL_PWD=X mysql -e 1", "export API_TOKEN=X", """curl -d '{"password":"X"}' -H 'PRIVATE-TOKEN: X' http://h/""",
]  # fmt: skip
IN_AN_INSTANCE = [
    "    authetication {\n        auth_type PASS\n        kennwort X\n    }",
    "    authentication\n    {\n        auth_type PASS\n        passwort X\n    }",
    "    Authentication {\n        type PASS\n        pass X\n    }",
    "    auth {\n        type PASS\n        password X\n    }",
    "    authentication {\n        auth_type PASS\n        geheim X",
    "    authentication PASS X",
    "    authentication {\n        auth_type PASS\n    } auth_pass X",
    "    authentication {\n        auth_type PASS\n        auth_pass X }",
    "    @b authentication {\n        auth_type PASS\n        auth_pas X\n    }",
    "    authentication {\n        @other kennwort X\n        auth_type PASS\n    }",
    "    authentication {\n        auth_type PASS\n        script X\n        state\n    }",
    "    auth_type PASS\n    auth_pass X",
    "    auth_hmca {\n        key 1 X\n        active_key 1\n    }",
    "    auth_hmac {\n        kye 1 X\n        active_key 1\n    }",
    "    auth_hmac {\n        key X\n    }",
    "    auth_hmac {\n        key 1 0011 X\n        active_key 2\n    }",
    '    notify_master "/n.sh --token X" extra\n    notify_fault "/n.sh https://u:X@h/" root extra',
]
BY_DEFINITIONS = {
    "$AUTH=auth_pass X more\n": "$AUTH",
    "$AUTH= \\\n    auth_pass X \\\n    auth_foo bar\n": "$AUTH",
    "$AUTH=auth_pasS X\n": "$AUTH",
    "$PW={X}\n": "auth_pass ${PW}",
    "$PW={X\n": "auth_pass $PW",
    "$PW=X # X was it\nfoo $PW\n": "auth_pass $PW",
    "$A=X\n$B=$A\nfoo bar\n": "auth_pass $B",
    "$PASSWORD=X\nfoo bar\n": "auth_pass other",
    "$PW=X\nstate $PW\n": "auth_pass ab$PW",
    "@a $PW=X\n@b $PW=X\nfoo bar\n": "auth_pass $PW",
}
CHECKS = [
    "curl --user bob:X http://h/", "curl -s -ubob:X http://h/", "curl -H 'Api-Key: X' http://h/",
    "curl -H 'Authorization: Basic X' http://h/", "redis-cli -a X ping", "/c.sh --password=X", "/c.sh --secret X",
    "env PGPASSWORD=X psql -c 1", "curl http://h/?api_key=X&a=b", "snmpget -v2c -c X h 1.3.6", "sshpass -p X ssh h true",
]  # fmt: skip
VARIABLES = [
    'PASSWORD="a $(echo X) b"', "PASSWORD=X\nPASSWORD=other", "PASWORD=X\nPASSWORD=", "PASSWORD =X", "PASSWORD= X",
    "PASSWORD=a X", "export PASSWORD=X", 'PASSWORD="X', "PASSWORD='a'X\"b\"", "PASSWORD=X; OPTIONS=-k\\ 300",
    'PASSWORD="Sb4$X"', 'PASSWORD="Sb4$X"\nOPTIONS="-p Sb4\\$X"', "PW=X\nPASSWORD=$PW\nOPTIONS=-k\\ 300", "OPTIONS='-k 300 --pass \"X'",
    'OPTIONS="-k 300 -password X"', 'OPTIONS="-k 300 --pass = X"', 'OPTIONS="-k 300 \\\n -p \\\n X"',
    'OPTIONS="-p X"\nOPTIONS="$OPTIONS -k 300 -p X"', 'OPTIONS="-k 300 --kennwort X"',
]  # fmt: skip
OF_THE_HOOK = ["ucarp-pasword X", "ucarp_password X", "ucarp-password X extra", "ucarp-password \\\n X\n ucarp-foo bar"]
UNIT = (
    "[Service]\nEnvironment=PW=X\nExecStart=/usr/sbin/ucarp {0} -p $PW\n",
    "[Service]\nExecStart=/usr/sbin/ucarp {0} -p \\\n  X\n",
    "[Service]\nExecStart=/bin/sh -c 'exec ucarp {0} -p X'\n",
    '[Service]\nEnvironment="OPTS=-p X -k 300" A=b\nExecStart=/usr/sbin/ucarp {0} $OPTS\n',
    '[Service]\nExecStart=/usr/sbin/ucarp {0} --pass "X more\n',
    "[Service]\nExecStart=/usr/sbin/ucarp {0} --passwd X --upscript=/u\n",
    "[Service]\nExecStartPre=/usr/bin/curl -u a:X http://h/\nExecStart=/usr/sbin/ucarp {0} -p X\n",
)
STANZA = """iface eth0 inet static
    address 192.0.2.1/24
    ucarp-vid 3
    ucarp-vip 192.0.2.9
    ucarp-pwd X
    ucarp-pass X
iface eth0:ucarp inet static
    address 192.0.2.9/32
"""
PLACEMENTS: dict[str, Files] = {
    **{line: keepalived(AUTHENTICATION.format(line)) for line in IN_A_BLOCK},
    "in one line": keepalived("    authentication { auth_type PASS auth_pass X }"),
    "a definition": keepalived(AUTHENTICATION.format("auth_pass $P"), above="$P=X\n"),
    "a broken definition": keepalived(AUTHENTICATION.format("auth_pass $AUTH"), above="$AUTH =X\n"),
    "behind a VIP": keepalived("", "        2001:db8::1 auth_pass X\n"),
    "auth_hmac": keepalived("    auth_hmac {\n        key 1 X\n        active_key 1\n    }"),
    "for mail": keepalived("", above="global_defs {\n    smtp_auth_pass X\n}\n"),
    **{f"OPTIONS={options}": carp(options) for options in OPTIONS},
    "PASSWORD": carp('"-z"', 'PASSWORD="X"\n'),
    "behind PASSWORD": carp('"-z"', "PASSWORD=cur # was X\n"),
    "above PASSWORD": carp('"-z"', "# the next one is X\nPASSWORD=cur\n"),
    **{line: {"etc/rc.local": f"#!/bin/sh\n{line.format(UCARP)}\n"} for line in LINES},
    **{unit: {"etc/systemd/system/u.service": unit.format(UCARP)} for unit in UNIT},
    **{line: script(line) for line in IN_SCRIPTS},
    "interfaces": {"etc/network/interfaces": STANZA},
    **{inside: keepalived(inside) for inside in IN_AN_INSTANCE},
    **{above: keepalived(AUTHENTICATION.format(line), above=above) for above, line in BY_DEFINITIONS.items()},
    **{
        check: keepalived("", above=f'vrrp_script c {{\n    script "{check}"\n    intervall 2\n}}\n')
        for check in CHECKS
    },
    **{lines: variables(lines) for lines in VARIABLES},
    **{line: {"etc/network/interfaces": STANZA.replace("ucarp-pwd X", line)} for line in OF_THE_HOOK},
    "a block in a definition": keepalived("    $BLK", above="$BLK= \\\n authentication { \\\n kennwort X \\\n }\n"),
    "in global_defs": keepalived("", above="global_defs {\n    auth_pass X\n    foo bar\n}\n"),
    "at the top": keepalived("", above="auth_pass X\n"),
    "in a vrrp_script": keepalived("", above="vrrp_script c {\n    script /bin/true\n    auth_pass X\n}\n"),
    "in an included block": {
        **keepalived("    include a.conf"),
        "etc/keepalived/a.conf": "authentification {\n  auth_type PASS\n  pw X\n}\n",
    },
    "in a file included by a block": {
        **keepalived(AUTHENTICATION.format("include s.conf")),
        "etc/keepalived/s.conf": "auth_psas X\nkennwort X\nauth_pass 'X\n",
    },
    "an included definition": {
        **keepalived(AUTHENTICATION.format("auth_pass $S more"), above="include d.conf\n"),
        "etc/keepalived/d.conf": "$S= X\n$T=$S\nfoo $T\n",
    },
    "the value of another keyword": keepalived(
        AUTHENTICATION.format("auth_pass X") + '\n    notify_master "/n.sh X"\n    track_interface {\n        X\n    }'
    ),
    "a check of a real server": keepalived(
        "",
        above='virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\nMISC_CHECK {\nmisc_path "/c.sh --secret X"\nfoo\n}\n}\n}\n',
    ),
    "an address of a check": keepalived(
        "",
        above="virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\nHTTP_GET {\nurl {\npath http://u:X@h/?access_token=X e\n}\n}\n}\n}\n",
    ),
    "a file of a unit's environment": {
        "etc/systemd/system/u.service": f"[Service]\nEnvironmentFile=/etc/default/ucarp\nExecStart=/usr/sbin/ucarp {UCARP} -p ${{PW}} $MORE\n",
        "etc/default/ucarp": "PW=X\nMORE=--pass=X\nFOO BAR\n",
    },
    "Gentoo": {"etc/conf.d/ucarp": 'UCARP_INTERFACE="eth0"\nUCARP_VHID="300"\nUCARP_PASSWD="X"\nUCARP_PASS=X more\n'},
    "OpenBSD, quoted": {
        "etc/hostname.carp0": 'inet 192.0.2.9 255.255.255.0 NONE vhid 1 pass "a X" carpdev em0 advskew 300\n'
    },
    "OpenBSD, misspelt": {
        "etc/hostname.carp0": "inet 192.0.2.9 255.255.255.0 NONE\nvhid 1 carpdev em0 passs X\nadvskew 300\n"
    },
    "FreeBSD": {
        "etc/rc.conf": 'pw=X\nifconfig_em0="inet 192.0.2.1/24"\nifconfig_em0_alias0="inet vhid 1 advskew 300 pass ${pw} alias 192.0.2.9/32"\n'
    },
    "FreeBSD, open": {
        "etc/rc.conf": 'ifconfig_em0="inet 192.0.2.1/24"\nifconfig_em0_alias0="inet vhid 1 advskew 300 pass X alias 192.0.2.9/32\n'
    },
    "WireGuard": {
        **keepalived(""),
        "etc/systemd/network/w.netdev": "[NetDev]\nName=wg0\nKind=wireguard\n[WireGuard]\nPrivateKey=X\n[Foo]\nBar=X\n",
    },
}
