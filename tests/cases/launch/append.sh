#!/bin/bash
# `+=` appends to what the environment gives.
JAVA_OPTS="-Xmx1g"
JAVA_OPTS+=" -javaagent:/opt/otel/opentelemetry-javaagent.jar"
exec java $JAVA_OPTS -jar app.jar
