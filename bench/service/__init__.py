"""Benchmarks of the service: a load generator and the service on one machine."""
