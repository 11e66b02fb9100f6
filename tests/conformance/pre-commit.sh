#!/usr/bin/env bash
# The hooks of .pre-commit-hooks.yaml, run by the real pre-commit (`pip install pre-commit`) in a scratch repository:
# pass on good input, fail on bad, fix what they can. What docs/ci.md shows is held against the schemas of
# check-jsonschema and run through jq, where they are. Skips where pre-commit is absent, unless
# AGENTC_CONFORMANCE=require.
source "$(dirname "$0")/support.sh"

need pre-commit
need git
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
agentc="$work/agentc" scratch="$work/scratch" said="$work/said"
mkdir "$agentc" "$scratch" "$work/ci"
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.com
export GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.com
# An unoptimised build is enough, and its folder is kept for the next run: two minutes, then half a minute.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_TARGET_DIR="$PWD/target/pre-commit" PRE_COMMIT_HOME="$work/home"

fail() { echo "pre-commit.sh: $*" >&2; exit 1; }
git_in() { git -C "$scratch" "$@"; }
start() { git -C "$1" init -q && git -C "$1" add -A && git -C "$1" commit -qm test; }
hook() { git_in add -A && (cd "$scratch" && pre-commit run --all-files "$@") >"$said" 2>&1; }
passes() { hook "$@" || fail "$(cat "$said")"; }
fails() { ! hook "$@" || fail "passes: $1"; }
says() { grep -qF -- "$1" "$said" || fail "does not say $1: $(cat "$said")"; }
again() { git_in reset -q --hard && git_in clean -qfd; }

# A clone of what is here, committed or not: hooks are installed from a revision.
git ls-files -z --cached --others --exclude-standard | tar --null -T - --ignore-failed-read -c | tar -x -C "$agentc"
start "$agentc"
cat >"$scratch/.pre-commit-config.yaml" <<YAML
repos:
- repo: $agentc
  rev: $(git -C "$agentc" rev-parse HEAD)
  hooks:
  - id: agentc-fmt
  - id: agentc-lint
  - id: agentc-build-check
YAML
cp -r examples/pinpoint-tomcat/. "$scratch"
start "$scratch"
pre-commit validate-config "$scratch/.pre-commit-config.yaml"
pre-commit validate-manifest .pre-commit-hooks.yaml
passes

echo 'app    "late"   {   jdk 17  }' >>"$scratch/apps.kdl"
fails agentc-fmt
grep -q '^app "late" { jdk 17 }$' "$scratch/apps.kdl" || fail "the file is not formatted"
passes agentc-fmt
fails agentc-build-check
says '+# Regenerate: agentc build --env dev'
again

echo '# by hand' >>"$scratch/generated/prod/tomcat-zffw/init-container/patch.yaml"
fails agentc-build-check
again

cat >"$scratch/pod.yaml" <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: a}
spec:
  containers:
  - name: a
    image: registry.example.com/a:1
    env:
    - {name: SERVER_PORT, value: 8080}
    - {name: JAVA_TOOL_OPTIONS, value: "-Duser.home=/${POD_IP}"}
YAML
printf 'FROM eclipse-temurin:21-jre\nENTRYPOINT ["java", "-Duser.home=${X}", "-jar", "a.jar"]\n' |
    tee "$scratch/Dockerfile.prod" >"$scratch/web.dockerfile"
printf '#!/bin/sh\nexport JAVA_TOOL_OPTIONS="-Xmx1g Main"\nexec java -jar a.jar\n' >"$scratch/start.sh"
printf '*.class\n' | tee "$scratch/Dockerfile.dockerignore" >"$scratch/notes.txt"
bad=(pod.yaml Dockerfile.prod web.dockerfile start.sh)
fails agentc-lint
for file in "${bad[@]}"; do says "[$file:"; done
grep -q 'value: "8080"' "$scratch/pod.yaml" || fail "the number is not quoted"
fails agentc-lint

# As somebody who commits sees it.
(cd "$scratch" && pre-commit install >/dev/null)
git_in add -A
! git_in commit -qm bad >"$said" 2>&1 || fail "a bad commit is made"
git_in rm -qf "${bad[@]}"
git_in commit -qm "nothing for a hook" >"$said" 2>&1 || fail "$(cat "$said")"
says 'no files to check'

# What docs/ci.md shows.
shown() { awk -v name="$1" '$0 == "```" { on = 0 } on; $0 == "```yaml " name { on = ++n == 1 }' docs/ci.md; }
for file in .github/workflows/agentc.yml .gitlab-ci.yml .pre-commit-config.yaml; do
    shown "$file" >"$work/ci/$(basename "$file")"
    [ -s "$work/ci/$(basename "$file")" ] || fail "docs/ci.md does not show $file"
done
pre-commit validate-config "$work/ci/.pre-commit-config.yaml"
if command -v check-jsonschema >/dev/null; then
    check-jsonschema --builtin-schema vendor.github-workflows "$work/ci/agentc.yml"
    check-jsonschema --builtin-schema vendor.gitlab-ci "$work/ci/.gitlab-ci.yml"
fi
if command -v jq >/dev/null; then
    installed=$(find "$PRE_COMMIT_HOME" -path '*/bin/agentc')
    printf 'a: [1\nb: 2\n' >"$work/ci/broken.yaml"
    ! (cd "$work/ci" && "$installed" lint broken.yaml --format json >agentc.json) || fail "broken.yaml passes"
    awk '/^    jq / { on = 1 } on; on && / agentc.json / { exit }' "$work/ci/.gitlab-ci.yml" >"$work/ci/report.sh"
    (cd "$work/ci" && sh report.sh)
    jq -e 'length == 1 and .[0].severity == "major" and .[0].location == {path: "broken.yaml", lines: {begin: 2}}
        and (.[0].fingerprint | length) == 64' "$work/ci/gl-code-quality-report.json" >/dev/null ||
        fail "no Code Quality report"
fi
echo "pre-commit.sh: three hooks, good and bad input"
