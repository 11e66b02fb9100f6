//! What was asked for and changes nothing is told, at the word that says it; one cause at many places is told once.

use agentc::diagnostic::{Severity, Sink};
use agentc::source::Sources;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, compile};

/// A finding: code, severity, the words it points to, message, help.
type Told = (&'static str, Severity, String, String, String);

fn told(kdl: &str, request: Request) -> Vec<Told> {
    let mut world = Memory::default();
    assert!(world.insert("a.kdl", kdl));
    let file = VirtualPath::root().join("a.kdl").expect("a path");
    let (sources, sink) = (Sources::default(), Sink::default());
    let done = compile(&world, &Request { files: vec![file], ..request }, &sources, &sink, &|_, _| {});
    let findings = sink.into_report(&sources);
    assert_eq!(done.is_err(), findings.iter().any(|f| f.severity == Severity::Error));
    let words = |span: agentc::source::Span| {
        sources.get(span.source).text[span.start as usize..span.end as usize].to_owned()
    };
    let one = |d: agentc::diagnostic::Diagnostic| {
        let place = d.primary.map(|label| words(label.span)).unwrap_or_default();
        (d.code.id, d.severity, place, d.message, d.help.unwrap_or_default())
    };
    findings.into_iter().map(one).collect()
}

fn set(kdl: &str, set: &[&str]) -> Vec<Told> {
    told(kdl, Request { set: set.iter().map(ToString::to_string).collect(), ..Request::default() })
}

/// The errors among them, as code, place and a part of the message or the help.
fn errors(all: &[Told]) -> Vec<(&str, &str, String)> {
    let errors = all.iter().filter(|(_, severity, ..)| *severity == Severity::Error);
    errors
        .map(|(code, _, place, message, help)| (*code, place.as_str(), format!("{message}; {help}")))
        .collect()
}

const PAY: &str = "app \"pay\" { use \"skywalking\" { collector \"oap:11800\" } }\n\
                   environment \"dev\" { use \"jdwp\" }\nenvironment \"prod\"\n";

#[test]
fn a_set_that_changes_nothing() {
    let unbound = "defaults { use \"skywalking\" }";
    let named = "defaults { container \"web\" { use \"skywalking\" } }";
    for (kdl, argument, code, place, says) in [
        (PAY, "pya:skywalking.collector=x:1", "AGC905", "pya", "did you mean `pay`?"),
        (PAY, "skywaking.collector=x:1", "AGC905", "skywaking", "did you mean `skywalking`?"),
        (PAY, "pay:skywalking.colector=x:1", "AGC905", "colector", "did you mean `collector`?"),
        (PAY, "jdwp.port=many", "AGC909", "many", "a port from 1 to 65535"),
        (PAY, "pinpoint.application-name=x", "AGC907", "pinpoint", "no app here uses `pinpoint`"),
        (PAY, "pay:pinpoint.application-name=x", "AGC907", "pinpoint", "no `pay` uses `pinpoint`"),
        (PAY, "container=web", "AGC907", "web", "container \"NAME\" { … }"),
        (unbound, "pay:skywalking.collector=x:1", "AGC905", "pay", "known: defaults"),
        (unbound, "container=Web", "AGC903", "Web", "lower-case letters"),
        (named, "container=app", "AGC907", "app", "have their names from the source"),
    ] {
        let all = set(kdl, &[argument]);
        let errors = errors(&all);
        let [(got, at, message)] = errors.as_slice() else { panic!("{argument}: {all:#?}") };
        assert_eq!((*got, *at), (code, place), "{argument}");
        assert!(message.contains(says), "{argument}: {message}");
    }
}

/// An app of one environment is enough, and a layer without an app is one too.
#[test]
fn a_set_that_changes_something() {
    for (kdl, argument) in [
        (PAY, "jdwp.port=5006"),
        (PAY, "pay:skywalking.collector=x:1"),
        ("defaults { use \"skywalking\" }", "defaults:skywalking.collector=x:1"),
        ("defaults { use \"skywalking\" }", "container=web"),
    ] {
        assert_eq!(errors(&set(kdl, &[argument])), [], "{argument}");
    }
    let prod = Request {
        set: vec!["jdwp.port=5006".to_owned()],
        environment: Some("prod".to_owned()),
        ..Request::default()
    };
    assert_eq!(errors(&told(PAY, prod))[0].0, "AGC907", "in prod nobody uses it");
}

fn target(kdl: &str, target: &str) -> Vec<Told> {
    told(kdl, Request { target: Some(target.to_owned()), ..Request::default() })
}

#[test]
fn a_target_that_no_app_has() {
    let two =
        "app \"a\" { use \"jdwp\"; target \"dockerfile\"; target \"sidecar\" }\napp \"b\" { use \"jdwp\" }";
    let all = target(two, "swck");
    let [(code, place, ref message)] = errors(&all)[..] else { panic!("{all:#?}") };
    assert_eq!((code, place), ("AGC932", "\"a\""));
    assert!(message.starts_with("none of the 2 apps has the target `swck`"), "{message}");
    assert!(message.contains("target \"swck\", or to defaults"), "{message}");
    let one = target(PAY, "sidecar");
    assert_eq!(errors(&one).len(), 1, "once for two environments: {one:#?}");
    assert!(errors(&one)[0].2.starts_with("`pay` has no target `sidecar`"));
    assert_eq!(errors(&target(two, "sidecar")), [], "one app has it");
    assert_eq!(errors(&target(two, "init-container")), [], "an app that names none has it");
    assert_eq!(errors(&target("defaults { use \"jdwp\" }", "swck")), [], "without an app it is refused");
}

/// `settings` refines what is used; in all environments together nobody uses Pinpoint.
#[test]
fn settings_of_a_profile_that_nobody_uses() {
    let kdl = "defaults { settings \"pinpoint\" { application-name \"x\" }; settings \"skywalking\" { collector \"o:1\" } }\n\
               defaults \"debug\" { settings \"jdwp\" { port 5006 } }\n\
               app \"a\" { use \"skywalking\" }\napp \"b\" { use \"skywalking\"; extends \"debug\" }\n\
               environment \"dev\" { app \"a\" { container \"a\" { use \"jdwp\" } } }\nenvironment \"prod\"\n";
    let all = told(kdl, Request::default());
    let unused: Vec<_> = all.iter().filter(|(code, ..)| *code == "AGC907").collect();
    let [(_, severity, place, message, help)] = unused[..] else { panic!("{all:#?}") };
    assert_eq!((*severity, place.as_str()), (Severity::Info, "\"pinpoint\""));
    assert!(
        message.contains("nobody uses `pinpoint`") && help.contains("use \"pinpoint\""),
        "{message}; {help}"
    );
    let prod = Request { environment: Some("prod".to_owned()), ..Request::default() };
    let prod = told(kdl, prod);
    assert_eq!(prod.iter().filter(|(code, ..)| *code == "AGC907").count(), 1, "dev uses jdwp: {prod:#?}");
}

/// Each app uses the agent by itself: what is said of its archive, and of manifests that nobody named, is said once.
#[test]
fn one_cause_at_many_places() {
    let app = |name: &str| {
        format!(
            "app \"{name}\" {{ jdk 17; use \"takin\" {{ zookeeper \"zk:2181\"; console-url \"http://tro:80\" }} }}\n"
        )
    };
    let four = [app("a"), app("b"), app("c"), app("d")].concat();
    let count = |all: &[Told], code: &str, says: &str| {
        let found: Vec<_> = all.iter().filter(|(other, ..)| *other == code).collect();
        let [(_, _, place, message, _)] = found[..] else { panic!("{code}: {all:#?}") };
        assert!(place.starts_with("use \"takin\""), "{place}");
        assert_eq!(message.contains("here and in"), !says.is_empty(), "{message}");
        assert!(message.ends_with(says), "{message}");
    };
    for (kdl, says) in [
        (four.as_str(), ", here and in 3 more places"),
        (&[app("a"), app("b")].concat(), ", here and in one more place"),
        (&app("a"), ""),
    ] {
        let all = told(kdl, Request::default());
        for code in ["AGC107", "AGC403", "AGC407"] {
            count(&all, code, says);
        }
    }
}
