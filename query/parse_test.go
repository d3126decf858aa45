package query

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, query string
		want        Node
	}{
		{"nothing", "  ", And(nil)},
		{"a word", "الجسر", Word("الجسر")}, // the bridge
		{"two words", "الجسر الميناء", And{Word("الجسر"), Word("الميناء")}},
		{"a phrase", `"فتح الجسر"`, Phrase("فتح الجسر")}, // opening of the bridge
		{"Arabic quotation marks", "« فتح الجسر »", Phrase("فتح الجسر")},
		{"curly marks the wrong way round", "”فتح الجسر“", Phrase("فتح الجسر")},
		{"not", "الجسر -الميناء", And{Word("الجسر"), Not{Word("الميناء")}}},
		{"not not", "--الجسر", Word("الجسر")},
		{"not a group", "-(a b)", Not{And{Word("a"), Word("b")}}},
		{"a hyphen inside a word", "covid-19", Word("covid-19")},
		{"or", "a OR b|c", Or{Word("a"), Word("b"), Word("c")}},
		{"or binds looser", "a b OR c", Or{And{Word("a"), Word("b")}, Word("c")}},
		{"a group", "a (b OR c)", And{Word("a"), Or{Word("b"), Word("c")}}},
		{"a group of all is none", "a (b c)", And{Word("a"), Word("b"), Word("c")}},
		{"OR inside a word", "ORAN FOR", And{Word("ORAN"), Word("FOR")}},
		{"a time of day is a word", "10:30", Word("10:30")},
		{"from and to", "from:2031-03 to:2031-04-02", And{Dates{From, Period{2031, 3, 0}}, Dates{To, Period{2031, 4, 2}}}},
		{"since and until in Arabic", "منذ:٢٠٣١ حتى:٢٠٣١-٠٤", And{Dates{From, Period{2031, 0, 0}}, Dates{To, Period{2031, 4, 0}}}},
		{"due", "due:2031", Dates{Due, Period{2031, 0, 0}}},
		{"outlet", "outlet:BBC", Field{Outlet, "BBC"}},
		{"a speaker of two words", `speaker:"لميس الرافعي"`, Field{Speaker, "لميس الرافعي"}},
		{"a speaker in Arabic", "قائل:الرافعي", Field{Speaker, "الرافعي"}},
		{"a field in capitals", "Speaker:x", Field{Speaker, "x"}},
		{"said of a word", "said:الجسر", Said{Word("الجسر")}},
		{"said of a group", `قال:("فتح الجسر" -غدا)`, Said{And{Phrase("فتح الجسر"), Not{Word("غدا")}}}},
		{"kind in Arabic", "نوع:حرفي", Field{Kind, "direct"}},
		{"act in Arabic, with a vowel sign of hamza", "فعل:اعلان", Field{Act, "announce"}},
		{"via", "نقلا_عن:سرمد", Field{Via, "سرمد"}},
		{"not a field", "-outlet:x", Not{Field{Outlet, "x"}}},
		{"an address in quotation marks", `"https://news.example/1"`, Phrase("https://news.example/1")},
		{"a value with a colon", "outlet:a:b", Field{Outlet, "a:b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.query, diff)
			}
			again, err := Parse(got.String())
			if err != nil || !reflect.DeepEqual(got, again) {
				t.Errorf("written as %s it is read as %#v, %v", got, again, err)
			}
		})
	}
}

func TestParseSaysWhere(t *testing.T) {
	tests := []struct {
		name, query string
		pos         int
		says        string
	}{
		{"an open quotation", `الجسر "فتح`, len("الجسر "), "not closed"},
		{"an open group", "a (b OR c", 2, "not closed"},
		{"a stray parenthesis", "a ) b", 2, "no opening"},
		{"an empty group", "a ()", 2, "nothing in these"},
		{"an empty quotation", `a ""`, 2, "nothing between"},
		{"OR without a left side", "OR a", 0, "one of its sides"},
		{"OR without a right side", "a OR", 4, "one of its sides"},
		{"a dash alone", "a - b", 2, "directly"},
		{"a field that is none", "a speeker:x", 2, "speaker"},
		{"a field without a value", "outlet: x", 7, "needs a value"},
		{"a date that is none", "from:2031-13", 5, "no date"},
		{"an act that is none", "act:sing", 4, "deny"},
		{"a field of a group", "outlet:(a b)", 7, "one value"},
		{"a field inside said", "said:(a kind:direct)", 8, "cannot stand inside"},
		{"too deep", strings.Repeat("(", 200) + "a" + strings.Repeat(")", 200), 100, "100 levels"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse(tt.query)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v", err)
			}
			if e.Pos != tt.pos || !strings.Contains(e.Reason, tt.says) {
				t.Errorf("at %d: %s; want %d and %q", e.Pos, e.Reason, tt.pos, tt.says)
			}
		})
	}
	_, err := Parse("الجسر (")
	if want := "the query cannot be read at character 7: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v, want %q…", err, want)
	}
}

func TestPeriod(t *testing.T) {
	tests := []struct{ period, first, last string }{
		{"2032", "2032-01-01", "2032-12-31"},
		{"2032-02", "2032-02-01", "2032-02-29"},
		{"2032-02-03", "2032-02-03", "2032-02-03"},
	}
	for _, tt := range tests {
		p, ok := ParsePeriod(tt.period)
		if first, last := p.First().Format("2006-01-02"), p.Last().Format("2006-01-02"); !ok || first != tt.first || last != tt.last {
			t.Errorf("%s is %s to %s, want %s to %s", tt.period, first, last, tt.first, tt.last)
		}
	}
}

// FuzzParse holds the law of String, and that an error lies inside the query.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`a -"b c" OR (said:(d e) from:2031)`, "«فتح " + `"الجسر"` + "»", "outlet:-x", "speaker:|", "-(-a)", "a|b c|d", `act:"نفي"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s)
		if err != nil {
			if e := err.(*Error); e.Pos < 0 || e.Pos > len(s) {
				t.Errorf("error at %d of %d bytes", e.Pos, len(s))
			}
			return
		}
		again, err := Parse(n.String())
		if err != nil {
			t.Fatalf("%q is written as %q, which cannot be read: %v", s, n, err)
		}
		if !reflect.DeepEqual(n, again) {
			t.Errorf("%q is read as %#v, written as %q, read as %#v", s, n, n, again)
		}
	})
}
