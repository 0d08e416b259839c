package demographics

import "testing"

// BenchmarkNew standardises a typical record: plain ASCII, most columns filled.
func BenchmarkNew(b *testing.B) {
	row := map[string]string{
		"record_id": "R-1", "organisation": "RXX", "authority": "RXX", "local_id": "L7654321",
		"nhs_number": "9434765919", "nhs_number_status": "01", "family_name": "Smith", "given_names": "Anne Marie",
		"birth_date": "1973-08-21", "sex": "2", "address": "12 High Street, Southampton", "uprn": "100012345678",
		"postcode": "SO16 6YD", "phone": "07700900123", "email": "anne@example.org", "gp_practice": "Y12345",
		"confidentiality": "U", "updated_at": "2024-05-06T07:08:09Z",
	}
	value := func(column string) string { return row[column] }
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := New(value, nil, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCleanFamily(b *testing.B) {
	for name, text := range map[string]string{"plain": "Smith", "hyphen": "Smith-Jones", "umlaut": "Müller", "alias": "Smith (née Jones)"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				cleanFamily(text)
			}
		})
	}
}

func BenchmarkSameName(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		SameName("ELIZABETH", "CATHERINE")
	}
}
