package story

import (
	"slices"
	"testing"

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

func TestOrigins(t *testing.T) {
	person := func(name string) Voice { return Voice{Name: name, Type: record.Person} }
	body := func(name string) Voice { return Voice{Name: name, Type: record.Organization} }
	unnamed := func(name string) Voice { return Voice{Name: name, Type: record.Anonymous} }
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
		{"the agency says it itself", []*Assertion{{Source: agency}, {Source: agency}}, []string{"وكالة أنباء سرمد"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var names []string
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
