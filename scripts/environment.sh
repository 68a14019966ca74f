#!/bin/sh
# Make the Python environment of the project: environment.sh FOLDER LOCKFILE
# Needs only Python 3.11 or newer. Takes uv if it is there, else installs it with pip into .tools. Never downloads a Python.
set -eu
folder=$1
lock=$2
export UV_PYTHON_DOWNLOADS=never
unset VIRTUAL_ENV || true

python=
for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
  if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(command -v "$name")
    break
  fi
done
if [ -z "$python" ]; then
  echo "canbao needs Python 3.11 or newer, and none was found on the PATH. On Debian: apt-get install python3" >&2
  exit 1
fi

if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
  uv=uv
else
  uv=.tools/bin/uv
  if ! [ -x "$uv" ]; then
    echo "installing uv with pip into .tools"
    "$python" -m pip --version >/dev/null 2>&1 || {
      echo "Neither uv nor pip is here. On Debian: apt-get install python3-pip" >&2
      exit 1
    }
    PIP_ROOT_USER_ACTION=ignore "$python" -m pip install --quiet --target .tools uv
  fi
fi

[ -x "$folder/bin/python" ] || "$uv" venv --quiet --python "$("$python" -c 'import sys; print(sys.executable)')" "$folder"
"$uv" pip sync --quiet --compile-bytecode --python "$folder/bin/python" --require-hashes "$lock"
"$uv" pip install --quiet --python "$folder/bin/python" --no-deps --editable .
"$folder/bin/python" -m compileall -q src
echo "environment ready: $folder"
