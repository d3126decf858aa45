package evidence

import (
	"archive/zip"
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/sqlite"
	"isnad/story/keeper"
)

var packed = time.Date(2031, 6, 1, 9, 30, 0, 0, time.UTC)

// reports are two outlets' reports of one statement, about invented people: the
// minister said that the bridge of the valley would open before the winter.
var reports = []archivetest.Story{
	{ID: "1", Outlet: "سرمد", Published: "2031-04-02T08:00:00Z", Title: "جسر الوادي يفتح قبل الشتاء",
		Text: "قالت وزيرة النقل لميس الرافعي إن جسر وادي الصفا الجديد سيفتح أمام الشاحنات قبل حلول الشتاء المقبل.\nوأضافت أن كلفة الجسر بلغت 12 مليون دينار."},
	{ID: "2", Outlet: "الأفق", Published: "2031-04-02T09:00:00Z", Title: "الرافعي: جسر الوادي قبل الشتاء",
		Text: "أعلنت وزيرة النقل لميس الرافعي أن جسر وادي الصفا الجديد سيفتح أمام الشاحنات قبل حلول الشتاء المقبل، وفقا لوكالة سرمد.\nوينتظر سكان الوادي الجسر منذ سنوات."},
}

func kept(t testing.TB) archive.Archive {
	t.Helper()
	now := func() time.Time { return time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC) }
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Create: true, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, s := range reports {
		if _, err := db.Put(t.Context(), []*archive.Entry{archivetest.Entry(t, s)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := keeper.New(db, 1).Update(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

func pack(t testing.TB, from archive.Archive, subjects ...string) ([]byte, string) {
	t.Helper()
	b, hash, err := Make(t.Context(), from, subjects, packed)
	if err != nil {
		t.Fatal(err)
	}
	return b, hash
}

func TestPacks(t *testing.T) {
	db := kept(t)
	s, err := db.Story(t.Context(), "سرمد:1")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		subjects []string
		kinds    string
		articles int
	}{
		{"a statement", []string{"الأفق:2#s1"}, "statement", 1},
		{"a claim by its number", []string{s.ID + "#1"}, "claim", 2},
		{"a story by an article", []string{"سرمد:1"}, "story claim", 2},
		{"several", []string{"الأفق:2#s1", s.ID + "#1"}, "statement claim", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, hash := pack(t, db, tt.subjects...)
			again, _ := pack(t, db, tt.subjects...)
			if !bytes.Equal(b, again) {
				t.Error("the same gives other bytes")
			}
			v, err := Verify(b)
			if err != nil {
				t.Fatal(err)
			}
			var kinds []string
			for _, s := range v.Chain.Subjects {
				kinds = append(kinds, s.Kind)
			}
			if got := strings.Join(kinds, " "); v.Hash != hash || !strings.HasPrefix(got, tt.kinds) || len(v.Chain.Articles) != tt.articles || !v.Manifest.Packed.Equal(packed) {
				t.Errorf("%s of %d articles, %s", got, len(v.Chain.Articles), v.Hash)
			}
			files, err := read(b)
			if err != nil {
				t.Fatal(err)
			}
			for _, says := range []string{"حزمة أدلة", "Evidence pack", "لميس الرافعي", "<mark>", digest(files["articles/1/text.txt"])} {
				if !strings.Contains(string(files[pageFile]), says) {
					t.Errorf("the page does not say %s", says)
				}
			}
			if strings.Contains(string(files[pageFile]), "<script") {
				t.Error("the page has a script")
			}
		})
	}
	for _, name := range []string{"none", "none#s1", "سرمد:1#s99", s.ID + "#99", s.ID + "#nokey"} {
		if _, _, err := Make(t.Context(), db, []string{name}, packed); !errors.Is(err, archive.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a claim's words stood in stays in a pack when the article was corrected.
func TestPackOfAnOlderVersion(t *testing.T) {
	db := kept(t)
	s, err := db.Story(t.Context(), "سرمد:1")
	if err != nil {
		t.Fatal(err)
	}
	corrected := reports[0]
	corrected.Text = "صححت الوكالة خبرها عن الجسر."
	if _, err := db.Put(t.Context(), []*archive.Entry{archivetest.Entry(t, corrected)}); err != nil {
		t.Fatal(err)
	}
	b, _ := pack(t, db, s.ID+"#1")
	if v, err := Verify(b); err != nil || v.Chain.Articles[0].Version != 1 {
		t.Errorf("%v: %+v", err, v)
	}
}

// Every byte of a pack counts: altered in any way, it is found, and told where.
func TestAlteredByOneByte(t *testing.T) {
	b, _ := pack(t, kept(t), "الأفق:2#s1")
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	// Of each file the bytes here and there, of the structure all.
	data := make([]bool, len(b))
	var at []int
	names := map[int]string{}
	for _, f := range z.File {
		from, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		size := int(f.UncompressedSize64)
		for i := range size {
			data[int(from)+i] = true
			if i%max(1, size/12) == 0 || i == size-1 {
				at = append(at, int(from)+i)
				names[int(from)+i] = f.Name
			}
		}
	}
	for i := range b {
		if !data[i] {
			at = append(at, i)
		}
	}
	if testing.Short() {
		at = at[:50]
	}
	for _, i := range at {
		for _, flip := range []byte{1, 0x80} {
			altered := slices.Clone(b)
			altered[i] ^= flip
			_, err := Verify(altered)
			var f *Fault
			if !errors.As(err, &f) || f.Where == "" || f.Reason == "" {
				t.Fatalf("byte %d of %d altered: %v", i, len(b), err)
			}
			if name := names[i]; name != "" && f.Where != name {
				t.Errorf("byte %d of %s altered: told of %s", i, name, f.Where)
			}
		}
	}
	for _, tt := range []struct {
		name string
		pack []byte
	}{
		{"nothing", nil}, {"cut", b[:len(b)-1]}, {"longer", append(slices.Clone(b), 0)}, {"something before", append([]byte{0}, b...)},
	} {
		if _, err := Verify(tt.pack); err == nil {
			t.Errorf("%s: found whole", tt.name)
		}
	}
}

// A pack made anew with other files is refused for what is wrong in it.
func TestVerifyRefuses(t *testing.T) {
	b, _ := pack(t, kept(t), "الأفق:2#s1")
	for _, tt := range []struct {
		name  string
		alter func(files map[string][]byte)
		where string
	}{
		{"words that do not stand there", func(f map[string][]byte) { f[chainFile] = replace(f[chainFile], `"start": `, `"start": 1`) }, chainFile},
		{"another text", func(f map[string][]byte) { f["articles/1/text.txt"] = append(f["articles/1/text.txt"], '.') }, "articles/1/text.txt"},
		{"a statement gone from the JSON-LD", func(f map[string][]byte) { f[linkedFile] = []byte(`{"@graph":[]}`) }, linkedFile},
		{"JSON-LD with other places", func(f map[string][]byte) { f[linkedFile] = replace(f[linkedFile], `"isnad:start":`, `"isnad:start":1`) }, linkedFile},
		{"a file of no article", func(f map[string][]byte) { f["articles/7/text.txt"] = []byte("x") }, "articles/7/text.txt"},
		{"a file gone", func(f map[string][]byte) { delete(f, "articles/1/record.json") }, "articles/1/record.json"},
		{"no page", func(f map[string][]byte) { delete(f, pageFile) }, pageFile},
		{"a name that leads out", func(f map[string][]byte) { f["../evil"] = []byte("x") }, `"../evil"`},
		{"a name that a pack does not have", func(f map[string][]byte) { f["articles/0/text.txt"] = []byte("x") }, `"articles/0/text.txt"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files, err := read(b)
			if err != nil {
				t.Fatal(err)
			}
			tt.alter(files)
			_, err = Verify(remade(t, files))
			var f *Fault
			if !errors.As(err, &f) || !strings.HasPrefix(f.Where, tt.where) {
				t.Errorf("%v", err)
			}
		})
	}
}

func replace(b []byte, old, by string) []byte {
	return bytes.Replace(b, []byte(old), []byte(by), 1)
}

// remade makes the manifest and the zip anew.
func remade(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	delete(files, manifestFile)
	m := Manifest{Schema: Schema, Packed: packed, Subjects: []string{"x"}}
	for _, name := range sortedNames(files) {
		m.Files = append(m.Files, File{name, len(files[name]), digest(files[name])})
	}
	var err error
	if files[manifestFile], err = encode(m); err != nil {
		t.Fatal(err)
	}
	b, err := write(files, packed)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func FuzzVerify(f *testing.F) {
	b, _ := pack(f, kept(f), "الأفق:2#s1")
	f.Add(b)
	f.Add([]byte("PK"))
	var other bytes.Buffer
	z := zip.NewWriter(&other)
	for _, name := range []string{"../x", manifestFile, "a\\b"} {
		if w, err := z.Create(name); err == nil {
			w.Write(bytes.Repeat([]byte("0"), 1000))
		}
	}
	z.Close()
	f.Add(other.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if v, err := Verify(b); err == nil && len(v.Manifest.Files) < 3 {
			t.Errorf("whole with %d files", len(v.Manifest.Files))
		}
	})
}
