package population

import "strings"

// further says whether a name stands behind the first given name.
func further(row *Row, name string) bool {
	for i, word := range strings.Fields(row.Record[GivenNames]) {
		if i > 0 && word == name {
			return true
		}
	}
	return false
}

func reversedIn(a, b *Row) bool {
	return a.Record[FamilyName] == b.Record[GivenNames] || strings.HasPrefix(a.Record[FamilyName]+" ", firstName(b)+" ") && strings.HasPrefix(b.Record[FamilyName]+" ", firstName(a)+" ") ||
		strings.HasPrefix(a.Record[GivenNames], b.Record[FamilyName]+" ")
}

func partsOut(a, b string) int {
	out := 0
	parts := strings.Split(b, "-")
	for i, part := range strings.Split(a, "-") {
		if part != parts[i] {
			out++
		}
	}
	return out
}

func firstName(row *Row) string {
	first, _, _ := strings.Cut(row.Record[GivenNames], " ")
	if first == "BABY" || first == "INFANT" || first == "TWIN" {
		return ""
	}
	return first
}

func binarySex(row *Row) string {
	if sex := row.Record[Sex]; sex == "1" || sex == "2" {
		return sex
	}
	return ""
}

func realPostcode(row *Row) string {
	if code := row.Record[Postcode]; !strings.HasPrefix(code, "Z") {
		return code
	}
	return ""
}
