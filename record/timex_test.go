package record

import (
	_ "embed"
	"strings"
	"testing"
	"time"

	"isnad/arabic"
	"isnad/arabic/lexicon"
	"isnad/article"
)

//go:embed testdata/times.tsv
var timesTSV string

// timeCase is a row of times.tsv.
type timeCase struct{ name, published, text, want string }

func timeCases() []timeCase {
	var cases []timeCase
	for _, r := range lexicon.Rows(timesTSV, 4) {
		cases = append(cases, timeCase{r[0], r[1], r[2], r[3]})
	}
	return cases
}

// publishedOn reads a day, a month or a year; "" is unknown.
func publishedOn(s string) article.Date {
	precision := map[int]article.Precision{4: article.Year, 7: article.Month, 10: article.Day}[len(s)]
	if precision == "" {
		return article.Date{}
	}
	t, err := time.Parse("2006-01-02"[:len(s)], s)
	if err != nil {
		panic(err)
	}
	return article.Date{Time: t, Precision: precision}
}

func TestTimes(t *testing.T) {
	cases := timeCases()
	if len(cases) < 400 {
		t.Errorf("%d rows", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := &article.Article{Text: c.text, Published: publishedOn(c.published)}
			found, unresolved := findTimes(arabic.Analyze(c.text), a, nil).list()
			var got []string
			for _, x := range found {
				got = append(got, strings.TrimSpace(x.Of(c.text)+" = "+string(x.Type)+" "+x.Value+" "+x.Mod))
			}
			if got := strings.Join(got, " | "); got != c.want {
				t.Errorf("published %s: %s\n got %s\nwant %s", c.published, c.text, got, c.want)
			}
			if c.published != "" && len(c.published) == 10 && unresolved > 0 {
				t.Errorf("%d unresolved", unresolved)
			}
		})
	}
}
