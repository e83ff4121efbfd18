package plugin_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
)

// TestTheCommandOfAnErrorTakesBackWhatIsLeft loses the API server at the last write and runs what the error then says. It takes back what is left of that run, where that is
// said to be, and nothing of an earlier one where nothing is left after all.
func TestTheCommandOfAnErrorTakesBackWhatIsLeft(t *testing.T) {
	takesBack := regexp.MustCompile(`kubectl xnode (unexpose .*) takes back what is left`)
	benches := newBenches(t, 2)
	each(benches, []flow{
		{name: "left", line: "expose web cart --type Ingress --host shop.example.com"},
		{name: "not written", before: []string{"expose web"}, line: "expose web --port 81:8080"},
	}, func(b *bench, f flow) {
		requests, _ := b.unbroken(t, f)
		writes := slices.DeleteFunc(requests, func(r apiproxytest.Request) bool { return !r.Writes() })
		before := b.prepare(t, f)
		b.proxy.Breaks(apiproxytest.Break{Request: writes[len(writes)-1].In(b.namespace), Fault: apiproxytest.Hang, Lasting: true})
		_, failed := b.run(t.Context(), b.throughProxy, 1500*time.Millisecond, f.args())
		b.proxy.Breaks(apiproxytest.Break{})
		command := takesBack.FindStringSubmatch(failed.stderr)
		if failed.code != 1 || command == nil {
			t.Errorf("%s: %s", f.name, failed)
			return
		}
		left, _ := b.snapshot(t).changes(before)
		back := inProcess(t.Context(), t.Name(), append(strings.Fields(command[1]), "--yes")...)
		if after, diff := b.snapshot(t).changes(before); len(after) > 0 || (back.code == 0) != (len(left) > 0) {
			t.Errorf("%s: %v was left, and after %q\n%s\nit is\n%s", f.name, left, command[1], back, diff)
		}
		if (len(left) > 0) != (f.name == "left") {
			t.Errorf("%s: %v was left", f.name, left)
		}
	})
}
