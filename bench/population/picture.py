"""Bars as an SVG picture, by Altair; no browser is needed."""

from __future__ import annotations

import warnings


def bars(title: str, values: dict[str, float]) -> str:
    """A bar for each value, in the order given, its number at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import altair as alt

        rows = [{"what": name, "value": round(value, 2)} for name, value in values.items()]
        order = list(values)
        base = alt.Chart(alt.InlineData(rows)).encode(
            y=alt.Y("what:N", sort=order, title=None, axis=alt.Axis(labelLimit=360)),
            x=alt.X("value:Q", title=title),
        )
        chart = (base.mark_bar(color="#2c6e8f") + base.mark_text(align="left", dx=4).encode(text="value:Q")).properties(
            width=520, height=alt.Step(28)
        )
        import vl_convert as vlc

        return str(vlc.vegalite_to_svg(chart.to_json()))
