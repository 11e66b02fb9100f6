//! A Job waits for every ordinary container: a sidecar that never ends keeps it for ever. From Kubernetes 1.29 on an
//! init container with `restartPolicy: Always` is stopped when the application has ended (KEP-753).

use crate::build_support::{Built, build, documents};
use crate::finding::error;

fn kdl(kind: &str, min: &str, target: &str) -> String {
    format!(
        r#"kubernetes min="{min}"
        app "report" namespace="shop" {{
            workload "{kind}" from="report.yaml"
            image "r/report:1" {{ user 1000 }}
            «use "heap-dump" {{ bucket "dumps"; endpoint "https://s3.example.com" }}»
            use "skywalking" {{ collector "oap:11800" }}
            target "{target}"
        }}"#
    )
}

const POD: &str = "{restartPolicy: Never, containers: [{name: report, image: \"r/report:1\"}]}";

fn manifest(kind: &str) -> String {
    match kind {
        "CronJob" => format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: report, namespace: shop}}\nspec:\n  schedule: \"0 3 * * *\"\n  \
             jobTemplate: {{spec: {{template: {{spec: {POD}}}}}}}\n"
        ),
        "Job" => format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: report, namespace: shop}}\nspec:\n  template: {{metadata: \
             {{labels: {{app: report}}}}, spec: {POD}}}\n"
        ),
        _ => format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: report, namespace: shop}}\nspec: {POD}\n"),
    }
}

fn built(kind: &str, target: &str) -> Result<Built, String> {
    let kdl = kdl(kind, "1.36", target).replace(['«', '»'], "");
    build(&[("a.kdl", &kdl), ("report.yaml", &manifest(kind))], None)
}

#[test]
fn the_uploader_of_a_job_ends_with_it() {
    let specs = [
        ("CronJob", "/spec/jobTemplate/spec/template/spec"),
        ("Job", "/spec/template/spec"),
        ("Pod", "/spec"),
    ];
    for (kind, spec) in specs {
        for target in ["init-container", "sidecar", "image-volume"] {
            // A read-only mount cannot have the folder that SkyWalking writes to.
            let Ok(built) = built(kind, target) else {
                assert_eq!(target, "image-volume", "{kind}: {:?}", super::jobs::built(kind, target).err());
                continue;
            };
            let document = &documents(&built, &format!("report/{target}/report.yaml"))[0];
            let pod = document.pointer(spec).expect("a pod");
            let named = |list: &str, name: &str| {
                pod[list].as_array().into_iter().flatten().find(|c| c["name"] == name).cloned()
            };
            let uploader = named("initContainers", "agentc-heap-dump-uploader").expect("a native sidecar");
            assert_eq!(uploader["restartPolicy"], "Always", "{kind} {target}");
            assert!(named("containers", "agentc-heap-dump-uploader").is_none(), "{kind} {target}");
        }
    }
}

/// The pod that never ends keeps it as an ordinary container.
#[test]
fn beside_a_deployment_it_stays_an_ordinary_container() {
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: report, namespace: shop}\nspec:\n  selector: \
                      {matchLabels: {app: report}}\n  template: {metadata: {labels: {app: report}}, spec: {containers: [{name: \
                      report, image: \"r/report:1\"}]}}\n";
    let kdl = kdl("Deployment", "1.28", "init-container").replace(['«', '»'], "");
    let built =
        build(&[("a.kdl", &kdl), ("report.yaml", deployment)], None).unwrap_or_else(|e| panic!("{e}"));
    let pod = documents(&built, "report/init-container/report.yaml")[0]["spec"]["template"]["spec"].clone();
    assert_eq!(pod["containers"].as_array().map(Vec::len), Some(2), "{pod}");
}

/// The admission policy adds it where it adds the copies.
#[test]
fn a_policy_and_an_image_bring_it_too() {
    let policy = built("Job", "admission-policy").unwrap_or_else(|problem| panic!("{problem}"));
    let text = &policy.files["report/admission-policy/policy.yaml"];
    let guarded = r#"c.name in [\"agentc-skywalking\", \"agentc-heap-dump-uploader\", "#;
    assert!(text.contains(guarded), "{text}");
    let image = built("Job", "dockerfile").unwrap_or_else(|problem| panic!("{problem}"));
    let remainder = &documents(&image, "report/dockerfile/remainder.patch.yaml")[0];
    let inits = remainder.pointer("/spec/template/spec/initContainers").expect("init containers");
    assert_eq!(inits[0]["name"], "agentc-heap-dump-uploader", "{inits}");
}

#[test]
fn old_clusters_and_charts_are_refused() {
    let tree = |kdl: &str| {
        error(
            &[("a.kdl", kdl), ("report.yaml", &manifest("Job"))],
            "AGC915",
            "`uploader` would keep the Job from ending",
            "raise `kubernetes min=`",
        );
    };
    tree(&kdl("Job", "1.28", "init-container"));
    let chart = kdl("Job", "1.36", "helm-values")
        .replace(['«', '»'], "")
        .replace("\"helm-values\"", "«\"helm-values\"»");
    error(
        &[("a.kdl", &chart), ("report.yaml", &manifest("Job"))],
        "AGC914",
        "the pods of a Job would never end",
        "",
    );
}
