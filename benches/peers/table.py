"""Lines of JSON in the files that are named, as one table in markdown."""

import json
import sys

HEAD = ["parameters", "case", "system", "verdict", "where", "costs", "gradients", "time", "evaluations' time", "peak memory / θ", "note"]


def whole(number):
    return "–" if number is None else f"{number:,}"


def time(seconds):
    if seconds is None:
        return "–"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def verdict(row):
    """Bold where it is wrong."""
    given, right = row["verdict"] or "–", "pass" if row["case"] == "correct" else "fail"
    return given if given in ("–", right) else f"**{given}**"


def cells(row):
    seconds, memory = row.get("seconds"), row.get("memory")
    where = row.get("where") or ("no" if row["verdict"] == "fail" else "–")
    return [
        whole(row["parameters"]),
        row["case"],
        row["system"],
        verdict(row),
        where,
        whole(row.get("costs")),
        whole(row.get("gradients")),
        time(seconds),
        "–" if seconds is None else f"{seconds / row['one']:,.3g}".replace("e+0", "e"),
        "–" if memory is None else f"{memory:.1f}",
        row.get("note") or "",
    ]


rows = [json.loads(line) for name in sys.argv[1:] for line in open(name)]
order = list(dict.fromkeys(row["case"] for row in rows))
rows.sort(key=lambda row: (row["parameters"], order.index(row["case"])))
print("| " + " | ".join(HEAD) + " |")
print("|" + "---|" * len(HEAD))
for row in rows:
    print("| " + " | ".join(cells(row)) + " |")

apart = 0.0
for parameters in {row["parameters"] for row in rows}:
    costs = [row["cost"] for row in rows if row["parameters"] == parameters and row.get("cost")]
    apart = max(apart, (max(costs) - min(costs)) / max(costs))
print(f"\nThe costs at the test points agree to {apart:.0e}, relative.")
if apart > 1e-12:
    sys.exit("the systems were asked about different networks")
