package web

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"isnad/brief"
)

// briefView is a monitoring brief and the form that asks for it.
type briefView struct {
	Since, Until, Watch string
	Problem             *problem
	Doc                 *brief.Document // nil where the form could not be read
	Files               []briefFile
}

// briefFile is the same brief as a file.
type briefFile struct{ Label, Address string }

// briefTimes are the times that the form offers; the first is the default.
var briefTimes = map[string]time.Duration{"": 24 * time.Hour, "24h": 24 * time.Hour, "3d": 3 * 24 * time.Hour, "7d": 7 * 24 * time.Hour}

// briefFormats are the formats of a brief by the ends of their addresses.
var briefFormats = []struct {
	end    string
	format brief.Format
}{{"docx", brief.DOCX}, {"html", brief.HTML}, {"md", brief.Markdown}, {"txt", brief.Text}}

// brief shows what is new in the archive; a watch list can be pasted, and the
// address keeps it.
func (s *Server) brief(w http.ResponseWriter, r *http.Request) {
	form := r.URL.Query()
	v := briefView{Since: cmp.Or(form.Get("since"), "24h"), Until: form.Get("until"), Watch: form.Get("watch")}
	status := http.StatusOK
	b, err := s.gatherBrief(r)
	switch {
	case s.opts.Archive == nil, r.Context().Err() != nil:
		s.failed(w, r, err)
		return
	case err != nil:
		v.Problem = s.problemOf(r, err)
		status = v.Problem.Status
	default:
		l := preferencesOf(r).locale()
		v.Doc = b.Layout(brief.Style{Language: l.lang, Digits: l.digits, Date: l.date, Link: func(from brief.Source) string { return articlePath(from.ID) }})
		for _, f := range briefFormats {
			v.Files = append(v.Files, briefFile{strings.ToUpper(f.end), briefAddress("/brief."+f.end, form)})
		}
	}
	s.show(w, r, status, view{name: "brief", Title: "nav.brief", Main: v})
}

// briefDownload is the brief as a file; its links lead to where the articles
// were published.
func (s *Server) briefDownload(end string, format brief.Format) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b, err := s.gatherBrief(r)
		var file bytes.Buffer
		if err == nil {
			l := preferencesOf(r).locale()
			err = b.Layout(brief.Style{Language: l.lang, Digits: l.digits, Date: l.date}).Write(&file, format)
		}
		if err != nil {
			s.failed(w, r, err)
			return
		}
		w.Header().Set("Content-Type", brief.MediaTypes[format])
		w.Header().Set("Content-Disposition", `attachment; filename="brief.`+end+`"`)
		w.Header().Add("Vary", "Cookie")
		w.Write(file.Bytes())
	}
}

// gatherBrief makes the brief that the form asks for.
func (s *Server) gatherBrief(r *http.Request) (*brief.Brief, error) {
	from, err := s.kept()
	if err != nil {
		return nil, err
	}
	form := r.URL.Query()
	since, known := briefTimes[form.Get("since")]
	if !known {
		return nil, errBadPeriod
	}
	opts := brief.Options{Until: s.opts.Now()}
	if value := strings.TrimSpace(form.Get("until")); value != "" {
		day, err := time.Parse(time.DateOnly, value)
		if err != nil {
			return nil, errBadPeriod
		}
		opts.Until = day.AddDate(0, 0, 1)
	}
	opts.From = opts.Until.Add(-since)
	if list := form.Get("watch"); strings.TrimSpace(list) != "" {
		if len(list) > maxQuery {
			return nil, errLongQuery
		}
		if opts.Watch, err = brief.ParseWatch("list", strings.NewReader(list)); err != nil && !errors.Is(err, brief.ErrEmptyList) {
			return nil, mistake(err.Error())
		}
	}
	return brief.Gather(r.Context(), from, opts)
}

func briefAddress(path string, form url.Values) string {
	out := url.Values{}
	for _, name := range []string{"since", "until", "watch"} {
		if value := form.Get(name); value != "" {
			out.Set(name, value)
		}
	}
	if len(out) == 0 {
		return path
	}
	return path + "?" + out.Encode()
}
