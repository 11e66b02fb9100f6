//! Helm templates are told from YAML that only holds braces.

use serde_json::json;

use super::{refused, value};

#[test]
fn helm_templates_are_never_half_read() {
    for (text, line) in [
        ("a: 1\nb: {{ .Values.x }}\n", 2),
        ("a: 1\nb: {{ .Values.x }}-suffix\n", 2),
        ("a: 1\nb: {{ .x | quote }}\n", 2),
        ("{{ .Values.x }}: y\n", 1),
        ("{{/* comment */}}\na: b\n", 1),
        ("{{- if .Values.x }}\na: b\n{{- end }}\n", 1),
        ("a: b\n{{- if .Values.x }}\nc: d\n{{- end }}\n", 2),
        ("a:\n  {{- include \"x\" . | nindent 2 }}\n", 2),
        ("a:\n{{ toYaml .Values.x | indent 2 }}\n", 2),
        ("a:\n  - {{ .Values.x }}\n", 2),
        ("a: x\nimage: r/app:{{ .Values.tag }}\n", 2),
        ("a: x-{{ include \"name\" . }}\n", 1),
        ("a: b\n{{- range $k, $v := .Values.env }}\n  c: {{ $v }}\n{{- end }}\n", 2),
    ] {
        let (id, message, at) = refused(text);
        assert_eq!((id.as_str(), at), ("AGC712", line), "{text:?}: {message}");
    }
}

/// Argo, Prometheus and Grafana write braces too, where YAML is right about them.
#[test]
fn braces_that_are_data() {
    let text = "a: \"{{ x }}\"  # {{ y }}\nb: '{{- z }}'\nc: |\n  {{ .Values.w }}\nd: on {{ $labels.x }}\ne: {f: g}\n";
    let want = json!({"a": "{{ x }}", "b": "{{- z }}", "c": "{{ .Values.w }}\n", "d": "on {{ $labels.x }}", "e": {"f": "g"}});
    assert_eq!(value(text), want);
}
