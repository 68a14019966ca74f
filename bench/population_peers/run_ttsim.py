"""ttsim: the policy functions of ``ttsim_rules`` made into one function of columns, which is called on pieces."""

from __future__ import annotations

import argparse
from typing import Any, Literal

import numpy as np
from ttsim import MainTarget, TTTargets, main

from bench.population_peers import people as p
from bench.population_peers.process import ANSWERS, run
from bench.population_peers.ttsim_rules import environment, no_rows

DAY = f"{p.COVERAGE_YEAR}-01-01"


class Ttsim:
    """The engine with one of its two backends."""

    package = "ttsim-backend"
    piece = 100_000

    def __init__(self, backend: Literal["numpy", "jax"]) -> None:
        self.backend: Literal["numpy", "jax"] = backend
        self.form = (
            f"policy functions over whole columns, a link a year, one function made beforehand, {backend} backend"
        )
        self.function: Any = None

    def begin(self, people: int, /) -> None:
        """Make the function; with JAX also compile it for the sizes that will come."""
        self.function = main(
            main_target=MainTarget.tt_function,
            policy_date_str=DAY,
            evaluation_date_str=DAY,
            policy_environment=environment(),
            processed_data=no_rows(self.piece),
            tt_targets=TTTargets(qname=dict.fromkeys(ANSWERS)),
            backend=self.backend,
            include_fail_nodes=False,
            include_warn_nodes=False,
            rounding=False,
        )
        if self.backend == "jax":
            for size in {self.piece, people % self.piece or self.piece}:
                self.compute(self.on_device(no_rows(size)))

    def on_device(self, columns: dict[str, p.Column]) -> dict[str, Any]:
        """The columns as the backend's arrays."""
        if self.backend == "numpy":
            return columns
        import jax

        arrays = {name: jax.numpy.asarray(column) for name, column in columns.items()}
        jax.block_until_ready(arrays)
        return arrays

    def prepare(self, columns: dict[str, p.Column]) -> dict[str, Any]:
        """One column a year for the history; the others as they are."""
        words = columns["history"]
        data = {f"word_in_{year}": words[:, number] for number, year in enumerate(p.YEARS)}
        for name in ("first_cover_year", "place", "repair_years"):
            data[name] = columns[name]
        data["original_limit"] = columns["original_limit_yuan"]
        data["paid_in_window"] = columns["paid_in_window"]
        return self.on_device(data)

    def compute(self, prepared: dict[str, Any]) -> dict[str, Any]:
        """The answers, all of them there."""
        answers: dict[str, Any] = self.function(prepared)
        if self.backend == "jax":
            import jax

            jax.block_until_ready(answers)
        return answers

    def collect(self, answered: dict[str, Any]) -> dict[str, p.Column]:
        """The answers as NumPy columns."""
        return {name: np.asarray(answered[name]) for name in ANSWERS}


def engine(asked: argparse.Namespace) -> Ttsim:
    """The engine as the command line asks for it."""
    return Ttsim(asked.backend)


if __name__ == "__main__":
    run(engine)
