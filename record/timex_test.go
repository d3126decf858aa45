package record

import (
	"strings"
	"testing"
	"time"

	"isnad/arabic"
	"isnad/article"
)

// timeCase is a sentence with the times that it holds, each as
// «span = type value mod».
type timeCase struct {
	name, published, text string
	want                  []string
}

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

func timeSummary(text string, x Time) string {
	return strings.TrimSpace(x.Of(text) + " = " + string(x.Type) + " " + x.Value + " " + x.Mod)
}

func TestTimes(t *testing.T) {
	for _, c := range timeCases {
		t.Run(c.name, func(t *testing.T) {
			a := &article.Article{Text: c.text, Published: publishedOn(c.published)}
			found, _ := times(arabic.Analyze(c.text), a, nil)
			var got []string
			for _, x := range found {
				got = append(got, timeSummary(c.text, x))
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("published %s: %s\n got %s\nwant %s", c.published, c.text, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
		})
	}
}
