#!/bin/sh
# Pin every dependency with hashes, for all platforms and Python versions: requirements.lock
set -eu
uv=$(command -v uv || echo .tools/bin/uv)
"$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
  --custom-compile-command "make lock" --group dev pyproject.toml -o requirements.lock
