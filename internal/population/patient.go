package population

import "github.com/lhcre/mpi/internal/fhir"

// appendPatient writes a record as a FHIR Patient on one line.
func appendPatient(columns map[string]Column) func([]byte, *Row) ([]byte, error) {
	return func(out []byte, row *Row) ([]byte, error) {
		patient := fhir.FromColumns(func(name string) string {
			if column, ok := columns[name]; ok {
				return row.Record[column]
			}
			return ""
		})
		return append(patient.AppendJSON(out), '\n'), nil
	}
}

// columnsByName finds the native columns.
func columnsByName() map[string]Column {
	columns := map[string]Column{}
	for i, name := range Header() {
		columns[name] = Column(i)
	}
	return columns
}
