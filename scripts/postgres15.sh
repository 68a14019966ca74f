#!/bin/sh
# Run a command beside Debian's PostgreSQL: postgres15.sh COMMAND [ARGUMENT ...]
# The server is begun in a folder of its own, reached by CANBAO_TEST_SERVER, and gone when the command ends.
set -eu

newest() { ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1; }
install() { apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1; }

initdb=/usr/lib/postgresql/15/bin/initdb
[ -x "$initdb" ] || initdb=$(newest)
if [ -z "$initdb" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing: postgresql-15" >&2
  install postgresql-15 || { apt-get update -qq >/dev/null 2>&1; install postgresql-15; } || install postgresql || true
  initdb=$(newest)
fi
if [ -z "$initdb" ]; then
  echo "These tests need Debian's PostgreSQL. Type: sudo apt-get install -y postgresql-15" >&2
  exit 1
fi
bin=$(dirname "$initdb")

folder=$(mktemp -d "${TMPDIR:-/tmp}/canbao-postgres.XXXXXX")
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
[ "$(id -u)" != 0 ] || chown postgres "$folder"
# The tests come from many processes at once and are thrown away: nothing need survive the power.
options="-k $folder -c listen_addresses= -c max_connections=200 -c fsync=off -c synchronous_commit=off"
finish() {
  status=$?
  trap '' EXIT INT TERM
  (cd "$folder" && as "$bin/pg_ctl" -D data -m immediate -w stop) >/dev/null 2>&1 || true
  rm -rf "$folder"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
(
  cd "$folder"
  as "$bin/initdb" -D data -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >initdb.log 2>&1 ||
    { cat initdb.log >&2; exit 1; }
  as "$bin/pg_ctl" -D data -l server.log -o "$options" -w start >/dev/null ||
    { cat server.log >&2; exit 1; }
)
export CANBAO_TEST_SERVER="postgresql://postgres@/postgres?host=$folder"
"$@"
