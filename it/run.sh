#!/bin/bash
# Runs the tests, and sets up what they need.
#   it/run.sh                          everything: unit tests, then those with real servers on the versions of $LAB_RUNS
#   it/run.sh --only mysql:9.7 gtid [tag]   those with real servers, on one version, all or those of one tag
set -euo pipefail
cd "$(dirname "$0")/.."
mvn=("$(command -v mvn || echo ./mvnw)" -B -ntp -q)
# One word per run: version/mode[/tags]. Of what is tagged on-demand only the usual part runs; the second run leaves out what does
# not depend on how the servers replicate, the third what does not depend on the server, and the first the large scenarios: by
# GTID a replica fetches what it lacks itself, there is no large diff. `make it V=... MODE=...` leaves out nothing but `make torture`.
runs=(${LAB_RUNS:-mysql:9.7/gtid/(!on-demand|usual)&!large mysql:9.7/position/!on-demand&!any-mode mariadb:10.11/position/(!on-demand|usual)&!any-server})
only=
if [ "${1:-}" = --only ]; then only=1 runs=("$2/${3:-position}/${4:-!torture}"); fi

say() { printf '%(%H:%M:%S)T tests  %s\n' -1 "$*"; }
export MASTERHA_LAB_RUN=run-$$
jobs_of_ours=()
clean_up() {
  local status=$?
  trap - EXIT
  for p in "${jobs_of_ours[@]}"; do kill "$p" 2>/dev/null || true; done
  # The lab removes its own; this is for a test run that was killed.
  if command -v docker >/dev/null; then
    timeout 60 docker ps -aq --filter "label=io.masterha.lab.run=$MASTERHA_LAB_RUN" 2>/dev/null | xargs -r docker rm -fv >/dev/null 2>&1 || true
    timeout 60 docker network ls -q --filter "label=io.masterha.lab.run=$MASTERHA_LAB_RUN" 2>/dev/null | xargs -r docker network rm >/dev/null 2>&1 || true
  fi
  it/lab/stop-engine.sh || true
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

mkdir -p target
find . -path './*/target/*-reports' -prune -exec rm -rf {} +
versions=$(printf '%s\n' "${runs[@]%%/*}" | sort -u)
if [[ " $versions " == *5.6* ]]; then export WITH_NPM=1; fi
say "lab: engine and images for ${versions//$'\n'/ } (log: target/lab-images.log)"
# shellcheck disable=SC2086 # one word per version
(it/lab/install.sh && exec it/lab/build.sh $versions) >target/lab-images.log 2>&1 </dev/null &
images=$!
jobs_of_ours+=("$images")

outcome=0
if [ -z "$only" ]; then
  say "unit tests and static checks"
  "${mvn[@]}" verify -Dlife.seeds=20000 </dev/null || outcome=1
  if [ $outcome != 0 ]; then say "unit tests FAILED; the tests with real servers run nevertheless, as far as it compiles"; fi
fi
say "distribution"
bash dist/build.sh

say "waiting for the lab's images"
wait "$images" || { tail -n 25 target/lab-images.log >&2; say "no lab: the tests with real servers cannot run"; exit 1; }
sed 's/^/  /' target/lab-images.log

for run in "${runs[@]}"; do
  IFS=/ read -r version mode tags <<<"$run"
  say "tests with real servers: $version, $mode${tags:+, $tags}"
  results=it/target/scenes/$version-$mode/results.txt
  rm -f "$results"
  started=$SECONDS
  if "${mvn[@]}" -Pit verify -pl it -am -Dunit.skip -Dchecks.skip=true -Dlab.v="$version" -Dlab.mode="$mode" -Dlab.tests="$tags" </dev/null; then
    say "$version, $mode: passed in $((SECONDS - started)) s"
  else
    say "$version, $mode: FAILED after $((SECONDS - started)) s"
    outcome=1
  fi
  # How fast each scenario was, and where the time went.
  if [ -f "$results" ]; then sed "s|^$version $mode |  |" "$results"; fi
done
exit $outcome
