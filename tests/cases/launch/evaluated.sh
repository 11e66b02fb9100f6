#!/bin/sh
# Tried with dash and bash: java gets each option of JAVA_OPTS, quotes taken out.
JAVA_OPTS="-Xmx1g -javaagent:/opt/trace.jar -Dq='a b'"
eval "exec java $JAVA_OPTS -Dlast=1 -jar app.jar \"\$@\""
