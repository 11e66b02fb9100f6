//! Profiles that give one JDK other options than another, where nobody says which JDK it is.

use super::build_support::build;
use super::finding::{error, note};

const SERVERS: &str = r#"zookeeper "zk:2181"; console-url "http://tro:80""#;

/// LinkAgent runs on no JDK without tools.jar (8) or three exports (9 and later), and each stops the other's JVM.
#[test]
fn an_app_says_its_jdk_where_the_agent_depends_on_it() {
    let kdl = format!(r#"app "pay" {{ «use "takin" {{ {SERVERS} }}» }}"#);
    error(&[("a.kdl", &kdl)], "AGC911", "`takin` needs to know the JDK", "say which it is: jdk 17");
}

/// A condition that is false for another reason asks for no JDK.
#[test]
fn a_condition_that_cannot_hold_needs_no_jdk() {
    let kdl = r#"profile "a" { when jdk=">=9" launcher="catalina" { jvm "-Da=1" } }
        app "pay" { use "a"; jvm "-Db=1" }"#;
    build(&[("a.kdl", kdl)], None).unwrap_or_else(|said| panic!("{said}"));
}

#[test]
fn an_app_says_where_a_jdk_stands_whose_files_the_agent_needs() {
    let kdl = format!(r#"app "pay" {{ jdk 8; «use "takin" {{ {SERVERS} }}» }}"#);
    error(&[("a.kdl", &kdl)], "AGC911", "`takin` needs to know where the JDK stands", "jdk 8 home=\"");
}

/// Without an app: the newest JDK that the release supports, 17 for LinkAgent 5.3.4, and every file says so.
#[test]
fn a_build_without_apps_takes_the_newest_jdk_and_says_so() {
    let tree = [("a.kdl", r#"defaults { use "takin" }"#)];
    let built = build(&tree, Some("init-container")).unwrap_or_else(|said| panic!("{said}"));
    let patch = &built.files["defaults/init-container/patch.yaml"];
    assert!(patch.contains("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED"), "{patch}");
    for (path, header) in &built.headers {
        assert!(header.contains("For JDK 17, which nobody named"), "{path}: {header}");
    }
    let marked = r#"defaults { «use "takin"» }"#;
    note(&[("a.kdl", marked)], "AGC410", "is built for JDK 17", "jdk 17");
}

#[test]
fn a_jdk_that_defaults_name_is_not_assumed() {
    let tree = [("a.kdl", r#"defaults { jdk 11; use "takin" }"#)];
    let built = build(&tree, Some("init-container")).unwrap_or_else(|said| panic!("{said}"));
    assert!(built.headers.values().all(|header| !header.contains("which nobody named")));
}

/// Every agent of the JVM supports the JDK that is taken: here SkyWalking 8.16.0, up to 17, beside one up to 21.
#[test]
fn the_jdk_that_is_taken_fits_all_agents() {
    let kdl = r#"profile "a" { release "1" { jdk min=8 max=21 }; when jdk=">=9" { jvm "-Da=1" } }
        defaults { use "a"; use "skywalking" release="8.16.0" }"#;
    let built = build(&[("a.kdl", kdl)], Some("init-container")).unwrap_or_else(|said| panic!("{said}"));
    assert!(built.headers.values().all(|header| header.contains("For JDK 17,")), "{:?}", built.headers);
}

#[test]
fn a_profile_without_a_newest_jdk_is_not_built_alone() {
    let kdl = r#"profile «"a"» { when jdk=">=9" { jvm "-Da=1" } }"#;
    error(&[("a.kdl", kdl)], "AGC911", "`a` needs to know the JDK", "in `defaults`: jdk 17");
}
