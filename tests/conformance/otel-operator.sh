#!/usr/bin/env bash
# Compares our model of the OpenTelemetry Operator with the operator's own cases, in the folder that AGENTC_CASES names:
# its e2e tests `instrumentation-java` and `instrumentation-java-multicontainer`, and `java-unit-golden.yaml`, a table
# of its unit tests. Skips without it, unless AGENTC_CONFORMANCE=require.
# The folder's name is relative to where the script was called.
AGENTC_CASES=${AGENTC_CASES:+$(realpath "$AGENTC_CASES")}
source "$(dirname "$0")/support.sh"

[[ -n $AGENTC_CASES ]] || absent AGENTC_CASES
export AGENTC_CASES
cargo test --features conformance --test it consumer_models::the_operators_own_cases -- --exact
