package story

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// TestTwoOriginsBehindEightOutlets is what the package is for: six outlets copy
// one unnamed official through an agency, one of them without naming it, and
// two have it from a union, once through its spokesman.
func TestTwoOriginsBehindEightOutlets(t *testing.T) {
	stories := Find(digests(t, "story/dam.jsonl"))
	if len(stories) != 1 {
		t.Fatalf("stories: %s", outline(stories))
	}
	claims := stories[0].Claims()
	if len(claims) == 0 {
		t.Fatal("no claims")
	}
	claim := claims[0]
	outlets := map[string]bool{}
	for _, m := range claim.Members {
		outlets[m.Article.Outlet] = true
	}
	if len(outlets) != 8 || claim.Relation != Agree {
		t.Errorf("the claim has %d outlets and is said to %s", len(outlets), claim.Relation)
	}
	var names []string
	for _, o := range claim.Origins {
		names = append(names, o.Name)
	}
	// An official of the ministry of water; the union's spokesman.
	want := []string{"مسؤول في وزارة المياه", "حاتم السروجي"}
	if !slices.Equal(names, want) {
		t.Errorf("origins %q, want %q", names, want)
	}
}

// TestDisagreements tells apart what articles say of one thing: two tolls, a
// denial beside what it denies, and a negation.
func TestDisagreements(t *testing.T) {
	s := Lookup(Find(digests(t, "story/dam.jsonl", "story/ferry.jsonl")), "sarmad-5210")
	if s == nil || len(s.Articles) != 6 {
		t.Fatal("the articles on the ferry are not one story")
	}
	versions := map[string]bool{}
	for _, c := range s.Claims() {
		var out []string
		for _, v := range c.Versions {
			var in []string
			for _, m := range v {
				in = append(in, m.Article.OwnID)
			}
			out = append(out, strings.Join(slices.Compact(in), " "))
		}
		if (c.Relation == Disagree) != (len(c.Versions) > 1) {
			t.Errorf("%s with %d versions", c.Relation, len(c.Versions))
		}
		versions[strings.Join(out, " ≠ ")] = true
	}
	for _, row := range []struct{ name, want string }{
		{"14 and 19 killed", "sarmad-5210 wadi-3390 ≠ madar-2044"},
		{"a denial", "wadi-3390 ≠ tilal-7015"},
		{"the search goes on, the search is over", "tilal-7015 ≠ nuqta-204"},
	} {
		if !versions[row.want] {
			t.Errorf("%s: no claim with %s among %v", row.name, row.want, versions)
		}
	}
}

func TestContradict(t *testing.T) {
	killed := func(n float64) []count { return []count{{value: n, of: 1}} }
	for _, row := range []struct {
		name string
		a, b Assertion
		want bool
	}{
		{"the same", Assertion{counts: killed(3)}, Assertion{counts: killed(3)}, false},
		{"two figures for one thing", Assertion{counts: killed(3)}, Assertion{counts: killed(5)}, true},
		{"figures for two things", Assertion{counts: killed(3)}, Assertion{counts: []count{{value: 5, of: 2}}}, false},
		{"one of several figures is the same", Assertion{counts: append(killed(3), killed(5)...)}, Assertion{counts: killed(5)}, false},
		{"a round figure", Assertion{counts: killed(98)}, Assertion{counts: []count{{value: 100, of: 1, approx: true}}}, false},
		{"two days", Assertion{times: killed(3)}, Assertion{times: killed(4)}, true},
		{"a denial", Assertion{Act: record.Deny}, Assertion{Act: record.Assert}, true},
		{"two denials", Assertion{Act: record.Deny}, Assertion{Act: record.Deny}, false},
		{"a negated word", Assertion{keys: []uint64{4, 7}, negates: []uint64{7}}, Assertion{keys: []uint64{4, 7}}, true},
		{"a negated word that the other lacks", Assertion{keys: []uint64{4, 7}, negates: []uint64{7}}, Assertion{keys: []uint64{4}}, false},
		{"a denial of what the other negates", Assertion{keys: []uint64{7}, Act: record.Deny}, Assertion{keys: []uint64{7}, negates: []uint64{7}}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := contradict(&row.a, &row.b); got != row.want || got != contradict(&row.b, &row.a) {
				t.Errorf("contradict is %v", got)
			}
		})
	}
}

// TestClauses is where one proposition ends and the next begins.
func TestClauses(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"sentences of one quotation", "قال المدير: \"فتحت الهيئة أبواب الميناء القديم صباح الأحد. تنتظر السفن الكبيرة دورها قرب الرصيف الشمالي\".",
			"فتحت الهيئة أبواب الميناء القديم صباح الأحد | تنتظر السفن الكبيرة دورها قرب الرصيف الشمالي"}, // the port was opened; ships are waiting
		{"while", "قال المدير إن الهيئة فتحت أبواب الميناء القديم فيما تنتظر السفن الكبيرة دورها قرب الرصيف",
			"الهيئة فتحت أبواب الميناء القديم | تنتظر السفن الكبيرة دورها قرب الرصيف"}, // it opened the port, while ships are waiting
		{"too short to be cut", "قال المدير إن الميناء مفتوح لكن السفن تنتظر", "الميناء مفتوح لكن السفن تنتظر"}, // it is open but ships wait
	} {
		t.Run(row.name, func(t *testing.T) {
			a, err := article.From(&page.Page{Name: "t", Format: page.Text, Text: row.text}, article.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range NewDigest(record.Read(a)).Assertions {
				got = append(got, a.Text)
			}
			if got := strings.Join(got, " | "); got != row.want {
				t.Errorf("%s\nwant %s", got, row.want)
			}
		})
	}
}

// TestCounted is what a figure counts.
func TestCounted(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"the counted noun", "وصل 12 قتيلاً إلى المستشفى", "قتلى"},                       // 12 killed reached the hospital
		{"a verbal noun before it", "أدى الحريق إلى مقتل ما لا يقل عن 12 شخصاً", "قتلى"}, // led to the death of at least 12 persons
		{"a verb before it, with the place", "أصيب في الميناء 12 راكباً", "مصابون"},      // wounded in the port were 12 passengers
		{"a verb behind it", "قالت الهيئة إن 12 راكباً قتلوا في الحريق", "قتلى"},         // 12 passengers were killed
		{"a part", "قتل 12 شخصاً بينهم 3 أطفال", "قتلى -"},                               // 12 were killed, among them 3 children
		{"two tolls", "قتل 12 شخصاً وأصيب 40 آخرون", "قتلى مصابون"},                      // 12 were killed and 40 wounded
		{"what somebody owns", "قتل صاحب 3 سفن في الميناء", "-"},                         // the owner of 3 ships was killed
	} {
		t.Run(row.name, func(t *testing.T) {
			a, err := article.From(&page.Page{Name: "t", Format: page.Text, Text: row.text}, article.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range NewDigest(record.Read(a)).Figures {
				got = append(got, cmp.Or(f.toll, "-"))
			}
			if got := strings.Join(got, " "); got != row.want {
				t.Errorf("%s, want %s", got, row.want)
			}
		})
	}
}

func TestOrigins(t *testing.T) {
	person := func(name string) Voice { return Voice{Name: name, Type: record.Person} }
	body := func(name string) Voice { return Voice{Name: name, Type: record.Organization} }
	unnamed := func(name string) Voice { return Voice{Name: name, Type: record.Anonymous} }
	words := func(n int) (keys []uint64) {
		for k := range n {
			keys = append(keys, uint64(k))
		}
		return keys
	}
	agency := body("وكالة أنباء سرمد")
	for _, row := range []struct {
		name    string
		members []*Assertion
		want    []string
	}{
		{"nobody is named", []*Assertion{{}, {}}, nil},
		{"two names", []*Assertion{{Source: person("رضوان السدير")}, {Source: person("عادل الجمال")}}, []string{"رضوان السدير", "عادل الجمال"}},
		{"name and family name", []*Assertion{{Source: person("السدير")}, {Source: person("رضوان السدير")}}, []string{"رضوان السدير"}},
		{"a body and its spokesman", []*Assertion{{Source: Voice{Name: "حاتم السروجي", Body: "نقابة المهندسين"}}, {Source: body("نقابة المهندسين")}}, []string{"حاتم السروجي"}},
		{"unnamed through one agency", []*Assertion{
			{Source: unnamed("مسؤول"), Chain: []Voice{agency}},
			{Source: unnamed("مصدر مطلع"), Chain: []Voice{agency}},
		}, []string{"مصدر مطلع"}},
		{"unnamed through two agencies", []*Assertion{
			{Source: unnamed("مسؤول"), Chain: []Voice{agency}},
			{Source: unnamed("مصدر مطلع"), Chain: []Voice{body("وكالة المدار")}},
		}, []string{"مسؤول", "مصدر مطلع"}},
		{"the agency relays", []*Assertion{{Source: agency}, {Source: unnamed("مسؤول"), Chain: []Voice{agency}}}, []string{"مسؤول"}},
		{"two ministries of one name", []*Assertion{{Source: body("وزارة المياه")}, {Source: body("وزارة المياه الكرمية")}, {Source: body("وزارة المياه السعلية")}},
			[]string{"وزارة المياه الكرمية", "وزارة المياه السعلية"}},
		{"unnamed by one word", []*Assertion{{Source: unnamed("مصدر")}, {Source: unnamed("مصدر أمني")}}, []string{"مصدر", "مصدر أمني"}},
		{"an office, elsewhere with its holder's name", []*Assertion{
			{Source: person("وزير المياه")}, {Source: Voice{Name: "رضوان السدير", Type: record.Person, Roles: []string{"وزير المياه"}}},
		}, []string{"رضوان السدير"}},
		{"an outlet that names its source itself", []*Assertion{
			{Article: &Digest{Outlet: "سرمد"}, Source: person("عادل الجمال")}, {Article: &Digest{Outlet: "مدار"}, Source: agency},
		}, []string{"عادل الجمال"}},
		{"one's words, elsewhere given to his office", []*Assertion{
			{Source: person("عادل الجمال"), Kind: record.Direct, keys: words(6)}, {Source: person("نائب الوزير"), Kind: record.Direct, keys: words(5)},
		}, []string{"عادل الجمال"}},
		{"one's words, elsewhere read in a statement", []*Assertion{
			{Source: Voice{Name: "البيان", Type: record.Document}, keys: words(6)}, {Source: body("نقابة المهندسين"), keys: words(6)},
		}, []string{"نقابة المهندسين"}},
		{"the same words of two persons", []*Assertion{
			{Source: person("عادل الجمال"), Kind: record.Direct, keys: words(6)}, {Source: person("رضوان السدير"), Kind: record.Direct, keys: words(6)},
		}, []string{"عادل الجمال", "رضوان السدير"}},
		{"reported alike by two bodies", []*Assertion{
			{Source: body("نقابة المهندسين"), keys: words(6)}, {Source: body("وزارة المياه"), keys: words(6)},
		}, []string{"نقابة المهندسين", "وزارة المياه"}},
		{"a foreign name by ear", []*Assertion{{Source: person("أوسيبيو دي مارنيلي")}, {Source: person("إيزيبيو دي مارنيلي")}}, []string{"أوسيبيو دي مارنيلي"}},
		{"brothers", []*Assertion{{Source: person("عادل الجمال")}, {Source: person("رضوان الجمال")}}, []string{"عادل الجمال", "رضوان الجمال"}},
		{"the agency says it itself", []*Assertion{{Source: agency}, {Source: agency}}, []string{"وكالة أنباء سرمد"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var names []string
			for _, m := range row.members {
				if m.Article == nil {
					m.Article = new(Digest)
				}
			}
			for _, o := range originsOf(&Claim{Members: row.members}) {
				names = append(names, o.Name)
			}
			if !slices.Equal(names, row.want) {
				t.Errorf("origins %q, want %q", names, row.want)
			}
		})
	}
}

func TestSpokenFor(t *testing.T) {
	for role, want := range map[string]string{
		"الناطق باسم نقابة المهندسين":        "نقابة المهندسين", // the spokesman of the union of engineers
		"المتحدثة الرسمية باسم وزارة المياه": "وزارة المياه",
		"وزير المياه": "",
	} {
		if got := spokenFor(role); got != want {
			t.Errorf("spokenFor(%s) = %q, want %q", role, got, want)
		}
	}
}
