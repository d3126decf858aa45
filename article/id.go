package article

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"strings"
)

// MakeID gives an article its stable name: outlet and the input's own id where
// it has one, else a hash of the canonical URL, else a hash of the text. Equal
// arguments give equal ids on every machine.
func MakeID(outlet, ownID, canonical, text string) string {
	switch {
	case ownID != "" && outlet != "":
		return outlet + ":" + ownID
	case ownID != "":
		return ownID
	case canonical != "":
		return shortHash(canonical)
	}
	return shortHash(text)
}

// shortHash is the first 64 bits of SHA-256, in hex: a collision is not to be
// expected below billions of articles.
func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// canonicalURL resolves ref against base and drops what does not name the
// article: fragment, campaign parameters, the default port. It gives "" for
// anything but a web address.
func canonicalURL(ref, base string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if base != "" {
		if b, err := url.Parse(base); err == nil {
			u = b.ResolveReference(u)
		}
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.Host = strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(u.Host), ":80"), ":443")
	u.Fragment, u.RawFragment, u.User = "", "", nil
	if q := u.Query(); len(q) > 0 {
		changed := false
		for k := range q {
			l := strings.ToLower(k)
			if strings.HasPrefix(l, "utm_") || l == "fbclid" || l == "gclid" || l == "igshid" || l == "mc_cid" || l == "mc_eid" {
				q.Del(k)
				changed = true
			}
		}
		if changed {
			u.RawQuery = q.Encode()
		}
	}
	return u.String()
}

// isRoot reports an address that names a site rather than a page of it.
func isRoot(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.RawQuery != "" {
		return false
	}
	p := path.Clean("/" + u.Path)
	return p == "/" || p == "/ar" || p == "/index.html" || p == "/index.php"
}

// host gives the host name of an address without www, "" where there is none.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}
