# Everything from a fresh machine with Python 3.11 or newer. Try: make help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# One process more than the two cores of the machine it is meant for: a fifth of the time of the tests is waiting.
PYTEST := $(BIN)/pytest -n 3 --dist worksteal
LANGUAGE_FLAG := $(if $(LANG_CANBAO),--lang $(LANG_CANBAO),)

.PHONY: help run test test-full test-server unit browser check docs schema bench bench-cases bench-population bench-service bench-registry lock clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

$(BIN)/.ready: pyproject.toml requirements.lock scripts/environment.sh
	@sh scripts/environment.sh $(VENV) requirements.lock
	@touch $@

run: $(BIN)/.ready ## decide the sample cases, prepare and show a synthetic county, then serve the calculator and the API (Chinese; LANG_CANBAO=en for English)
	@$(BIN)/canbao demo $(LANGUAGE_FLAG)
	@$(BIN)/canbao demo county $(LANGUAGE_FLAG) || echo "没有显示合成县 · the synthetic county is left out"
	@exec $(BIN)/canbao serve $(LANGUAGE_FLAG) $(if $(ONCE),--once,)

browser:
	@sh scripts/browser.sh

test: $(BIN)/.ready browser ## all tests
	$(PYTEST) tests

test-full: $(BIN)/.ready browser ## all tests, the longest at full size and on Spark itself
	CANBAO_TESTS=full $(PYTEST) tests

test-server: $(BIN)/.ready ## the tests of the database on Debian's PostgreSQL
	@sh scripts/postgres15.sh $(BIN)/pytest -n 2 $(wildcard tests/database tests/access tests/registry)

unit: $(BIN)/.ready ## the quick tests only: those of the parts, without commands, processes and pages
	$(PYTEST) tests/unit

check: $(BIN)/.ready ## lint, types, layers, tests: exactly what CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

docs: $(BIN)/.ready ## write the generated pages of docs/reference
	$(BIN)/python -m scripts.generate_docs

schema: $(BIN)/.ready ## write structure.json and schema.sql anew, after a new migration
	$(BIN)/python -m scripts.schema_structure

bench: bench-cases bench-population bench-service bench-registry ## all benchmarks (BENCH_FLAGS=--write also writes their pages)

bench-cases: $(BIN)/.ready ## measure the figures of docs/benchmarks.md on this machine
	@sh bench/environment.sh .venv-bench requirements-bench.lock $(BIN)/python || echo "the comparison is left out"
	$(BIN)/python -m bench $(BENCH_FLAGS)

bench-population: $(BIN)/.ready ## measure the figures of docs/benchmarks-population.md, beside other engines
	@sh bench/environment.sh .venv-bench requirements-bench.lock $(BIN)/python || echo "openfisca-core is left out"
	@sh bench/population_peers/environments.sh $(BIN)/python || echo "engines that are not installed are left out"
	$(BIN)/python -m bench.population $(BENCH_FLAGS)

bench-service: $(BIN)/.ready ## measure the figures of docs/benchmarks-service.md: the service under load
	@command -v hey >/dev/null || [ "$$(id -u)" != 0 ] || apt-get install -y -qq hey >/dev/null
	$(BIN)/python -m bench.service $(BENCH_FLAGS)

bench-registry: $(BIN)/.ready ## measure the figures of docs/benchmarks-registry.md: files taken in, months matched
	$(BIN)/python -m bench.registry $(BENCH_FLAGS)

lock: $(BIN)/.ready ## pin the dependencies again, with hashes
	sh scripts/lock.sh

clean: ## remove the environment and the caches
	rm -rf $(VENV) .venv-bench .venv-bench-* .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
