package correction

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"isnad/arabic"
	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// An article about invented people and places: a minister announces that a
// bridge opens before the end of the year, an engineer denies it by way of an
// agency, and the people killed are counted.
const text = `الوزيرة: سنفتح الجسر قبل نهاية العام

قالت وزيرة النقل لميس الرافعي إن الوزارة ستفتح جسر النهر قبل نهاية العام. وأضافت أن العمل يتقدم منذ يومين.
ونقلت وكالة سرمد عن المهندس نادر القاسمي قوله إن الجسر لن يفتح قبل عامين، وإن 12 عاملاً أصيبوا.
وأكد رئيس هيئة الميناء سليم الحداد أن "الميناء مفتوح" إذا وافقت البلدية.`

func read(t testing.TB, text string) *record.Record {
	t.Helper()
	p, err := page.Decode("a.txt", []byte(text), "utf-8")
	if err != nil {
		t.Fatal(err)
	}
	published, _ := article.ParseDate("2031-04-02")
	a, err := article.From(p, article.Options{Published: published, Outlet: "الأفق"})
	if err != nil {
		t.Fatal(err)
	}
	return record.Read(a)
}

func encoded(t testing.TB, r *record.Record) string {
	t.Helper()
	var out bytes.Buffer
	if err := record.NewEncoder(&out, "").Encode(r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var made = time.Date(2031, 4, 3, 9, 0, 0, 0, time.UTC)

// nobody is known but this minister.
func nobody(name string) (record.EntityType, bool, error) {
	return record.Person, name == "هدى الطرخون", nil
}

// make adds the correction that q asks for to list.
func request(t testing.TB, r *record.Record, list []Correction, q Request) ([]Correction, error) {
	t.Helper()
	if q.By == "" {
		q.By, q.Why = "ليلى", "سمعتُ التسجيل" // I heard the recording
	}
	c, err := New(q, Apply(r, list), made, nobody)
	if err != nil {
		return list, err
	}
	if err := c.Name(list); err != nil {
		t.Fatal(err)
	}
	return append(slices.Clone(list), c), nil
}

// by finds the id of the first statement of a source.
func by(t testing.TB, r *record.Record, name string) string {
	t.Helper()
	for _, s := range r.Statements {
		if s.Source.Name == name {
			return s.ID
		}
	}
	t.Fatalf("%s says nothing", name)
	return ""
}

func TestSet(t *testing.T) {
	r := read(t, text)
	qasimi := by(t, r, "نادر القاسمي")
	tests := []struct {
		name, item string
		values     map[string]string
		want       func(*record.Record) string
		is         string
	}{
		{"the speaker, by a part of the name", qasimi, map[string]string{"speaker": "الرافعي"},
			func(r *record.Record) string {
				s := r.Statement(qasimi)
				return s.Source.Name + " " + s.Chain[len(s.Chain)-1].Name + " " + s.Chain[0].Name
			}, "لميس الرافعي لميس الرافعي وكالة سرمد"},
		{"a speaker whom only the archive knows", qasimi, map[string]string{"speaker": "هدى الطرخون"},
			func(r *record.Record) string {
				s := r.Statement(qasimi)
				return s.Source.Name + string(s.Source.Type) + s.Source.Entity
			}, "هدى الطرخونperson"},
		{"no relay", qasimi, map[string]string{"chain": ""},
			func(r *record.Record) string { return encodedChain(r.Statement(qasimi)) }, "نادر القاسمي"},
		{"two relays", qasimi, map[string]string{"chain": "البلدية؛ هيئة الميناء"},
			func(r *record.Record) string { return encodedChain(r.Statement(qasimi)) }, "البلدية < هيئة الميناء < نادر القاسمي"},
		{"kind and act", qasimi, map[string]string{"kind": "direct", "act": "deny"},
			func(r *record.Record) string { s := r.Statement(qasimi); return string(s.Kind) + " " + string(s.Act) }, "direct deny"},
		{"the words", qasimi, map[string]string{"words": "الجسر لن يفتح"},
			func(r *record.Record) string { return r.Statement(qasimi).Content.Of(text) }, "الجسر لن يفتح"},
		{"a figure", "q1", map[string]string{"value": "13", "approx": "yes"},
			func(r *record.Record) string { return strings.Repeat("|", int(r.Quantities[0].Value)) }, "|||||||||||||"},
		{"the value of a time", "t1", map[string]string{"value": "2031-12", "mod": "MID"},
			func(r *record.Record) string { return r.Times[0].Value + r.Times[0].Mod }, "2031-12MID"},
		{"who is bound, until when, and on what condition", "c1", map[string]string{"by": "سليم الحداد", "due": "2032-01-31", "conditions": "وافقت البلدية | العمل يتقدم"},
			func(r *record.Record) string {
				c := r.Commitments[0]
				return c.By.Name + " " + c.Due.Value + " " + c.Conditions[0].Of(text) + "، " + c.Conditions[1].Of(text)
			}, "سليم الحداد 2032-01-31 وافقت البلدية، العمل يتقدم"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, err := request(t, r, nil, Request{Do: Set, Item: tt.item, Values: tt.values})
			if err != nil {
				t.Fatal(err)
			}
			rd := Apply(r, list)
			if got := tt.want(rd.Record); got != tt.is {
				t.Errorf("%s, want %s", got, tt.is)
			}
			s := rd.States[0]
			if !s.Corrects() || s.Item != tt.item || len(s.Was) != len(tt.values) {
				t.Errorf("state %+v", s)
			}
		})
	}
}

func encodedChain(s *record.Statement) string {
	var names []string
	for _, l := range s.Chain {
		names = append(names, l.Name)
	}
	return strings.Join(names, " < ")
}

func TestAddAndDrop(t *testing.T) {
	r := read(t, text)
	list, err := request(t, r, nil, Request{Do: Add, Item: "statement", Words: "وافقت البلدية", Values: map[string]string{"speaker": "البلدية", "type": "organization", "act": "promise"}})
	if err != nil {
		t.Fatal(err)
	}
	list, err = request(t, r, list, Request{Do: Drop, Item: "s2"})
	if err != nil {
		t.Fatal(err)
	}
	rd := Apply(r, list)
	added := rd.Record.Statement(rd.States[0].Item)
	if added == nil || added.Content.Of(text) != "وافقت البلدية" || added.Source.Type != record.Organization || added.Rule != Signed {
		t.Errorf("added %+v", added)
	}
	if rd.Record.Statement("s2") != nil || len(rd.Record.Statements) != len(r.Statements) {
		t.Errorf("%d statements of %d; s2 %v", len(rd.Record.Statements), len(r.Statements), rd.Record.Statement("s2"))
	}
	if was := rd.States[1].Was["words"]; was != r.Statement("s2").Content.Of(text) {
		t.Errorf("dropped %q", was)
	}
	// What was added is corrected in turn, and goes when the addition is undone.
	list, err = request(t, r, list, Request{Do: Set, Item: added.ID, Values: map[string]string{"act": "announce"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := Apply(r, list).Record.Statement(added.ID).Act; got != record.Announce {
		t.Errorf("act %s", got)
	}
	list, err = request(t, r, list, Request{Do: Undo, Undoes: list[0].ID})
	if err != nil {
		t.Fatal(err)
	}
	if s := Apply(r, list).States[2]; s.Fits || s.Reason == "" {
		t.Errorf("a correction of what was taken back fits: %+v", s)
	}
}

func TestRefused(t *testing.T) {
	r := read(t, text)
	first := []Correction{{ID: "aaaaaaaa", Do: Place, By: "x", Why: "y"}, {ID: "bbbbbbbb", Do: Undo, Undoes: "aaaaaaaa", By: "x", Why: "y"}}
	tests := []struct {
		name string
		q    Request
		want string
	}{
		{"unsigned", Request{Do: Drop, Item: "s1", Why: "x", By: " "}, "nobody has signed"},
		{"without a reason", Request{Do: Drop, Item: "s1", By: "x"}, "gives no reason"},
		{"an item that there is not", Request{Do: Drop, Item: "s99"}, "nothing of that id"},
		{"what somebody else has corrected", Request{Do: Drop, Item: "s1", Words: "غيره"}, "look again"},
		{"an unknown field", Request{Do: Set, Item: "s1", Values: map[string]string{"due": "2031-01-01"}}, "no field of a statement"},
		{"an unknown person", Request{Do: Set, Item: "s1", Values: map[string]string{"speaker": "فلان الفلاني"}}, "nobody of that name"},
		{"an unknown relay", Request{Do: Set, Item: "s1", Values: map[string]string{"chain": "وكالة الغيب"}}, "nobody of that name"},
		{"no speaker", Request{Do: Set, Item: "s1", Values: map[string]string{"speaker": ""}}, "a name is missing"},
		{"words outside the text", Request{Do: Set, Item: "s1", Values: map[string]string{"words": "النفق مغلق"}}, "does not stand in the article"},
		{"words that cut a word", Request{Do: Set, Item: "s1", Values: map[string]string{"words": "ستفتح جسر النه"}}, "cuts a word"},
		{"a kind that there is not", Request{Do: Set, Item: "s1", Values: map[string]string{"kind": "quoted"}}, "is none of"},
		{"no TIMEX3", Request{Do: Set, Item: "t1", Values: map[string]string{"value": "غداً"}}, "none of TIMEX3"},
		{"a day that the calendar lacks", Request{Do: Set, Item: "t1", Values: map[string]string{"value": "2031-02-30"}}, "none of TIMEX3"},
		{"no due day", Request{Do: Set, Item: "c1", Values: map[string]string{"due": "2031-13-01"}}, "is no day"},
		{"no number", Request{Do: Set, Item: "q1", Values: map[string]string{"value": "كثير"}}, "is no number"},
		{"nothing new", Request{Do: Set, Item: "t1", Values: map[string]string{"value": r.Times[0].Value}}, "nothing changes"},
		{"what is read already", Request{Do: Add, Item: "time", Words: "نهاية العام", Nth: 2, Values: map[string]string{"value": "2031"}}, "read there already"},
		{"words of several places", Request{Do: Add, Item: "statement", Words: "الجسر", Values: map[string]string{"speaker": "سليم الحداد"}}, "say which"},
		{"a place that there is not", Request{Do: Add, Item: "statement", Words: "الجسر", Nth: 9, Values: map[string]string{"speaker": "سليم الحداد"}}, "only 2 times"},
		{"a statement of nobody", Request{Do: Add, Item: "statement", Words: "وافقت البلدية"}, "needs a speaker"},
		{"a kind of item that there is not", Request{Do: Add, Item: "mood", Words: "وافقت البلدية"}, "can be added to no article"},
		{"undoing what there is not", Request{Do: Undo, Undoes: "zzz"}, "no such correction"},
		{"undoing what is undone", Request{Do: Undo, Undoes: "aaaaaaaa"}, "taken back already"},
		{"nothing", Request{Do: "paint"}, "nothing that is done"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.q.By == "" && tt.q.Why == "" {
				tt.q.By, tt.q.Why = "ليلى", "خطأ"
			}
			_, err := request(t, r, first, tt.q)
			if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want a refusal with %q", err, tt.want)
			}
		})
	}
}

func TestAnchors(t *testing.T) {
	span := func(text, words string, nth int) arabic.Span { return places(text, words)[nth] }
	const before = "جاء 12 عاملاً ثم ذهب 12 مهندساً إلى الجسر"
	tests := []struct {
		name, after, words string
		nth                int // of before
		want               int // of after, -1 for none
	}{
		{"unchanged", before, "12", 1, 1},
		{"a paragraph was put before it", "وصل 12 نائباً.\n" + before, "12", 1, 2},
		{"what stands before was cut", "ذهب 12 مهندساً إلى الجسر", "12", 1, 0},
		{"the words are gone", "ذهب 13 مهندساً إلى الجسر", "12", 1, -1},
	}
	for _, tt := range tests {
		got, ok := anchor(before, span(before, tt.words, tt.nth)).find(tt.after)
		if ok != (tt.want >= 0) || ok && got != span(tt.after, tt.words, tt.want) {
			t.Errorf("%s: %v %v", tt.name, got, ok)
		}
	}
}

// reread is another reading of a record's article: some of it is not read any
// more, some reaches further or less far.
func reread(rng *rand.Rand, r *record.Record) *record.Record {
	out := *r
	out.Statements = slices.Clone(r.Statements)
	out.Statements = slices.DeleteFunc(out.Statements, func(record.Statement) bool { return rng.IntN(4) == 0 })
	for i := range out.Statements {
		s := &out.Statements[i]
		if cut := strings.LastIndexByte(s.Content.Of(text), ' '); cut > 0 && rng.IntN(3) == 0 {
			s.Content.End = s.Content.Start + cut
		}
	}
	out.Times = slices.DeleteFunc(slices.Clone(r.Times), func(record.Time) bool { return rng.IntN(3) == 0 })
	out.Headline = nil
	out.Commitments = slices.DeleteFunc(slices.Clone(r.Commitments), func(c record.Commitment) bool { return c.Statement != "" && out.Statement(c.Statement) == nil })
	out.Quantities = slices.DeleteFunc(slices.Clone(r.Quantities), func(q record.Quantity) bool { return q.Statement != "" && out.Statement(q.Statement) == nil })
	return &out
}

// any asks for something at random, which may well be refused.
func anyRequest(rng *rand.Rand, rd *Reading, list []Correction) Request {
	words := strings.Fields(text)
	some := func(of ...string) string { return of[rng.IntN(len(of))] }
	stretch := func() string {
		from := rng.IntN(len(words))
		return strings.Join(words[from:min(len(words), from+1+rng.IntN(6))], " ")
	}
	values := func() map[string]string {
		return map[string]string{
			some("speaker", "by", "chain"): some("لميس الرافعي", "القاسمي", "هدى الطرخون", "البلدية", "وكالة سرمد"),
			some("words", "cue"):           stretch(),
			some("kind", "act", "due"):     some("direct", "deny", "2032-05-01", ""),
		}
	}
	one := func(values map[string]string) map[string]string {
		for k, v := range values {
			return map[string]string{k: v}
		}
		return nil
	}
	item := some("s1", "s2", "s3", "s4", "s5", "s9", "t1", "t2", "q1", "c1", "c2")
	switch rng.IntN(6) {
	case 0:
		return Request{Do: Drop, Item: item}
	case 1:
		kind := some("statement", "time", "figure", "commitment")
		v := map[string]string{"statement": "speaker", "time": "value", "figure": "value", "commitment": "by"}
		return Request{Do: Add, Item: kind, Words: stretch(), Nth: rng.IntN(2), Values: map[string]string{v[kind]: some("2031-05-01", "7", "سليم الحداد", "P2D")}}
	case 2:
		if len(list) > 0 {
			return Request{Do: Undo, Undoes: list[rng.IntN(len(list))].ID}
		}
	case 3:
		return Request{Do: Set, Item: some("t1", "q1"), Values: map[string]string{"value": some("2031-05-01", "7")}}
	}
	return Request{Do: Set, Item: item, Values: one(values())}
}

// Whatever is corrected, undone and read again, in any order: what the program
// read stays as it was, the reading is a sound record, all that is undone is
// as if it had not been, and no correction is lost.
func TestLaws(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of readings, one after the other")
	}
	versions := []*record.Record{read(t, text), read(t, strings.Replace(text, "وأكد", "وقالت البلدية إنها لم تقرر بعد.\nوأكد", 1)), read(t, strings.Replace(text, "قبل نهاية العام", "بعد عامين", 2))}
	accepted := 0
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 1))
		r := versions[0]
		var list []Correction
		for range 25 {
			switch rng.IntN(8) {
			case 0:
				r = versions[rng.IntN(len(versions))]
			case 1:
				if r.Article.Text == text {
					r = reread(rng, r)
				}
			}
			was := encoded(t, r)
			rd := Apply(r, list)
			next, err := request(t, r, list, anyRequest(rng, rd, list))
			if err != nil && !errors.Is(err, ErrRefused) {
				t.Fatal(err)
			}
			if err == nil {
				accepted++
			}
			list = next
			rd = Apply(r, list)
			if encoded(t, r) != was || encoded(t, rd.Read) != was {
				t.Fatalf("seed %d: what the program read was changed", seed)
			}
			line, err := rd.JSON()
			if err != nil {
				t.Fatal(err)
			}
			again, err := record.Decode(line)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err) // spans that are not their words
			}
			if encoded(t, again) != encoded(t, rd.Record) {
				t.Fatalf("seed %d: the reading is another when it is read back", seed)
			}
			sound(t, rd)
			if len(rd.States) != len(list) {
				t.Fatalf("seed %d: %d of %d corrections", seed, len(rd.States), len(list))
			}
			kept, err := Encode(list)
			if err != nil {
				t.Fatal(err)
			}
			back, err := Decode(kept)
			if err != nil || encoded(t, Apply(r, back).Record) != encoded(t, rd.Record) {
				t.Fatalf("seed %d: kept corrections give another reading, %v", seed, err)
			}
		}
		for {
			live := Live(list)
			i := slices.IndexFunc(list, func(c Correction) bool {
				return c.Do != Undo && live[slices.IndexFunc(list, func(d Correction) bool { return d.ID == c.ID })]
			})
			if i < 0 {
				break
			}
			var err error
			if list, err = request(t, r, list, Request{Do: Undo, Undoes: list[i].ID}); err != nil {
				t.Fatal(err)
			}
		}
		if encoded(t, Apply(r, list).Record) != encoded(t, r) {
			t.Fatalf("seed %d: all is undone, and the reading is not the program's", seed)
		}
	}
	if accepted < 500 {
		t.Errorf("only %d corrections were accepted: the law is hardly tested", accepted)
	}
}

// sound holds a reading to what readers of records rely on.
func sound(t *testing.T, rd *Reading) {
	t.Helper()
	r := rd.Record
	ids := map[string]bool{}
	entities := map[string]bool{"": true}
	for _, e := range r.Entities {
		entities[e.ID] = true
	}
	for _, s := range r.Statements {
		if ids[s.ID] {
			t.Fatalf("two statements are %s", s.ID)
		}
		ids[s.ID] = true
		if len(s.Chain) > 0 && s.Chain[len(s.Chain)-1].Name != s.Source.Name || !entities[s.Source.Entity] {
			t.Fatalf("%s: source %+v, chain %+v", s.ID, s.Source, s.Chain)
		}
	}
	ids[""] = true
	for _, c := range r.Commitments {
		if !ids[c.Statement] || !entities[c.By.Entity] {
			t.Fatalf("%s leads nowhere: %+v", c.ID, c)
		}
	}
	for _, s := range rd.States {
		if s.Corrects() && s.Do == Set && s.Item != "" {
			if _, _, ok := rd.Item(s.Item); !ok {
				t.Fatalf("%s corrects %s, which there is not", s.ID, s.Item)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	r := read(f, text)
	list, err := request(f, r, nil, Request{Do: Set, Item: "s1", Values: map[string]string{"words": "الجسر", "speaker": "الرافعي"}})
	if err != nil {
		f.Fatal(err)
	}
	kept, err := Encode(list)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(kept)
	f.Add([]byte(`[{"do":"set","kind":"time","at":{"exact":"العام"},"values":{"value":"x"}},{"do":"add","kind":"statement"}]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if list, err := Decode(raw); err == nil {
			if line, err := Apply(r, list).JSON(); err != nil {
				t.Error(err)
			} else if _, err := record.Decode(line); err != nil {
				t.Error(err)
			}
		}
	})
}
