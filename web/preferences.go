package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"isnad/wording"
)

// choice is a preference with the values that it can have; the first is the
// default. Their labels are the phrases choice.NAME and choice.NAME.VALUE.
type choice struct {
	Name   string
	Values []string
}

var choices = []choice{
	{"lang", []string{"ar", "en"}},
	{"digits", []string{"latin", "arabic"}},
	{"calendar", []string{"gregorian", "hijri"}},
	{"colours", []string{"auto", "light", "dark"}},
}

// preferences has a value for each choice by name.
type preferences map[string]string

// preferencesCookie keeps the preferences in the form of a query string.
const preferencesCookie = "isnad"

// preferencesOf reads what the reader chose; anything that cannot be chosen
// is the default.
func preferencesOf(r *http.Request) preferences {
	var set url.Values
	if cookie, err := r.Cookie(preferencesCookie); err == nil {
		set, _ = url.ParseQuery(cookie.Value)
	}
	return chosen(set, nil)
}

// chosen takes from set what can be chosen, else what stands in old, else the
// default.
func chosen(set url.Values, old preferences) preferences {
	p := preferences{}
	for _, c := range choices {
		value := set.Get(c.Name)
		if !slices.Contains(c.Values, value) {
			value = old[c.Name]
		}
		if value == "" {
			value = c.Values[0]
		}
		p[c.Name] = value
	}
	return p
}

func (p preferences) encode() string {
	v := url.Values{}
	for name, value := range p {
		v.Set(name, value)
	}
	return v.Encode()
}

// locale is the part of the preferences that words and numbers depend on.
func (p preferences) locale() locale {
	l := locale{lang: wording.Arabic, arabicDigits: p["digits"] == "arabic", hijri: p["calendar"] == "hijri"}
	if p["lang"] == "en" {
		l.lang, l.arabicDigits = wording.English, false
	}
	return l
}

func (s *Server) preferencesPage(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, view{name: "preferences", Title: "choice.heading", Main: struct {
		Choices []choice
		Chosen  preferences
		Back    string
	}{choices, preferencesOf(r), localPath(r.FormValue("back"))}})
}

func (s *Server) setPreferences(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, http.StatusBadRequest, "error.bad_form")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: preferencesCookie, Value: chosen(r.PostForm, preferencesOf(r)).encode(), Path: "/",
		MaxAge: int((365 * 24 * time.Hour).Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	})
	http.Redirect(w, r, localPath(r.PostForm.Get("back")), http.StatusSeeOther)
}

// localPath is back where it leads to a page of ours, else the first page.
func localPath(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, `\`) {
		return "/"
	}
	return u.RequestURI()
}
