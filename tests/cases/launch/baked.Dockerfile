# syntax=docker/dockerfile:1
FROM busybox:1 AS fetch
ADD https://repo.example.com/opentelemetry-javaagent-2.31.0.jar /otel/opentelemetry-javaagent.jar

FROM eclipse-temurin:21-jre
COPY --from=fetch /otel /otel
ENV JAVA_TOOL_OPTIONS="-javaagent:/otel/opentelemetry-javaagent.jar" \
    OTEL_SERVICE_NAME=cart
ENTRYPOINT ["java", "-Dzone=${ZONE}", "-jar", "/app.jar"]
CMD ["--debug"]
