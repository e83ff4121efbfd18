package expose

// Args returns the flags that say s, so that parsing them gives s again. What s does not say is left out;
// see [Shorten] for the shortest form.
func Args(s Spec) []string {
	var args []string
	for _, f := range Fields() {
		for _, value := range f.texts(s) {
			args = append(args, "--"+f.Name+"="+value)
		}
	}
	return args
}
