package article

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// jsonLD is what the schema.org data of a page says about its article.
type jsonLD struct {
	headline  string
	published string
	publisher string
	url       string
	body      string
	authors   []string
	paid      bool // isAccessibleForFree is false
	sure      bool // an article spoke, not only the page around it
}

// read adds one script's data. Broken JSON is repaired where breakage is of
// the common kinds, and searched for the dates and the title where it is not.
func (j *jsonLD) read(src string) {
	src = strings.TrimSpace(src)
	src = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(src, "<!--"), "-->"))
	src = strings.TrimPrefix(src, "//<![CDATA[")
	src = strings.TrimSuffix(src, "//]]>")
	if len(src) > 2<<20 {
		return
	}
	var v any
	if json.Unmarshal([]byte(src), &v) != nil {
		if json.Unmarshal(repair(src), &v) != nil {
			j.search(src)
			return
		}
	}
	j.visit(v, 0)
}

// visit walks arrays and @graph for the first thing that is an article.
func (j *jsonLD) visit(v any, depth int) {
	if depth > 6 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			j.visit(x, depth+1)
		}
	case map[string]any:
		isArticle, isPage := false, false
		for _, t := range list(v["@type"]) {
			switch s, _ := t.(string); {
			case strings.HasSuffix(s, "Article"), strings.HasSuffix(s, "BlogPosting"), s == "Report":
				isArticle = true
			case strings.HasSuffix(s, "WebPage"), s == "VideoObject":
				isPage = true
			}
		}
		if isArticle && !j.sure {
			*j = jsonLD{publisher: j.publisher, url: j.url}
			j.take(v)
			j.sure = true
		} else if isPage && !j.sure && j.published == "" {
			j.take(v)
		}
		for _, k := range [...]string{"@graph", "mainEntity", "mainEntityOfPage"} {
			if x, ok := v[k]; ok {
				j.visit(x, depth+1)
			}
		}
		if j.publisher == "" {
			for _, t := range list(v["@type"]) {
				if s, _ := t.(string); s == "NewsMediaOrganization" {
					j.publisher = name(v)
				}
			}
		}
	}
}

func (j *jsonLD) take(v map[string]any) {
	j.headline = unescape(first(str(v["headline"]), str(v["name"])))
	j.published = first(str(v["datePublished"]), str(v["dateCreated"]), str(v["uploadDate"]))
	j.publisher = first(name(v["publisher"]), j.publisher)
	j.url = first(str(v["url"]), id(v["mainEntityOfPage"]), j.url)
	j.body = unescape(str(v["articleBody"]))
	for _, a := range list(v["author"]) {
		if n := name(a); n != "" {
			j.authors = append(j.authors, n)
		}
	}
	switch free := v["isAccessibleForFree"].(type) {
	case bool:
		j.paid = !free
	case string:
		j.paid = strings.EqualFold(free, "false")
	}
}

func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

func str(v any) string {
	for _, x := range list(v) {
		if s, ok := x.(string); ok {
			return s
		}
		if m, ok := x.(map[string]any); ok {
			if s, ok := m["@value"].(string); ok {
				return s
			}
		}
	}
	return ""
}

func name(v any) string {
	for _, x := range list(v) {
		switch x := x.(type) {
		case string:
			if !strings.HasPrefix(x, "http") {
				return x
			}
		case map[string]any:
			if s := str(x["name"]); s != "" {
				return s
			}
		}
	}
	return ""
}

func id(v any) string {
	for _, x := range list(v) {
		switch x := x.(type) {
		case string:
			return x
		case map[string]any:
			if s := first(str(x["@id"]), str(x["url"])); s != "" {
				return s
			}
		}
	}
	return ""
}

// repair mends the common breakages: bare control characters inside strings,
// commas before a closing bracket, several values in one script.
func repair(src string) []byte {
	out := make([]byte, 0, len(src)+2)
	inString, escaped := false, false
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch {
		case inString && escaped:
			escaped = false
		case inString && c == '\\':
			escaped = true
		case c == '"':
			inString = !inString
		case inString && c == '\n':
			out = append(out, '\\')
			c = 'n'
		case inString && c < 0x20:
			c = ' '
		case !inString && (c == '}' || c == ']'):
			out = bytes.TrimRight(out, " \t\r\n")
			out = bytes.TrimSuffix(out, []byte(","))
		}
		out = append(out, c)
	}
	out = bytes.TrimRight(out, " \t\r\n;")
	return out
}

var (
	publishedPattern = regexp.MustCompile(`"datePublished"\s*:\s*"([^"]{8,40})"`)
	headlinePattern  = regexp.MustCompile(`"headline"\s*:\s*"((?:[^"\\\n]|\\.){4,400})"`)
)

// search takes what can be told without parsing.
func (j *jsonLD) search(src string) {
	if j.sure {
		return
	}
	if g := publishedPattern.FindStringSubmatch(src); g != nil && j.published == "" {
		j.published = g[1]
	}
	if g := headlinePattern.FindStringSubmatch(src); g != nil && j.headline == "" {
		var s string
		if json.Unmarshal([]byte(`"`+g[1]+`"`), &s) == nil {
			j.headline = unescape(s)
		}
	}
}
