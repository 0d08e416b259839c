package population

import (
	"bytes"
	"encoding/json"
)

// BySex is a rate that may differ between women and men. In a profile it is
// one number for both, or {"women": …, "men": …}.
type BySex struct {
	Women float64 `json:"women"`
	Men   float64 `json:"men"`
}

func (b BySex) of(s sex) float64 {
	if s == female {
		return b.Women
	}
	return b.Men
}

// MarshalJSON writes one number where both are the same.
func (b BySex) MarshalJSON() ([]byte, error) {
	if b.Women == b.Men {
		return json.Marshal(b.Women) //nolint:wrapcheck // the caller is the JSON encoder
	}
	type plain BySex
	return json.Marshal(plain(b)) //nolint:wrapcheck // the caller is the JSON encoder
}

// UnmarshalJSON reads either form.
func (b *BySex) UnmarshalJSON(text []byte) error {
	type plain BySex
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if text[0] == '{' {
		return decoder.Decode((*plain)(b)) //nolint:wrapcheck // the JSON decoder adds the field's name only to its own errors
	}
	var both float64
	if err := decoder.Decode(&both); err != nil {
		return err //nolint:wrapcheck // as above
	}
	b.Women, b.Men = both, both
	return nil
}
