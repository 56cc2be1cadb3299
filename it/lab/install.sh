#!/bin/bash
# Makes a container engine answer on this machine and installs what building the images needs. Does nothing twice.
# A dockerd that it had to start is named in the file that `it/lab/install.sh --pid-file` prints, for `stop-engine.sh`.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh

case ${1:-} in
  --pid-file) echo "$engine_pid_file"; exit ;;
  '') ;;
  *) fail "unknown argument $1" "it/lab/install.sh takes none" "run it without arguments" ;;
esac

missing=()
want() { command -v "$1" >/dev/null || missing+=("${2:-$1}"); } # command [package]
want docker docker.io
want iptables
want debootstrap
want unzip
want strip binutils
want flock util-linux
want awk mawk
# The sample scripts are run as an operator would.
want ssh openssh-client
# Only the MySQL 5.6 server comes from npm; a machine that has node usually has npm.
if [ "${WITH_NPM:-}" = 1 ]; then want npm; fi
# A docker client alone is no engine.
if ! engine_answers; then want dockerd docker.io; fi

if [ ${#missing[@]} -gt 0 ]; then
  mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
  command -v apt-get >/dev/null || fail "${missing[*]} not installed" "this machine has no apt-get" "install them by hand"
  say "installing ${missing[*]}"
  log=$cache/install.log
  { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${missing[@]}"; } \
    >"$log" 2>&1 </dev/null || { tail -n 15 "$log" >&2; fail "apt-get could not install ${missing[*]}" "see above and $log" "install them by hand"; }
fi

# The packages' own service may be starting it.
for _ in 1 2 3; do engine_answers && break; sleep 0.5; done
if engine_answers; then
  say "container engine $(docker version --format '{{.Server.Version}}') answers"
  exit
fi

# Nobody else starts it here (no init system in containers and build machines): start it for this run.
start_engine() { # options...
  : >"$cache/dockerd.log"
  as_root rm -f /var/run/docker.pid
  as_root setsid dockerd "$@" >>"$cache/dockerd.log" 2>&1 </dev/null &
  local pid=$!
  for _ in $(seq 1 120); do
    if engine_answers; then echo "$pid" >"$engine_pid_file"; return 0; fi
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.5
  done
  as_root kill "$pid" 2>/dev/null || true
  return 1
}
say "starting dockerd"
if pgrep -x dockerd >/dev/null; then
  fail "a dockerd runs but does not answer" "docker info: $(docker info 2>&1 | tail -n 1)" "see its log, or restart it"
fi
start_engine || {
  tail -n 10 "$cache/dockerd.log" >&2
  fail "no container engine" "docker info: $(docker info 2>&1 | tail -n 1); the last lines of $cache/dockerd.log are above" \
    "the tests with real servers need one: run as root on a machine where dockerd can run"
}
say "container engine $(docker version --format '{{.Server.Version}}') answers, started for this run"
