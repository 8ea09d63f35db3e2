"""Which of the lists' prices is taken.

A price belongs to a seller, so only records of the provider that the model's first offer names are compared. The newest
list wins if another one bears it out (input and output within `AGREEMENT` of each other); a price that no other list is
near may be a slip of one hand and is passed over. Where no two agree, the seller's own list wins if we hold it, and else
the newest. What the chosen list leaves out comes from the newest one that has it: prices of a cache from a list near it,
tiers from one with the same price.
"""

from __future__ import annotations

from typing import Any

from .records import Quote, Records
from .specs import SPECS, Spec

AGREEMENT = 1.5
"""Prices within this factor are the same offer at two times; hosts at OpenRouter come and go."""

SAME = 1.001


def _near(one: Quote, other: Quote, factor: float) -> bool:
    pairs = [(one.rates[name] or 0.0, other.rates[name] or 0.0) for name in ("input_usd_per_mtok", "output_usd_per_mtok")]
    return all(max(pair) <= factor * min(pair) for pair in pairs)


def choose(quotes: list[Quote]) -> Quote | None:
    """The quote to believe, of quotes newest first."""
    borne_out = [q for q in quotes if any(other is not q and _near(q, other, AGREEMENT) for other in quotes)]
    if borne_out:
        return borne_out[0]
    return next((q for q in quotes if q.source.name == "openrouter"), quotes[0] if quotes else None)


def price_of(spec: Spec, records: Records) -> dict[str, Any] | None:
    """The catalog's price of a model; None is unpriced."""
    quotes = records.quotes(spec)
    chosen = choose(quotes)
    if chosen is None:
        return None
    rates = dict(chosen.rates)
    for name in ("cache_read_usd_per_mtok", "cache_write_usd_per_mtok"):
        known = [q.rates[name] for q in [chosen, *quotes] if _near(q, chosen, AGREEMENT) and q.rates[name] is not None]
        rates[name] = known[0] if known else None
    tiers = next((q.tiers for q in [chosen, *quotes] if q.tiers and _near(q, chosen, SAME)), ())
    price: dict[str, Any] = {**rates, "source": f"{chosen.source.name}: {chosen.record}", "date": chosen.source.date}
    if tiers:
        price["tiers"] = [{"cache_read_usd_per_mtok": None, "cache_write_usd_per_mtok": None, **tier} for tier in tiers]
    return price


def quoted(spec: Spec, records: Records) -> list[dict[str, Any]]:
    """Every list's price of a model, for the record: the chosen one first, the others newest first."""
    quotes = records.quotes(spec)
    chosen = choose(quotes)
    return [{"source": q.source.name, "reference": q.source.reference, "record": q.record, "date": q.source.date, "chosen": q is chosen,
             "input_usd_per_mtok": q.rates["input_usd_per_mtok"], "output_usd_per_mtok": q.rates["output_usd_per_mtok"]}
            for q in sorted(quotes, key=lambda q: q is not chosen)]


def all_quotes(records: Records) -> dict[str, list[dict[str, Any]]]:
    """`quoted` of every model of the catalog."""
    return {spec.id: quoted(spec, records) for spec in SPECS}
