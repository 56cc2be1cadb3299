#!/bin/bash
# Prints the figures of docs/performance.md: bench/run.sh VERSION MODE ROUNDS FIGURES
#   VERSION  mysql:5.6 mysql:8.0 mysql:9.7 mariadb:10.11 mariadb:11.8
#   MODE     position or gtid
#   FIGURES  all, or some of current,lagging,tail,gone,gone-ping-1,stopped,paused,cut,many,switch,commands,files,apply,copy with
#            commas; the last three only where they are named. BENCH_GB is the size of the logs for files (1), BENCH_MB that
#            of the diffs for apply and of the tail for copy (300); apply: BENCH_ROW are the bytes of a row (2800), one in each
#            small transaction, and BENCH_LARGE is the number of large transactions of the second diff (1000)
#            confdir, confdir-tls and confdir-real, with commas, go without the others: one process with BENCH_CLUSTERS (500)
#            configurations. All servers are fakes, in the clear or encrypted, and no server is needed; but for the last one, where
#            BENCH_REAL (8) clusters are real. On a busy machine BENCH_BATCH=100 lets them come 100 at a time
# Where Debian has MHA 0.58 and it works with the version, it is measured beside. The tables are appended to target/bench.md.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1:-mariadb:10.11} mode=${2:-position} rounds=${3:-3} figures=${4:-all}
mvn=("$(command -v mvn || echo ./mvnw)" -B -ntp -q)
say() { printf '%(%H:%M:%S)T bench  %s\n' -1 "$*" >&2; }

build() {
  [ -z "${BENCH_BUILT:-}" ] || return 0
  say "building"
  bash dist/build.sh >&2
  "${mvn[@]}" -P bench package -pl bench -am -Dunit.skip -Dchecks.skip=true dependency:build-classpath \
    -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime >&2
  BENCH_BUILT=1
}
confdir() { # how many of the clusters are real, how many others fail with one fake, encrypted or plain
  say "measuring one process with ${BENCH_CLUSTERS:-500} configurations, $1 of them real, the fakes $3"
  timeout -k 30 600 java -cp "bench/target/classes:$(cat bench/target/classpath)" -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
    -Dbench.batch="${BENCH_BATCH:-500}" io.masterha.bench.fleet.ConfDirBench "${BENCH_CLUSTERS:-500}" "$1" "$2" "$rounds" target/masterha target/bench.md "$3" \
    "$version" "$mode"
}

case $figures in confdir*)
  export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true TESTCONTAINERS_HOST_OVERRIDE=localhost
  build
  for one in ${figures//,/ }; do
    case $one in
      confdir) confdir 0 50 plain ;;
      confdir-tls) confdir 0 50 encrypted ;;
      confdir-real)
        it/lab/install.sh >&2
        it/lab/build.sh "$version" >&2
        confdir "${BENCH_REAL:-8}" 0 plain
        ;;
      *) say "$one goes with no other figure of confdir" && exit 2 ;;
    esac
  done
  exit
  ;;
esac

it/lab/install.sh >&2
it/lab/build.sh "$version" >&2
image=$(it/lab/build.sh --print "$version")
beside=alone
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

build
say "measuring $figures on $version, $mode, $rounds rounds, MHA: $beside"
export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true TESTCONTAINERS_HOST_OVERRIDE=localhost
classpath=bench/target/classes:$(cat bench/target/classpath)
here=$PWD
case ,$figures, in *,files,*)
  java -cp "$classpath" io.masterha.bench.FileBench "${BENCH_GB:-1}" "${BENCH_DIR:-/var/tmp}" "$image" target/bench.md
  ;;
esac
case ,$figures, in *,apply,*)
  progress=$here/target/bench-progress
  : >"$progress"
  tail -n 0 -F "$progress" >&2 &
  following=$!
  # shellcheck disable=SC2064 # this process and no other
  trap "kill $following" EXIT
  for large in 0 "${BENCH_LARGE:-1000}"; do
    "${mvn[@]}" -Pit verify -pl it -am -Dunit.skip -Dchecks.skip=true -Dlab.v="$version" -Dlab.mode="$mode" \
      -Dlab.tests=node-speed -Dnode.table="$here/target/bench.md" -Dnode.progress="$progress" \
      -Dnode.megabytes="${BENCH_MB:-300}" -Dnode.rowBytes="${BENCH_ROW:-2800}" -Dnode.largeTransactions="$large" >&2
  done
  kill "$following"
  trap - EXIT
  ;;
esac
case ,$figures, in *,copy,*)
  bench/copy.sh "${BENCH_MB:-300}" 8 target/bench.md
  ;;
esac
others=",$figures,"
for own in files apply copy; do others=${others//,$own,/,}; done
case $others in
  ,) tail -n 40 target/bench.md ;;
  *)
    exec java -cp "$classpath" -Dlab.image="$image" -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
      io.masterha.bench.live.LiveBench "$version" "$mode" "$rounds" "$figures" "$beside" target/bench.md
    ;;
esac
