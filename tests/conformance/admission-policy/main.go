// Package main is what the API server does with a MutatingAdmissionPolicy, by the API server's own code: it reads
// policies and pods, and prints each pod as it would be stored; a pod without a policy as it is.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	plugincel "k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/client-go/kubernetes/scheme"
)

// budget is celconfig.RuntimeCELCostBudget.
const budget = 10000000

var kind = schema.GroupVersionKind{Version: "v1", Kind: "Pod"}
var resource = schema.GroupVersionResource{Version: "v1", Resource: "pods"}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func attributes(pod *corev1.Pod) *admission.VersionedAttributes {
	of := admission.NewAttributesRecord(pod, nil, kind, pod.Namespace, pod.Name, resource, "", admission.Create, nil, false, nil)
	return &admission.VersionedAttributes{Attributes: of, VersionedKind: kind, VersionedObject: admission.NewLazyObject(pod)}
}

func admit(policy *admissionv1.MutatingAdmissionPolicy, pod *corev1.Pod) *corev1.Pod {
	selector, err := metav1.LabelSelectorAsSelector(policy.Spec.MatchConstraints.ObjectSelector)
	must(err)
	if !selector.Matches(labels.Set(pod.Labels)) {
		return pod
	}
	env := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion())
	vars := plugincel.OptionalVariableDeclarations{HasPatchTypes: true}
	compiler, err := plugincel.NewCompositedCompiler(env)
	must(err)
	for _, v := range policy.Spec.Variables {
		compiled := compiler.CompileAndStoreVariable(&validating.Variable{Name: v.Name, Expression: v.Expression}, vars, environment.NewExpressions)
		if compiled.Error != nil {
			must(fmt.Errorf("variable %s: %v", v.Name, compiled.Error))
		}
	}
	var conditions []plugincel.ExpressionAccessor
	for i := range policy.Spec.MatchConditions {
		c := matchconditions.MatchCondition(policy.Spec.MatchConditions[i])
		conditions = append(conditions, &c)
	}
	// Conditions do not see variables.
	evaluator := plugincel.NewConditionCompiler(env).CompileCondition(conditions, plugincel.OptionalVariableDeclarations{}, environment.NewExpressions)
	if errs := evaluator.CompilationErrors(); len(errs) > 0 {
		must(fmt.Errorf("conditions: %v", errs))
	}
	fail := admissionv1.Fail // an error must show
	matched := matchconditions.NewMatcher(evaluator, &fail, "policy", "mutate", policy.Name).Match(context.Background(), attributes(pod), nil, nil)
	must(matched.Error)
	if !matched.Matches {
		return pod
	}
	for _, mutation := range policy.Spec.Mutations {
		accessor := &patch.JSONPatchCondition{Expression: mutation.JSONPatch.Expression}
		patcher := patch.NewJSONPatcher(compiler.CompileMutatingEvaluator(accessor, vars, environment.NewExpressions))
		changed, err := patcher.Patch(compiler.CreateContext(context.Background()), patch.Request{
			MatchedResource:     resource,
			VersionedAttributes: attributes(pod),
			ObjectInterfaces:    admission.NewObjectInterfacesFromScheme(scheme.Scheme),
		}, budget)
		must(err)
		pod = changed.(*corev1.Pod)
	}
	return pod
}

func main() {
	var cases []struct {
		Policy *admissionv1.MutatingAdmissionPolicy `json:"policy"`
		Pod    corev1.Pod                           `json:"pod"`
	}
	must(json.NewDecoder(os.Stdin).Decode(&cases))
	var pods []runtime.Object
	for i := range cases {
		pod := &cases[i].Pod
		if cases[i].Policy != nil {
			pod = admit(cases[i].Policy, pod)
		}
		pods = append(pods, pod)
	}
	must(json.NewEncoder(os.Stdout).Encode(pods))
}
