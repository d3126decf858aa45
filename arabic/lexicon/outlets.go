package lexicon

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// Outlet is a publisher of news.
type Outlet struct {
	Code    string   // how data sets call it
	Name    string   // its Arabic name
	Country string   // ISO 3166-1 alpha-2
	Kind    string   // newspaper, channel, site, agency
	Names   []string // other names in use, short and long, some in Latin letters
	Hosts   []string // host names of its site, without www
}

//go:embed outlets.tsv
var outletsTSV string

// Outlets lists the outlets that are known by name.
func Outlets() []Outlet { return outlets().list }

type outletIndex struct {
	list []Outlet
	by   map[string]int // code, name or host, in outletKey's spelling → index
}

var outlets = sync.OnceValue(func() outletIndex {
	x := outletIndex{by: map[string]int{}}
	split := func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, "|")
	}
	for i, r := range Rows(outletsTSV, 6) {
		o := Outlet{r[0], r[1], r[2], r[3], split(r[4]), split(r[5])}
		x.list = append(x.list, o)
		for _, k := range slices.Concat([]string{o.Code, o.Name}, o.Names, o.Hosts) {
			// A name that two outlets share belongs to the one listed first.
			if _, ok := x.by[outletKey(k)]; !ok {
				x.by[outletKey(k)] = i
			}
		}
	}
	return x
})

// FindOutlet looks an outlet up by its code, any of its names, or the host
// name or address of its site. Case and the usual spelling variants of Arabic
// do not matter.
func FindOutlet(s string) (Outlet, bool) {
	x := outlets()
	if i, ok := x.by[outletKey(s)]; ok {
		return x.list[i], true
	}
	host := outletKey(s)
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host, _, _ = strings.Cut(rest, "/")
	}
	// news.example.com belongs to example.com.
	for strings.Contains(host, ".") && !strings.Contains(host, " ") {
		if i, ok := x.by[host]; ok {
			return x.list[i], true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return Outlet{}, false
}

// OutletNames gives every name under which texts speak of an outlet, the
// Arabic one first; the argument alone where the outlet is not known, and
// nothing for "".
func OutletNames(codeOrName string) []string {
	codeOrName = strings.TrimSpace(codeOrName)
	if codeOrName == "" {
		return nil
	}
	o, ok := FindOutlet(codeOrName)
	if !ok {
		return []string{codeOrName}
	}
	names := slices.Concat([]string{o.Name}, o.Names)
	if !slices.Contains(names, codeOrName) {
		names = append(names, codeOrName)
	}
	return names
}

// outletKey unifies the spelling of a name for lookup. It knows the variants
// that names of outlets have; texts are folded by package arabic, which
// imports this one.
func outletKey(s string) string { return outletSpelling.Replace(strings.ToLower(strings.TrimSpace(s))) }

var outletSpelling = strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ى", "ي", "ة", "ه", "ـ", "", "www.", "")
