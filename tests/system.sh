#!/bin/sh
# Install what the tests use of the system, where that is allowed: the browser that is driven, and a database server.
# Say loudly what is not there.
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null && exit 0
fi
echo "!!! Not here, and it cannot be installed: $missing. The tests that need it are SKIPPED." >&2
[ "$CI" = true ] && exit 1
exit 0
