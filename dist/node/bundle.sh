#!/bin/bash
# dist/node/bundle.sh DIR: leaves in DIR the node commands with a runtime of their own, masterha-node-VERSION-HASH-linux-ARCH.tar.gz.
# The hash is over what goes in (jars, JDK, launcher), so the same commands have the same name, and a host that has them is left alone.
# The runtime needs the C library that the building JDK needs: glibc 2.17 (2012) with Temurin, 2.34 (2021) with Debian 12's.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$1
commands="save-binlogs save-relay-logs apply-diff purge-relay-logs rewind-rows node-version stand-by
  save_binary_logs apply_diff_relay_logs purge_relay_logs filter_mysqlbinlog"
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /nonexistent/bin/javac)")")")}
for tool in java javac jar jlink; do
  if [ ! -x "$jdk/bin/$tool" ]; then
    echo "no $tool in ${jdk/\/nonexistent/PATH}; next: install a JDK of version 17 or later, or set JAVA_HOME to one" >&2
    exit 1
  fi
done
version=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -1)
arch=$(uname -m)
work=target/node-bundle
cache=target/node-cache
jars=$(ls node-tools/target/dependencies/*.jar node-tools/target/masterha-node-tools-*.jar)

# shellcheck disable=SC2086 # the jars are words
hash=$( (sed 's/ .*//' <(sha256sum $jars dist/node/*) && "$jdk/bin/java" -version && uname -m) 2>&1 | sha256sum | cut -c1-12)
name=masterha-node-$version-$hash
archive=$name-linux-$arch.tar.gz

# One module of all jars. Releases of a class for a later Java go over the first ones, as the JVM would choose them.
module() {
  local jar release part=$work/part
  mkdir -p $work/classes
  for jar in $jars; do
    rm -rf $part && mkdir -p $part
    (cd $part && "$jdk/bin/jar" --extract --file "$OLDPWD/$jar")
    for release in $(seq 9 17); do
      if [ -d "$part/META-INF/versions/$release" ]; then cp -r "$part/META-INF/versions/$release/." $part; fi
    done
    rm -rf $part/META-INF/{versions,maven,MANIFEST.MF,INDEX.LIST} $part/module-info.class
    cp -r $part/. $work/classes
  done
  "$jdk/bin/javac" --release 17 -nowarn -d $work/classes --patch-module io.masterha.node=$work/classes dist/node/module-info.java
  "$jdk/bin/jar" --create --no-compress --file $work/module.jar -C $work/classes .
}

# Not compressed and with debug attributes: compression costs time at each start, and stripping loses the parameters
# that JSON needs. The archive is compressed anyway.
runtime() {
  "$jdk/bin/jlink" --module-path $work/module.jar --add-modules io.masterha.node --output $work/bundle/runtime \
    --no-header-files --no-man-pages
  share
  rm -f $work/bundle/runtime/lib/server/classes_*.jsa
}

# Class data sharing: the classes of a few commands, and all of ours and of what speaks to the server, are mapped instead of
# read and verified. It becomes the default archive of this runtime, which unlike an archive of jars may be moved.
share() {
  local logs=$PWD/binlog/src/test/resources/logs/mysql97 list=$work/classlist
  local java=("$work/bundle/runtime/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8)
  local run=("${java[@]}" -Xshare:off -m io.masterha.node/io.masterha.node.Main)
  local number=0
  train() { # request command
    JDK_JAVA_OPTIONS="-XX:DumpLoadedClassList=$list.$((++number))" "${run[@]}" "$2" --json <<<"$1" >>$work/training.log 2>&1 || true
  }
  train '' node-version
  # By hand and under MHA's name: the options are read by a library of its own.
  JDK_JAVA_OPTIONS="-XX:DumpLoadedClassList=$list.$((++number))" "${run[@]}" save-binlogs --binlog-dir "$logs/source" \
    --from mysql-bin.000001:4 --output "$PWD/$work/saved-by-hand" >>$work/training.log 2>&1 || true
  JDK_JAVA_OPTIONS="-XX:DumpLoadedClassList=$list.$((++number))" "${run[@]}" save_binary_logs --command=save \
    --binlog_dir="$logs/source" --start_file=mysql-bin.000001 --start_pos=4 --output_file="$PWD/$work/saved-mha" \
    >>$work/training.log 2>&1 || true
  train "{\"binlogDirs\":[\"$logs/source\"],\"from\":\"mysql-bin.000001:4\",\"exclude\":\"\",\"output\":\"$PWD/$work/saved\"}" save-binlogs
  train "{\"index\":\"$logs/relay/relay-bin.index\",\"from\":\"mysql-bin.000001:4\",\"to\":\"mysql-bin.000002:4\",\"output\":\"$PWD/$work/saved-relay\"}" save-relay-logs
  train '{"server":{"host":"127.0.0.1","port":1,"user":"u","password":""},"sourceServerId":1,"logs":[],"method":"","listenPort":0,"limitSeconds":1,"relaxDurability":false}' apply-diff
  (cd $work/classes && find io/masterha com/mysql/cj com/fasterxml/jackson picocli -name '*.class') |
    sed -n -e '/mysqlx\|xdevapi\|com.mysql.cj.x\//d' -e 's/\.class$//p' | LC_ALL=C sort >$list.all
  # Newer JDKs number the classes of each list; the numbers of several lists clash, and only classes of other loaders need them.
  cat $list.[0-9]* $list.all | awk '/ source: /{next} !/^@/{$0=$1} !seen[$0]++' >$list
  "${java[@]}" -Xshare:dump -XX:SharedClassListFile=$list -m io.masterha.node/io.masterha.node.Main >$work/sharing.log 2>&1
}

if [ ! -f "$cache/$archive" ]; then
  rm -rf $work $cache && mkdir -p $work/bundle/{bin,lib} $cache
  module
  runtime
  install -m 755 dist/node/launcher $work/bundle/bin/.launcher
  cp dist/node/compiler.json $work/bundle/lib/
  for c in $commands; do ln -s .launcher "$work/bundle/bin/$c"; done
  echo "$name" >$work/bundle/VERSION
  cp LICENSE NOTICE $work/bundle/
  "$work/bundle/bin/node-version" >/dev/null
  tar -C $work/bundle --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf - . | gzip -n >"$cache/$archive.new"
  mv "$cache/$archive.new" "$cache/$archive"
fi
mkdir -p "$out"
cp "$cache/$archive" "$out/"
(cd "$out" && sha256sum "$archive" >"$archive.sha256")
echo "$name"
