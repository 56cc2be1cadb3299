#!/bin/bash
# Stops the dockerd that install.sh had to start, if it did; its images stay.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh
[ -f "$engine_pid_file" ] || exit 0
pid=$(cat "$engine_pid_file")
rm -f "$engine_pid_file"
# The number may have been given to another process since.
[ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || exit 0
as_root kill "$pid"
for _ in $(seq 1 60); do kill -0 "$pid" 2>/dev/null || { say "dockerd stopped"; exit 0; }; sleep 0.5; done
fail "dockerd (pid $pid) did not stop within 30 s" "see $cache/dockerd.log" "kill $pid"
