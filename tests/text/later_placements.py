"""Placements of a password: forty that were written before the last kinds of hiding, 14 of them set aside until it was done, and
those that were found later."""

from __future__ import annotations

from tests.text.placements import (
    AUTHENTICATION,
    IFCFG,
    KEEPALIVED,
    STANZA,
    UCARP,
    Files,
    carp,
    keepalived,
    script,
    variables,
)


def lvs(check: str) -> Files:
    return keepalived("", above=f"virtual_server 10.0.0.1 80 {{\n    real_server 10.0.0.2 80 {{\n{check}\n    }}\n}}\n")


def track(line: str) -> Files:
    return keepalived("", above=f"vrrp_script c {{\n    {line}\n    intervall 2\n}}\n")


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


COMPOSE = "services:\n  vip:\n    network_mode: host\n"
POD = "apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n  containers:\n  - name: vip\n    image: x\n"
CARPLIKE = carp('"-z"', 'PASSWORD="other1"\n')
LATER: dict[str, Files] = {
    "notify mysql": keepalived('    notify_master "/usr/bin/mysql -uroot -pX -e START" extra'),
    "ipmitool fence": keepalived('    notify_fault "/usr/bin/ipmitool -H 10.0.0.9 -U admin -P X power off" extra'),
    "script lftp": script("lftp -u bob,X sftp://h/"),
    "misc_path ldap": lvs(
        '        MISC_CHECK {\n            misc_path "/usr/bin/ldapsearch -D cn=a -w X"\n            foo\n        }'
    ),
    "script openssl": script("openssl enc -aes256 -pass pass:X -in a"),
    "smtp in check": lvs(
        "        SMTP_CHECK {\n            helo_name lb1\n            smtp_user_password X\n        }"
    ),
    "vrrp_script winrm": track('script "/usr/bin/check_nrpe --api-key-secret X"'),
    "vrrp_script pwd url": track('script "/usr/bin/curl http://h/login?user=a&passwd=X"'),
    "odbc": track("script \"/c.sh 'Server=h;Uid=sa;Pwd=X;'\""),
    "ifcfg wireless": {
        **CARPLIKE,
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG.format("eth0", 1) + "KEY=s:X\nKEY1=X\nFOO\n",
    },
    "keys-eth0": {
        **CARPLIKE,
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG.format("eth0", 1)
        + "WPA_PSK='X'\nEAP_PASSWORD=X\nPASSPHRASE=\"X\n",
    },
    "netplan wifi": {
        **keepalived(""),
        "etc/netplan/1.yaml": 'network:\n  version: 2\n  wifis:\n    wlan0:\n      access-points:\n        "net":\n          password: "X"\n      addresses: [192.0.2.1/99]\n      auth:\n        client-key-password: X\n        password: X # old X\n',
    },
    "netplan wg": {
        **keepalived(""),
        "etc/netplan/1.yaml": "network:\n  tunnels:\n    wg0:\n      mode: wireguard\n      key: X\n      keys: {private: X}\n      addresses: [192.0.2.1/99]\n      peers:\n        - keys: {shared: X}\n",
    },
    "nm psk": {
        **keepalived(""),
        "etc/NetworkManager/system-connections/w.nmconnection": "[connection]\nid=eth0\ninterface-name=eth0\ntype=ethernet\n[ipv4]\nmethod=manual\naddress1=192.0.2.1/99\n[wifi-security]\npsk=X\nwep-key0=X\n[802-1x]\npassword-raw=X\nprivate-key-password = X\n[vpn-secrets]\nIPSec secret=X\n",
    },
    "networkd wg": {
        **keepalived(""),
        "etc/systemd/network/w.netdev": "[NetDev]\nName=wg0\nKind=wireguard\n[WireGuardPeer]\nPresharedKey=X\nAllowedIPs=bad # X\n[MACsecTransmitAssociation]\nKey=X\n",
    },
    "networkd ppp": {
        **keepalived(""),
        "etc/systemd/network/p.network": "[Match]\nName=eth0\n[Network]\nAddress=192.0.2.1/99\n[MobileNetwork]\nPIN=X\nPassword=X\n",
    },
    "interfaces wpa": {
        "etc/network/interfaces": STANZA.replace(
            "ucarp-pwd X", 'wpa-psk X\n    wireless-key s:X\n    wpa-passphrase "X"\n    ucarp-foo bar'
        )
    },
    "interfaces ppp": {
        "etc/network/interfaces": STANZA.replace(
            "ucarp-pwd X", "post-up echo 'user * X *' > /etc/ppp/chap-secrets\n    ucarp-foo bar"
        )
    },
    "interfaces pre-up": {
        "etc/network/interfaces": STANZA.replace(
            "ucarp-pwd X",
            "pre-up ucarp -i eth0 -v 4 -p X -a 192.0.2.8 -s 192.0.2.1 &\n    up wpa_passphrase net X\n    ucarp-foo bar",
        )
    },
    "vip_commands": {
        **carp('"-z"', 'PASSWORD="other1"\n'),
        "usr/libexec/ucarp/vip-up": "#!/bin/sh\n/sbin/ip addr add 192.0.2.9/24 dev eth0\nSECRET_ACCESS_KEY=X aws ec2 assign\nsnmpset -v3 -A X h\n",
    },
    "carp upscript": variables('PASSWORD=q\nUPSCRIPT="/up --key X"\nOPTIONS="-k 300"'),
    "unit env": {
        "etc/systemd/system/u.service": f'[Service]\nEnvironment="SECRET_KEY=X" CREDENTIAL=X FOO=1\nSetCredential=ucarp:X\nExecStart=/usr/sbin/ucarp {UCARP} -p "${{SECRET_KEY}}"\nFoo Bar\n'
    },
    "unit with heredoc": {
        "etc/systemd/system/u.service": f"[Service]\nExecStartPre=/bin/sh -c 'echo X > /run/ucarp.pass'\nExecStart=/usr/sbin/ucarp {UCARP} --passfile=/run/ucarp.pass\n"
    },
    "rc.local heredoc": {"etc/rc.local": f"#!/bin/sh\ncat > /etc/p <<E\nX\nE\nucarp {UCARP} -o <(echo X)\n"},
    "rc.local herestring": {"etc/rc.local": f"#!/bin/sh\nPW=$(printf %s X)\nucarp {UCARP} --pass=$PW\n"},
    "FreeBSD odd quotes": {
        "etc/rc.conf": 'ifconfig_em0="inet 192.0.2.1/24"\nifconfig_em0_alias0="inet vhid 1 advskew 300 pass \'X Y\' alias 192.0.2.9/32"\n'
    },
    "FreeBSD escaped": {
        "etc/rc.conf": 'ifconfig_em0="inet 192.0.2.1/24"\nifconfig_em0_alias0=\'inet vhid 1 advskew 300 pas \'"X"\' alias 192.0.2.9/32\'\nifconfig_wlan0="WPA wepkey 1:X"\n'
    },
    "OpenBSD wpakey": {
        "etc/hostname.iwm0": "inet 192.0.2.1/24\njoin net wpakey X\n",
        "etc/hostname.carp0": "inet 192.0.2.9 255.255.255.0 NONE vhid 1 advskew 300 carppeer 1.1.1.1 carpdev em0 paswd X Y\n",
    },
    "broken block then comment": keepalived(
        AUTHENTICATION.format("auth_pas X extra") + "\n    # X until May\n    foo X\n"
    ),
    "continuation in word": keepalived(AUTHENTICATION.format("auth_pass Xk7q\\\nX\n        foo X")),
    "SEQ": keepalived(AUTHENTICATION.format("~SEQ(n,1,2) auth_pass X$n\n        foo $Z"), above="$Z=X1\n"),
    "nested defs": keepalived(
        AUTHENTICATION.format("$LINE"), above="$SP= \n$LINE=auth_pass${SP}X\n! keep X safe\nrouter_idd X\n"
    ),
    "conditional": keepalived(
        AUTHENTICATION.format("@^lb1 auth_pass X\n        @lb1 auth_pass other1\n        @lb2 ^ X")
    ),
    "include glob": {
        **keepalived("    include sec/*.conf"),
        "etc/keepalived/sec/a.conf": "authentication\n{ auth_type PASS\nauth_pass\tX; foo\n}\nkennung X\n",
    },
    "comment old value": keepalived(
        AUTHENTICATION.format("auth_pass other1")
        + "  # before: X\n    # pw was 'X' till 2020\n    # (password X)\n    ! the auth_pass is X, says Bob\n"
    ),
    "xml": keepalived(AUTHENTICATION.format("<auth_pass>X</auth_pass>")),
    "yaml habit": keepalived(AUTHENTICATION.format("auth_pass: X\n        auth_pass=X\n        pass => X")),
    "header": lvs(
        '        HTTP_GET {\n            url {\n                path /\n                status_code 99999\n            }\n            http_header Auth-Token:X\n            header "Cookie: sid=X"\n        }'
    ),
    "inventory": {
        **keepalived('    notify_backup "/usr/bin/ansible-playbook -e vrrp_pw=X p.yml" extra'),
        "hosts.yml": "all:\n  hosts:\n    lb1:\n      vrrp_password: X\n",
        "etc/keepalived/x.sh": "#!/bin/sh\nansible-playbook -e vrrp_pw=X -e 'ansible_become_pass=X' p.yml\n",
    },
    "a file that is not there": keepalived(AUTHENTICATION.format("auth_pass X"), above="include X.conf\n"),
    "unknown keywords": keepalived("", above="global_defs {\n    snmp_community X\n    smtp_auth_user X\n}\n"),
    "heredoc in notify": script(
        "sshpass -pX ssh h\npsql postgresql://u:X@h/db\nmosquitto_pub -u a -P X -t t\necho X | sudo -S true # X\nexpect -c 'send X'"
    ),
    "compose image": {
        "compose.yaml": COMPOSE + "    image: osixia/keepalived\n    environment:\n      - KEEPALIVED_PASSWORD=X\n"
        "      - KEEPALIVED_PRIORITY=300\n      - DB_PASSWORD=X\n"
    },
    "compose long": {
        "compose.yaml": COMPOSE + "    image: osixia/keepalived\n    environment: {KEEPALIVED_PASSWORD: X}\n"
        "    command: [sh, -c, 'keepalived; sleep 9; curl -u a:X h']\n"
    },
    "compose command": {"compose.yaml": f"{COMPOSE}    image: x\n    command: ucarp {UCARP} -p 'X' --foo X\n"},
    "compose list": {
        "compose.yaml": COMPOSE
        + "    image: x\n    command:\n"
        + "".join(f"      - '{w}'\n" for w in f"ucarp {UCARP} --pass X".split())
    },
    "compose .env": {
        "compose.yaml": f"{COMPOSE}    image: x\n    command: ucarp {UCARP} --pass=${{PW:-X}} --bar\n",
        ".env": "PW=X\n",
    },
    "compose env_file": {
        "compose.yaml": f"{COMPOSE}    env_file: v.env\n    image: x\n    command: sh -c 'ucarp {UCARP} --pass $$PW; sleep 9'\n",
        "v.env": "PW='X'\nOTHER_TOKEN=X\n",
    },
    "broken compose": {"compose.yaml": f"{COMPOSE}    command: ucarp {UCARP} -p X\n   environment: ['PASSWORD=X', [\n"},
    "Dockerfile list": {
        "Dockerfile": "FROM x\nENTRYPOINT [" + ", ".join(f'"{w}"' for w in f"ucarp {UCARP} -p X".split()) + "]\n"
    },
    "Dockerfile shell": {
        "Dockerfile": f"FROM x\nARG PW=X\nENV UCARP_PASSWORD X\nCMD ucarp {UCARP} -p X -B; \\\n  curl -u a:X h; sleep 9\n"
    },
    "Dockerfile variables": {
        "Dockerfile": f"FROM x\nENV PW=X \\\n  A=b\nCMD ucarp {UCARP} -p $PW --foo\n",
    },
    "Dockerfile script": {
        "Dockerfile": 'FROM x\nCOPY keepalived.sh /k.sh\nENTRYPOINT ["/k.sh"]\n',
        "keepalived.sh": "#!/bin/sh\nmysql -u a -pX -e 1\nkeepalived\nsleep 9\n",
    },
    "Dockerfile here-document": {
        "Dockerfile": "FROM x\nCOPY <<E /etc/keepalived/keepalived.conf\n"
        + KEEPALIVED.format(AUTHENTICATION.format("auth_pas X"), "")
        + 'E\nCMD ["keepalived", "-n"]\n'
    },
    "config map": {
        "vip.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  pass: X\n  keepalived.conf: |\n"
        + indented(KEEPALIVED.format(AUTHENTICATION.format("auth_pass X more"), ""))
    },
    "pod": {
        "vip.yaml": f"{POD}    command: [sh, -c, 'ucarp {UCARP} -p $PW --foo X; sleep 9']\n    env:\n    - {{name: PW, value: X}}\n"
    },
    "pod args": {
        "vip.yaml": f"{POD}    command: [ucarp]\n    args: [{', '.join(repr(w) for w in UCARP.split())}, --pass, $(PW)]\n"
        "    env:\n    - name: PW\n      value: X\n"
    },
    "pod image": {
        "vip.yaml": POD.replace("image: x", "image: osixia/keepalived")
        + "    env:\n    - name: KEEPALIVED_PASSWORD\n      value: X\n    - {name: KEEPALIVED_PRIORITY, value: '300'}\n"
    },
    "docker run": {
        "go.sh": "#!/bin/sh\ndocker run --net=host -e KEEPALIVED_PASSWORD=X \\\n -e KEEPALIVED_PRIORITY=300 osixia/keepalived\n"
    },
    "docker run in a unit": {
        "etc/systemd/system/k.service": "[Service]\nEnvironment=PW=X\nExecStart=/usr/bin/docker run --net=host "
        "-e KEEPALIVED_PASSWORD=${PW} -eKEEPALIVED_PRIORITY=300 osixia/keepalived\n"
    },
    "docker run of ucarp": {
        "go.sh": f"#!/bin/sh\nPW=X\ndocker run --net=host --entrypoint sh x/y -c 'ucarp {UCARP} -p X; sleep 9'\n"
    },
    "quadlet": {
        "etc/containers/systemd/v.container": "[Container]\nImage=osixia/keepalived\nNetwork=host\n"
        "Environment=KEEPALIVED_PRIORITY=300 KEEPALIVED_PASSWORD=X\nEnvironmentFile=/etc/v.env\n",
        "etc/v.env": "DB_PASSWORD=X\n",
    },
    "quadlet of ucarp": {
        "etc/containers/systemd/v.container": f"[Container]\nImage=x\nNetwork=host\nExec=sh -c 'ucarp {UCARP} -p X; sleep 9'\n"
    },
}
