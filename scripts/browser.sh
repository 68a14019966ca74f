#!/bin/sh
# What the tests of pages need beside Python: Debian's chromium, a font with Chinese, curl. Installs them as root.
set -eu
missing=
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing="chromium"
fc-list 2>/dev/null | grep -qi "cjk" || missing="$missing fonts-noto-cjk"
command -v curl >/dev/null 2>&1 || missing="$missing curl"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing:$missing"
  # shellcheck disable=SC2086 # several packages
  { apt-get install -y -qq $missing || { apt-get update -qq && apt-get install -y -qq $missing; }; } >/dev/null 2>&1 && exit 0
fi
echo "The tests of pages need a browser, a Chinese font and curl. Type: sudo apt-get install -y" $missing >&2
exit 1
