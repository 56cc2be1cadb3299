#!/bin/bash
# Tells which tests failed, where and why, from the reports that the test runs wrote: one block per failure, short enough for the end of a log.
set -euo pipefail
cd "$(dirname "$0")/.."
find . -path './*/target/*-reports/*' -name 'TEST-*.xml' -exec awk '
  function tell(   i, skipped) {
    for (i = 1; i <= n; i++) {
      if (i <= 6 || i > n - 30) print "  " substr(line[i], 1, 300)
      else if (!skipped) { print "  ..."; skipped = 1 }
    }
    for (i = 1; i <= places && i <= 5; i++) print "  " place[i]
  }
  /<testcase / { test = $0; sub(/.* name="/, "", test); sub(/".*/, "", test) }
  /<(failure|error)[ >]/ {
    print "FAILED " FILENAME ": " test
    inside = 1; n = 0; places = 0
    sub(/.*<!\[CDATA\[/, "")
  }
  inside && /^\tat / { if ($0 ~ /masterha/) place[++places] = $0; next }
  inside && /<\/(failure|error)>/ { tell(); inside = 0 }
  inside { line[++n] = $0 }
' {} +
