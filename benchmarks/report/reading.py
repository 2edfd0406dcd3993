"""Three paragraphs: where dormant leads, where it does not, and what the limit is. Every number comes from the results.

Phase: cold. May import: the standard library, the suite, the parts' reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import fleets, peers, tools
from ..own_cost import report as costs
from ..peers import report as standing
from ..peers.peers import DORMANT, EAGER, FLOOR, NONE
from ..suite.statistics import figure, ratio
from ..tools import report as gains
from . import text

if TYPE_CHECKING:
    from ..peers.report import Standing
    from ..suite.results import Results, Store

# What seems to be slower by this much is mentioned, even if it can't be told from noise.
_SEEMING = 1.02


def reading(store: Store) -> str:
    """Return the sentences for which there are results."""
    sentences = [_leads(store), _does_not(store), _limit(store)]
    return "".join(f"{sentence}\n\n" for sentence in sentences if sentence)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * text.MILLI:.1f} ms"


def _on(pythons: list[str]) -> str:
    return f"on Python {text.listing(pythons)}" if pythons else "on no Python"


def _ours(results: Results) -> Standing:
    return next(one for one in standing.standings(results) if one.name == DORMANT)


def _unchanged(results: Results) -> list[Standing]:
    """Return, best first, the ways that change nothing in the program, load nothing and get everything right."""
    return [one for one in standing.standings(results) if one.change == NONE and one.complete and one.name != EAGER]


def _leads(store: Store) -> str:
    found = store.part(peers.PART)
    if not found:
        return ""
    alone = [results.python for results in found if [one.name for one in _unchanged(results)] == [DORMANT]]
    first = [results.python for results in found if (ranked := _unchanged(results)) and ranked[0].name == DORMANT]
    if alone:
        where = f"the only way that changes nothing in it, puts all of it off and gets it right ({_on(alone)})"
    else:
        where = f"the best of the ways that change nothing in it ({_on(first)})"
    best = _best_tool(store)
    left = text.listing([f"{1 / _ours(results).ratio.median:.1%} on Python {results.python}" for results in found])
    return (
        f"**Where it leads.** Where a program imports what a run does not need, dormant is {where}: of the CPU time of "
        f"a start with NumPy and SQLAlchemy it leaves {left}; among real tools the gain is largest for {best}."
    )


def _best_tool(store: Store) -> str:
    shares = [
        (share, name, results.python)
        for results in store.part(tools.PART)
        for name, share in gains.ratios(results, tools.HAND).items()
    ]
    if not shares:
        return "none, as none was measured"
    share, name, python = min(shares)
    return f"`{name}` on Python {python}, which takes {share:.0%} of its CPU time"


def _does_not(store: Store) -> str:
    sentences = []
    cheaper = [found for results in store.part(peers.PART) if (found := _cheaper(results))]
    if cheaper:
        listed = "; ".join(cheaper)
        sentences.append(
            f"Where imports go unused, a changed program can be cheaper still, by CPU time above the floor: {listed}."
        )
    pays = [_cost_of_use(store), _slower(store)]
    pays += [_forked(results) for results in store.part(fleets.PART) if results.values(*_APART)]
    if any(pays):
        sentences.append(
            f"A program that uses what it imports gains nothing and pays: {'; '.join(filter(None, pays))}."
        )
    sentences += [_all_lazy(results) for results in store.part(tools.PART) if gains.ratios(results, tools.ALL)]
    return f"**Where it does not.** {' '.join(sentences)}" if sentences else ""


def _cheaper(results: Results) -> str:
    """Return which ways leave less of imports that are never used than dormant does, on one Python; "" if none."""
    ours = _ours(results)
    better = [
        f"{one.name} {_milliseconds(one.above_floor.median)}"
        for one in standing.standings(results)
        if one.above_floor.median < ours.above_floor.median and one.complete
    ]
    if not better:
        return ""
    return f"on Python {results.python} {', '.join(better)}, dormant {_milliseconds(ours.above_floor.median)}"


def _slower(store: Store) -> str:
    """Return how many commands take more time with dormant, beyond noise."""
    shares = [share for part in store.part(tools.PART) for share in gains.figures(part, tools.HAND).values()]
    slower = [share.median for share in shares if share.interval is not None and share.interval.low > 1]
    seeming = sum(share.median > _SEEMING for share in shares) - sum(share > _SEEMING for share in slower)
    if not shares:
        return ""
    most = f", at most {max(slower):.2f} times as much" if slower else ""
    return (
        f"{len(slower)} of {len(shares)} runs of real tools take more CPU time with it beyond noise{most}, and "
        f"{seeming} more seem to take over {_SEEMING - 1:.0%} more, which can't be told from noise"
    )


def _all_lazy(results: Results) -> str:
    """Return how the interpreter's own mode compares, on the commands that both run."""
    own, mode = gains.ratios(results, tools.HAND), gains.ratios(results, tools.ALL)
    both = own.keys() & mode.keys()
    ours, theirs = (gains.means({name: shares[name] for name in sorted(both)}) for shares in (own, mode))
    commands = gains.programs(results)
    broken = sum(bool(results.text(name, tools.ALL, tools.FAILED)) for name in commands)
    left = [f"{theirs[kind][1]:.0%} of the CPU time of {kind}, dormant {ours[kind][1]:.0%}" for kind in ours]
    return (
        f"Making every import lazy, as Python {results.python} can, breaks {broken} of {len(commands)} commands; "
        f"with the others it leaves {text.listing(left)}."
    )


def _cost_of_use(store: Store) -> str:
    each = [
        f"{costs.per_import(part)[costs.USED].median * text.MICRO:.0f} µs on {part.python}"
        for part in costs.scaling(store)
    ]
    if not each:
        return ""
    return f"each deferred import that is used in the end costs {text.listing(each)} more than an eager one"


_APART = (fleets.SERVER, fleets.ON, fleets.TOGETHER)


def _forked(results: Results) -> str:
    """Return what forked workers hold when each loads for itself, and when the server has loaded everything."""
    eager = results.values(fleets.SERVER, fleets.OFF, fleets.TOGETHER)
    apart = ratio(eager, results.values(*_APART)).median
    loaded = ratio(eager, results.values(fleets.SERVER, fleets.LOADED, fleets.TOGETHER)).median
    return (
        f"forked workers that load for themselves hold {apart:.1f} times the memory on {results.python}, which "
        f"`load_all()` before the fork brings back to {loaded:.1f}"
    )


def _limit(store: Store) -> str:
    parts = []
    for results in store.part(peers.PART):
        floor = figure(results.values(peers.UNUSED, FLOOR)).median
        parts.append(
            f"{_milliseconds(_ours(results).above_floor.median)} above {_milliseconds(floor)} on {results.python}"
        )
    if not parts:
        return ""
    pings = [
        (results.python, figure(values).median)
        for results in store.part(fleets.PART)
        if (values := results.values(fleets.PING, fleets.ON))
    ]
    served = "".join(f"; a handler with boto3 and pandas that returns early takes {_milliseconds(ping)} on {python}"
                     for python, ping in pings[-1:])  # fmt: skip
    return (
        "**The limit.** No way of putting imports off gets below the start of the interpreter and what a run really "
        f"uses; dormant is {text.listing(parts)}, which leaves that much to gain and no more{served}."
    )
