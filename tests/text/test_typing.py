"""Records have what those of `typing.NamedTuple` have."""

from __future__ import annotations

import copy
import pickle
import re
import typing
from collections.abc import Callable

import pytest

from carplint.text.typing import Generic, NamedTuple, Protocol, TypeVar
from tests.trees import ROOT

T = TypeVar("T")


class Ours(NamedTuple):
    """A record."""

    name: str
    place: int | None = None
    parts: tuple[str, ...] = ()

    def of(self) -> str:
        return f"{self.name}:{self.place}"


class Theirs(typing.NamedTuple):
    """A record."""

    name: str
    place: int | None = None
    parts: tuple[str, ...] = ()


class Read(NamedTuple, Generic[T]):
    value: T


class Named(Protocol):
    name: str


class Odd(NamedTuple):
    new: str
    cls: int


class Nothing(NamedTuple):
    pass


def test_a_record_is_a_tuple_with_names() -> None:
    record = Ours("a", parts=("b",))
    assert tuple(record) == ("a", None, ("b",))
    assert (record.name, record.place, record.parts, record.of()) == ("a", None, ("b",), "a:None")
    assert repr(record) == repr(Theirs("a", parts=("b",))).replace("Theirs", "Ours")
    assert hash(record) == hash(Theirs("a", parts=("b",)))
    assert record._replace(place=3) == ("a", 3, ("b",))
    assert record._asdict() == {"name": "a", "place": None, "parts": ("b",)}
    assert Ours._make(["a", 1, ()]) == Ours("a", 1)
    assert isinstance(record._replace(place=3), Ours)
    assert Read(3).value == 3
    assert Nothing() == ()
    assert Odd("a", cls=1) == ("a", 1)


def test_a_class_of_records_says_what_it_has() -> None:
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__"):
        assert getattr(Ours, name) == getattr(Theirs, name)
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)
    assert type(Ours) is type
    assert Ours.of.__qualname__ == "Ours.of"


def test_a_record_is_copied_and_pickled() -> None:
    record = Ours("a", 1, ("b",))
    for same in (pickle.loads(pickle.dumps(record)), copy.copy(record), copy.deepcopy(record)):
        assert same == record
        assert type(same) is Ours


def test_a_record_is_matched() -> None:
    match Ours("a", 1):
        case Ours(name, place=place):
            assert (name, place) == ("a", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda kind: kind(),
        lambda kind: kind("a", 1, (), 2),
        lambda kind: kind("a", other=1),
        lambda kind: kind("a", name="b"),
        lambda kind: kind("a")._replace(other=1),
        lambda kind: kind._make(["a"]),
        lambda kind: setattr(kind("a"), "name", "b"),
        lambda kind: setattr(kind("a"), "other", "b"),
    ],
)
def test_what_is_wrong_is_an_error_of_the_same_kind(wrong: Callable[[object], object]) -> None:
    def kind_of(record: object) -> type[Exception]:
        with pytest.raises((TypeError, ValueError, AttributeError)) as error:
            wrong(record)
        return error.type

    class Fresh(NamedTuple):
        name: str
        place: int | None = None
        parts: tuple[str, ...] = ()

    assert kind_of(Fresh) is kind_of(Theirs)
    Fresh("a")
    assert kind_of(Fresh) is kind_of(Theirs)


def test_carplint_takes_these_names_from_here() -> None:
    pattern = re.compile(r"^(?:import typing|from typing import)", re.MULTILINE)
    sources = {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in (ROOT / "carplint").rglob("*.py")}
    assert [name for name, text in sources.items() if pattern.search(text)] == []


def test_the_hundredth_record_is_made_like_the_first() -> None:
    class Pair(NamedTuple):
        left: int
        right: str = "r"

    for _ in range(100):
        assert Pair(1) == Pair(left=1) == (1, "r")
        assert Pair(1, "x") == Pair(1, right="x") == Pair(right="x", left=1) == (1, "x")
        for wrong in ((), (1, "x", 2)):
            with pytest.raises(TypeError):
                Pair(*wrong)
    for number in (0, 1, 10, 100):

        class Other(NamedTuple):
            left: int

        for _ in range(number):
            Other(1)
        with pytest.raises(TypeError, match="left"):
            Other(1, left=2)  # type: ignore[misc]
