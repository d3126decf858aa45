package record

import _ "embed"

// JSONSchema is the JSON Schema (2020-12) of what Encoder writes.
//
//go:embed schema.json
var JSONSchema []byte
