package expose

// Row is a workload as a list of thousands shows it: the few fields that are kept of each.
type Row struct {
	RowKey
	// Replicas are the Pods wanted, Ready those that are ready.
	Replicas, Ready int32
	// Ports are those of its containers, as people read them: "8080, 53/UDP, 3000?", where ? says that it was inferred.
	Ports string
	// Created is when the workload was made, in seconds since 1970.
	Created int64
	// Exposed says how the Pods are reached now, the widest reach first: "Ingress shop.example.com, NodePort web". It is empty when by
	// nothing, and else [ExposedUnknown] or [ExposedUnreadable].
	Exposed string
}

// What [Row.Exposed] says as long as it has not been read how a workload is exposed, and when that cannot be.
const (
	ExposedUnknown    = "…"
	ExposedUnreadable = "?"
)

// RowKey names a workload among those of its kind.
type RowKey struct{ Namespace, Name string }

// RowsEvent is news of a list of workloads that is followed: first its pages, then what changes.
type RowsEvent struct {
	// Changed are new rows and rows that differ from what was told before, Gone those that are no longer there.
	Changed []Row
	Gone    []RowKey
	// Loaded counts the workloads read so far, Total those there are, as far as the API server tells; 0 when it does not.
	Loaded, Total int
	// Complete is true once all workloads have been told. From then on the list is live.
	Complete bool
	// Err is why there is no news, nil when all is well. Before any row was told, the list could not be had and there is nothing more to come;
	// after that it is tried again.
	Err error
}
