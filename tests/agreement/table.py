"""Run `python3 -m agreement.table [cases per place]` from tests/: the counts as a markdown table."""

import random
import sys
from collections import Counter

from .draws import SWITCH_VALUES
from .generate import NAMES, ORDINARY, random_case
from .hits import BOUNDARIES, coverage
from .law import place_of
from .reading import decide

PLACES = ["430000", "140500", "331100", "000000"]


def count(number: int, seed: int = 20250101) -> Counter:
    """Counts over that many cases of each place."""
    counts: Counter = Counter()
    for place in PLACES:
        rng = random.Random(f"{seed}-{place}")
        cases = (random_case(rng, place) for _ in range(number))
        counts += coverage(((case, decide(case)) for case in cases), effects=True)
    return counts


def lines(counts: Counter) -> list[str]:
    """One table: a row for each kind, a column for each place."""
    kinds = [place_of(place) for place in PLACES]
    names = sorted({name for local in NAMES.values() for name in local})
    rows = [("circumstance", name, None) for name in ORDINARY + names + ["None"]]
    rows += [("switch", name, None) for name in sorted(SWITCH_VALUES)]
    rows += [("effect", name, None) for name in sorted(SWITCH_VALUES)]
    rows += [("boundary", name, places) for name, places in BOUNDARIES.items()]
    codes = sorted({key.split(":")[2] for key in counts if key.startswith("finding:")})
    rows += [("finding", code, None) for code in codes]
    result = ["| what | name | " + " | ".join(kinds) + " |", "|---|---|" + "---:|" * len(kinds)]
    for what, name, places in rows:
        cells = []
        for kind in kinds:
            number = counts[f"{what}:{kind}:{name}"]
            local = what == "circumstance" and name not in ORDINARY + NAMES[kind] + ["None"]
            missing = local or (places is not None and kind not in places)
            cells.append("–" if missing else f"{number}" + (" (!)" if number < 200 else ""))
        result.append(f"| {what} | `{name}` | " + " | ".join(cells) + " |")
    return result


if __name__ == "__main__":
    print("\n".join(lines(count(int(sys.argv[1]) if len(sys.argv) > 1 else 20000))))
