"""The benchmarks: `python -m bench` measures the figures of docs/benchmarks.md on the machine at hand.

The product never imports this package, and the test suite times nothing.
"""
