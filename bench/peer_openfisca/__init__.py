"""The same streak, wait and limit rules in openfisca-core, to compare with. Runs in `.venv-bench` only.

Hunan and Shanxi; ordinary payments in the window and late. Imports nothing of canbao.
"""
