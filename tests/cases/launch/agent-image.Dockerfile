# The image of the agent is the base: it sets JAVA_TOOL_OPTIONS.
FROM apache/skywalking-java-agent:9.7.0-java17
COPY app.jar /app.jar
ENV SW_AGENT_NAME=order SW_AGENT_COLLECTOR_BACKEND_SERVICES=oap.tracing:11800
USER 1000
ENTRYPOINT ["java", "-jar", "/app.jar"]
