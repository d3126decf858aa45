package article

import (
	"os"
	"testing"

	"isnad/page"
)

// BenchmarkFrom measures bytes → page → article for pages of this package's
// test data, which are small, and for the whole pages of the data folder.
func BenchmarkFrom(b *testing.B) {
	bench := func(b *testing.B, file string) {
		raw, err := os.ReadFile(file)
		if err != nil {
			b.Skip(err)
		}
		b.SetBytes(int64(len(raw)))
		b.ReportAllocs()
		for b.Loop() {
			p, err := page.Decode(file, raw, "")
			if err != nil {
				b.Fatal(err)
			}
			if _, err := From(p, Options{}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	}
	b.Run("named-body-5kB", func(b *testing.B) { bench(b, "testdata/pages/wordpress.html") })
	b.Run("readability-2kB", func(b *testing.B) { bench(b, "testdata/pages/old-windows-1256.html") })
	for _, name := range []string{"cnn-arabic-2013", "assabah-tn", "lbcgroup"} {
		b.Run(name, func(b *testing.B) { bench(b, sharedFolder(b)+"/data/html/"+name+"/source.html") })
	}
}
