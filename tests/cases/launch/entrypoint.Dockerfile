FROM eclipse-temurin:17-jre
ENV JAVA_OPTS="-Xmx512m" HEAP=""
COPY --chmod=755 <<'EOF' /entry.sh
#!/bin/sh
set -e
if [ "${1#-}" != "$1" ]; then
  set -- java $JAVA_OPTS "-Xms${HEAP:-64m}" ${HEAP:+-Dheap=$HEAP} "$@"
fi
exec "$@"
EOF
ENTRYPOINT ["/entry.sh"]
CMD ["-javaagent:/sw/skywalking-agent.jar", "-jar", "/app.jar", "--port=80"]
