#!/usr/bin/env bash
# The hooks of .pre-commit-hooks.yaml, run by the real pre-commit (`pip install pre-commit`) in a scratch repository:
# pass on good input, fail on bad, fix what they can. Skips where it is absent, unless AGENTC_CONFORMANCE=require.
source "$(dirname "$0")/support.sh"

need pre-commit
need git
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A clone of what is here, committed or not: hooks are installed from a revision.
mkdir "$work/agentc"
git ls-files -z --cached --others --exclude-standard | tar --null -T - --ignore-failed-read -c | tar -x -C "$work/agentc"
commit() {
    git -C "$1" init -q 2>/dev/null
    git -C "$1" add -A
    git -C "$1" -c user.name=test -c user.email=test@example.com commit -qm test
}
commit "$work/agentc"
# An unoptimised build is enough, and its folder is kept for the next run.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_TARGET_DIR="$PWD/target/pre-commit" PRE_COMMIT_HOME="$work/home"

scratch="$work/scratch"
mkdir "$scratch"
cat >"$scratch/.pre-commit-config.yaml" <<EOF
repos:
- repo: $work/agentc
  rev: $(git -C "$work/agentc" rev-parse HEAD)
  hooks:
  - id: agentc-fmt
  - id: agentc-lint
  - id: agentc-build-check
EOF
cp -r examples/pinpoint-tomcat/. "$scratch"
commit "$scratch"
hook() { (cd "$scratch" && git add -A && pre-commit run --all-files "$@"); }
fail() { echo "pre-commit.sh: $*" >&2; exit 1; }

hook || fail "a good tree does not pass"

echo 'app    "late"   {   jdk 17  }' >>"$scratch/apps.kdl"
hook agentc-fmt && fail "a badly formatted file passes"
grep -q '^app "late" { jdk 17 }$' "$scratch/apps.kdl" || fail "the file is not formatted"
hook agentc-build-check && fail "output that is behind its sources passes"
(cd "$scratch" && git checkout -q HEAD -- .)

cat >"$scratch/pod.yaml" <<'EOF'
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: a}
spec:
  containers:
  - name: a
    image: registry.example.com/a:1
    env:
    - {name: SERVER_PORT, value: 8080}
    - {name: JAVA_TOOL_OPTIONS, value: "-Dip=${POD_IP}"}
EOF
hook agentc-lint && fail "a bad manifest passes"
grep -q 'value: "8080"' "$scratch/pod.yaml" || fail "the number is not quoted"
echo "pre-commit.sh: three hooks, good and bad input"
