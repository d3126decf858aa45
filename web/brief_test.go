package web

import (
	"archive/zip"
	"bytes"
	"net/url"
	"strings"
	"testing"
)

func TestBrief(t *testing.T) {
	s := serve(t, Options{Archive: examples(t)})
	dam := url.Values{"until": {"2023-03-06"}, "watch": {"title: ملف السد\nbody: نقابة المهندسين"}}.Encode()
	w := s.do("GET", "/brief?"+dam, nil)
	page := w.Body.String()
	for _, want := range []string{"نشرة الرصد: ملف السد", "أحداث جديدة", "«سد العقيق: الوزارة علمت بالتصدعات قبل شهرين»", `href="/articles/`, `href="/brief.docx?`} {
		if w.Code != 200 || !strings.Contains(page, want) {
			t.Errorf("status %d, without %s", w.Code, want)
		}
	}
	for end, begins := range map[string]string{"docx": "PK", "html": "<!doctype html>", "md": "<div dir=", "txt": "نشرة الرصد: ملف السد\n"} {
		w := s.do("GET", "/brief."+end+"?"+dam, nil)
		if w.Code != 200 || !strings.HasPrefix(w.Body.String(), begins) || !strings.Contains(w.Header().Get("Content-Disposition"), "brief."+end) {
			t.Errorf("%s: status %d, %.60q", end, w.Code, w.Body.String())
		}
		if _, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len())); end == "docx" && err != nil {
			t.Error(err)
		}
	}
	for name, tt := range map[string]struct {
		form   url.Values
		status int
		says   string
	}{
		"a list with a bad line": {url.Values{"watch": {"word: سد\nالغالي"}}, 422, "list:2"},
		"a time that is none":    {url.Values{"since": {"soon"}}, 400, ""},
		"a day that is none":     {url.Values{"until": {"2023-02-30"}}, 400, ""},
		"a long list":            {url.Values{"watch": {strings.Repeat("word: سد\n", 300)}}, 400, ""},
		"a list of nothing":      {url.Values{"watch": {"# ملف"}}, 200, "كل ما في الأرشيف"},
		"markup in a list":       {url.Values{"watch": {"title: <script>x</script>\nword: <b>"}}, 200, "&lt;script&gt;"},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.do("GET", "/brief?"+tt.form.Encode(), nil)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) || strings.Contains(w.Body.String(), "<script>x") {
				t.Errorf("status %d, or not %q", w.Code, tt.says)
			}
			if w := s.do("GET", "/brief.docx?"+tt.form.Encode(), nil); w.Code != tt.status {
				t.Errorf("as a file: status %d", w.Code)
			}
		})
	}
	if w := serve(t, Options{}).do("GET", "/brief", nil); w.Code != 404 {
		t.Errorf("without an archive: status %d", w.Code)
	}
}
