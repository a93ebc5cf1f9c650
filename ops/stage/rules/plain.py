"""Between values and JSON. What is not known is refused with the name of the field, never quietly left out."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ops.stage.rules.rows import AT_END, BEGINS, KINDS, LOCKS, POINTS, Row, Show, Wait

T = TypeVar("T")
CHOICES: dict[type, dict[str, tuple[str, ...]]] = {
    Row: {"kind": KINDS, "begins": BEGINS, "lock": LOCKS, "at_end": AT_END},
    Wait: {"point": POINTS},
}
NOT_NEGATIVE = {"duration", "shortest", "warning", "danger", "target"}
_HINTS: dict[type, dict[str, Any]] = {}


def hints(kind: type) -> dict[str, Any]:
    """The types of a class's fields, looked up once."""
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def to_plain(value: Any) -> Any:
    """A dataclass as a plain dict, all the way down. Fields that stand at their default are left out."""
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if not is_dataclass(value):
        return value
    found = {}
    for known in fields(value):
        item = getattr(value, known.name)
        if known.default is MISSING or item != known.default:
            found[known.name] = to_plain(item)
    return found


def whole_ms(value: object, name: str) -> int:
    """An instant as the rules want it. What is none is a fault of the program that asks, said at once and by name."""
    if type(value) is not int:
        told = type(value).__name__
        raise ValueError(f"{name}: whole milliseconds since 1970 (UTC), not {told}; rules.edge makes them from clocks")
    return value


def from_plain(plain: Mapping[str, Any]) -> Show:
    """A show from what `to_plain` made (or a person wrote). Raises ValueError with the place of the first fault."""
    show = read(Show, plain, "show")
    for track in show.tracks:
        if fault := rows_fault(track.rows):
            raise ValueError(f"{track.id}: {fault}")
        if track.live is not None and track.live.row not in {row.id for row in track.rows if row.kind == "timed"}:
            raise ValueError(f"{track.id}.live.row: no timed row {track.live.row}")
    if not show.tracks or len({track.id for track in show.tracks}) < len(show.tracks):
        raise ValueError("show: a show has tracks, each under a name of its own")
    return show


def read(kind: type[T], plain: Any, where: str) -> T:
    """One dataclass from a mapping."""
    if not isinstance(plain, Mapping):
        raise ValueError(f"{where}: not an object")
    known = hints(kind)
    if unknown := plain.keys() - known.keys():
        raise ValueError(f"{where}: unknown field {min(unknown)}")
    values = {name: _value(known[name], plain[name], f"{where}.{name}") for name in plain}
    for name, choices in CHOICES.get(kind, {}).items():
        if values.get(name, choices[0]) not in choices:
            raise ValueError(f"{where}.{name}: not one of {', '.join(choices)}")
    if short := next((name for name in NOT_NEGATIVE & values.keys() if (values[name] or 0) < 0), None):
        raise ValueError(f"{where}.{short}: less than nothing")
    try:
        return kind(**values)
    except TypeError as lacking:
        raise ValueError(f"{where}: {lacking}") from None


def _value(hint: Any, plain: Any, where: str) -> Any:
    """One field, held to its type. True is no number here."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = next(part for part in get_args(hint) if part is not type(None))
        return None if plain is None else _value(inner, plain, where)
    if get_origin(hint) is tuple:
        if not isinstance(plain, (list, tuple)):
            raise ValueError(f"{where}: not a list")
        return tuple(_value(get_args(hint)[0], item, f"{where}[{place}]") for place, item in enumerate(plain))
    if is_dataclass(hint) and isinstance(hint, type):
        return plain if isinstance(plain, hint) else read(hint, plain, where)
    if type(plain) is not hint:
        raise ValueError(f"{where}: not {hint.__name__}")
    return plain


def rows_fault(rows: tuple[Row, ...]) -> str | None:
    """What is wrong with the rows as a whole: names twice, or a group that is none."""
    names = [row.id for row in rows]
    if len(set(names)) < len(names):
        return "id_taken"
    groups = {row.id for row in rows if row.kind == "group"}
    if any(row.group is not None and (row.group not in groups or row.kind == "group") for row in rows):
        return "bad_group"
    return None
