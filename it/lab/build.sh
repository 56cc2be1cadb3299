#!/bin/bash
# Builds the images of the lab's hosts that are missing, in parallel: `it/lab/build.sh 9.7 10.11`, no argument: all.
# A tag carries a hash of the files that made it, so a change here makes a new image and nothing else does.
# `it/lab/build.sh --print 9.7` prints the tag and builds nothing.
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh

print=
if [ "${1:-}" = --print ]; then print=1; shift; fi
[ $# -gt 0 ] || set -- 5.6 8.0 9.7 10.11 11.8

flavour_of() { # 9.7 or mysql:9.7 -> mysql-9.7
  case ${1#*:} in
    5.6 | 8.0 | 9.7) echo "mysql-${1#*:}" ;;
    10.11 | 11.8) echo "mariadb-${1#*:}" ;;
    *) fail "no image for version $1" "there are 5.6, 8.0, 9.7 (MySQL), 10.11, 11.8 (MariaDB)" "it/lab/build.sh 9.7" ;;
  esac
}
tag_of() { echo "masterha-lab/${1%%-*}:${1#*-}-$(hash_of host common.sh base.sh "$1")"; } # mysql-9.7
suite_of() { sed -n 's/^# Debian suite: //p' "$1/Dockerfile"; }

if [ -n "$print" ]; then
  for v; do tag_of "$(flavour_of "$v")"; done
  exit
fi

base_hash=$(hash_of common.sh base.sh)
build() { # mysql-9.7
  local flavour=$1 tag started base context log
  tag=$(tag_of "$flavour")
  exec 8>"$cache/$flavour.lock"
  flock -w 900 8 || fail "waited 900 s for another build of $flavour" "$cache/$flavour.lock is held" "look for a hanging build.sh"
  if docker image inspect "$tag" >/dev/null 2>&1; then say "$tag: is there"; return; fi
  started=$(date +%s.%N)
  say "$tag: building (debian $(suite_of "$flavour"))"
  base=masterha-lab/base:$(suite_of "$flavour")-$base_hash
  ./base.sh "$(suite_of "$flavour")" "$base" &
  local making_base=$!
  log=$cache/build-$flavour.log
  context=$(mktemp -d "$cache/context-$flavour.XXXXXX")
  cp -r host/. "$flavour/." "$context/"
  if [ -x "$flavour/fetch.sh" ]; then
    "$flavour/fetch.sh" "$context" >"$log" 2>&1 </dev/null ||
      { tail -n 10 "$log" >&2; rm -rf "$context"; fail "$flavour: its binaries could not be fetched" "see above and $log" "check the network, then run again"; }
    say "$tag: server binaries fetched"
  fi
  wait "$making_base" || { rm -rf "$context"; return 1; }
  # The machine's own network: it reaches the mirror for sure, and no bridge is needed for a build.
  DOCKER_BUILDKIT=0 docker build --network host --build-arg "BASE=$base" -t "$tag" "$context" >"$log" 2>&1 </dev/null ||
    { tail -n 20 "$log" >&2; rm -rf "$context"; fail "$tag: the build failed" "see above and $log" "it/lab/build.sh ${flavour#*-}"; }
  rm -rf "$context"
  say "$tag: built in $(seconds_since "$started")"
}

engine_answers || fail "no container engine answers" "docker info: $(docker info 2>&1 | tail -n 1)" "it/lab/install.sh"
pids=() flavours=()
for v; do flavours+=("$(flavour_of "$v")"); done
for f in $(printf '%s\n' "${flavours[@]}" | sort -u); do
  build "$f" &
  pids+=($!)
done
outcome=0
for p in "${pids[@]}"; do wait "$p" || outcome=1; done
exit $outcome
