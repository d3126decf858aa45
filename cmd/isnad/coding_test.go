package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSampleAndAgree fills a sheet as two coders would: one finds a statement in
// every sentence but the first, the other in every one.
func TestSampleAndAgree(t *testing.T) {
	path := newArchive(t, asked...)
	dir := t.TempDir()
	blank := filepath.Join(dir, "blank.csv")
	if got := isnad(t, "sample", "--archive", path, "--by", "outlet,month", "-n", "5", "-o", blank); got.status != exitOK || got.stderr != "" {
		t.Fatalf("%+v", got)
	}
	data, err := os.ReadFile(blank)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatalf("%v, %q", err, rows)
	}
	fill := func(name string, noes int) string {
		for i, row := range rows[1:] {
			for j := 7; j < len(row); j++ {
				row[j] = ""
			}
			if row[7] = "لا"; i >= noes {
				copy(row[7:], []string{"نعم", "لميس الرافعي", "شخص", "", "نفي", "indirect"})
			}
		}
		file := filepath.Join(dir, name)
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := csv.NewWriter(f).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		return file
	}
	first, second := fill("first.csv", 1), fill("second.csv", 0)
	got := isnad(t, "agree", "--archive", path, first, second)
	if got.status != exitOK {
		t.Fatalf("%+v", got)
	}
	checkGolden(t, "agree.text", []byte(strings.ReplaceAll(got.stdout, dir+string(filepath.Separator), "")))
	asJSON := isnad(t, "agree", "--archive", path, "--format", "json", first)
	var answer struct {
		Comparisons []struct {
			Presence struct{ Precision struct{ Value float64 } }
		}
	}
	if err := json.Unmarshal([]byte(asJSON.stdout), &answer); err != nil || len(answer.Comparisons) != 1 {
		t.Errorf("%v, %+v", err, asJSON)
	}
	workbook := filepath.Join(dir, "blank.xlsx")
	if got := isnad(t, "sample", "--archive", path, "-n", "100", "--lang", "ar", "-o", workbook); got.status != exitOK || !strings.Contains(got.stderr, "only 6 sentences") {
		t.Errorf("%+v", got)
	}
	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"an empty workbook":     {[]string{"agree", workbook}, "no row has an answer"},
		"no such task":          {[]string{"sample", "--task", "colours"}, "statements, commitments, figures"},
		"no such part":          {[]string{"sample", "--by", "colour"}, "outlet, month, year"},
		"no sheet":              {[]string{"agree", filepath.Join(dir, "absent.csv")}, "absent.csv"},
		"nothing in that range": {[]string{"sample", "--from", "2040"}, "no article is in that range"},
	} {
		if got := isnad(t, append(tt.args, "--archive", path)...); got.status == exitOK || !strings.Contains(got.stderr, tt.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
