package auth

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// The table is the rule. What it means for callers of each role is written out here
// for the cases that confidentiality hangs on.
func TestNobodyReadsPeopleForAnyOtherPurpose(t *testing.T) {
	t.Parallel()
	reads := []Operation{Match, CrossRefer, Search, Read, Locate, Inpatients, ReportWrong, Events, Notices, BreakGlass}
	for _, operation := range reads {
		for _, purpose := range []Purpose{"", "any", "planning", "Direct-Care", "direct-care "} {
			p := Principal{Subject: "s", Organisation: "RM3", Roles: Roles(), Purpose: purpose}
			if Standard().May(p, operation, "RM3") == nil {
				t.Errorf("%s for the purpose %q is allowed", operation, purpose)
			}
		}
		for _, purpose := range []Purpose{"direct-care", "TREAT"} {
			p := Principal{Subject: "s", Organisation: "RM3", Roles: Roles(), Purpose: purpose}
			if err := Standard().May(p, operation, "RM3"); err != nil {
				t.Errorf("%s for the purpose %q: %v", operation, purpose, err)
			}
		}
	}
}

func TestSourcesOperatorsAndAuditorsReadNobody(t *testing.T) {
	t.Parallel()
	for _, role := range []Role{Source, Operator, Auditor} {
		for _, operation := range []Operation{Match, CrossRefer, Search, Read, Locate, Inpatients, Events, Notices, BreakGlass} {
			p := Principal{Subject: "s", Organisation: "RM3", Roles: []Role{role}, Purpose: DirectCare}
			if _, ok := errors.AsType[*RefusedError](Standard().May(p, operation, "RM3")); !ok {
				t.Errorf("the role %s may %s", role, operation)
			}
		}
	}
}

func TestSourcesWriteTheirOwnAlone(t *testing.T) {
	t.Parallel()
	p := Principal{Subject: "s", Organisation: "RM3", Roles: []Role{Source}}
	for organisation, may := range map[string]bool{"RM3": true, "R0A": false, "": false} {
		if err := Standard().May(p, Feed, organisation); (err == nil) != may {
			t.Errorf("writing what is of %q: %v, want allowed %t", organisation, err, may)
		}
	}
	nowhere := Principal{Subject: "s", Roles: []Role{Source}}
	if Standard().May(nowhere, Feed, "") == nil {
		t.Error("who is of no organisation writes what is of none")
	}
}

// Every cell of the table is what May answers, for the caller's own organisation and
// for another; roles add up, and without any nothing is allowed.
func TestMayAnswersWhatTheTableSays(t *testing.T) {
	t.Parallel()
	rules := Standard()
	for _, operation := range Operations() {
		for _, role := range Roles() {
			reach := rules.rows[operation].reach[role]
			for _, organisation := range []string{"RM3", "R0A"} {
				p := Principal{Subject: "s", Organisation: "RM3", Roles: []Role{role}, Purpose: DirectCare}
				want := reach == anyones || reach == own && organisation == "RM3"
				if err := rules.May(p, operation, organisation); (err == nil) != want {
					t.Errorf("%s may %s of %s: %v, want %t", role, operation, organisation, err, want)
				}
			}
		}
		if rules.May(Principal{Subject: "s", Organisation: "RM3", Purpose: DirectCare}, operation, "RM3") == nil {
			t.Errorf("without a role, %s is allowed", operation)
		}
	}
	if rules.May(Principal{Organisation: "RM3", Roles: Roles(), Purpose: DirectCare}, "delete-everything", "RM3") == nil {
		t.Error("an operation that the table lacks is allowed")
	}
	both := Principal{Organisation: "RM3", Roles: []Role{Source, Lead}, Purpose: DirectCare}
	if err := errors.Join(rules.May(both, Feed, "RM3"), rules.May(both, Recall, "R0A")); err != nil {
		t.Errorf("two roles: %v", err)
	}
}

func TestBadTablesAreRefusedByLine(t *testing.T) {
	t.Parallel()
	head := "operation purpose source lead\n"
	for text, want := range map[string]string{
		"match any -":                              "line 1: expected operation",
		"operation purpose doctor":                 `line 1: "doctor" is no role`,
		"operation purpose lead lead":              "line 1",
		head + "match any any":                     "line 2: expected 4 cells",
		head + "match any any all":                 "line 2: expected own, any or - for a lead",
		head + "match research any any":            "line 2: expected the purpose",
		head + "# x\nmatch any - -\nmatch any - -": "line 4: match is there twice",
		head + "match any - -":                     "nothing is said of",
		head + every("any - -") + "sing any - -":   "there is no operation sing",
	} {
		if _, err := ParseRules(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
	if _, err := ParseRules(head + every("any - any # a remark")); err != nil {
		t.Error(err)
	}
}

func every(cells string) string {
	var lines strings.Builder
	for _, operation := range Operations() {
		fmt.Fprintf(&lines, "%s %s\n", operation, cells)
	}
	return lines.String()
}

func TestCallersActForTheirOwnOrganisation(t *testing.T) {
	t.Parallel()
	p := Principal{Subject: "s", Organisation: "RM3"}
	for organisation, may := range map[string]bool{"": true, "RM3": true, "rm3": true, "R0A": false} {
		got, err := p.For(organisation)
		if (err == nil) != may || got.Organisation != "RM3" {
			t.Errorf("acting for %q: %q, %v", organisation, got.Organisation, err)
		}
	}
	p.Local = true
	if got, err := p.For("r0a"); err != nil || got.Organisation != "R0A" {
		t.Errorf("the holder of this machine's token acts for %q, %v", got.Organisation, err)
	}
}
