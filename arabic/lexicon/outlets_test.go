package lexicon

import (
	"slices"
	"testing"
)

func TestOutletNames(t *testing.T) {
	for _, tt := range []struct{ name, ask, want string }{
		{"code", "aawsat", "الشرق الأوسط"},
		{"code, other case", "bbc", "بي بي سي"},
		{"spelling variant", "الشرق الاوسط", "الشرق الأوسط"},
		{"Latin name", "CNNArabic", "سي إن إن"},
		{"host", "www.lbcgroup.tv", "LBCI"},
		{"subdomain", "arabic.sputniknews.com", "سبوتنيك"},
		{"address", "https://news.aawsat.com/home/1", "الشرق الأوسط"},
		{"unknown", "صدى الوادي", "صدى الوادي"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := OutletNames(tt.ask); !slices.Contains(got, tt.want) {
				t.Errorf("OutletNames(%q) = %q, want %q among them", tt.ask, got, tt.want)
			}
		})
	}
	if got := OutletNames(""); got != nil {
		t.Errorf("OutletNames of nothing = %q", got)
	}
}
