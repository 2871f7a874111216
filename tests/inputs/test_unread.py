"""Command lines in files that no dialect reads are named; what only mentions the daemons is not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from carplint.inputs.unread import unread
from carplint.text.source import Source
from tests.work import calls

ROUTER = "-i eth0 -s 192.0.2.11 -v 51 -a 192.0.2.50"

STARTS = {
    "usr/local/sbin/ha-up": f"#!/bin/sh\nsleep 1\nucarp {ROUTER}\n",
    "usr/local/sbin/ha-if": "#!/bin/sh\nif true; then\n  ucarp -i $NIC -v $ID -a $VIP\nfi\n",
    "etc/cron.d/ha": f"@reboot root /usr/sbin/ucarp {ROUTER} -B\n",
    "etc/cron.d/guard": f"*/5 * * * * root pgrep ucarp || /usr/sbin/ucarp {ROUTER} -B\n",
    "var/spool/cron/crontabs/root": f"@reboot /usr/sbin/ucarp {ROUTER} -B\n",
    "etc/inittab": f"id:3:initdefault:\nca:2345:respawn:/usr/sbin/ucarp {ROUTER}\n",
    "etc/supervisor/conf.d/vip.conf": f"[program:vip]\ncommand = nice /usr/sbin/ucarp {ROUTER}\n",
    "etc/init/vip.conf": f"start on runlevel [2345]\nexec /usr/sbin/ucarp {ROUTER}\n",
    "etc/sv/vip/run": f"#!/bin/sh\nexec chpst -u root ucarp {ROUTER} 2>&1\n",
    "etc/local.d/vip.start": f"ucarp {ROUTER} -B\n",
    "etc/NetworkManager/dispatcher.d/50-vip": f'#!/bin/bash\n[ "$2" = up ] && ucarp {ROUTER} -B\n',
    "etc/rc.d/rc.ucarp": "#!/bin/sh\nucarp_start() {\n  /usr/sbin/ucarp $UCARP_OPTS\n}\n",
    "etc/network/if-up.d/carp": "#!/bin/sh\nUCARP=/usr/sbin/ucarp\n$UCARP -i $IFACE -v $ID -a $VIP\n",
    "etc/init.d/vip": "#!/bin/sh\nDAEMON=/usr/sbin/ucarp\nstart-stop-daemon --start --exec $DAEMON -- $OPTS\n",
    "deploy.json": '{"command": ["/usr/sbin/ucarp", "-i", "eth0", "--vhid=5"]}\n',
    "pod.yaml": "- name: vip\n  command:\n  - ucarp\n  - -i\n  - eth0\n  - --vhid=5\n",
    "play.yml": f'- name: start\n  command: "/usr/sbin/ucarp {ROUTER} -B"\n',
    "Vagrantfile": f'  config.vm.provision "shell", inline: <<-SHELL\n    ucarp {ROUTER} -B\n  SHELL\n',
    "start.py": '#!/usr/bin/python3\nPopen(["ucarp", "-i", "eth0",\n "-v", "5", "-a", vip])\n',
    "site.pp": f'  exec {{ "/usr/sbin/ucarp {ROUTER} -B": }}\n',
    "etc/monitrc": f'check process ucarp with pidfile /run/u\n start program = "/usr/sbin/ucarp {ROUTER}"\n',
    "etc/monit/conf.d/vip": f'check process u\n  start program = "/usr/sbin/ucarp {ROUTER}" with timeout 10 seconds\n',
    "etc/udev/rules.d/90.rules": f'ACTION=="add", KERNEL=="eth0", RUN+="/bin/sh -c \'/usr/sbin/ucarp {ROUTER} -B\'"\n',
    "etc/consul.hcl": f'check = {{ id = "a", args = "ucarp {ROUTER}", interval = "5s" }}\n',
    "etc/eventd": f'on link-up eth0 run "/usr/sbin/ucarp {ROUTER} -B" once\n',
    "root/start": f"docker run -d --net=host image ucarp {ROUTER}\n",
    "fabfile.py": f'from fabric.api import run\n\ndef start():\n    run("/usr/sbin/ucarp {ROUTER} -B ")\n',
    "Dockerfile.sed": "FROM x\nRUN sed -i '4i/usr/sbin/ucarp --vhid=${ID} --addr=${VIP} ${OPTS}' /sbin/entrypoint.sh\n",
    "bin/ha": "#!/bin/bash\nsource $file\n${UCARP_EXEC} ${UCARP_OPTS} > /dev/null 2>&1 &\n",
    "run-vip.sh": "#!/bin/sh\ndocker run --net=host \\\n  -e KEEPALIVED_PRIORITY=1 \\\n  -d osixia/keepalived:1.4.4\n",
    "root/start-ka": "#!/bin/sh\nexec keepalived -n -f /opt/ka/keepalived.conf\n",
    "etc/finit.d/vip.conf": f"service [2345] name:vip pid:!/run/u /usr/sbin/ucarp -n {ROUTER} -- VIP of the web\n",
    "etc/finit.conf": f"task [S] /usr/sbin/ucarp {ROUTER} -B\n",
    "inittab.busybox": f"::respawn:/usr/sbin/ucarp {ROUTER}\n",
    "inittab.tty": f"ttyS0::once:/usr/sbin/ucarp {ROUTER}\n",
    "main.go": 'func up() {\n\tcmd := exec.Command("ucarp", "-i", "eth0", "-v", "9", "-a", vip)\n}\n',
    "lines.go": 'cmd := exec.CommandContext(ctx, "/usr/sbin/ucarp",\n\t"-i", "eth0",\n\t"-v", "9",\n)\n',
    "ha.rs": 'Command::new("/usr/sbin/ucarp")\n    .arg("-i").arg("eth0")\n    .args(["-v", "9"])\n    .spawn();\n',
    "one.rs": 'let c = Command::new("ucarp").args(&["-v", "9", "-a", vip]).spawn();\n',
    "ha.js": "spawn('ucarp', ['-i', 'eth0', '-v', '9', '-a', vip])\n",
    "Ha.java": 'new ProcessBuilder("/usr/sbin/ucarp", "-i", "eth0", "-v", "9").start();\n',
    "ha.c": 'execl("/usr/sbin/ucarp", "ucarp", "-i", "eth0", "-v", "9", (char *)0);\n',
    "user-data": "#cloud-config\nruncmd:\n  - [ /usr/sbin/ucarp, -i, eth0, -v, 9, -a, 192.0.2.50 ]\n",
    "argv.yml": "- ansible.builtin.command:\n    argv: [ucarp, -i, eth0, --vhid=9]\n",
    "etc/xinetd.d/vip": f"service vip\n{{\n  server = /usr/sbin/ucarp\n  server_args = {ROUTER}\n}}\n",
    "vip.nomad": 'config {\n  command = "ucarp"\n  args = [\n    "-i", "eth0",\n    "-v", "9",\n  ]\n}\n',
    "ecosystem.config.js.in": f"  script: '/usr/sbin/ucarp',\n  name: 'vip',\n  args: '{ROUTER}',\n",
    "openrc": f'command="/usr/sbin/ucarp"\ncommand_args="{ROUTER} -B"\n',
    "vip.plist": "<array>\n <string>/usr/sbin/ucarp</string>\n <string>-v</string>\n <string>9</string>\n</array>\n",
    "tmux": f"#!/bin/sh\ntmux new-session -d 'ucarp {ROUTER}'\n",
    "transient": f"#!/bin/sh\nsystemd-run --unit=vip ucarp {ROUTER}\n",
    "etc/rc.firewall": f"iptables -A INPUT -j ACCEPT\n/usr/sbin/ucarp \\\n  {ROUTER}\n",
}

MENTIONS = {
    "README": f"Run ucarp {ROUTER}\n",
    "notes/README.md": f"    ucarp {ROUTER}\n",
    "usr/share/doc/ucarp/x": f"ucarp {ROUTER}\n",
    "usr/share/man/man8/ucarp.8": f"ucarp {ROUTER}\n",
    "var/log/messages": f"Nov 12 lb1 sudo: COMMAND=/usr/sbin/ucarp {ROUTER}\n",
    "etc/bash_completion.d/ucarp": "complete -W '-v -a' ucarp\n",
    "etc/monit/conf.d/ka": 'check process keepalived\n start program = "/etc/init.d/keepalived start"\n',
    "etc/monit/conf.d/u": 'check process ucarp\n start program = "/etc/init.d/ucarp start eth0"\n',
    "usr/local/bin/check": "#!/bin/sh\nsystemctl restart keepalived\npidof ucarp || exit 1\npkill -f 'ucarp -v 51'\n",
    "etc/monit/conf.d/v": f'check process u matching "ucarp {ROUTER}"\n  if failed then alert\n',
    "etc/logwatch": f'ignore lines with pattern "ucarp {ROUTER}" please\n',
    "etc/portage/package.use/ucarp": "net-misc/ucarp ~amd64\n",
    "tool.rb": f'x = 5; puts "ucarp {ROUTER}" if x\n',
    "etc/cron.d/k": f"@daily root pkill -x -f 'ucarp {ROUTER}'\n",
    "packages": "keepalived\nucarp\n",
    "packages.yml": "packages:\n  - keepalived\n  - ucarp\n",
    "play.yml": "- apt:\n    name: ucarp\n- service: name=keepalived state=restarted\n",
    "etc/rsyslog.d/ucarp.conf": "if $programname == 'ucarp' then /var/log/ucarp.log\n",
    "etc/logrotate.d/ucarp": "/var/log/ucarp.log {\n postrotate\n  killall -HUP keepalived\n endscript\n}\n",
    "etc/apparmor.d/usr.sbin.keepalived": "/usr/sbin/keepalived {\n /usr/sbin/keepalived mr,\n}\n",
    "etc/init.d/keepalived": "#!/bin/sh\nDAEMON=/usr/sbin/keepalived\nstart-stop-daemon --start --exec $DAEMON -- $ARGS\n",
    "etc/network/if-up.d/ucarp": "#!/bin/sh\nUCARP=/usr/sbin/ucarp\n$UCARP -i $IFACE -v $IF_UCARP_VID -a $IF_UCARP_VIP\n",
    "etc/audit/rules.d/x": "-w /usr/sbin/ucarp -p x -k ucarp\n",
    "etc/sudoers.d/x": "op ALL=(root) NOPASSWD: /usr/sbin/ucarp, /usr/bin/systemctl restart keepalived\n",
    "etc/passwd": "ucarp:x:100:100::/var/lib/ucarp:/usr/sbin/nologin\n",
    "etc/telegraf.conf": '  pattern = "ucarp -v 51"\n  exe = "keepalived"\n',
    "etc/nrpe.cfg": "command[ucarp]=/usr/lib/nagios/plugins/check_procs -c 1:1 -C ucarp -a 192.0.2.50\n",
    "usage.sh": '#!/bin/sh\necho "Usage: ucarp -i <if> -v <vhid> -a <addr>"\n# ucarp -v 51 -a 192.0.2.50\n',
    "x.spec": "Name: ucarp\nSummary: ucarp - common address redundancy\n%files\n/usr/sbin/ucarp\n",
    "Makefile": "ucarp: ucarp.o\n\tgcc -o ucarp -v ucarp.o\ninstall:\n\tcp ucarp $(DESTDIR)/usr/sbin\n",
    ".gitlab-ci.yml": "test:\n  script:\n    - keepalived -t -f keepalived.conf\n    - ucarp --help\n",
    "vars.yml": "ucarp_vhid: 5\nkeepalived_version: 2.2\n",
    "pull.sh": "#!/bin/sh\ndocker pull osixia/keepalived:1.4.4\ndocker stop ucarp\ndocker run -d nginx\n",
    "check.py": 'import os\nos.system("pidof ucarp")\nlog.info("ucarp -v 51 is up")\nx = {"ucarp": 1}\n',
    "fix.sh": "#!/bin/sh\nsed -i 's/ucarp -v 51/ucarp -v 52/' /etc/rc.local\nsed -i '/ucarp -v 51/d' /etc/rc.local\n",
    "etc/finit.d/x.conf": "service [2345] /usr/sbin/keepalived -n -- keepalived\nservice ucarp restart\n",
    "log.go": 'log.Printf("ucarp -v 9 of %s", x)\n',
    "comment.go": '// exec.Command("ucarp", "-i", "eth0", "-v", "9")\nvar names = []string{"ucarp", "keepalived"}\n',
    "find.rs": 'let a = ["ucarp", "vrrp"];\nlet n = "ucarp";\nprocess("ucarp")\n',
    "kill.js": "exec('pkill ucarp'); list(['ucarp', 'keepalived'])\n",
    "flow.yml": "packages: [ucarp, keepalived, vim]\nignore: [ ucarp ]\n",
    "etc/xinetd.d/other": "service x\n{\n  server = /usr/sbin/ucarp\n  server_args = --help\n}\n",
    "vars.yaml": "bin: /usr/sbin/ucarp\nname: vip\noptions: none\n",
    "list.plist": "<string>ucarp</string>\n<string>keepalived</string>\n",
    "usual": "#!/bin/sh\nkeepalived -D -f /etc/keepalived/keepalived.conf\n",
}

GROWN: dict[str, Callable[[int], str]] = {
    "continuation lines": lambda n: "ucarp \\\n" * n,
    "lists": lambda n: '"ucarp",' * n,
    "items": lambda n: "- ucarp\n- -v\n" * n,
    "lists of two quotes": lambda n: "'ucarp\"," * n,
    "a name in a list": lambda n: f'"{"x" * 7 * n}/ucarp", 1]',
    "an image": lambda n: f"docker run a/{'ucarp' * n}!",
    "keys": lambda n: "a: " * n + "ucarp",
    "cron fields": lambda n: "1 " * n + "ucarp",
    "quotes": lambda n: '"' * n + "ucarp",
    "lines": lambda n: "x && ucarp -v 1\n" * n,
    "flow lists": lambda n: "[ucarp, " * n,
    "flow items": lambda n: "[ucarp, " + "-v, " * n + "]",
    "tags": lambda n: "<string>ucarp</string>\n" * n,
    "keys of programs": lambda n: "command = ucarp\n" * n,
    "chains": lambda n: 'x("ucarp")\n.arg("-v")\n' * n,
    "words of finit": lambda n: "service " + "a " * n + "/x/ucarp",
    "variables": lambda n: "".join(f"A{i}=ucarp\n" for i in range(n)),
}


@pytest.mark.parametrize("path", STARTS)
def test_a_start_in_a_file_that_no_dialect_reads_is_named(path: str) -> None:
    text = STARTS[path]
    found = list(unread(Source(f"/t/{path}", text)))
    assert len(found) == 1
    ((span, why),) = found
    assert ("keepalived" if "keepalived" in text else "ucarp") in why
    assert "ucarp" in span.text or "UCARP" in span.text or "DAEMON" in span.text or "keepalived" in span.text


@pytest.mark.parametrize("path", MENTIONS)
def test_a_mention_is_not(path: str) -> None:
    assert list(unread(Source(f"/t/{path}", MENTIONS[path]))) == []


@pytest.mark.parametrize("kind", GROWN)
def test_twice_the_text_is_at_most_about_twice_the_work(kind: str) -> None:
    small, large = (calls(partial(list, unread(Source("/t/x", GROWN[kind](number))))) for number in (300, 600))
    assert large <= 2.3 * small
