#!/bin/bash
# dist/build.sh: leaves target/masterha ready to run, with the node bundle for the database hosts in its node/.
set -euo pipefail
cd "$(dirname "$0")/.."
MVN=${MVN:-$(command -v mvn || echo ./mvnw) -B -ntp}
out=target/masterha
commands="masterha-manager masterha-switch masterha-check-ssh masterha-check-repl masterha-check-status masterha-stop
  masterha-conf-host masterha-secondary-check save-binlogs save-relay-logs apply-diff purge-relay-logs
  masterha_manager masterha_master_switch masterha_check_ssh masterha_check_repl masterha_check_status masterha_stop
  masterha_conf_host masterha_secondary_check masterha_master_monitor
  save_binary_logs apply_diff_relay_logs purge_relay_logs"
node_commands="save-binlogs save-relay-logs apply-diff purge-relay-logs node-version"
# What Connector/J, jackson and picocli need of the JDK, and not more.
modules=java.base,java.sql,java.naming,java.logging,java.management,java.security.sasl,jdk.crypto.ec,jdk.unsupported

$MVN -q package -DskipTests -pl binlog,node-tools,manager \
  dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/dependencies -Dmdep.overWriteIfNewer=true

rm -rf "$out.new" && mkdir -p "$out.new"/{bin,lib,node}
for jar in manager/target/dependencies/*.jar node-tools/target/dependencies/*.jar \
  manager/target/masterha-manager-*.jar node-tools/target/masterha-node-tools-*.jar; do
  cp "$jar" "$out.new/lib/"
done
install -m 755 dist/launcher.sh "$out.new/bin/.launcher"
for c in $commands; do ln -s .launcher "$out.new/bin/$c"; done
cp -r conf docs "$out.new/"
mkdir -p "$out.new/samples" && cp -r samples/. "$out.new/samples/"
cp LICENSE NOTICE README.md "$out.new/" 2>/dev/null || true

# The node bundle carries its own runtime; its name carries a hash of what is in it, so that a host that has it is left alone.
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jlink=${JAVA_HOME:+$JAVA_HOME/bin/}jlink
bundle=target/node-bundle
rm -rf $bundle && mkdir -p $bundle/{bin,lib}
cp node-tools/target/dependencies/*.jar node-tools/target/masterha-node-tools-*.jar $bundle/lib/
install -m 755 dist/launcher.sh $bundle/bin/.launcher
for c in $node_commands; do ln -s .launcher "$bundle/bin/$c"; done
version=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -1)
arch=$(uname -m)
hash=$( (cd $bundle && find lib bin -type f | LC_ALL=C sort | xargs sha256sum; "$java" -version 2>&1; echo "$modules") | sha256sum | cut -c1-12)
name=masterha-node-$version-$hash
cache=target/node-cache
if [ ! -f "$cache/$name-linux-$arch.tar.gz" ]; then
  compress=--compress=2
  case $("$jlink" --version) in 1[789]* | 20*) ;; *) compress=--compress=zip-6 ;; esac
  "$jlink" --add-modules $modules --output $bundle/runtime --strip-java-debug-attributes --no-header-files --no-man-pages \
    $compress --generate-cds-archive >/dev/null
  echo "$name" >$bundle/VERSION
  rm -rf $cache && mkdir -p $cache
  tar -C $bundle --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf - . | gzip -n -6 >"$cache/$name-linux-$arch.tar.gz"
  (cd $cache && sha256sum "$name-linux-$arch.tar.gz" >"$name-linux-$arch.tar.gz.sha256")
fi
cp $cache/* "$out.new/node/"
rm -rf "$out" && mv "$out.new" "$out"
echo "$out is ready: $(du -sh $out | cut -f1), node bundle $name"
