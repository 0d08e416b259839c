package demographics

// honorifics are first given names that brothers or sisters commonly share, so
// that the name they go by is the next one.
var honorifics = map[string]bool{
	"ABDUL": true, "MD": true, "MOHAMAD": true, "MOHAMED": true, "MOHAMMAD": true,
	"MOHAMMED": true, "MUHAMED": true, "MUHAMMAD": true, "MUHAMMED": true, "SAYED": true,
	"SYED": true, "SYEDA": true, "BIBI": true,
}

// Honorific says whether a given name in first place tells little by itself
// when another follows, as in MOHAMMED ALI.
func Honorific(name string) bool { return honorifics[name] }
