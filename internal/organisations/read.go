package organisations

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Read reads organisations.yaml.
func Read(path string) (*Directory, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the organisations: %w", err)
	}
	d, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("reading the organisations in %s: %w", path, err)
	}
	return d, nil
}

// Parse reads the text of organisations.yaml.
func Parse(text []byte) (*Directory, error) {
	var file struct {
		Organisations []Organisation `yaml:"organisations"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, err //nolint:wrapcheck // says where and what
	}
	return New(file.Organisations)
}

// New makes a directory, and refuses what two could claim.
func New(all []Organisation) (*Directory, error) {
	d := &Directory{
		all: all, byCode: map[string]int{}, owners: map[string]int{},
		systems: map[string]string{}, names: map[string]string{},
	}
	for i := range all {
		if err := d.add(i); err != nil {
			return nil, fmt.Errorf("organisations[%d].%w", i, err)
		}
	}
	return d, nil
}

func (d *Directory) add(at int) error {
	o := &d.all[at]
	o.Code, o.STP = Code(o.Code), Code(o.STP)
	_, twice := d.byCode[o.Code]
	switch {
	case !isCode(o.Code):
		return errors.New("code: expected an ODS code of 3 to 10 letters and digits")
	case twice:
		return fmt.Errorf("code: %s is there twice", o.Code)
	case strings.TrimSpace(o.Name) == "":
		return errors.New("name: expected the organisation's name")
	case o.STP != "" && !isCode(o.STP):
		return errors.New("stp: expected an ODS code of 3 to 10 letters and digits")
	}
	d.byCode[o.Code] = at
	for i, a := range o.Authorities {
		if err := d.own(at, a); err != nil {
			return fmt.Errorf("authorities[%d].%w", i, err)
		}
	}
	return nil
}

func (d *Directory) own(at int, a Authority) error {
	if a.Name == "" || strings.TrimSpace(a.Name) != a.Name {
		return errors.New("name: expected the authority's name as its records have it")
	}
	if _, twice := d.owners[a.Name]; twice {
		return fmt.Errorf("name: %s is there twice", a.Name)
	}
	d.owners[a.Name] = at
	if a.System == "" {
		return nil
	}
	if u, err := url.Parse(a.System); err != nil || !u.IsAbs() {
		return errors.New("system: expected a URI")
	}
	if _, twice := d.names[a.System]; twice {
		return fmt.Errorf("system: %s is there twice", a.System)
	}
	d.systems[a.Name], d.names[a.System] = a.System, a.Name
	return nil
}

func isCode(text string) bool { return regexp.MustCompile(`^[A-Z0-9]{3,10}$`).MatchString(text) }
