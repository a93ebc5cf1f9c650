"""Rows of a run sheet that share a time: blocks under one merged cell, and lengths that only the next time tells."""

from __future__ import annotations

from ops.stage.files import lengths
from ops.stage.files.lines import Line


def settle(lines: list[Line]) -> None:
    """Blocks under one time, then lengths that only the next time tells."""
    timed = [line for line in lines if line.kind == "timed"]
    for block in _blocks(timed):
        _settle_block(block)
    host: Line | None = None
    for line in timed:
        if host and not line.parallel and line.start is not None and line.start == host.start and host.length != 0:
            line.parallel = True
            line.doubt("start", "parallel_guess", note=True)
        if not line.parallel:
            host = line
    turns = [line for line in timed if not line.parallel and not line.skip]
    for line, after in zip(turns, [*turns[1:], None], strict=True):
        _fill_length(line, after)
    for line in timed:
        if line.length is None and (line.parallel or line.skip):
            line.doubt("duration", "no_length", note=True)
        if not line.cells.get("title"):
            line.doubt("title", "no_title")


def _blocks(timed: list[Line]) -> list[list[Line]]:
    """Runs of rows that lie beside one merged time cell."""
    blocks = list[list[Line]]()
    for line in timed:
        if "start" in line.merged and blocks:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [block for block in blocks if len(block) > 1]


def _settle_block(block: list[Line]) -> None:
    """Side by side, unless their own lengths add up to what the merged cell tells: then one after the other."""
    first, parts = block[0], [line.length for line in block]
    if first.start is None or any(line.parallel for line in block):
        return
    own = all(part is not None and "duration" not in line.merged for part, line in zip(parts, block, strict=True))
    whole = None if first.end is None else lengths.between(first.start, first.end)
    in_turn = own and "duration" in first.places and whole == sum(part or 0 for part in parts)
    for line in block:
        line.doubts = [one for one in line.doubts if not (in_turn and one["code"] == "length_differs")]
    for line in block[1:]:
        if in_turn:
            line.start = line.end = None
        else:
            line.parallel = True
            line.doubt("start", "parallel_guess", note=True)


def _fill_length(line: Line, after: Line | None) -> None:
    if line.length is not None:
        return
    if line.start is not None and after is not None and after.start is not None:
        line.length = lengths.between(line.start, after.start)
        if line.length <= lengths.LONG_MS:
            line.doubt("duration", "length_from_next", lengths.length_words(line.length), note=True)
            return
    line.length = None
    line.doubt("duration", "no_length")
