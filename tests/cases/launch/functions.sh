#!/bin/bash
# Tried with bash: main is called once, unused never.
log() { echo "$1"; }
function wait_for {
  until [ -f "$1" ]; do sleep 1; done
}
unused() {
  java -Dnever=1 -jar other.jar
}
options() {
  local -a extra=(-Dk=v)
  JAVA_ARGS=(-Xmx1g "${extra[@]}" "$@")
}
main() {
  log hello
  wait_for /agents/a.jar
  options -javaagent:/agents/a.jar
  cd /srv && exec java "${JAVA_ARGS[@]}" -javaagent:lib/b.jar -jar app.jar
}
main
