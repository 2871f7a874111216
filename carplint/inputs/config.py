"""`.carplint.yaml`: what carplint cannot know from the files. Optional; no rule needs it.

    target: keepalived=2.2.7       # the release that the hosts run
    hosts:
      lb1:
        target: keepalived=2.4.3
        config-id: blue            # the id of keepalived -i, by which @ID lines count
        path: hosts/lb1            # where its files lie
        segment: dmz               # hosts of different segments are never partners
    clusters: [[lb1, lb2], [lb3, lb4]]   # nor are hosts of different clusters
    select: [CL1, host]            # only these rules: codes, their beginnings, names, families
    ignore: [smtp-alert-without-recipient]
    severity: {equal-priority: error}
    paths:                         # rules to skip for some files; * matches any text, slashes too
      "training/*": [CL601]
    exclude: [training/, "*.conf.tmp"]   # not read in a tree, in the language of .gitignore
    fail-on: warning
    baseline: known.json           # see carplint/checking/baseline.py
    rules: [our_rules.py, acme]    # own rules, see carplint/checking/own_rules.py; only with --config, since they are code

The nearest file, searching upwards from the current folder, is used; files are not merged. Paths in it are relative to
its folder. The command line takes precedence. A file that is merely found, not named with --config, may not name rules,
nor hosts' files or a baseline outside of its folder.
"""

import os
from collections.abc import Mapping, Sequence

from carplint.inputs.hosts import Places
from carplint.text.finding import SEVERITIES
from carplint.text.reading import read_utf8
from carplint.text.typing import Any, NamedTuple

Version = tuple[int, int, int]

FILE = ".carplint.yaml"

_HOST = ("target", "config-id", "path", "segment")
_CHOICES = ("select", "ignore", "severity", "paths", "exclude", "fail-on", "baseline", "rules")


class ConfigurationError(Exception):
    """An invalid configuration; the message says where and why."""


class HostSettings(NamedTuple):
    """The facts that are stated about a host: the release of keepalived that it runs, the id of its @ID lines, and the
    names of its network segment and its cluster; None or "" if not stated."""

    target: Version | None = None
    config_id: str | None = None
    segment: str = ""
    cluster: str = ""


class Choice(NamedTuple):
    """The rules to run and the meaning of their findings, in the words of the configuration: rules by code, beginning
    of a code, name or family. `baseline` is a path, `rules` are paths and names of entry points."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = {}
    paths: Mapping[str, tuple[str, ...]] = {}
    fail_on: str = ""
    baseline: str = ""
    rules: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Settings(NamedTuple):
    """A configuration: what is `given` on the command line and takes precedence, what applies to single hosts by name,
    and what to all others; and what it says about rules. `folder` is where its paths begin, `places` are the places
    of hosts' files."""

    given: HostSettings = HostSettings()
    hosts: Mapping[str, HostSettings] = {}
    default: HostSettings = HostSettings()
    choice: Choice = Choice()
    folder: str = "."
    places: Places = Places()

    def of(self, host: str) -> HostSettings:
        """Return the settings of a host."""
        levels = (self.given, self.hosts.get(host, HostSettings()), self.default)
        targets = (level.target for level in levels if level.target is not None)
        ids = (level.config_id for level in levels if level.config_id is not None)
        own = levels[1]
        return HostSettings(next(targets, None), next(ids, None), own.segment, own.cluster)


def is_file(word: str) -> bool:
    """Return whether a word that names own rules is the path of a file rather than an entry point."""
    return "." in word or "/" in word or os.sep in word


def find(folder: str = ".") -> str | None:
    """Return the nearest configuration file, searching upwards from a folder, or None. What has its name counts, whatever it
    is: one that cannot be read is not passed over."""
    folder = os.path.abspath(folder)
    while True:
        path = os.path.join(folder, FILE)
        if os.path.lexists(path):
            return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def target_of(text: str) -> Version:
    """Return the release that `keepalived=2.2.7`, or 2.2.7 alone, names; it may be newer than all that are known. Raise
    `ConfigurationError`."""
    from carplint.text.version import NEWEST, OLDEST, parse_version, spell

    daemon, _, release = text.rpartition("=")
    version = parse_version(release)
    if daemon not in ("", "keepalived") or version is None:
        raise ConfigurationError(f"{text!r} is not a release: write keepalived=VERSION, such as keepalived=2.2.7")
    if version < OLDEST:
        raise ConfigurationError(
            f"keepalived {release} is too old: carplint knows the releases {spell(OLDEST)} to {spell(NEWEST)}"
        )
    return version


def known_release(version: Version) -> tuple[Version, str]:
    """Return the release to judge by, which is the newest known one for any that is newer, and a note that says so."""
    from carplint.text.version import NEWEST, OLDEST, spell

    if version <= NEWEST:
        return version, ""
    return NEWEST, (
        f"keepalived {'.'.join(map(str, version))} is newer than the releases that this carplint knows "
        f"({spell(OLDEST)} to {spell(NEWEST)}): it is treated as {spell(NEWEST)}"
    )


def _mapping(value: Any, what: str, known: tuple[str, ...] | None) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ConfigurationError(f"{what} must be a mapping of names to values")
    for key in value:
        if known is not None and key not in known:
            from carplint.text.spelling import nearest  # only a misspelt word is guessed at

            near = nearest(str(key), known)
            raise ConfigurationError(f"{what} has no key {key!r}" + (f"; did you mean {near}?" if near else ""))
    return {str(k): v for k, v in value.items()}


def _word(values: dict[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is not None and not isinstance(value, str):
        raise ConfigurationError(f"{key} must be a word")
    return value


def _host(values: dict[str, Any], cluster: str = "") -> HostSettings:
    target = _word(values, "target")
    release = None if target is None else target_of(target)
    return HostSettings(release, _word(values, "config-id"), _word(values, "segment") or "", cluster)


def with_known_releases(settings: Settings) -> tuple[Settings, Sequence[str]]:
    """Return a configuration whose releases are known ones, and a note for each that is newer than these."""
    notes: dict[str, None] = {}

    def known(host: HostSettings) -> HostSettings:
        if host.target is None:
            return host
        target, note = known_release(host.target)
        if note:
            notes[note] = None
        return host._replace(target=target)

    hosts = {name: known(host) for name, host in settings.hosts.items()}
    given, default = known(settings.given), known(settings.default)
    return settings._replace(given=given, hosts=hosts, default=default), tuple(notes)


def _clusters(value: Any) -> dict[str, str]:
    """Return the name of the cluster that each host is in."""
    if not isinstance(value, list | None):
        raise ConfigurationError("clusters must be a list of lists of hosts")
    result: dict[str, str] = {}
    for number, hosts in enumerate(value or [], 1):
        for host in _words(hosts, f"clusters[{number}]"):
            if host in result:
                raise ConfigurationError(f"{host} is in two clusters")
            result[host] = str(number)
    return result


def with_inventory(settings: Settings, path: str) -> Settings:
    """Return a configuration extended by what an inventory says about the hosts; the configuration takes precedence.
    Raise `ConfigurationError`."""
    from carplint.inputs.inventory import InventoryError
    from carplint.inputs.inventory import read as read_inventory

    try:
        stated = read_inventory(path)
    except InventoryError as error:
        raise ConfigurationError(str(error)) from error
    hosts = dict(settings.hosts)
    paths, folders = dict(settings.places.paths), dict(settings.places.folders)
    addresses = [host.address for host in stated.values()]
    for name, host in stated.items():
        known = hosts.get(name, HostSettings())
        hosts[name] = known._replace(segment=known.segment or host.segment)
        folders[name] = name
        if host.address and addresses.count(host.address) == 1:
            folders.setdefault(host.address, name)
        if host.path and name not in paths.values():
            paths[host.path] = name
    return settings._replace(hosts=hosts, places=Places(paths, folders))


def _words(value: Any, what: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ConfigurationError(f"{what} must be a list of words")
    return tuple(value)


def _one_of(value: Any, what: str, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        given = f", not {value!r}" if isinstance(value, str) else ""
        raise ConfigurationError(f"{what} must be one of {', '.join(known)}{given}")
    return value


def _choice(top: dict[str, Any], folder: str) -> Choice:
    severity = _mapping(top.get("severity"), "severity", None)
    paths = _mapping(top.get("paths"), "paths", None)
    baseline = _word(top, "baseline")
    return Choice(
        select=_words(top.get("select"), "select"),
        ignore=_words(top.get("ignore"), "ignore"),
        severity={rule: _one_of(v, f"severity.{rule}", SEVERITIES) for rule, v in severity.items()},
        paths={pattern: _words(v, f"paths.{pattern}") for pattern, v in paths.items()},
        fail_on=_one_of(top["fail-on"], "fail-on", (*SEVERITIES, "never")) if "fail-on" in top else "",
        baseline="" if baseline is None else os.path.join(folder, baseline),
        rules=tuple(os.path.join(folder, r) if is_file(r) else r for r in _words(top.get("rules"), "rules")),
        exclude=_words(top.get("exclude"), "exclude"),
    )


def _content(path: str) -> Any:
    """Return the content of a YAML file. Raise `ConfigurationError` if it cannot be read, or holds a key twice."""
    from carplint.text.plain_yaml import YamlError, parse

    try:
        return parse(read_utf8(path, "the configuration"))
    except YamlError as error:
        raise ConfigurationError(f"{path}: not valid YAML: {error}") from error
    except ValueError as error:
        raise ConfigurationError(str(error)) from error


def read(path: str) -> Settings:
    """Return the configuration in a file. Raise `ConfigurationError` if it cannot be read or makes no sense."""
    content = _content(path)
    try:
        top = _mapping(content, "the configuration", ("target", "config-id", "hosts", "clusters", *_CHOICES))
        hosts = {n: _mapping(v, f"hosts.{n}", _HOST) for n, v in _mapping(top.get("hosts"), "hosts", None).items()}
        clusters = _clusters(top.get("clusters"))
        each = {n: _host(hosts.get(n, {}), clusters.get(n, "")) for n in {**hosts, **clusters}}
        folder = os.path.dirname(path) or "."
        stated = ((name, _word(own, "path")) for name, own in hosts.items())
        paths = {os.path.abspath(os.path.join(folder, path)): name for name, path in stated if path}
        return Settings(
            hosts=each, default=_host(top), choice=_choice(top, folder), folder=folder, places=Places(paths)
        )
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}") from None
