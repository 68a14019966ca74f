"""Premium and aid (reading, section 6 and the premium block of section 12). Amounts in yuan."""

from fractions import Fraction

from .circumstances import Row
from .facts import Facts
from .law import FULL_AID, HALF_AID

NO_PREMIUM = {
    "basis": None,
    "personal_yuan": None,
    "subsidy_yuan": None,
    "aid_yuan": None,
    "repair_yuan": None,
    "due_yuan": None,
}


def repair_price(f: Facts, sold: int) -> int | None:
    """The personal premium of the calendar year in which the repair is requested, for each year sold."""
    if sold == 0:
        return 0
    each = f.law.personal_premium(f.repair_day.year)
    return None if each is None else sold * each


def aid_of(f: Facts, row: Row, personal: int | None) -> tuple[Fraction | None, Fraction | None]:
    """(aid, price after aid) of a personal price; None where undetermined."""
    whole = None if personal is None else Fraction(personal)
    if f.law.xz11 or f.law.xy41:
        allowed = f.in_window or (row.special and f.law.switch("aid_in_special_circumstances"))
        if allowed and f.categories & FULL_AID:
            return whole, Fraction(0)
        if allowed and f.categories & HALF_AID:
            return (None, None) if whole is None else (whole / 2, whole / 2)
    elif (f.law.jy3 or f.law.no_local) and f.categories and f.in_window and not row.special:
        return None, None
    return Fraction(0), whole


def premium(f: Facts, row: Row, sold: int) -> tuple[dict, Fraction | None]:
    """The premium block, and the price without repair that ranks the row (None: undetermined)."""
    repair = repair_price(f, sold)
    personal = f.law.personal_premium(f.Y)
    if row.price == "free":
        block = dict.fromkeys(NO_PREMIUM, 0)
        block["basis"] = "free"
        return block, Fraction(0)
    basis: str | None
    subsidy: int | None = 0
    aid: Fraction | None = Fraction(0)
    price: Fraction | None = None
    if row.price == "personal":
        basis = "personal"
        aid, price = aid_of(f, row, personal)
    else:
        basis = f.law.switch("late_price_basis") if row.price == "late" else "undetermined"
        if basis == "personal":
            price = None if personal is None else Fraction(personal)
        elif basis == "personal_plus_subsidy":
            before = f.law.switch("late_price_subsidy_year") == "year_before"
            subsidy = f.law.subsidy(f.Y - 1 if before else f.Y)
            if personal is not None and subsidy is not None:
                price = Fraction(personal + subsidy)
        else:
            basis, subsidy = None, None
    due = None if price is None or repair is None else price + repair
    return {
        "basis": basis,
        "personal_yuan": personal,
        "subsidy_yuan": subsidy,
        "aid_yuan": aid,
        "repair_yuan": repair,
        "due_yuan": due,
    }, price
