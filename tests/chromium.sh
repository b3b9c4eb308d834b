#!/bin/sh
# Install the browser that the page tests drive, where that is allowed; say so loudly where it is not.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "!!! No Chromium here, and it cannot be installed: the browser tests are SKIPPED." >&2
[ "$CI" = true ] && exit 1
exit 0
