"""Symptoms of broken failover, and the rules that explain them, likeliest first.

`carplint explain "both nodes are master"` prints one; docs/symptoms.md has them all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from carplint.text.typing import NamedTuple


class Symptom(NamedTuple):
    """A symptom, in the words of whoever sees it; other words for it; how to look closer; and the names of the rules
    that explain it."""

    name: str
    also: str
    look: str
    rules: Sequence[str]


SYMPTOMS = (
    Symptom(
        "both nodes are master",
        "split brain two masters the vip is on both nodes duplicate address",
        "Check the files of all nodes in one run, since most of these rules compare nodes. A firewall that drops IP "
        "protocol 112 has the same effect, and is in none of the files.",
        """vip-set-mismatch auth-mismatch vrid-mismatch unicast-peers-incomplete unicast-multicast-mismatch
        advert-int-mismatch-v2 vrrp-version-mismatch mcast-group-mismatch vip-excluded-vs-listed
        ucarp-password-mismatch ucarp-vip-mismatch ucarp-vhid-mismatch ucarp-vhid-octal ucarp-mcast-mismatch
        ucarp-passfile-crlf ucarp-passfile-first-line ucarp-srcaddr-is-vip ucarp-value-leak carp-password-split
        carp-real-address-as-vip ifcfg-duplicate-ipaddr-cluster config-copied-verbatim vip-in-two-virtual-routers
        auth-pass-missing auth-type-missing auth-hmac-active-key strict-mode-conflict version-conflict
        advert-int-fractional-v2 unicast-empty-peers unicast-peer-duplicate unicast-peer-is-self unicast-peer-unknown
        mcast-group-not-link-local too-many-vips vip-duplicate-in-instance address-family-mixed
        state-master-without-priority priority-255-not-owner ucarp-script-blocks notify-master-no-rx-lower
        ucarp-equal-skew interface-subnet-mismatch""".split(),
    ),
    Symptom(
        "the VIP does not ping",
        "virtual address unreachable no answer no connection clients reach nothing master without vip",
        "Run `ip addr` on the MASTER. If the VIP is up there, look for what drops its packets.",
        """strict-drops-vip-traffic ucarp-upscript-missing ucarp-script-unusable carp-alias-without-netmask
        ucarp-debian-alias-stanza-missing ucarp-debian-vip-mismatch ucarp-debian-one-vip ucarp-vip-interface-undefined
        carp-real-address-as-vip no-vip address-family-mixed vip-duplicate-in-instance vip-outside-interface-subnet
        vip-is-network-or-broadcast vip-special-address vip-broadcast-wrong vip-equals-peer-address
        ifcfg-vip-static-elsewhere ifcfg-duplicate-ipaddr-cluster vip-duplicate-across-instances
        ifcfg-alias-name ifcfg-alias-parent-missing ifcfg-netmask-invalid ifcfg-netmask-prefix-conflict ifcfg-no-mask
        networkd-removes-vip networkmanager-manages-vip-interface static-track-group-undefined duplicate-instance-name
        excluded-vip-missing vmac-conflict vrid-reused-other-cluster ucarp-vhid-conflict
        vrid-equals-vhid sync-group-unknown-member interval-very-large""".split(),
    ),
    Symptom(
        "failover never happens",
        "no takeover the vip stays the service is dead and the node keeps it health check has no effect the backup does not "
        "take over",
        "Stop the daemon on the MASTER: if the backup takes over, the health check is at fault; if not, the backup is.",
        """weight-cannot-flip nopreempt-with-weighted-track script-not-found script-not-executable script-bad-interpreter
        script-echo-instead-of-exit track-script-undefined track-script-defined-after-use script-unused
        duplicate-script-name track-weight-ignored track-on-instance-and-group track-interface-own track-process-quorum
        tracker-mismatch block-incomplete priority-255-not-owner config-copied-verbatim unicast-src-not-local
        interface-has-no-address interface-missing-on-node ucarp-no-supervisor ucarp-downscript-kills-interface
        ucarp-password-missing ucarp-password-too-long ucarp-srcaddr-not-on-interface ucarp-unknown-option keepalived-unknown-option systemd-command-unusable
        ucarp-passfile-missing ucarp-passfile-unreadable ucarp-file-name ucarp-debian-incomplete ucarp-port-incomplete host-without-active-file
        ucarp-debian-unknown-option ucarp-debian-no-static-address advert-int-looks-like-ms advert-int-out-of-range
        script-stops-keepalived
        sync-group-unknown-member sync-group-double-membership sync-group-single-member sync-group-mismatch""".split(),
    ),
    Symptom(
        "the VIP is on both nodes after a reboot",
        "duplicate address after boot power cut restart stop the vip is left behind",
        "Run `ip addr` on the BACKUP: either the network brought the VIP up there, or the daemon left it behind.",
        """ifcfg-vip-alias-onparent ifcfg-onparent-value ifcfg-vip-alias-under-networkmanager ifcfg-onboot-on-alias
        ifcfg-nm-controlled-in-alias ucarp-debian-alias-auto ifcfg-backup-file-read ifcfg-vip-static-elsewhere
        ucarp-shutdown-missing carp-shutdown-by-launcher-only vip-equals-peer-address ifcfg-duplicate-ipaddr-node
        systemd-stop-unclean""".split(),
    ),
    Symptom(
        "no node takes the VIP",
        "no master fault state nobody has the vip backup forever",
        "Either the state is FAULT or no daemon is running: see the log of each node.",
        """interface-missing-on-node interface-has-no-address interface-not-usable interface-undefined
        vip-equals-own-address vip-set-at-boot unicast-src-not-local config-copied-verbatim vmac-conflict unicast-empty-peers
        sync-group-owner-mixed sync-group-double-membership sync-group-priority-mismatch duplicate-instance-name no-vip
        ifcfg-hwaddr-on-clone ifcfg-alias-parent-missing ifcfg-base-onboot-no script-stops-keepalived
        ucarp-srcaddr-missing ucarp-bind-interface-missing ucarp-vip-missing ucarp-vip-interface-undefined
        ucarp-vhid-out-of-range ucarp-file-name ucarp-example-left ucarp-debian-incomplete ucarp-port-incomplete host-without-active-file
        systemd-type-mismatch systemd-unit-refused systemd-command-unusable keepalived-unknown-option systemd-not-enabled container-ends-at-once""".split(),
    ),
    Symptom(
        "the VIP flaps",
        "flapping changes again and again goes back and forth unstable failback second outage",
        "See in the logs of both nodes which one leaves the MASTER state, and after which message.",
        """nopreempt-with-state-master nopreempt-on-wrong-node setting-without-effect nopreempt-and-preempt equal-priority
        priority-255-not-owner state-master-without-priority weight-flips-healthy ucarp-script-blocks ucarp-advbase-zero
        ucarp-debian-master-case advert-int-fractional-v2 vrid-reused-other-cluster ucarp-vhid-conflict
        up-down-delay-too-long ucarp-deadratio-mismatch ucarp-advbase-mismatch ucarp-equal-skew
        sync-group-owner-mixed vip-duplicate-across-instances""".split(),
    ),
    Symptom(
        "the wrong node is master",
        "preferred node does not take the vip back election loses priority preempt",
        "Run `carplint show`: it prints the order of the nodes, and where each number comes from.",
        """ucarp-advskew-overflow ucarp-preempt-on-loser ucarp-preempt-without-skew ucarp-equal-skew
        ucarp-advbase-mismatch ucarp-deadratio-mismatch weight-flips-healthy equal-priority
        state-master-without-priority sync-group-priority-mismatch nopreempt-and-preempt track-weight-ignored""".split(),
    ),
    Symptom(
        "the daemon does not start",
        "service fails exits at once crashes keepalived ucarp start stop no process",
        "Start it in the foreground (`keepalived -n -l -D`, or ucarp without -B): in the background, a daemon reports "
        "success before it exits. `carplint check --select CL1` finds what it cannot read.",
        """vrid-missing interface-undefined interface-not-usable vrid-duplicate-on-interface interface-missing-on-node
        strict-mode-conflict static-address-without-dev no-vip ucarp-password-missing ucarp-password-too-long
        ucarp-srcaddr-missing ucarp-srcaddr-not-on-interface ucarp-vhid-out-of-range ucarp-vhid-invalid-octal
        ucarp-vip-has-prefix ucarp-vip-missing ucarp-vip-interface-undefined ucarp-bind-interface-missing
        ucarp-address-invalid ucarp-address-unusable ucarp-interface-invalid ucarp-deadratio-zero ucarp-no-time-base ucarp-unknown-option ucarp-passfile-missing
        ucarp-passfile-unreadable ucarp-passfile-first-line
        ucarp-file-name ucarp-example-left ucarp-debian-no-static-address ucarp-debian-incomplete ucarp-port-incomplete
        ucarp-debian-unknown-option ucarp-script-unusable script-syntax carp-password-split shell-source-loop
        systemd-type-mismatch systemd-unit-refused environment-file-export systemd-command-unusable keepalived-unknown-option systemd-before-network""".split(),
    ),
    Symptom(
        "it worked until the reboot",
        "after boot restart of the network address missing interface down",
        "The running system was set up by hand, or from files that have changed since.",
        """systemd-not-enabled systemd-before-network systemd-unit-refused
        ifcfg-vip-alias-onparent ifcfg-onparent-value ucarp-debian-alias-auto ifcfg-base-onboot-no
        ifcfg-backup-file-read ifcfg-hwaddr-on-clone ifcfg-hwaddr-and-macaddr ifcfg-device-mismatch
        ifcfg-duplicate-ipaddr-node ifcfg-duplicate-ipaddr-cluster ifcfg-alias-parent-missing ifcfg-alias-name
        ifcfg-netmask-invalid ifcfg-netmask-prefix-conflict ifcfg-bootproto-value ifcfg-bootproto-dhcp-with-ipaddr
        interfaces-syntax interfaces-auto-undefined interfaces-required-missing interfaces-address-invalid
        interfaces-comment-at-line-end interfaces-source-unread address-file-syntax networkd-removes-vip
        vip-equals-own-address vip-set-at-boot ucarp-srcaddr-missing ucarp-neutral-missing""".split(),
    ),
    Symptom(
        "it worked until the upgrade",
        "after update new release package migration other version",
        "`carplint check --target keepalived=VERSION` judges the files as that release would.",
        """keyword-needs-newer-version deprecated-keyword ucarp-password-and-passfile ucarp-id-differs-from-name
        ucarp-srcaddr-missing ucarp-unset-commented-out ucarp-value-leak ucarp-shutdown-missing networkd-removes-vip
        ifcfg-vip-alias-under-networkmanager ifcfg-networkmanager-reads-otherwise vrrp-version-mismatch
        vip-in-two-virtual-routers vip-duplicate-in-instance unicast-peer-duplicate strict-mode-conflict""".split(),
    ),
    Symptom(
        "a setting does nothing",
        "ignored option has no effect without effect",
        "`carplint show` prints the effective values and where they are written; `keepalived -t` says what it ignores.",
        """setting-without-effect unknown-keyword keyword-in-wrong-block nopreempt-with-state-master auth-ignored-v3
        auth-pass-too-long strict-mode-conflict version-conflict track-interface-own track-weight-ignored
        track-on-instance-and-group advert-int-out-of-range garp-group-interface vmac-name-duplicate
        sync-group-single-member static-track-group-undefined track-group-with-no-track vip-broadcast-wrong
        global-setting-ignored email-address-invalid ucarp-unknown-option ucarp-stray-word ucarp-debian-unknown-option ucarp-debian-one-vip
        ucarp-debian-master-case ucarp-script-overridden ifcfg-unknown-key ifcfg-onboot-on-alias""".split(),
    ),
    Symptom(
        'the log says "Bad digest"',
        "ucarp check vhid password and virtual ip address",
        "ucarp's digest covers three things: the password, the VHID and the VIP.",
        """ucarp-password-mismatch ucarp-vip-mismatch ucarp-vhid-conflict ucarp-passfile-crlf ucarp-passfile-first-line
        carp-password-split ucarp-vhid-octal""".split(),
    ),
    Symptom(
        'the log says "received an invalid passwd", "received a 0 auth" or "expecting 1"',
        "keepalived authentication",
        "Only the first 8 bytes of a password count, and type PASS matches only type PASS.",
        "auth-mismatch auth-pass-missing auth-type-missing auth-pass-too-long vrid-reused-other-cluster".split(),
    ),
    Symptom(
        'the log says "ip number count", "advertisement interval mismatch" or "wrong version"',
        "keepalived invalid ttl bogus vrrp packet dropped",
        "The nodes hear each other and drop what they hear: their files differ.",
        """vip-set-mismatch vip-excluded-vs-listed too-many-vips vip-duplicate-in-instance advert-int-mismatch-v2
        advert-int-fractional-v2 vrrp-version-mismatch version-conflict vrid-reused-other-cluster""".split(),
    ),
)
"""All symptoms."""

_FILLERS = frozenset("a an and are at be by do does have has in is it its my of on or the their this to was".split())


def _words(text: str) -> list[str]:
    """Return the beginnings of the significant words."""
    return [w[:4] for w in re.findall(r"\w+", text.lower()) if w not in _FILLERS]


def symptoms(text: str) -> tuple[Symptom, ...]:
    """Return the symptoms that a text describes: the one of that name, else those that have most of the words: all, or
    at least two and half of them."""
    exact = tuple(s for s in SYMPTOMS if text.lower() == s.name.lower())
    wanted = set(_words(text))
    common = {s.name: len(wanted & set(_words(f"{s.name} {s.also}"))) for s in SYMPTOMS}
    most = max(common.values())
    if most == 0 or most < min(len(wanted), max(2, len(wanted) / 2)):
        return exact
    return exact or tuple(s for s in SYMPTOMS if common[s.name] == most)
