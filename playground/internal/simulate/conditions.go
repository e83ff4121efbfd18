package simulate

import (
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// verdict is what a condition says: whether it is true, and why.
type verdict struct {
	ok              bool
	reason, message string
}

func good(reason string) verdict { return verdict{ok: true, reason: reason} }

func bad(reason, message string) verdict { return verdict{reason: reason, message: message} }

// setCondition sets a condition of an object that has this generation.
func setCondition(conditions *[]metav1.Condition, generation int64, name string, v verdict) {
	status := metav1.ConditionFalse
	if v.ok {
		status = metav1.ConditionTrue
	}
	meta.SetStatusCondition(conditions, metav1.Condition{
		Type:               name,
		Status:             status,
		ObservedGeneration: generation,
		Reason:             v.reason,
		Message:            v.message,
	})
}
