"""What carplint uses of `typing`, without its cost at every start: a third of the time of a small check is spent on it.

To a reader and to a type checker these are the names of `typing`. At run time annotations are not looked at, and the
constructor of a record's class is compiled when many records are made: most classes of a run have few.
"""

import sys

TYPE_CHECKING = False

if TYPE_CHECKING or sys.version_info >= (3, 14):  # from 3.14 on a class body holds no annotations
    from typing import Any as Any
    from typing import Generic as Generic
    from typing import NamedTuple as NamedTuple
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
    from typing import TypeVar as TypeVar
else:
    from collections import _tuplegetter as field

    Any = NoReturn = object

    class Protocol:
        """The base of a class that says only what another one has."""

        __slots__ = ()

    class Generic:
        """The base of a class with type variables, which say nothing at run time."""

        __slots__ = ()

        def __class_getitem__(cls, variables):
            return cls

    def TypeVar(name, *constraints, bound=None):  # noqa: N802 - as in typing
        """Return what any value is: nothing asks a variable what it stands for."""
        return object

    made = {}
    """How many records of a class were made, as long as these are few."""

    class _Record(tuple):
        """The methods that all records have, those of `collections.namedtuple`."""

        __slots__ = ()

        def __new__(cls, /, *values, **named):
            """Make one of the first records of a class, field by field; after these, or to say what is wrong with a call,
            compile the constructor that makes all others: that takes as long as dozens of records made so."""
            made[cls] = made.get(cls, 0) + 1
            rest, given = cls._fields[len(values) :], {**cls._field_defaults, **named}
            if made[cls] < 20 and named.keys() <= set(rest) <= given.keys() and len(values) <= len(cls._fields):
                return tuple.__new__(cls, (*values, *map(given.__getitem__, rest)))
            names = "".join(f"{name}, " for name in cls._fields)
            construct = eval(  # noqa: S307 - of names only
                f"lambda _cls, {names}: _new(_cls, ({names}))", {"_new": tuple.__new__, "__name__": cls.__module__}
            )
            construct.__name__, construct.__qualname__ = "__new__", f"{cls.__qualname__}.__new__"
            construct.__defaults__ = tuple(cls._field_defaults.values())
            cls.__new__ = staticmethod(construct)
            return construct(cls, *values, **named)

        @classmethod
        def _make(cls, values):
            record = tuple.__new__(cls, values)
            if len(record) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(record)}")
            return record

        def _replace(self, /, **changed):
            record = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"Got unexpected field names: {list(changed)!r}")
            return record

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self):
            return tuple(self)

    class _NamedTuple(type):
        """Makes the class of a record of the body of a class, as `typing.NamedTuple` does."""

        def __new__(cls, name, bases, body):
            """Return a class whose fields are the annotations of the body."""
            fields = tuple(body.get("__annotations__", ()))
            defaults = {name: body[name] for name in fields if name in body}
            body.update((name, field(place, "")) for place, name in enumerate(fields))
            body.update(__slots__=(), _fields=fields, __match_args__=fields, _field_defaults=defaults)
            return type(name, (_Record, *bases[1:]), body)

    NamedTuple = type.__new__(_NamedTuple, "NamedTuple", (), {})
