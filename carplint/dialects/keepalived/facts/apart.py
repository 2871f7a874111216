"""A keepalived in another network namespace than its host's."""

from carplint.text.source import Span
from carplint.text.typing import NamedTuple


class Apart(NamedTuple):
    """The place that says that a host's keepalived runs in another network namespace, a record of `Host.facts`: the files of the
    host's interfaces do not tell what it has there."""

    namespace: Span
