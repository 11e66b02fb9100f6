# What --build-arg gives is not known here: a value without a default stays open, one with a default has it.
FROM registry.example.com/base/java:8
ARG JAR_FILE
ARG SERVICE
ARG RELEASE=9.7.0
ARG COLLECTOR
ENV SERVICE=$SERVICE \
    OAP=${COLLECTOR:-oap.monitoring:11800} \
    AGENT=/opt/skywalking-$RELEASE/skywalking-agent.jar
COPY ${JAR_FILE} /app.jar
# java takes -jar twice: options go on behind each, and the first other word is the jar.
ENTRYPOINT ["sh", "-c", "exec java -jar -javaagent:$AGENT -Dskywalking.agent.service_name=$SERVICE -jar -Dskywalking.collector.backend_service=$OAP /app.jar"]
