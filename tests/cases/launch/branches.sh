#!/bin/sh
# Two ways to start, one of which is taken. Who sets AGENT and DEBUG is not known; MODE is.
MODE=web
JAVA_OPTS="-Xmx256m"
if [ -n "$AGENT" ]; then
  JAVA_OPTS="$JAVA_OPTS -javaagent:/sw/skywalking-agent.jar"
fi
JAVA_OPTS="$JAVA_OPTS -Dsure=1"
[ -z "$DEBUG" ] || JAVA_OPTS="$JAVA_OPTS -Ddebug=1"
case "$MODE" in
  batch) JAVA_OPTS="$JAVA_OPTS -Dbatch=1" ;;
  web|site)
    JAVA_OPTS="$JAVA_OPTS -Dweb=1"
    ;;
  *) JAVA_OPTS="-Dother=1" ;;
esac
if [ "$MODE" = "batch" ]; then
  exec java $JAVA_OPTS -jar batch.jar
elif [ "$1" = "worker" ]; then
  exec java $JAVA_OPTS -jar worker.jar
else
  exec java $JAVA_OPTS -Xss${STACK:-512k} -cp lib/*:classes Main
fi
exec java -jar never.jar
