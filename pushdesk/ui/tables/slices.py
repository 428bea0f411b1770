"""Sorting a hundred thousand names a slice at a time, so that the window never waits. Plain Python."""

from bisect import bisect_right
from collections.abc import Generator, Mapping, Sequence
from typing import Any

# Names a slice: about a millisecond of Python.
SLICE = 1000
# Names a bucket, about: sorting one takes two or three milliseconds, however the keys are made.
_BUCKET = 2000
_PROBES = 8


def sorted_in_slices(
    names: Sequence[str], keys: Mapping[str, Any], *, descending: bool
) -> Generator[None, None, list[str]]:
    """`sorted(names, key=keys.get, reverse=descending)`, equal ones as they came; yields between slices.

    A sample of the keys tells where to cut, so that each bucket is sorted by itself in C.
    """
    cuts = _cuts(names, keys)
    buckets: list[list[str]] = [[] for _ in range(len(cuts) + 1)]
    for start in range(0, len(names), SLICE):
        for name in names[start : start + SLICE]:
            buckets[bisect_right(cuts, keys[name])].append(name)
        yield
    ordered: list[str] = []
    for bucket in reversed(buckets) if descending else buckets:
        bucket.sort(key=keys.__getitem__, reverse=descending)
        ordered += bucket
        yield
    return ordered


def _cuts(names: Sequence[str], keys: Mapping[str, Any]) -> list[Any]:
    """Keys that part the names into buckets of about _BUCKET."""
    buckets = max(1, len(names) // _BUCKET)
    step = max(1, len(names) // (buckets * _PROBES))
    probes = sorted(keys[name] for name in names[::step])
    return [probes[place] for place in range(_PROBES, len(probes), _PROBES)]
