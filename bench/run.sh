#!/bin/bash
# bench/run.sh VERSION MODE ROUNDS FIGURES: measures what docs/performance.md shows; `make bench` calls it.
#
#   VERSION  mysql:5.6 mysql:8.0 mysql:9.7 mariadb:10.11 mariadb:11.8
#   MODE     position or gtid
#   ROUNDS   rounds of each failover and switchover; default: 5, and 20 of lagging, whose goal is about the worst of 20
#   FIGURES  all, or some of these, with commas:
#     current lagging tail           SIGKILL of mysqld: replicas current, two lagging, all lagging; first write, and until all follow
#     gone gone-ping-1 stopped paused cut     host gone (also with ping_interval=1), mysqld hangs, host paused, network cut
#     many                           16 replicas beside 3 by turns, on disk and in memory
#     many-reconnecting              the same with a client that looks for a server itself; only if it is named
#     switch                         planned switchover: longest gap between writes, whole command
#     commands                       start-up check, start to watching, --help, check_status
#     files                          logs walked, saved and searched
#     copy                           a tail copied to 8 replicas
#     apply                          a diff in small and in large transactions, durable and relaxed
#     confdir confdir-tls confdir-real        one process with 500 configurations: fakes, encrypted fakes, 8 real clusters among fakes
#
# Environment, with what holds otherwise:
#   BENCH_GB=10      of binary logs for files, and as much of relay logs; less where the disk has not that much room
#   BENCH_MB=300     of the diff for apply, in transactions of 0.6 kB with two updates, an update, an insert or a delete, and in
#                    BENCH_LARGE=1000 large ones; BENCH_ROW=150 bytes of a row
#   BENCH_LOG_REPLICA_UPDATES=ON or OFF for apply; otherwise the server's default: ON on MySQL 8.0 and later, OFF on MariaDB and MySQL 5.6
#   BENCH_COPY_MB=1000   of the tail for copy
#   BENCH_CLUSTERS=500   for confdir; BENCH_REAL=8 of them real; BENCH_BATCH=100 lets the fakes come 100 at a time on a busy machine
#   BENCH_DIR=/var/tmp   where large files are made
#   BENCH_BUILT=1    what was built is used as it is
#
# Where Debian has MHA 0.58 and it works with the version, it is measured beside. Progress goes to standard error. The tables are
# printed at the end and appended to target/bench.md as they come; then what missed its goal. Exit 1: something could not be measured.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-} in -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" && exit ;; esac
version=${1:-mysql:9.7} mode=${2:-position} rounds=${3:-} figures=${4:-all}
mvn=("$(command -v mvn || echo ./mvnw)" -B -ntp -q)
say() { printf '%(%H:%M:%S)T bench  %s\n' -1 "$*" >&2; }

# Name, program, seconds of a round of ours, seconds of one of MHA's; only those of live have rounds.
known='current live 15 27
lagging live 18 32
tail live 19 33
gone live 26 45
gone-ping-1 live 22 0
stopped live 26 45
paused live 28 48
cut live 28 48
many live 140 0
many-reconnecting live 140 0
switch live 12 12
commands live 10 30
files files 250 0
copy copy 90 0
apply apply 1000 0
confdir confdir 90 0
confdir-tls confdir 100 0
confdir-real confdir 110 0'
[ "$figures" != all ] || figures=$(cut -d' ' -f1 <<<"$known" | grep -v reconnecting | paste -sd,)
for one in ${figures//,/ }; do
  grep -q "^$one " <<<"$known" || { say "no figure is called $one; next: bench/run.sh --help"; exit 2; }
done
of() { # the figures of one program, with commas
  for one in ${figures//,/ }; do awk -v f="$one" -v p="$1" '$1 == f && $2 == p { print $1 }' <<<"$known"; done | paste -sd,
}
minutes() { # for figures, MHA beside or alone
  for one in ${1//,/ }; do
    awk -v f="$one" -v mha="$2" -v n="$rounds" '$1 == f {
      few = $2 != "live" ? 1 : n == "" ? 5 : n
      print (f == "lagging" && n == "" ? 20 : few) * $3 + (mha == "mha" ? few * $4 : 0) }' <<<"$known"
  done | awk '{ s += $1 } END { printf "%d", s / 60 + 1 }'
}

out=target/bench.md
mkdir -p target
touch "$out"
before=$(stat -c %s "$out")
failed=()
report() {
  local status=$?
  trap - EXIT
  [ -z "${following:-}" ] || kill "$following" 2>/dev/null || true
  tail -c "+$((before + 1))" "$out"
  if [ ${#failed[@]} -gt 0 ]; then
    printf 'Not measured, or not whole: %s\n\n' "${failed[*]}" | tee -a "$out"
    [ $status != 0 ] || status=1
  fi
  missed=$(tail -c "+$((before + 1))" "$out" | sed -n '/^###/s/^### //p; /| \*\*no\*\* |/s/^/  /p')
  missed=$(awk '/^  / { if (h != "") print h; h = ""; print; next } { h = $0 }' <<<"$missed")
  if [ -n "$missed" ]; then printf 'Goals that were missed:\n\n%s\n' "$missed"; fi
  say "took $(((SECONDS + 59) / 60)) minutes; the tables are in $out too"
  exit $status
}

image=none beside=alone
prepare() {
  say "servers and images (the first time: some minutes)"
  it/lab/install.sh >&2
  it/lab/build.sh "$version" >&2
  image=$(it/lab/build.sh --print "$version")
  case $version in
    *:5.6 | *:8.0 | *:10.11)
      mha=masterha-bench/mha:${version#*:}-$(cat bench/mha/* | sha256sum | cut -c 1-8)-${image##*-}
      if docker image inspect "$mha" >/dev/null 2>&1 ||
        DOCKER_BUILDKIT=0 docker build --network host --build-arg "BASE=$image" -t "$mha" bench/mha >target/bench-mha.log 2>&1; then
        beside=mha image=$mha
      else
        say "MHA could not be installed (target/bench-mha.log): its figures are left out"
      fi
      ;;
    *) say "MHA does not run with $version: it is left out" ;;
  esac
}
# Neither copies nor fakes need a server.
[ -z "$(of live)$(of files)$(of apply)$(grep -o confdir-real <<<"$figures")" ] || prepare

if [ -z "${BENCH_BUILT:-}" ]; then
  say "building"
  bash dist/build.sh >&2
  "${mvn[@]}" -P bench package -pl bench -am -Dunit.skip -Dchecks.skip=true dependency:build-classpath \
    -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime >&2
fi
export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true TESTCONTAINERS_HOST_OVERRIDE=localhost
java=(java -cp "bench/target/classes:$(cat bench/target/classpath)" -Dlab.image="$image" -Dorg.slf4j.simpleLogger.defaultLogLevel=error)
here=$PWD
trap report EXIT
say "measuring $figures on $version, $mode, MHA $beside: about $(minutes "$figures" $beside) minutes"

live() {
  # The second compiler at work in the client would take a processor from who is measured.
  "${java[@]}" -XX:TieredStopAtLevel=1 io.masterha.bench.live.LiveBench "$version" "$mode" "${rounds:-0}" "$1" "$beside" "$out" >&2
}
files() {
  local dir=${BENCH_DIR:-/var/tmp} gb=${BENCH_GB:-10} room
  # Both kinds of logs, what is saved of them in three ways, and one large event: 3 times as much.
  room=$(($(df --output=avail -B 1000000000 "$dir" | tail -n 1) / 3))
  if [ -z "${BENCH_GB:-}" ] && [ "$room" -lt 10 ]; then
    gb=$((room > 0 ? room : 1))
    say "$dir has no room for more than $gb GB of logs"
  fi
  "${java[@]}" io.masterha.bench.FileBench "$gb" "$dir" "$image" "$out" >&2
}
apply() {
  local progress=$here/target/bench-progress ok=0
  : >"$progress"
  tail -n 0 -F "$progress" >&2 &
  following=$!
  for large in 0 "${BENCH_LARGE:-1000}"; do
    "${mvn[@]}" -Pit verify -pl it -am -Dunit.skip -Dchecks.skip=true -Dlab.v="$version" -Dlab.mode="$mode" \
      -Dlab.tests=node-speed -Dnode.table="$here/$out" -Dnode.progress="$progress" \
      -Dnode.megabytes="${BENCH_MB:-300}" -Dnode.rowBytes="${BENCH_ROW:-150}" \
      -Dnode.logReplicaUpdates="${BENCH_LOG_REPLICA_UPDATES:-}" -Dnode.largeTransactions="$large" >&2 || ok=1
  done
  kill "$following"
  following=
  return $ok
}
confdir() {
  local one ok=0 real companions speech
  for one in ${1//,/ }; do
    real=0 companions=50 speech=plain
    case $one in
      confdir-tls) speech=encrypted ;;
      confdir-real) real=${BENCH_REAL:-8} companions=0 ;;
    esac
    say "$one: ${BENCH_CLUSTERS:-500} configurations, $real of them real, the fakes $speech"
    timeout -k 30 600 "${java[@]}" -Dbench.batch="${BENCH_BATCH:-500}" io.masterha.bench.fleet.ConfDirBench "${BENCH_CLUSTERS:-500}" \
      "$real" "$companions" "${rounds:-5}" target/masterha "$out" "$speech" "$version" "$mode" >&2 || ok=1
  done
  return $ok
}

for program in live files copy apply confdir; do
  own=$(of $program)
  [ -n "$own" ] || continue
  say "$own: about $(minutes "$own" $beside) minutes"
  case $program in
    copy) bench/copy.sh "${BENCH_COPY_MB:-${BENCH_MB:-1000}}" 8 "$out" >&2 || failed+=("copy") ;;
    *) $program "$own" || failed+=("$own") ;;
  esac
done
