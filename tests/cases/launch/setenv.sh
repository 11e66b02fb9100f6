#!/bin/sh
# Read by catalina.sh: nothing here starts a JVM.
if [ -d /agents ]; then
  CATALINA_OPTS="$CATALINA_OPTS -javaagent:/agents/skywalking-agent.jar"
fi
export CATALINA_OPTS="$CATALINA_OPTS -Dskywalking.agent.service_name=${APP:-shop} -Dskywalking.agent.instance_name=$(hostname)"
