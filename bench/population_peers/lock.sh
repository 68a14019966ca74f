#!/bin/sh
# Pin what each engine needs, with hashes: bench/population_peers/locks/ENGINE.lock (openfisca-core: requirements-bench.lock)
set -eu
uv=$(command -v uv || echo .tools/bin/uv)
for engine in policyengine ttsim zen; do
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
    --custom-compile-command "sh bench/population_peers/lock.sh" \
    "bench/population_peers/locks/$engine.in" -o "bench/population_peers/locks/$engine.lock"
done
