#!/bin/sh
# Starts the masterha command it is named after. exec makes the JVM this very process: pid and signals are its own.
name=${0##*/}
here=$0
while [ -h "$here" ]; do
  link=$(readlink "$here")
  case $link in /*) here=$link ;; *) here=${here%/*}/$link ;; esac
done
home=$(CDPATH= cd -- "$(dirname -- "$here")/.." && pwd -P) || exit 1

java=
for candidate in "$home/runtime/bin/java" "${MASTERHA_JAVA_HOME:+$MASTERHA_JAVA_HOME/bin/java}" \
  "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java 2>/dev/null)"; do
  if [ -n "$candidate" ] && [ -x "$candidate" ]; then java=$candidate; break; fi
done
if [ -z "$java" ]; then
  echo "$name: no Java found: masterha needs a JRE of version 17 or later;" \
    "next: install one, or set MASTERHA_JAVA_HOME to its directory (nothing was changed)" >&2
  exit 1
fi

case $name in
  save-binlogs | save-relay-logs | apply-diff | purge-relay-logs | node-version | \
    save_binary_logs | apply_diff_relay_logs | purge_relay_logs) main=io.masterha.node.Main ;;
  *) main=io.masterha.manager.cli.Main ;;
esac

# C1 only and the serial collector: commands start in half the time, and nothing here runs hot for long.
exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx${MASTERHA_HEAP:-256m} \
  -Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8 -Djava.security.egd=file:/dev/urandom \
  -Dorg.slf4j.simpleLogger.defaultLogLevel=error -Dmasterha.home="$home" \
  -cp "$home/lib/*" "$main" "$name" "$@"
