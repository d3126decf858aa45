package story

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// encoded is a story of the examples as it is kept.
func encoded(t testing.TB, s *Story) []byte {
	t.Helper()
	kept, err := s.Encode(s.Claims())
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// Law: a story that was kept is shown as the story itself, to the byte.
func TestDecode(t *testing.T) {
	shown := func(s *Story) string {
		var b bytes.Buffer
		if err := WriteStoryJSON(&b, s, s.Claims()); err != nil {
			t.Fatal(err)
		}
		if err := WriteDriftJSON(&b, Drifts(s.Claims())); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, s := range Find(digests(t, "story/dam.jsonl")) {
		again, err := Decode(encoded(t, s))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(shown(s), shown(again)); diff != "" {
			t.Errorf("%s (-found +kept):\n%s", s.Title(), diff)
		}
		if again.ID != s.ID || len(again.Steps) != len(s.Steps) {
			t.Errorf("kept as %s with %d steps, want %s with %d", again.ID, len(again.Steps), s.ID, len(s.Steps))
		}
		if twice := encoded(t, again); !bytes.Equal(twice, encoded(t, s)) {
			t.Errorf("%s is encoded otherwise once it was kept", s.ID)
		}
	}
}

// What is damaged is an error and no panic, and what is read can be shown.
func FuzzDecode(f *testing.F) {
	for _, s := range Find(digests(f, "story/dam.jsonl")) {
		f.Add(encoded(f, s))
	}
	f.Add([]byte(`{"Articles":[{"ID":"a"}],"Assertions":[{"Article":3}],"Claims":[{"Members":[0,7]}]}`))
	f.Fuzz(func(t *testing.T, kept []byte) {
		s, err := Decode(kept)
		if err != nil {
			return
		}
		if err := WriteStoryJSON(new(bytes.Buffer), s, s.Claims()); err != nil {
			t.Error(err)
		}
	})
}
