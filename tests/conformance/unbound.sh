#!/usr/bin/env bash
# Builds every shipped profile without an app and runs its components through kubectl kustomize: one fits all kinds
# and names of workloads, and stops at a pod it is not for. Skips where kubectl is absent, unless
# AGENTC_CONFORMANCE=require.
source "$(dirname "$0")/support.sh"

need kubectl
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo run --quiet -- build profiles/ --out "$work/generated" >/dev/null 2>&1

# KIND LABEL CONTAINER: a workload in $work/base.
base() {
    cat >"$work/base/workload.yaml" <<YAML
apiVersion: apps/v1
kind: $1
metadata: {name: pay, namespace: shop}
spec:
  selector: {matchLabels: {tier: web}}
  template:
    metadata: {labels: {tier: web, "$2": pay}}
    spec: {containers: [{name: $3, image: pay:1}]}
YAML
}

checked=0
for guard in "$work"/generated/*/*/guard.yaml; do
    folder=$(dirname "$guard")
    mkdir -p "$work/base"
    printf 'resources: [workload.yaml]\ncomponents: [%s]\n' "../generated/${folder#"$work"/generated/}" \
        >"$work/base/kustomization.yaml"
    for kind in Deployment StatefulSet DaemonSet; do
        base "$kind" app.kubernetes.io/name app
        out=$(kubectl kustomize "$work/base")
        grep -q 'app.kubernetes.io/name: pay' <<<"$out" || { echo "$folder: the label is gone"; exit 1; }
        grep -q 'agentc.dev/guard' <<<"$out" && { echo "$folder: the guard stays"; exit 1; }
        # The workload keeps its own name, and there is one of it.
        [[ $(grep -c '^kind: '"$kind" <<<"$out") == 1 && $out == *"  name: pay"* ]] || { echo "$folder: $kind"; exit 1; }
        # What an operator is asked by, or what needs none.
        [[ $out =~ JAVA_TOOL_OPTIONS|inject-java|swck-java-agent-injected ]] || { echo "$folder: nothing is injected"; exit 1; }
    done
    base Deployment app.kubernetes.io/part-of app
    kubectl kustomize "$work/base" >/dev/null 2>&1 && { echo "$folder: a pod without the label passes"; exit 1; }
    base Deployment app.kubernetes.io/name web
    kubectl kustomize "$work/base" >/dev/null 2>&1 && { echo "$folder: another container passes"; exit 1; }
    checked=$((checked + 1))
done
[[ $checked -gt 0 ]]
echo "unbound.sh: $checked components"
