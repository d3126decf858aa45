package story

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Law: what is unpacked is what was packed, and takes less memory meanwhile.
func TestUnpack(t *testing.T) {
	for _, file := range []string{"story/dam.jsonl", "story/ferry.jsonl"} {
		for _, d := range digests(t, file) {
			packed := d.Pack()
			if length := len(packed.packed); length == 0 || length > 3<<10 {
				t.Errorf("%s is packed into %d bytes", d.ID, length)
			}
			private := cmp.AllowUnexported(Digest{}, Figure{}, Assertion{}, paragraph{}, count{}, term{})
			if diff := cmp.Diff(d, packed.unpack(), private); diff != "" {
				t.Errorf("%s (-packed +unpacked):\n%s", d.ID, diff)
			}
		}
	}
}

// A story that was packed is shown as the one that was not.
func TestUnpackedStory(t *testing.T) {
	var packed []*Digest
	for _, d := range digests(t, "story/dam.jsonl") {
		packed = append(packed, d.Pack())
	}
	want := Find(digests(t, "story/dam.jsonl"))
	for i, s := range Find(packed) {
		if diff := cmp.Diff(string(encoded(t, want[i])), string(encoded(t, s.Unpack()))); diff != "" {
			t.Errorf("%s (-as found +unpacked):\n%s", want[i].Title(), diff)
		}
	}
}
