FROM eclipse-temurin:17-jre
RUN printf '#!/bin/sh\nexport JAVA_OPTS="$JAVA_OPTS -Da=1"\n' > /env.sh \
 && echo '. /env.sh' > /opts.sh
RUN cat > /start.sh <<EOF
#!/bin/sh
. /opts.sh
shift
exec java \$JAVA_OPTS "\$@"
EOF
CMD ["sh", "/start.sh", "first", "-Xmx1g", "-jar", "/app.jar"]
