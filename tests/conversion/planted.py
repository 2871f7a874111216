"""Hosts whose files have places, %name%, for one more statement, and statements that may stand there: of each kind, at each
level of each file, for each dialect that a conversion takes."""

from __future__ import annotations

KEEPALIVED = """%top%
global_defs {
    router_id lb1
%global%
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 100
%instance%
    authentication {
        auth_type PASS
        auth_pass rosso
%authentication%
    }
    unicast_src_ip 192.0.2.11
    unicast_peer {
        192.0.2.12 %of a peer%
%peer%
    }
    virtual_ipaddress {
        192.0.2.50/24 %of a VIP%
%vip%
    }
    virtual_ipaddress_excluded {
        192.0.2.60/24 %of an excluded VIP%
    }
}
include more.conf
"""
COMMAND = "ucarp -i eth0 -s 192.0.2.11 -v 51 -p rosso -a 192.0.2.50 -k 5 -z %option%"
LAUNCHERS = {
    "keepalived": {"keepalived/keepalived.conf": KEEPALIVED, "keepalived/more.conf": "%included%\n"},
    "ucarp": {
        "ucarp/vip-051.conf": (
            "ID=051\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.11\nVIP_ADDRESS=192.0.2.50\nPASSWORD=rosso\n"
            'OPTIONS="--advskew=5 --shutdown %option%"\n%variable%\n'
        ),
        "ucarp/vip-common.conf": "ID=\n%common variable%\n",
    },
    "carp": {
        "sysconfig/carp/vip-051.conf": (
            'BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:0\nPASSWORD=rosso\nOPTIONS="--advskew=5 %option%"\n%variable%\n'
        ),
        "sysconfig/network-scripts/ifcfg-eth0:0": (
            "DEVICE=eth0:0\nONPARENT=no\nIPADDR=192.0.2.50\nNETMASK=255.255.255.0\n%ifcfg alias%\n"
        ),
        "sysconfig/network-scripts/route-eth0:0": "%route of the alias%\n",
    },
    "interfaces": {},  # the hook's options are in the stanza of eth0, its VIP in eth0:ucarp
    "line": {
        "rc.local": f"#!/bin/sh\n/usr/sbin/{COMMAND} -u /usr/share/ucarp/vip-up -d /usr/share/ucarp/vip-down\n%command%\n"
    },
    "unit": {
        "systemd/system/vip.service": (
            "[Unit]\nDescription=a VIP\n%unit%\n[Service]\n%service%\n"
            f"ExecStart=/usr/sbin/{COMMAND} -u /etc/up -d /etc/down\n[Install]\nWantedBy=multi-user.target\n%install%\n%section%\n"
        ),
        "systemd/system/vip.service.d/10.conf": "%drop-in%\n",
        "up": "#!/bin/sh\nip addr add $2/24 dev $1\n%up script%\n",
        "down": "#!/bin/sh\nip addr del $2/24 dev $1\n%down script%\n",
    },
    "gentoo": {
        "conf.d/ucarp": (
            "UCARP_INTERFACE=eth0\nUCARP_SOURCEADDRESS=192.0.2.11\nUCARP_VHID=51\nUCARP_PASSFILE=/etc/ucarp.pwd\n"
            "UCARP_VIRTUALADDRESS=192.0.2.50\nUCARP_VIRTUALPREFIX=24\nUCARP_UPSCRIPT=/usr/lib/ucarp/vip-up-default.sh\n"
            'UCARP_DOWNSCRIPT=/usr/lib/ucarp/vip-down-default.sh\nUCARP_OPTS="--advskew=5 %option%"\n%variable%\n'
        ),
        "ucarp.pwd": "rosso\n",
    },
}
"""By what starts the daemon: its files below /etc."""
SCRIPTS = "sysconfig/network-scripts"
NETWORKS = {
    "ifcfg": {
        f"{SCRIPTS}/ifcfg-eth0": "DEVICE=eth0\nBOOTPROTO=none\nONBOOT=yes\nIPADDR=192.0.2.11\nNETMASK=255.255.255.0\n%ifcfg%\n",
        f"{SCRIPTS}/route-eth0": "%ifcfg route%\n",
        f"{SCRIPTS}/route6-eth0": "%ifcfg route6%\n",
        f"{SCRIPTS}/rule-eth0": "%ifcfg rule%\n",
        f"{SCRIPTS}/rule6-eth0": "%ifcfg rule6%\n",
    },
    "interfaces": {
        "network/interfaces": (
            "auto lo\niface lo inet loopback\n\n%interfaces auto%\niface eth0 inet static\n    address 192.0.2.11/24\n%interfaces%\n"
            "%interfaces stanza%\nsource interfaces.d/*\n"
        ),
        "network/interfaces.d/more": "# more\n%interfaces stanza of another file%\n",
    },
    "netplan": {
        "netplan/50.yaml": (
            "network:\n  version: 2\n%netplan top%\n  ethernets:\n    eth0:\n      addresses:\n        - 192.0.2.11/24%netplan address%\n"
            "%netplan%\n"
        ),
        "netplan/60.yaml": "network:\n  ethernets:\n    eth0:\n      optional: true\n%netplan of another file%\n",
    },
    "networkd": {
        "systemd/network/10-eth0.network": (
            "[Match]\nName=eth0\n%networkd match%\n[Network]\nAddress=192.0.2.11/24\n%networkd%\n%networkd section%\n"
        ),
        "systemd/network/10-eth0.network.d/more.conf": "%networkd drop-in%\n",
    },
    "networkmanager": {
        "NetworkManager/system-connections/eth0.nmconnection": (
            "[connection]\nid=eth0\ntype=ethernet\ninterface-name=eth0\n%keyfile connection%\n[ipv4]\nmethod=manual\n"
            "address1=192.0.2.11/24\n%keyfile ipv4%\n%keyfile section%\n"
        ),
    },
}
HOOK = "    ucarp-vid 51\n    ucarp-vip 192.0.2.50\n    ucarp-password rosso\n    ucarp-advskew 5\n"
"""What the stanza of eth0 has besides where Debian's hook starts the daemon."""
ALIAS = "iface eth0:ucarp inet static\n    address 192.0.2.50/24\n%interfaces alias%\n"

ROUTE, RULE = "10.77.0.0/16 via 192.0.2.77", "from 10.77.0.0/16 table 77"
STATEMENTS = {
    "top": (
        "vrrp_script zork {\n    script /bin/zork\n}",
        "vrrp_sync_group zork {\n    group {\n        VI_1\n    }\n}",
        "static_routes {\n    10.77.0.0/16 via 192.0.2.77\n}",
        "static_ipaddress {\n    192.0.2.77/24 dev eth0\n}",
        "net_namespace zork",
        "garp_group {\n    garp_interval 0.77\n}",
        "zork 77",
        "virtual_server 192.0.2.77 80 {\n    delay_loop 77\n}",
        "$ZORK=77",
        "vrrp_track_process zork {\n    process zork\n}",
        "@zork zork 77",
    ),
    "included": (
        "static_rules {\n    from 10.77.0.0/16 table 77\n}",
        "interface_up_down_delays {\n    eth0 77\n}",
        "zork 77",
    ),
    "global": (
        "vrrp_garp_master_delay 77",
        "notification_email {\n    zork@example.org\n}",
        "notify_fifo /run/zork",
        "zork 77",
        "script_user zork",
        "startup_script /bin/zork",
        "vrrp_startup_delay 77",
        "lvs_sync_daemon eth0 VI_1",
        "umask 077",
    ),
    "instance": (
        "garp_master_delay 77",
        "notify_master /bin/zork",
        "smtp_alert",
        "track_interface {\n    eth1 weight 77\n}",
        "track_script {\n    zork weight 7\n}",
        "virtual_routes {\n    10.77.0.0/16 via 192.0.2.77\n}",
        "virtual_rules {\n    from 10.77.0.0/16 table 77\n}",
        "use_vmac zork77",
        "preempt_delay 77",
        "nopreempt",
        "zork 77",
        "lvs_sync_daemon_interface eth1",
        "track_file {\n    zork weight 7\n}",
        "vrf zork",
        "unicast_ttl 77",
        "debug 3",
        "auth_hmac {\n    key 7 zork\n}",
    ),
    "authentication": ("zork 77",),
    "of a peer": ("min_ttl 77", "max_ttl 77", "zork"),
    "peer": ("192.0.2.77",),
    "of a VIP": (
        "scope link",
        "label eth0:zork",
        "brd 192.0.2.77",
        "home",
        "peer 192.0.2.77",
        "zork 77",
        "track_group zork",
    ),
    "of an excluded VIP": ("scope link", "preferred_lft 77", "nodad"),
    "vip": ("192.0.2.77/24", "2001:db8::77/64", "zork", "192.0.2.78/24 dev eth1"),
    "option": (
        "--xparam=zork",
        "--facility=local7",
        "--ignoreifstate",
        "--neutral",
        "--mcast=224.0.0.77",
        "--nomcast",
        "--debug",
        "--deadratio=7",
        "--preempt",
        "--advbase=7",
        "-x zork",
    ),
    "variable": (
        "ZORK=77",
        "export ZORK=77",
        "logger zork",
        "if test -e /zork; then logger 77; fi",
        ". /etc/zork",
        "ZORK=7 ZARK=77",
    ),
    "common variable": ("ZORK=77", "logger zork", "export ZORK=77"),
    "command": ("logger zork", "ZORK=77"),
    "unit": ("After=zork.target", "ConditionPathExists=/zork", "OnFailure=zork.service", "Zork=77"),
    "service": (
        "ExecStartPre=/bin/zork",
        "ExecStart=/bin/zork",
        "ExecStopPost=/bin/zork",
        "Environment=ZORK=77",
        "EnvironmentFile=/etc/zork",
        "LimitNOFILE=77",
        "ExecStartPre=-/bin/sh -c \\\n  zork",
        "CPUQuota=77%",
        "User=zork",
    ),
    "install": ("Alias=zork.service", "RequiredBy=zork.target"),
    "section": ("[X-Zork]\nZork=77", "[Service]\nMemoryMax=77M"),
    "drop-in": (
        "[Service]\nExecStartPost=/bin/zork",
        "[Service]\nExecStart=/bin/zork",
        "[Unit]\nOnFailure=zork.service",
        "[Service]\nLimitNPROC=77",
    ),
    "up script": ("logger zork", "ip route add 10.77.0.0/16 dev eth0", "/bin/zork $1"),
    "down script": ("logger zork", "/bin/zork $1", "ip route del 10.77.0.0/16"),
    "ifcfg alias": (
        "SCOPE=zork",
        "BROADCAST=192.0.2.77",
        "ARPCHECK=no",
        "ZORK=77",
        "logger zork",
        "NO_ALIASROUTING=yes",
        "LABEL=zork",
    ),
    "route of the alias": (ROUTE,),
    "ifcfg": (
        "MTU=7777",
        "DNS1=192.0.2.77",
        "DOMAIN=zork.example",
        "IPADDR2=192.0.2.77\nPREFIX2=28",
        "IPV6ADDR=2001:db8::77/64",
        "ZORK=77",
        "GATEWAY=192.0.2.77",
        "logger zork",
        "ETHTOOL_OPTS='-K eth0 tso off'",
        "ZONE=zork",
        "HWADDR=02:00:00:00:00:77",
        "DNS2=192.0.2.78",
        "export MTU=7777",
        "DEFROUTE=no",
        "MTU=$(zork)",
        "DNS1=zork",
        "DOMAIN='zork.example zark.example'",
        "PEERDNS=no",
    ),
    "ifcfg route": (ROUTE, "ADDRESS0=10.77.0.0\nNETMASK0=255.255.0.0\nGATEWAY0=192.0.2.77", "default via 192.0.2.77"),
    "ifcfg route6": ("2001:db8:77::/48 via 2001:db8::77",),
    "ifcfg rule": (RULE, "iif eth0 table 77"),
    "ifcfg rule6": ("from 2001:db8:77::/48 table 77",),
    "interfaces auto": (
        "auto eth0",
        "allow-hotplug eth0",
        "no-auto-down eth0",
        "no-scripts eth9",
        "auto eth0 eth7",
        "allow-auto eth0",
    ),
    "interfaces": (
        "mtu 7777",
        "gateway 192.0.2.77",
        "dns-nameservers 192.0.2.77",
        "dns-search zork.example",
        "up ip route add 10.77.0.0/16 via 192.0.2.7",
        "post-down /bin/zork",
        "metric 77",
        "hwaddress ether 02:00:00:00:00:77",
        "zork 77",
        "broadcast 192.0.2.77",
        "scope link",
        "pre-up /bin/zork \\\n      --zark",
        "dns-nameservers 192.0.2.77 192.0.2.78",
        "dns-domain zork.example",
        "mtu zork",
        "pointopoint 192.0.2.77",
    ),
    "interfaces stanza": (
        "iface eth0 inet6 static\n    address 2001:db8::77/64",
        "iface eth7 inet static\n    address 10.77.0.1/24\n    mtu 7777",
        "mapping eth7\n    script /bin/zork\n    map zork eth7",
        "iface eth0 inet static\n    address 192.0.2.77/24",
    ),
    "interfaces stanza of another file": (
        "iface eth0 inet static\n    address 192.0.2.77/24\n    mtu 7777",
        "auto eth7\niface eth7 inet dhcp",
        "iface eth0 inet6 auto\n    privext 2",
    ),
    "interfaces alias": (
        "broadcast 192.0.2.77",
        "up /bin/zork",
        "mtu 7777",
        "scope link",
        "zork 77",
        "down ip route flush table 77",
    ),
    "netplan top": (
        "  renderer: networkd",
        "  bridges:\n    br77:\n      interfaces: [eth0]",
        "  vlans:\n    vlan77:\n      id: 77\n      link: eth0",
        "  zork: 77",
    ),
    "netplan address": (":\n            label: eth0:zork", "\n        - 2001:db8::77/64", "\n        - 192.0.2.77/28"),
    "netplan": (
        "      mtu: 7777",
        "      nameservers:\n        addresses: [192.0.2.77]",
        "      nameservers:\n        search: [zork.example]",
        "      routes:\n        - to: 10.77.0.0/16\n          via: 192.0.2.77",
        "      routes:\n        - to: default\n          via: 192.0.2.77",
        "      routing-policy:\n        - from: 10.77.0.0/16\n          table: 77",
        "      wakeonlan: true",
        "      dhcp6: true",
        "      routes:\n        - to: default\n          via: 192.0.2.77\n          metric: 777",
        "      macaddress: 02:00:00:00:00:77",
        "      zork: 77",
        "      gateway4: 192.0.2.77",
        "      match:\n        macaddress: 02:00:00:00:00:77\n      set-name: eth0",
    ),
    "netplan of another file": ("      accept-ra: false", "      mtu: 7777", "      link-local: []"),
    "networkd match": ("MACAddress=02:00:00:00:00:77", "Driver=zork", "Name=eth77"),
    "networkd": (
        "Gateway=192.0.2.77",
        "DNS=192.0.2.77",
        "Domains=zork.example",
        "VLAN=zork",
        "Bridge=br77",
        "IPForward=ipv4",
        "Zork=77",
        "DNS=192.0.2.77 192.0.2.78",
        "Address=192.0.2.77/28",
        "Address=2001:db8::77/64",
        "DHCP=ipv6",
        "LLDP=no",
    ),
    "networkd section": (
        "[Link]\nMTUBytes=7777",
        "[Route]\nGateway=192.0.2.77",
        "[Route]\nDestination=10.77.0.0/16\nGateway=192.0.2.77",
        "[RoutingPolicyRule]\nFrom=10.77.0.0/16\nTable=77",
        "[Address]\nAddress=192.0.2.77/28\nLabel=eth0:zork",
        "[Zork]\nZork=77",
        "[Link]\nRequiredForOnline=no",
        "[DHCPv4]\nRouteMetric=77",
        "[Link]\nMACAddress=02:00:00:00:00:77",
    ),
    "networkd drop-in": (
        "[Network]\nDNS=192.0.2.77",
        "[Route]\nDestination=10.77.0.0/16\nGateway=192.0.2.77",
        "[Link]\nMTUBytes=7777",
    ),
    "keyfile connection": (
        "autoconnect=false",
        "zone=zork",
        "master=br77",
        "uuid=77",
        "autoconnect-priority=77",
        "zork=77",
    ),
    "keyfile ipv4": (
        "dns=192.0.2.77;",
        "dns-search=zork.example;",
        "route1=10.77.0.0/16,192.0.2.77",
        "gateway=192.0.2.77",
        "address2=192.0.2.77/28",
        "routing-rule1=priority 77 from 10.77.0.0/16 table 77",
        "never-default=true",
        "dhcp-client-id=zork",
        "dns=192.0.2.77;192.0.2.78;",
    ),
    "keyfile section": (
        "[ethernet]\nmtu=7777",
        "[ipv6]\naddress1=2001:db8::77/64\nmethod=manual",
        "[ethernet]\ncloned-mac-address=02:00:00:00:00:77",
        "[proxy]\nmethod=7",
        "[zork]\nzork=77",
        "[ethtool]\nfeature-tso=false",
        "[user]\nzork.zork=77",
    ),
}
"""By the place, statements that may stand there."""
