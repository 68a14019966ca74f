#!/bin/sh
# Pin what the comparison needs, with hashes: requirements-bench.lock
set -eu
uv=$(command -v uv || echo .tools/bin/uv)
"$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
  --custom-compile-command "sh bench/lock.sh" bench/requirements.in -o requirements-bench.lock
