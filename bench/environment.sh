#!/bin/sh
# Make the environment of the comparison beside the project's own: environment.sh FOLDER LOCKFILE PYTHON
set -eu
folder=$1
lock=$2
python=$3
export UV_PYTHON_DOWNLOADS=never
unset VIRTUAL_ENV || true
uv=$(command -v uv || echo .tools/bin/uv)
[ -x "$folder/bin/python" ] || "$uv" venv --quiet --python "$python" "$folder"
"$uv" pip sync --quiet --python "$folder/bin/python" --require-hashes "$lock"
echo "environment ready: $folder"
