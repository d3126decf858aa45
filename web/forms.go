package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

// A form that has something read or kept carries a token that only a page of
// ours can have put there: a keyed digest of a random cookie, which other
// sites neither see nor have sent along. It is the second fence behind the
// check of where a request comes from, for browsers that do not tell.

// formCookie names the cookie whose digest forms carry.
const formCookie = "isnad-form"

// formField is the name of the field that carries it.
const formField = "form"

// formToken is the token for the forms of an answer; a reader without the
// cookie is given one.
func (s *Server) formToken(w http.ResponseWriter, r *http.Request) string {
	cookie, err := r.Cookie(formCookie)
	if err != nil || cookie.Value == "" {
		cookie = &http.Cookie{
			Name: formCookie, Value: rand.Text(), Path: "/",
			HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
		}
		http.SetCookie(w, cookie)
	}
	return s.tokenOf(cookie.Value)
}

// fromOurForm reports whether a parsed form came from a page of ours.
func (s *Server) fromOurForm(r *http.Request) bool {
	cookie, err := r.Cookie(formCookie)
	return err == nil && cookie.Value != "" && hmac.Equal([]byte(r.PostForm.Get(formField)), []byte(s.tokenOf(cookie.Value)))
}

func (s *Server) tokenOf(cookie string) string {
	h := hmac.New(sha256.New, s.formKey[:])
	h.Write([]byte(cookie))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
