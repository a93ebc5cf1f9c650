"""The table at the end of the evening: what was measured, beside what must be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

FIRED = ("fired", "late")


@dataclass(frozen=True)
class Figure:
    """One line of the table; without a limit it is only told."""

    name: str
    value: float | None
    unit: str
    limit: float | None
    note: str

    @property
    def missed(self) -> bool:
        return self.limit is not None and (self.value is None or self.value > self.limit)

    def line(self) -> str:
        shown = "not seen" if self.value is None else f"{self.value:.{2 if self.unit == 's' else 0}f} {self.unit}"
        asked = f"<= {self.limit:g} {self.unit}" if self.limit is not None else ""
        word = "MISSED" if self.missed else "ok" if self.limit is not None else ""
        return f"{self.name:<58}{shown:>12}  {asked:<12}{word:<8}{self.note}".rstrip()


@dataclass
class Sheet:
    """Figures in the order in which they were taken."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, name: str, value: float | None, unit: str, limit: float | None = None, note: str = "") -> None:
        self.figures.append(Figure(name, value, unit, limit, note))

    @property
    def missed(self) -> list[Figure]:
        return [one for one in self.figures if one.missed]

    def text(self) -> str:
        return "\n".join(one.line() for one in self.figures)


def quantile(values: Sequence[float], part: float) -> float:
    """Of sorted values the one at `part` (0 to 1)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def spread(
    sheet: Sheet, name: str, one: dict[str, float], two: dict[str, float], limits: tuple[float, float | None], note: str
) -> None:
    """How far apart two sites fired the same cues, ms; instants by cue, on one clock. limits: of p95 and of all."""
    both = [abs(one[cue] - two[cue]) for cue in one if cue in two]
    if not both:
        sheet.add(f"spread of {name}, p95", None, "ms", limits[0], "no cue was fired by both")
        return
    told = f"{len(both)} cues, median {quantile(both, 0.5):.1f}; {note}"
    sheet.add(f"spread of {name}, p95", quantile(both, 0.95), "ms", limits[0], told)
    sheet.add(f"spread of {name}, max", max(both), "ms", limits[1])
