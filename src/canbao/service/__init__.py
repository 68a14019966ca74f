"""Step 8: the decision as an HTTP service: API, problem details, border formats."""
