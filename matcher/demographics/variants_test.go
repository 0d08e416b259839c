package demographics

import (
	"slices"
	"strings"
	"testing"
)

func TestSameName(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"ELIZABETH", "LIZ"},
		{"ELIZABETH", "BETH"},
		{"MOHAMMED", "MUHAMMAD"},
		{"MOHAMMED", "MD"},
		{"SARA", "SARAH"},
		{"CATHERINE", "KATHERINE"},
		{"CATHERINE", "KATE"},
		{"WILLIAM", "BILL"},
		{"YOUSAF", "YUSUF"},
		{"FATIMA", "FAADUMO"},
		{"MALGORZATA", "GOSIA"},
		{"NIAMH", "NEVE"},
		{"DAFYDD", "DAVID"},
		{"GEETA", "GITA"},
		{"ALEX", "ALEXANDRA"},
		{"ALEX", "ALEXANDER"},
		{"SARAH", "SARAH"},
		{"NOTINANYTABLE", "NOTINANYTABLE"},
	} {
		if !SameName(pair[0], pair[1]) || !SameName(pair[1], pair[0]) {
			t.Errorf("%s and %s are not the same", pair[0], pair[1])
		}
	}
}

// Names that are usually two people, often a brother and a sister, or twins.
func TestDifferentNames(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"DANIEL", "DANIELLE"},
		{"MARIA", "MARIAM"},
		{"MARIA", "MARY"},
		{"ALEXANDER", "ALEXANDRA"},
		{"MICHAEL", "MICHELLE"},
		{"PAUL", "PAULA"},
		{"PAUL", "PAULINE"},
		{"GABRIEL", "GABRIELLE"},
		{"GABRIEL", "GABRIELLA"},
		{"FRANCIS", "FRANCES"},
		{"CHRISTIAN", "CHRISTINE"},
		{"CHRISTOPHER", "CHRISTINE"},
		{"PATRICK", "PATRICIA"},
		{"ANDREW", "ANDREA"},
		{"GEORGE", "GEORGINA"},
		{"JOHN", "JOAN"},
		{"JOHN", "JANE"},
		{"JOHN", "JEAN"},
		{"SAMUEL", "SAMANTHA"},
		{"NICHOLAS", "NICOLA"},
		{"STEPHEN", "STEPHANIE"},
		{"PHILIP", "PHILIPPA"},
		{"ROBERT", "ROBERTA"},
		{"MARTIN", "MARTINA"},
		{"LOUIS", "LOUISE"},
		{"OLIVER", "OLIVIA"},
		{"VICTOR", "VICTORIA"},
		{"SIMON", "SIMONE"},
		{"ANTHONY", "ANTONIA"},
		{"JAMIL", "JAMILA"},
		{"SAMIR", "SAMIRA"},
		{"AMIN", "AMINA"},
		{"KHALID", "KHALIDA"},
		{"HARSH", "HARSHA"},
		{"DEEPAK", "DEEPA"},
		{"JASON", "JAMES"},
		{"HAMZA", "HASAN"},
		{"SAAD", "SAID"},
		{"NATALIE", "NATASHA"},
		{"", "SARAH"},
		{"JULIA", "JULIET"},
		{"EMILY", "AMELIA"},
		{"AMELIA", "AMELIE"},
		{"SOPHIA", "SOPHIE"},
		{"ZARA", "ZAHRA"},
		{"AMINA", "AMNA"},
		{"CHARLES", "CHARLOTTE"},
		{"JOSEPH", "JOSEPHINE"},
		{"BERNARD", "BERNADETTE"},
		{"FREDERICK", "FREDERICA"},
		{"HENRY", "HENRIETTA"},
		{"THOMAS", "TAMSIN"},
		{"RONALD", "VERONICA"},
	} {
		if SameName(pair[0], pair[1]) || SameName(pair[1], pair[0]) {
			t.Errorf("%s and %s are the same", pair[0], pair[1])
		}
	}
}

func TestSameFamily(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"WONG", "HUANG"},
		{"WONG", "WANG"},
		{"CHAN", "CHEN"},
		{"LI", "LEE"},
		{"CHOUDHURY", "CHOWDHURY"},
		{"HUSSAIN", "HOSSAIN"},
		{"KOWALSKI", "KOWALSKA"},
		{"NOWICKI", "NOWICKA"},
		{"ZAWADZKI", "ZAWADZKA"},
		{"IVANOV", "IVANOVA"},
		{"PUSHKIN", "PUSHKINA"},
		{"MACDONALD", "MCDONALD"},
		{"SMITH", "SMYTH"},
		{"TAYLOR", "TAYLOR"},
	} {
		if !SameFamily(pair[0], pair[1]) || !SameFamily(pair[1], pair[0]) {
			t.Errorf("%s and %s are not the same", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{
		{"WONG", "CHAN"},
		{"SMITH", "JONES"},
		{"KOWALSKI", "NOWAKSKA"},
		{"SKI", "SKA"},
		{"MARTIN", "MARTINE"},
		{"AKHTAR", "BEGUM"},
		{"ALI", "AKHTAR"},
		{"KAUR", "SINGH"},
		{"OBOE", "OBOES"},
		{"SMITH", "SMITHA"},
		{"IVANOV", "IVANOVE"},
		{"NOVAKI", "NOVAKA"},
		{"IVANOVAS", "IVANOV"},
		{"", "A"},
	} {
		if SameFamily(pair[0], pair[1]) || SameFamily(pair[1], pair[0]) {
			t.Errorf("%s and %s are the same", pair[0], pair[1])
		}
	}
}

// Every word of the tables must be a name that can come out of cleaning, or it
// would never be found.
func TestVariantTablesAreClean(t *testing.T) {
	t.Parallel()
	for name := range givenVariants {
		if got := cleanGiven(name).alternatives; len(got) != 1 || got[0] != name {
			t.Errorf("given name %s is cleaned to %q", name, got)
		}
	}
	for name := range familyVariants {
		if got := cleanFamily(name).alternatives; len(got) != 1 || got[0] != name {
			t.Errorf("family name %s is cleaned to %q", name, got)
		}
	}
}

func TestVariantGroupsAreSound(t *testing.T) {
	t.Parallel()
	for name, groups := range givenVariants {
		if len(slices.Compact(slices.Clone(groups))) != len(groups) {
			t.Errorf("%s stands twice in one group", name)
		}
	}
	for _, table := range []string{englishMen, englishWomen, celticNames, europeanNames, muslimMen, muslimWomen, southAsianNames, otherNames, familyGroups} {
		for line := range strings.Lines(table) {
			if len(strings.Fields(line)) < 2 {
				t.Errorf("the group %q has one name", line)
			}
		}
	}
}

// Symmetric by the table's make; this holds for all pairs of a sample.
func TestSameNameIsSymmetric(t *testing.T) {
	t.Parallel()
	var sample []string
	for name := range givenVariants {
		sample = append(sample, name)
	}
	slices.Sort(sample)
	for i, a := range sample[:600] {
		for _, b := range sample[:i] {
			if SameName(a, b) != SameName(b, a) {
				t.Fatalf("%s and %s", a, b)
			}
		}
	}
}
