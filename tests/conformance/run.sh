#!/usr/bin/env bash
# Runs every script of this folder; each skips what is absent, unless AGENTC_CONFORMANCE=require.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=()

# A build that replaces, adds and removes files: the example moves to another namespace and loses an environment.
crash() {
    cargo build --quiet
    cp -r examples/pinpoint-tomcat/. "$work"
    sed -i -e '/^environment "prod"/,/^}/d' -e 's/pinpoint-collector.pinpoint.svc/collector.pinpoint.svc/' "$work/apps.kdl"
    tests/conformance/crash.sh "$PWD/target/debug/agentc build $work" "$work/generated"
}

for script in tests/conformance/*.sh; do
    name=$(basename "$script")
    case $name in
        run.sh | support.sh) continue ;;
        crash.sh) crash || failed+=("$name") ;;
        *) "$script" || failed+=("$name") ;;
    esac
done

[ "${#failed[@]}" -eq 0 ] || { echo "run.sh: failed: ${failed[*]}" >&2; exit 1; }
