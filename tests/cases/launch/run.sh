#!/bin/bash
JAVA_OPTS="-Xmx256m"
if [ "$DEBUG" = yes ]; then
  exec java -agentlib:jdwp=transport=dt_socket,server=y,address=5005 -jar /app.jar
else
  exec java $JAVA_OPTS -javaagent:/sw/skywalking-agent.jar -jar /app.jar
fi
