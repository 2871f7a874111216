"""Passwords where only a kind of place tells them, and ordinary words that look so."""

from __future__ import annotations

import pytest

from carplint.text.secrets import mask

SECRET = "Hush37"
LEAKS = [
    "[ -x /x ] && ucarp -i eth0 -Bp Hush37 -v 51",
    "true; ucarp -zBpHush37 -v 51",
    'true; ucarp -v 51 -p "a Hush37" -a 192.0.2.1',
    "true; ucarp -v 51 -p 'Hush37 b' -a 192.0.2.1",
    "COMPASS_SECRET=Hush37",
    "bypass_key=Hush37",
    "OVERPASS_PASSWORD=Hush37",
    "command tool -p Hush37",
    "bash x.sh -p Hush37",
    "xargs tool -p Hush37",
    "docker exec c tool -p Hush37",
    "docker exec -it c tool -p Hush37",
    "make deploy -p Hush37",
    "NAME=top tool -p Hush37",
    "tool git -p Hush37",
    "username a secret 5 Hush37",
    "auth=/Hush37",
    "openssl sm4 -k Hush37 -in a",
    "logger -t vip starting ucarp -i eth0 -p Hush37",
    "ssh root@h2 ucarp -p Hush37; systemctl x",
    "# systemctl start ucarp runs ucarp -i eth0 -p Hush37",
    "systemctl set-environment CMD=ucarp -p Hush37",
    "ucarp -i eth0 -p 12:34Hush37",
    "ucarp -i eth0 -p /run/Hush37",
    "docker login -u me -pHush37 reg",
    'curl -H "Authorization: Negotiate Hush37" h',
    'curl -H "Authorization: AWS4-HMAC-SHA256 Credential=a, Signature=Hush37" h',
    "curl -H Authorization:Hush37 h",
    'curl -u "me me:Hush37" h',
    "DBPW: Hush37",
    "password:\n  Hush37\n",
    "# password:\n# Hush37\n",
    "curl https://Hush37@host/x\n",
    "printf 'AUTH Hush37' | nc h 1\n",
    "net ads join -U admin%Hush37\n",
    "aws configure set aws_secret_access_key Hush37\n",
    "REDISCLI_AUTH=Hush37\n",
    "GITHUB_PAT=Hush37\n",
    "nmcli c mod w wifi-sec.psk Hush37\n",
    "users:\n  - name: bob\n    password:\n      Hush37\n",
    "# the admin's password:\n#   Hush37\n",
    "vault_token: |\n  Hush37\nnext: 1\n",
    'db:\n  "secret": >-\n    Hush37\n',
    "mysqladmin ping --password \\\n  Hush37\n",
    "# Kennwort:\n# Hush37\n",
    "cat > /etc/tls.key <<E\n-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nHush37abc\nHush37==\n-----END RSA PRIVATE KEY-----\nE\n",
    "# -----BEGIN OPENSSH PRIVATE KEY-----\n# b3BlHush37\n# AAAA\n# -----END OPENSSH PRIVATE KEY-----\n",
    "tls:\n  pem: |\n    -----BEGIN EC PRIVATE KEY-----\n    MHcCHush37\n    -----END EC PRIVATE KEY-----\n",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBHush37\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----\n",
    "git clone https://Hush37@github.com/a/b.git\n",
    "pip install --index-url http://Hush37@pypi.local/simple x\n",
    "echo -e 'USER bob\\r\\nPASS Hush37\\r\\n' | nc mail 110\n",
    'printf "AUTH default Hush37\\r\\nPING\\r\\n" | nc -w1 127.0.0.1 6379\n',
    'echo "a login bob Hush37" | openssl s_client -connect h:993\n',
    "nc h 6379 <<E\nAUTH Hush37\nPING\nE\n",
    "wbinfo -U x; net rpc shutdown -S h -U 'ADM\\\\root%Hush37'\n",
    "smbget -U bob%Hush37 smb://h/s\n",
    "gcloud config set auth/client_secret Hush37\n",
    "npm config set //registry.local/:_authToken Hush37\n",
    "nmcli dev wifi connect office password Hush37\n",
    "nmcli c modify eth0 802-1x.private-key-password 'Hush37'\n",
    "wpa_cli -i wlan0 set_network 0 psk '\"Hush37\"'\n",
    "vtysh -c 'conf t' -c 'neighbor 192.0.2.7 password Hush37'\n",
    "export BITBUCKET_AUTH=Hush37\n",
    "AZURE_DEVOPS_EXT_PAT='Hush37' az pipelines list\n",
    'MEMCACHED_AUTH="Hush37"\n',
    "GL_PAT=Hush37; git push\n",
    "ucarp  -i eth0 -v 9 -zBp Hush37\n",
    "ucarp\t-i eth0 -zDp Hush37\n",
    "$UCARP -i eth0 -zBp Hush37\n",
    'OPTS="-i eth0 -zBp Hush37"\n',
    'ucarp -v 9 -p "a"Hush37\n',
    "ucarp -v 9 -p a\\ Hush37\n",
    'ucarp -v 9 -p "a \\" Hush37"\n',
    "ucarp -v 9 -p $'a Hush37'\n",
    'ssh lb2 "ucarp  -v 9 -zBp Hush37"\n',
    'command: ["ucarp", "-v", "9", "-p", "Hush37"]\n',
    "curl -b sessionid=Hush37 http://h/\n",
    "curl -s -b 'sid=Hush37' http://h/\n",
    "rabbitmqctl authenticate_user bob Hush37\n",
    "rabbitmqctl -q change_password bob 'Hush37'\n",
    'script "/usr/bin/curl -d \'{\\"user\\": \\"bob\\", \\"password\\": \\"Hush37\\"}\' http://h/"\n',
    'curl -d "{\\\\\\"pw\\\\\\": \\\\\\"Hush37\\\\\\"}" http://h/\n',
    'script "/usr/lib/nagios/plugins/check_http -a bob:Hush37 -H h"\n',
    "check_http -H h -a'bob:Hush37'\n",
    "check_ldap -H h -b dc=x -P Hush37\n",
    "check_smtp -H h -U bob -P Hush37\n",
    "check_snmp -H h -C Hush37 -o x\n",
]
HARMLESS = [
    "  # set by KEEPALIVED_PASSWORD or .env",
    "# set the token is not needed",
    "WIRELESS_EAP_AUTH='mschapv2'",
    "sudo X=1 mkdir -p /srv/x",
    "ExecStartPre=-/bin/mkdir -p /srv/x",
    "@reboot cp -p a b",
    "timeout 5 redis-cli -p 6379",
    "journalctl -u ucarp -p err",
    "ssh h mkdir -p /srv/x && ucarp -i eth0",
    "# auth_pass is ignored by VRRPv3\n",
    "# pass traffic on eth0\n",
    "# tests passed: 12\n",
    "date -u +%H:%M:%S\n",
    "redis-cli -p 6379 ping\n",
    "docker run -u 1000:1000 x\n",
    "pass in\n",
    "# secret: none\n",
    "ldapsearch -s base -x\n",
    "openssl dgst -k file\n",
    "password:\nnext: 5\n",
    "# which holds the password:\n\nglobal_defs {\n",
    "secrets:\n  - name: a\n    file: b\n",
    'echo "Password:"\nread -s x\n',
    "-----BEGIN CERTIFICATE-----\nMIIabc\n-----END CERTIFICATE-----\n",
    "# ssh://git@host/repo and sftp://backup@host/dir\n",
    "curl -s https://host/a@b/c\n",
    "echo stat | nc localhost 2181\n",
    "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc web 80\n",
    "date +%s -U %x\n",
    "git config set user.name bob\n",
    "nmcli c mod eth0 ipv4.dns 192.0.2.1\n",
    "SMTP_AUTH=yes\n",
    "FILE_PAT='*.conf'\n",
    "# auth_pass is only used by VRRPv2\n",
    "# password is not checked in version 3\n",
    "# pass packets to the other node\n",
    "# pass the VIP to the backup\n",
    "# checks passed: 7, failed: 0\n",
    "# bypassing: no\n",
    "# passes: 3\n",
    'logger "$(date -u +%d.%m:%H)"\n',
    "podman exec -u app:app web true\n",
    "sudo -u nobody:nogroup true\n",
    "redis-cli -h 192.0.2.1 -p 6380 info\n",
    "mosquitto_sub -h b -p 1883 -t x\n",
    "strace -p 4711\n",
    "pass out quick on em1 proto carp\n",
    "pass quick on lo0\n",
    "# token: no\n",
    "# password: unset\n",
    "# key: see above\n",
    "ldapsearch -x -s sub -a always -b dc=a\n",
    "openssl dgst -sha256 -k file.txt\n",
    "openssl rsa -passin file:/etc/x -in k\n",
    "openssl s_client -K x\n",
    "curl -b cookies.txt http://h/\n",
    "rabbitmqctl list_users bob name\n",
    "rabbitmqctl status -n rabbit@h\n",
    "check_http -H h -u /status -e 200\n",
    "script /etc/keepalived/check_http.sh -a 10\n",
    "check_ssh -H h -P 2.0\n",
    'grep \\"pw x\n',
]


@pytest.mark.parametrize("text", LEAKS)
def test_hidden(text: str) -> None:
    shown = mask(text)
    assert SECRET not in shown
    assert len(shown.splitlines()) == len(text.splitlines())


@pytest.mark.parametrize("text", HARMLESS)
def test_not_hidden(text: str) -> None:
    assert mask(text) == text


def test_a_key_is_hidden_up_to_its_end() -> None:
    text = "# -----BEGIN RSA PRIVATE KEY-----\n# Hush37\n# -----END RSA PRIVATE KEY-----\nglobal_defs {\n}\n"
    assert mask(text) == text.replace(SECRET, "•••")
    cut = text.replace("# -----END RSA PRIVATE KEY-----\n", "")
    assert mask(cut) == cut.replace(SECRET, "•••")


def test_what_is_below_a_name_is_hidden_up_to_the_next_one() -> None:
    text = "a:\n  password: |\n    Hush37\n\n    Hush37\n  user: bob\n"
    assert mask(text) == text.replace(SECRET, "•••").replace("|", "•••")
