# syntax=docker/dockerfile:1
FROM eclipse-temurin:17
ARG HEAP=512m
ENV AGENT=/opt/trace.jar
COPY <<EOF /start.sh
#!/bin/sh
exec java -Xmx${HEAP} -javaagent:$AGENT -Dname="a b" -jar /app.jar
EOF
COPY trace.jar /opt/trace.jar
COPY app.jar /app.jar
USER 1000
ENTRYPOINT ["sh", "/start.sh"]
