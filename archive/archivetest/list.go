package archivetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/query"
)

func parse(t *testing.T, q string) query.Node {
	t.Helper()
	n, err := query.Parse(q)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func testStatements(t *testing.T, f *fixture) {
	ctx := context.Background()
	f.put(t, news...)
	tests := []struct {
		name, query string
		want        string // article:statement, the latest first
	}{
		{"of everyone", "", "bridge:s1 bridge:s2 bridge:s3 port:s1 port:s2 bridges:s1"},
		{"of a speaker", "speaker:الحداد", "port:s1 port:s2"},
		{"with a word inside", "said:كلفة", "bridge:s3"},
		{"of an act in an outlet", "act:deny outlet:الأفق", "port:s1"},
		{"in articles with a word", "مهندسون", "bridges:s1"},
		{"of nobody there", "speaker:القرطبي", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, err := f.Statements(ctx, parse(t, tt.query), archive.ListOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range page.Statements {
				_, id, _ := strings.Cut(s.ID, ":")
				got = append(got, id+":"+s.Said().ID)
			}
			if got := strings.Join(got, " "); got != tt.want || page.Total != len(page.Statements) {
				t.Errorf("%s gives %q of %d, want %q", tt.query, got, page.Total, tt.want)
			}
		})
	}
	t.Run("page by page", func(t *testing.T) {
		var got []string
		opts := archive.ListOptions{Limit: 4}
		for {
			page, err := f.Statements(ctx, query.And{}, opts)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range page.Statements {
				got = append(got, s.ID+s.Said().ID)
			}
			if opts.After = page.Next; page.Next == "" {
				break
			}
		}
		if len(got) != 6 || len(slices.Compact(slices.Sorted(slices.Values(got)))) != 6 {
			t.Errorf("the pages give %v", got)
		}
	})
}

func testCommitments(t *testing.T, f *fixture) {
	ctx := context.Background()
	later := news[0]
	later.ID, later.Published = "later", "2032-04-02"
	f.put(t, append([]Story{later}, news...)...)
	day := func(year, month, day int) time.Time {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	refs := []archive.CommitmentRef{{Article: "سرمد:later", Commitment: "c1"}, {Article: "سرمد:later", Commitment: "c2"}, {Article: "سرمد:bridge", Commitment: "c99"}, {Article: "سرمد:gone", Commitment: "c1"}}
	tests := []struct {
		name  string
		which archive.Commitments
		query string
		want  string // articles with their due days
	}{
		{"all with a day", archive.Commitments{Dated: true}, "", "bridge 2031-12-31, later 2032-12-31"},
		{"of a name", archive.Commitments{By: "الرافعي", Dated: true}, "", "bridge 2031-12-31, later 2032-12-31"},
		{"of nobody there", archive.Commitments{By: "القرطبي"}, "", ""},
		{"up to a day, included", archive.Commitments{To: day(2031, 12, 31)}, "", "bridge 2031-12-31"},
		{"from a day on", archive.Commitments{From: day(2032, 1, 1)}, "", "later 2032-12-31"},
		{"in some articles", archive.Commitments{Dated: true}, "from:2032", "later 2032-12-31"},
		{"among some", archive.Commitments{Among: refs}, "", "later 2032-12-31"},
		{"among none", archive.Commitments{Among: []archive.CommitmentRef{}}, "", ""},
		{"without some", archive.Commitments{Dated: true, Not: refs}, "", "bridge 2031-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, err := f.Commitments(ctx, parse(t, tt.query), tt.which, archive.ListOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range page.Commitments {
				_, id, _ := strings.Cut(c.ID, ":")
				got = append(got, fmt.Sprint(id, " ", c.Made().Due.Value))
			}
			if got := strings.Join(slices.Compact(got), ", "); got != tt.want {
				t.Errorf("gives %q, want %q", got, tt.want)
			}
		})
	}
}
