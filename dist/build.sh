#!/bin/bash
# dist/build.sh: leaves target/masterha ready to run, with the node bundle for the database hosts in its node/.
set -euo pipefail
cd "$(dirname "$0")/.."
read -ra mvn <<<"${MVN:-$(command -v mvn || echo ./mvnw) -B -ntp}"
out=target/masterha
commands="masterha-manager masterha-switch masterha-check-ssh masterha-check-repl masterha-check-status masterha-stop masterha-explain
  masterha-conf-host masterha-secondary-check masterha-rejoin masterha-loss masterha-master-monitor masterha-master-switch save-binlogs save-relay-logs apply-diff purge-relay-logs rewind-rows
  masterha_manager masterha_master_switch masterha_check_ssh masterha_check_repl masterha_check_status masterha_stop
  masterha_conf_host masterha_secondary_check masterha_master_monitor
  save_binary_logs apply_diff_relay_logs purge_relay_logs filter_mysqlbinlog"

rm -rf {manager,node-tools}/target/dependencies
"${mvn[@]}" -q package -Dmaven.test.skip -Dunit.skip -Dchecks.skip -Dstyle.color=never -pl binlog,node-tools,manager \
  dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/dependencies

rm -rf "$out.new" && mkdir -p "$out.new"/{bin,lib}
for jar in {manager,node-tools}/target/dependencies/*.jar manager/target/masterha-manager-*.jar node-tools/target/masterha-node-tools-*.jar; do
  cp "$jar" "$out.new/lib/"
done
install -m 755 dist/launcher "$out.new/bin/.launcher"
cp dist/node/compiler.json "$out.new/lib/"
install -m 755 dist/archive-classes "$out.new/lib/"
# What a check, a switchover and a failover load of the JDK (from -Xlog:class+load; what a JDK does not have is left out), and ours.
{
  cat dist/jdk-classes.list
  for jar in "$out.new"/lib/*.jar; do "${JAVA_HOME:+$JAVA_HOME/bin/}jar" tf "$jar"; done |
    sed -n '/^META-INF\|module-info\|package-info/d;s/\.class$//p'
} >"$out.new/lib/classes.list"
for c in $commands; do ln -s .launcher "$out.new/bin/$c"; done
cp -r conf docs samples LICENSE NOTICE README.md "$out.new/"
sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -1 >"$out.new/VERSION"
bundle=$(dist/node/bundle.sh "$out.new/node")
rm -rf "$out" && mv "$out.new" "$out"
# Where it is made it is of use; elsewhere it is made anew.
"$out/lib/archive-classes" || echo "without an archive of classes commands start more slowly"
mkdir "$out/help.new"
# What the launcher prints for --help; several at a time, since that each starts Java takes longer than what it prints.
xargs -P 4 -n 1 sh -c '"$0/bin/$1" --help >"$0/help.new/$1"' "$out" <<<"$commands"
mv "$out/help.new" "$out/lib/help"
echo "$out is ready: $(du -sh $out | cut -f1), for the database hosts: $bundle"
