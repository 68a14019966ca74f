"""The tables beside people: the register of everyone, the cover of each year, the claims of each year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from canbao.population.synthetic.arrow_columns import days, flags, names, numbers, spread
from canbao.population.synthetic.block import Block
from canbao.population.synthetic.households import RELATIONS, SEXES
from canbao.population.synthetic.lives import NEVER, SCHOOLS
from canbao.population.synthetic.texts import text_array
from canbao.population.synthetic.unpacked import BONUSES, SCHEMES


def register_table(block: Block) -> Any:
    """A row for everyone who lived in the years simulated, born up to the end of the coverage year."""
    homes, lives, texts = block.homes, block.lives, block.texts
    return pa.table(
        {
            "person_id": text_array(texts.person_id),
            "household_id": text_array(texts.household_id),
            "certificate_number": text_array(texts.certificate),
            "name": text_array(texts.name),
            "is_synthetic": flags(np.ones(len(homes.born), np.int64)),
            "sex": names(homes.sex, SEXES),
            "born": days(homes.born),
            "died": days(lives.died, null=NEVER),
            "registered_place": numbers(homes.village, pa.int64()),
            "residence_place": numbers(lives.residence, pa.int64()),
            "moved_on": days(lives.moved_on, null=NEVER),
            "relation": names(homes.relation, RELATIONS),
            "school": names(lives.school, SCHOOLS, null=NEVER),
        }
    )


def cover_table(block: Block) -> Any:
    """A row for each person, year and scheme with cover, by person and year."""
    cover = block.cover
    return pa.table(
        {
            "person_id": spread(cover.person, text_array(block.texts.person_id)),
            "year": numbers(cover.year, pa.int16()),
            "scheme": names(cover.scheme, SCHEMES),
            "months": numbers(cover.months, pa.int8()),
            "paid_in_window": flags(cover.in_window),
            "reimbursed": flags(cover.reimbursed),
            "bonus_used": names(cover.bonus, BONUSES),
        }
    )


def claims_table(block: Block) -> Any:
    """A row for each person and year with a claim of the resident scheme: whole fen."""
    claims = block.claims
    return pa.table(
        {
            "person_id": spread(claims.person, text_array(block.texts.person_id)),
            "year": numbers(claims.year, pa.int16()),
            "reimbursed_fen": numbers(claims.reimbursed_fen, pa.int64()),
            "serious_illness_fen": numbers(claims.serious_fen, pa.int64()),
            "bonus_fen": numbers(claims.bonus_fen, pa.int64()),
        }
    )
