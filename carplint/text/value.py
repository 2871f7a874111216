"""A fact from a file: its effective value, what is written, and where."""

from __future__ import annotations

from collections.abc import Callable

from carplint.text.source import Span
from carplint.text.typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Value(Generic[T]):
    """A fact: the effective value, or None if it is unknown, and then `why`; what is written; and where."""

    __slots__ = ("_span", "_written", "value", "why")

    def __init__(self, value: T | None, written: str, span: Span, why: str = "") -> None:
        self.value = value
        self.why = why
        self._written = written
        self._span = span

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r}, {self.written!r}, {self.why!r})"

    @property
    def written(self) -> str:
        """The text as it is written; "" for a default."""
        return self._written

    @property
    def span(self) -> Span:
        """Where it is written; for a default the place of what it belongs to."""
        return self._span

    @property
    def literal(self) -> bool:
        """Whether the file has it as it is, so that it can be replaced there."""
        return self.span.text == self.value

    def but(self, value: U | None, why: str = "") -> Value[U]:
        """Return another value for the same text and place; `why` if it is unknown for a reason of its own."""
        return Value(value, self.written, self.span, why or self.why)

    def mapped(self, function: Callable[[T], U]) -> Value[U]:
        """Return the value that a function makes of this one; unknown if this one is, or if the function raises
        ValueError."""
        if self.value is None:
            return self.but(None)
        try:
            return self.but(function(self.value))
        except ValueError as error:
            return self.but(None, str(error))


def known(value: Value[T] | None, default: T) -> T:
    """Return a value if it is known, else a default."""
    return default if value is None or value.value is None else value.value
