package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tracedNews is an archive of the stories among the examples.
func tracedNews(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	if got := isnad(t, "add", "--archive", path, storyExamples, examples+"/wire.jsonl"); got.status != exitOK {
		t.Fatal(got)
	}
	return path
}

func TestTrace(t *testing.T) {
	path := tracedNews(t)
	// Cracks appeared in the body of the dam and the ministry was told two months ago.
	const words = "أن تصدعات ظهرت في جسم سد العقيق وأن الوزارة أُبلغت بها قبل شهرين"
	for _, row := range []struct {
		golden string
		args   []string
	}{
		{"words.text", []string{"--lang", "en", words}},
		{"words.ar.text", []string{"--lang", "ar", words}},
		{"words.json", []string{"--format", "json", "--places", "2", "--claims", "1", words}},
		// The report asked that the level of the dam's lake be lowered.
		{"gist.text", []string{"--lang", "en", "طالب التقرير بخفض منسوب بحيرة السد"}},
		{"unknown.ar.text", []string{"--lang", "ar", "لم يقل أحد هذا الكلام العجيب قط"}}, // nobody has ever said these strange words
		{"unknown.json", []string{"--format", "json", "لم يقل أحد هذا الكلام العجيب قط"}},
	} {
		t.Run(row.golden, func(t *testing.T) {
			got := isnad(t, append([]string{"trace", "--archive", path}, row.args...)...)
			if got.status != exitOK || got.stderr != "" {
				t.Fatalf("%+v", got)
			}
			checkGolden(t, "trace/"+row.golden, []byte(got.stdout))
		})
	}
	file := filepath.Join(t.TempDir(), "trace.json")
	if got := isnad(t, "trace", "--archive", path, "--format", "json", "-o", file, words); got.status != exitOK || got.stdout != "" {
		t.Errorf("%+v", got)
	}
	if written, err := os.ReadFile(file); err != nil || !strings.Contains(string(written), "sarmad-4471") {
		t.Errorf("%v: %s", err, written)
	}
}

func TestTraceRefuses(t *testing.T) {
	path := newArchive(t)
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"no words", []string{"؟!"}, exitUsage, "no words"},
		{"too long", []string{strings.Repeat("كلمة ", 1000)}, exitUsage, "4000 characters"},
		{"no places", []string{"--places", "0", "كلمة"}, exitUsage, "--places"},
		{"an empty archive", []string{"كلمة"}, exitOK, ""},
	} {
		if got := isnad(t, append([]string{"trace", "--archive", path}, tt.args...)...); got.status != tt.status || !strings.Contains(got.stderr, tt.says) {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}
