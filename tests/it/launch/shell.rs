//! `eval`, word splitting, and scripts.

use agentc::launch::shell::{Hazard, eval, quote, split_command, words};
use agentc::text::{Text, Unit};
use proptest::prelude::*;

use super::{any_text, field, shown, strings};

fn shell_env(name: &str) -> Option<Text> {
    match name {
        "POD_IP" => Some(field("status.podIP")),
        "TWO" => Some(Text::from("a b")),
        "QUOTED" => Some(Text::from("\"a b\"")),
        _ => None,
    }
}

fn check_eval(value: &str, expected: &[&str]) {
    assert_eq!(eval(&Text::from(value), &shell_env).map(|f| shown(&f)), Ok(strings(expected)), "{value}");
}

/// C4, `catalina.sh`: eval honours quotes and expands variables.
#[test]
fn eval_honours_quotes_and_variables() {
    check_eval("-Dip=${POD_IP} -Db=$POD_IP-1", &["-Dip={{status.podIP}}", "-Db={{status.podIP}}-1"]);
    check_eval(r#"-Dy="a b" '-Dz=${ip}' -Dq=a\ b"#, &["-Dy=a b", "-Dz=${ip}", "-Dq=a b"]);
    check_eval(r#"-Da="$TWO" -Db=$TWO"#, &["-Da=a b", "-Db=a", "b"]);
    check_eval("$QUOTED", &["\"a", "b\""]);
    check_eval("x${NOT_SET}y ${NOT_SET:-dflt} $NOT_SET ''", &["xy", "dflt", ""]);
    check_eval("-XX:OnError={x}", &["-XX:OnError={x}"]);
}

/// C4: `; & | ( ) < > *` are shell syntax, so an agent argument `k=v;k2=v2` breaks the launch.
#[test]
fn eval_breaks_at_shell_syntax() {
    let hazard = |value: &str| eval(&Text::from(value), &shell_env).expect_err(value);
    assert_eq!(hazard("-javaagent:/a.jar=k=v;k2=v2"), Hazard::Operator(';'));
    assert_eq!(hazard("-Da=b&c"), Hazard::Operator('&'));
    assert_eq!(hazard("-Dhosts=a|b"), Hazard::Operator('|'));
    assert_eq!(hazard("-Da=(b)"), Hazard::Operator('('));
    assert_eq!(hazard("-Da\n-Db"), Hazard::Operator('\n'));
    assert_eq!(hazard("-Dnon=*.example.com"), Hazard::Glob('*'));
    assert_eq!(hazard("-Da=$(hostname)"), Hazard::Substitution("$(hostname)".into()));
    assert_eq!(hazard("-Da=`hostname`"), Hazard::Substitution("`hostname`".into()));
    assert_eq!(hazard("-Da={b,c}"), Hazard::Brace);
    assert_eq!(hazard("-Da 'b"), Hazard::Unfinished);
    assert_eq!(hazard("-Da #b"), Hazard::Comment);
    check_eval(
        "'-javaagent:/a.jar=k=v;k2=v2' \"-Da=b&c\" -Db=\\*",
        &["-javaagent:/a.jar=k=v;k2=v2", "-Da=b&c", "-Db=*"],
    );
}

/// C4, `java $JAVA_OPTS`: inner quotes are not honoured, nothing is expanded a second time.
#[test]
fn words_split_at_blanks_only() {
    let value = Text::from("-Dy=\"a b\"  -Dip=${POD_IP}\n-Dq='c'");
    assert_eq!(shown(&words(&value)), ["-Dy=\"a", "b\"", "-Dip=${POD_IP}", "-Dq='c'"]);
}

proptest! {
    #[test]
    fn quoted_words_come_back_from_eval(options in prop::collection::vec(any_text(), 0..5)) {
        let quoted: Result<Vec<_>, _> = options.iter().map(quote).collect();
        let control = options.iter().flat_map(Text::units).any(|u| matches!(u, Unit::Char(c) if c.is_control()));
        prop_assert_eq!(quoted.is_err(), control);
        if let Ok(quoted) = quoted {
            let value = Text::join(quoted, " ");
            prop_assert_eq!(eval(&value, &shell_env), Ok(options.clone()));
            // `eval … $OPTS` splits and joins first; newer scripts write `"$OPTS"` and do not.
            prop_assert_eq!(eval(&Text::join(words(&value), " "), &shell_env), Ok(options));
        }
    }

    #[test]
    fn no_script_makes_the_lexer_fail_badly(script in r#"[a-b$(){}'"`\\;&|<>#~ \n=:-]{0,40}"#) {
        let _ = split_command(&Text::from(script));
    }
}

#[test]
fn scripts_are_cut_into_commands() {
    let script =
        "set -ex; mkdir -p /vm/agent &&\n cp -r /usr/agent/* /vm/agent; A=1 B='x y' run 2>&1 >/log # end";
    let commands = split_command(&Text::from(script)).expect("complete");
    let argv: Vec<_> = commands.iter().map(|c| shown(&c.argv(&shell_env)).join(" ")).collect();
    assert_eq!(argv, ["set -ex", "mkdir -p /vm/agent", "cp -r /usr/agent/* /vm/agent", "run"]);
    let names: Vec<_> = commands.iter().flat_map(|c| &c.assignments).map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["A", "B"]);
}
