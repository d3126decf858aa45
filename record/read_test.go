package record

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"isnad/arabic"
)

// spansOf lists every span of a record with what it is for.
func spansOf(r *Record) map[string][]arabic.Span {
	spans := map[string][]arabic.Span{}
	add := func(what string, s arabic.Span) { spans[what] = append(spans[what], s) }
	for _, e := range r.Entities {
		for _, m := range e.Mentions {
			add("mention", m.Span)
		}
	}
	for _, s := range r.Statements {
		add("content", s.Content)
		add("cue", s.Cue.Span)
		add("source", s.Source.Span)
		for _, l := range s.Chain {
			add("link", l.Span)
		}
	}
	for _, t := range r.Times {
		add("time", t.Span)
	}
	for _, q := range r.Quantities {
		add("quantity", q.Span)
	}
	for _, c := range r.Commitments {
		add("commitment", c.Content)
		add("due", c.Due.Span)
		for _, s := range c.Conditions {
			add("condition", s)
		}
	}
	return spans
}

// checkLaws fails t where the record of text breaks a law that holds for every
// input: spans inside the text and on whole runes, links that lead to
// entities, confidences between 0 and 1, a rule for every inference, and the
// same record when read again.
func checkLaws(t *testing.T, text string) {
	t.Helper()
	rec := Read(plain(text))
	for what, spans := range spansOf(rec) {
		for _, s := range spans {
			if s.Start < 0 || s.End < s.Start || s.End > len(text) {
				t.Fatalf("%s %v outside of %d bytes", what, s, len(text))
			}
			if s.Start < len(text) && !utf8.RuneStart(text[s.Start]) || s.End < len(text) && !utf8.RuneStart(text[s.End]) {
				t.Fatalf("%s %v cuts a rune of %q", what, s, text)
			}
		}
	}
	ids := map[string]bool{"": true}
	for _, e := range rec.Entities {
		if ids[e.ID] || len(e.Mentions) == 0 {
			t.Fatalf("entity %q twice or without a mention", e.ID)
		}
		ids[e.ID] = true
	}
	for _, s := range rec.Statements {
		if s.Content.Len() == 0 || s.Rule == "" || s.Confidence <= 0 || s.Confidence > 1 || s.Act == "" {
			t.Fatalf("incomplete statement %+v", s)
		}
		if s.Source.Entity == "" || !ids[s.Source.Entity] || len(s.Chain) == 0 || s.Chain[len(s.Chain)-1].Entity != s.Source.Entity {
			t.Fatalf("statement %s: its chain does not end with its source", s.ID)
		}
	}
	var first, second bytes.Buffer
	if err := NewEncoder(&first, "").Encode(rec); err != nil {
		t.Fatal(err)
	}
	if err := NewEncoder(&second, "").Encode(Read(plain(text))); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Fatalf("two readings differ:\n%s\n%s", &first, &second)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"",
		"عنوان\n\nقال رائف الحمدان إن «الرصيف جاهز».",
		"الحمدان: لن نغلق ميناءنا\n\nونقلت وكالة سرمد عن مسؤول قوله:” سيصل “المدد” غدا.",
		"«»«»\"\"((قال: قال: قال",
		"ووفقا لـ\"سرمد\"، وفق ما نقلت عنه، بحسب.",
		"قال إنه قال إنه قال إنه، مضيفا، مضيفا أن، نقلا عن",
		"راسلونا على البريد@mail.example, info@mail.example.",
		"كما قال\u200f: ـ ـ \u0640\u064b 3ر0% ١٢٬٣٤٥",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 1<<16 {
			t.Skip("an article's text is valid UTF-8")
		}
		checkLaws(t, text)
	})
}
