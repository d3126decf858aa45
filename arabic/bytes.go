package arabic

import "unsafe"

// bytesString is b as a string without a copy; b must not change any more.
func bytesString(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}
