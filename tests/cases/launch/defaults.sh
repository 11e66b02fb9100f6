#!/bin/sh
# Where nobody sets them, both are what stands behind the sign.
: "${FIRST:=/a/one.jar}"
SECOND=${SECOND:-/a/two.jar}
exec java -javaagent:$FIRST -javaagent:$SECOND ${JAVA_OPTS:--Xmx1g} -Dhost=${HOSTNAME:-none} -jar app.jar
