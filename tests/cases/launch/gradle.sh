#!/bin/sh
# As Gradle's plugin `application` writes it, without its comments.
app_path=$0
while
    APP_HOME=${app_path%"${app_path##*/}"}
    [ -h "$app_path" ]
do
    ls=$( ls -ld "$app_path" )
    link=${ls#*' -> '}
    case $link in
      /*)   app_path=$link ;;
      *)    app_path=$APP_HOME$link ;;
    esac
done
APP_BASE_NAME=${0##*/}
APP_HOME=$( cd -P "${APP_HOME:-./}.." > /dev/null && printf '%s\n' "$PWD" ) || exit
DEFAULT_JVM_OPTS='"-Xmx64m" "-Dname=two words"'
die () {
    echo "$*"
    exit 1
} >&2
cygwin=false
case "$( uname )" in
  CYGWIN* )         cygwin=true  ;;
esac
CLASSPATH=$APP_HOME/lib/order.jar
if [ -n "$JAVA_HOME" ] ; then
    JAVACMD=$JAVA_HOME/bin/java
    if [ ! -x "$JAVACMD" ] ; then
        die "ERROR: JAVA_HOME is set to an invalid directory"
    fi
else
    JAVACMD=java
    if ! command -v java >/dev/null 2>&1
    then
        die "ERROR: JAVA_HOME is not set and no 'java' command could be found in your PATH."
    fi
fi
if "$cygwin" ; then
    CLASSPATH=$( cygpath --path --mixed "$CLASSPATH" )
    for arg do
        shift
        set -- "$@" "$arg"
    done
fi
JAVA_OPTS="$JAVA_OPTS -Dmore=1"
set -- \
        -classpath "$CLASSPATH" \
        org.example.App \
        "$@"
if ! command -v xargs >/dev/null 2>&1
then
    die "xargs is not available"
fi
eval "set -- $(
        printf '%s\n' "$DEFAULT_JVM_OPTS $JAVA_OPTS $ORDER_OPTS" |
        xargs -n1 |
        sed ' s~[^-[:alnum:]+,./:=@_]~\\&~g; ' |
        tr '\n' ' '
    )" '"$@"'
exec "$JAVACMD" "$@"
