package words

// Hash returns a 64-bit hash of s, the same on every machine. It keys the
// lexicon and seeds the features.
func Hash(s string) uint64 { return Mix(fnv(14695981039346656037, s)) }

// hashOf is the hash of a+b.
func hashOf(a, b string) uint64 { return Mix(fnv(fnv(14695981039346656037, a), b)) }

// fnv is FNV-1a, going on from h.
func fnv(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// Mix spreads the bits of x (the finalizer of SplitMix64).
func Mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// join makes one feature of a template and its values.
func join(template, a uint64) uint64 { return Mix(a + template*0x9e3779b97f4a7c15) }

// Join makes one feature of a template and two values.
func Join(template, a, b uint64) uint64 {
	return Mix(a*0xd6e8feb86659fd93 + b + template*0x9e3779b97f4a7c15)
}
