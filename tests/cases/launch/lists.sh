#!/bin/bash
# Tried with bash: one word for each element, blanks in them and all.
OPTS=(-Xmx1g "-javaagent:/a/b.jar"   # the agent
  -Dname="a b")
OPTS+=(-Dmore=1)
exec java "${OPTS[@]}" -jar app.jar "$@"
