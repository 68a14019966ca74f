#!/bin/sh
# Make an environment for each engine beside the project's own: environments.sh PYTHON
# An engine that cannot be installed is said to be left out; the others are compared.
set -eu
python=$1
sh bench/environment.sh .venv-bench requirements-bench.lock "$python" || echo "openfisca-core is left out"
for engine in policyengine ttsim zen; do
  sh bench/environment.sh ".venv-bench-$engine" "bench/population_peers/locks/$engine.lock" "$python" ||
    echo "$engine is left out"
done
