# Sourced by the scripts of this folder: they run at the package's root, and skip what is absent, unless
# AGENTC_CONFORMANCE=require.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# What `setup` installed.
PATH="$PWD/target/conformance/tools:$PATH"

absent() {
    echo "$(basename "$0"): $1 is absent"
    [[ ${AGENTC_CONFORMANCE:-} == require ]] && exit 1
    exit 0
}

need() {
    command -v "$1" >/dev/null || absent "$1"
}
