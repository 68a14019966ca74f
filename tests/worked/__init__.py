"""The worked cases: data under the place and year they test, compared with what was reasoned by hand."""
