#!/bin/bash
# Runs the tests: `it/run.sh` all of them; `it/run.sh --only mysql:9.7 gtid` those with real servers, on one version.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn=$(command -v mvn || echo ./mvnw)
"$mvn" -B -ntp -q verify
