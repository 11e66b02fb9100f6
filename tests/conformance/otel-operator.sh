#!/usr/bin/env bash
# Compares our model of the OpenTelemetry Operator with the operator's own cases, in the folder that AGENTC_CASES names:
# its e2e tests `instrumentation-java` and `instrumentation-java-multicontainer`, and `java-unit-golden.yaml`, a table
# of its unit tests. Skips without it, unless AGENTC_CONFORMANCE=require.
set -euo pipefail

if [[ -z ${AGENTC_CASES:-} ]]; then
    echo "otel-operator.sh: AGENTC_CASES is not set"
    [[ ${AGENTC_CONFORMANCE:-} == require ]] && exit 1
    exit 0
fi
AGENTC_CASES=$(realpath "$AGENTC_CASES")
export AGENTC_CASES
cd "$(dirname "$0")/../.."
cargo test --features conformance --test it consumer_models::the_operators_own_cases -- --exact
