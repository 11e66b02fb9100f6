#!/bin/sh
# Which function runs, the caller says: both JVMs may.
start() { exec java -Xmx1g -jar app.jar; }
migrate() { exec java -Xmx2g -jar migrate.jar; }
"$1"
