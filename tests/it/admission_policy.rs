//! The policy, and what our model of the API server makes of pods with it.

use agentc::resolve::Shipped;
use agentc::target::Templates;
use serde_json::{Value, json};

use super::awkward_pods;
use super::build_support::{build, documents};
use super::tree_support::deployment;

const AGENTS: &str = r#"
kubernetes min="1.36"
registry "harbor.example.com/agents" pull-secret="harbor"
app "pay" namespace="shop" {
    workload "Deployment" from="pay.yaml"
    container "pay" {
    jdk 17
    use "skywalking" { collector "oap:11800"; authentication secret="sw/token" }
    use "takin" { zookeeper "zk:2181"; console-url "http://tro:80"; agent-id "{{pod.name}}" }
    use "heap-dump" { bucket "b"; endpoint "https://s3.example.com" }
    }
    target "admission-policy"
}
"#;

const CONTAINERS: &str = "      - {name: proxy, image: envoy}\n      - {name: pay, image: pay}\n";

/// The policy of an app with three agents.
pub fn policy() -> Value {
    let manifest = deployment("pay", CONTAINERS).replacen("{name: pay}", "{name: pay, namespace: shop}", 1);
    let built = build(&[("agents.kdl", AGENTS), ("pay.yaml", &manifest)], None);
    let built = built.unwrap_or_else(|messages| panic!("{messages}"));
    documents(&built, "pay/admission-policy/policy.yaml")[0].clone()
}

/// The policy without an app.
pub fn unbound(defaults: &str) -> Value {
    let tree = format!("defaults {{ {defaults} }}");
    let built = build(&[("agents.kdl", &tree)], Some("admission-policy")).unwrap_or_else(|m| panic!("{m}"));
    documents(&built, "defaults/admission-policy/policy.yaml")[0].clone()
}

/// The pod as our model of the API server changes it; nothing where it is left alone.
pub fn modelled(policy: &Value, pod: &Value) -> Option<Value> {
    let templates = Templates::new(&Shipped).expect("templates");
    match templates.consumed("admission-policy", "pod.yaml.hbs", policy, pod) {
        Ok(pod) => Some(pod),
        Err(why) if why.contains("the pod is left alone") => None,
        Err(why) => panic!("{why}"),
    }
}

/// Facts: D (API), E: a policy that fails must not stop pods; what it does must survive a second call.
#[test]
fn the_policy_is_careful() {
    let policy = policy();
    assert_eq!(policy["spec"]["failurePolicy"], "Ignore");
    assert_eq!(policy["spec"]["reinvocationPolicy"], "IfNeeded");
    let rule = &policy["spec"]["matchConstraints"]["resourceRules"][0];
    assert_eq!((&rule["operations"], &rule["resources"]), (&json!(["CREATE"]), &json!(["pods"])));
    let constraints = &policy["spec"]["matchConstraints"];
    assert_eq!(
        constraints["namespaceSelector"]["matchLabels"],
        json!({ "kubernetes.io/metadata.name": "shop" })
    );
    assert_eq!(constraints["objectSelector"]["matchLabels"], json!({ "app": "pay" }));
}

/// The variables behind the plan are part of the program.
#[test]
fn the_program_is_the_same_for_every_agent() {
    let program = |policy: &Value| {
        let variables = policy["spec"]["variables"].as_array().expect("variables").clone();
        assert_eq!(variables[0]["name"], "plan");
        (policy["spec"]["mutations"].clone(), variables[1..].to_vec())
    };
    let one = program(&unbound("use \"skywalking\""));
    assert_eq!(one.0.as_array().map(Vec::len), Some(2));
    for other in ["takin", "heap-dump", "jdwp", "pinpoint", "otel"] {
        assert_eq!(program(&unbound(&format!("use \"{other}\""))), one, "{other}");
    }
    assert_eq!(program(&unbound("container \"web\" { use \"jdwp\" }")), one, "with a name");
    assert_eq!(program(&policy()), one, "with an app");
}

#[test]
fn an_app_without_namespace_is_refused() {
    let tree = r#"app "a" { use "jdwp"; target "admission-policy" }"#;
    let message = build(&[("agents.kdl", tree)], None).err().expect("refused");
    assert!(message.contains("pods of every namespace"), "{message}");
}

/// Design section 4: the first container, unless an annotation names another.
#[test]
fn without_an_app_the_pod_chooses_its_container() {
    let policy = unbound("use \"skywalking\" { collector \"oap:11800\" }");
    for awkward in awkward_pods::all() {
        let after = modelled(&policy, &awkward.pod);
        assert_eq!(after.is_some(), awkward.chosen.is_some(), "{}", awkward.what);
        let Some(after) = after else { continue };
        let loads = |container: &&Value| {
            let env = container["env"].as_array().cloned().unwrap_or_default();
            let agent = |e: &Value| e["value"].as_str().is_some_and(|v| v.contains("skywalking-agent.jar"));
            env.iter().any(|e| e["name"] == "JAVA_TOOL_OPTIONS" && agent(e))
        };
        let containers = after["spec"]["containers"].as_array().expect("containers");
        let loading: Vec<&str> =
            containers.iter().filter(loads).filter_map(|container| container["name"].as_str()).collect();
        assert_eq!(loading, awkward.chosen.into_iter().collect::<Vec<_>>(), "{}", awkward.what);
    }
}

/// Who names the container means it for all pods: the annotation is not asked.
#[test]
fn a_container_with_a_name_is_not_chosen() {
    let policy = unbound("container \"proxy\" { use \"skywalking\" }");
    let asks = json!({ "agentc.dev/container": "pay" });
    let pod = awkward_pods::changed(&[("metadata annotations", asks)]);
    let after = modelled(&policy, &pod).expect("changed");
    assert_eq!(after["spec"]["containers"][0].get("env"), None);
    assert!(after["spec"]["containers"][1].get("env").is_some());
    let without = json!([{ "name": "pay", "image": "pay" }]);
    assert_eq!(modelled(&policy, &awkward_pods::changed(&[("spec containers", without)])), None);
}

/// The container's name is then known to the pod alone.
#[test]
fn a_value_that_wants_the_containers_name_is_refused() {
    let inside = "use \"otel\" { resource-attributes { k8s.container.name \"{{container.name}}\" } }";
    let tree = |defaults: &str| format!("defaults {{ {defaults} }}");
    let built = build(&[("agents.kdl", &tree(inside))], Some("admission-policy")).expect("builds");
    let why = &built.refused["admission-policy"];
    assert!(why.contains("--set container=NAME") && why.contains("{{container.name}}"), "{why}");
    let named = unbound(&format!("container \"web\" {{ {inside} }}"));
    let plan = named["spec"]["variables"][0]["expression"].as_str().expect("a plan");
    assert!(plan.contains("k8s.container.name=web"), "{plan}");
}
