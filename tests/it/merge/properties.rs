//! What holds for any two documents.

use agentc::target::merge::{consume, json_patch, strategic_merge};
use proptest::prelude::*;
use serde_json::{Value, json};

fn shape() -> impl Strategy<Value = Value> {
    let words = [
        "a",
        "name",
        "value",
        "delete",
        "replace",
        "append-value",
        "if-absent",
        "always",
        "start",
        "end",
        "/a/0",
        "/-",
        "add",
        "move",
        "test",
    ];
    let keys = [
        "name",
        "env",
        "containers",
        "volumeMounts",
        "mountPath",
        "ports",
        "containerPort",
        "$patch",
        "$merge",
        "$position",
        "$move",
        "op",
        "path",
        "from",
        "value",
        "a",
    ];
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => (-2i64..3).prop_map(Value::from),
        4 => prop::sample::select(words.to_vec()).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(keys.to_vec()), inner), 0..5).prop_map(|all| {
                Value::Object(all.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_two_shapes_give_a_result(base in shape(), change in shape()) {
        let _ = (strategic_merge(&base, &change), json_patch(&base, &change));
        let _ = consume(&base, &change);
    }

    #[test]
    fn an_empty_change_changes_nothing(base in shape()) {
        if base.is_object() {
            prop_assert_eq!(&strategic_merge(&base, &json!({})), &base);
            prop_assert_eq!(&consume(&base, &json!({})), &base);
        }
        prop_assert_eq!(json_patch(&base, &json!([])), Ok(base.clone()));
    }
}
