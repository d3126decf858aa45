package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestAnalyzeFormats writes one text, made for the project, in every format.
func TestAnalyzeFormats(t *testing.T) {
	const text = "وأعلنت وزيرة النقل لميس الرافعي، أمس، أن الوزارة ستفتح مطارها للعالم.\nوببغداد كلفته 3.5 مليون.\n"
	for _, format := range []string{"conllu", "json", "table"} {
		var out, errs bytes.Buffer
		status := Run(context.Background(), []string{"analyze", "--format", format, "-"}, strings.NewReader(text), &out, &errs, func(string) string { return "" })
		if status != exitOK || errs.Len() > 0 {
			t.Fatalf("%s: status %d, %s", format, status, errs.String())
		}
		checkGolden(t, "analyze."+format, out.Bytes())
	}
}

func TestAnalyzeOfNoFile(t *testing.T) {
	var out, errs bytes.Buffer
	status := Run(context.Background(), []string{"analyze", "absent.txt"}, strings.NewReader(""), &out, &errs, func(string) string { return "" })
	if status != exitFailed || !strings.Contains(errs.String(), "absent.txt") {
		t.Errorf("status %d, %q", status, errs.String())
	}
}
