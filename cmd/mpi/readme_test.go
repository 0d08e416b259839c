package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

// update has the test write the README's example anew instead of comparing:
// go test ./cmd/mpi -run README -update
var update = flag.Bool("update", false, "write the output of the README's example into the README")

const (
	root   = "../.."
	readme = root + "/README.md"
)

// block is a fenced block of the README.
type block struct{ language, text string }

var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

func blocks(text string) []block {
	var out []block
	for _, found := range fence.FindAllStringSubmatch(text, -1) {
		out = append(out, block{found[1], found[2]})
	}
	return out
}

// TestREADMENamesWhatExists looks at every command line that the README shows.
func TestREADMENamesWhatExists(t *testing.T) {
	t.Parallel()
	lines := 0
	for _, b := range blocks(read(t, readme)) {
		if b.language != "sh" {
			continue
		}
		for line := range strings.Lines(b.text) {
			lines++
			if err := checkLine(t, strings.Fields(line)); err != nil {
				t.Errorf("%s: %v", strings.TrimSpace(line), err)
			}
		}
	}
	if lines < 5 {
		t.Errorf("found %d command lines, want more: has the README changed its form?", lines)
	}
}

func checkLine(t *testing.T, words []string) error {
	t.Helper()
	switch words[0] {
	case "make":
		if len(words) != 2 || !strings.Contains("\n"+read(t, root, "Makefile"), "\n"+words[1]+":") {
			return fmt.Errorf("want one target of the Makefile")
		}
		return nil
	case "bin/mpi":
		return checkCommandLine(words)
	case "cat":
		return nil // TestREADMEExampleIsReal runs it
	}
	return fmt.Errorf("want make, bin/mpi or cat")
}

// checkCommandLine says whether a command line of mpi names a command, flags and
// as many arguments as there are.
func checkCommandLine(words []string) error {
	all := commands()
	at := slices.IndexFunc(all, func(c command) bool { return c.name == words[1] })
	if at < 0 {
		return fmt.Errorf("there is no command %s", words[1])
	}
	flags, _ := all[at].flags()
	arguments, err := parse(flags, words[2:])
	if err == nil && len(arguments) != len(all[at].arguments) {
		err = fmt.Errorf("%d arguments, want %d", len(arguments), len(all[at].arguments))
	}
	return err
}

// TestREADMEExampleIsReal runs each command that is followed by its output, in
// order, and compares.
func TestREADMEExampleIsReal(t *testing.T) {
	t.Parallel()
	text := read(t, readme)
	all := blocks(text)
	build := t.TempDir()
	ran := 0
	for i := range all[:len(all)-1] {
		if all[i].language != "sh" || all[i+1].language != "text" {
			continue
		}
		ran++
		got := transcript(t, build, all[i].text)
		if *update {
			text = strings.Replace(text, fenced(all[i])+"\n"+fenced(all[i+1]), fenced(all[i])+"\n"+fenced(block{"text", got}), 1)
		} else if steady(got) != steady(all[i+1].text) {
			t.Errorf("%sgives\n%swhere the README has\n%s", all[i].text, got, all[i+1].text)
		}
	}
	if ran < 5 {
		t.Errorf("ran %d commands, want more", ran)
	}
	if *update {
		if err := os.WriteFile(readme, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func fenced(b block) string { return "```" + b.language + "\n" + b.text + "```\n" }

// steady blanks what differs from run to run.
func steady(text string) string {
	return regexp.MustCompile(`(?m)^(seconds|memory)( +)[\d.,]+`).ReplaceAllString(text, "$1$2…")
}

var trailing = regexp.MustCompile(`(?m) +$`)

// transcript runs command lines as the README shows them, with build for its
// folder of that name, and gives what they print.
func transcript(t *testing.T, build, lines string) string {
	t.Helper()
	there := strings.NewReplacer("build/", build+"/", "testdata/", root+"/testdata/")
	back := strings.NewReplacer(build+"/", "build/", root+"/testdata/", "testdata/")
	var out strings.Builder
	for line := range strings.Lines(lines) {
		words := strings.Fields(there.Replace(line))
		if words[0] == "cat" {
			out.WriteString(read(t, words[1]))
			continue
		}
		out.WriteString(must(t, words[1:]...).stdout)
	}
	return trailing.ReplaceAllString(back.Replace(out.String()), "")
}

// TestREADMETellsOfEveryName compares the README with what the code knows.
func TestREADMETellsOfEveryName(t *testing.T) {
	t.Parallel()
	text := read(t, readme)
	for _, column := range slices.Concat(demographics.NativeColumns(), demographics.DerivedColumns()) {
		if !strings.Contains(text, "`"+column+"`") {
			t.Errorf("the README does not tell of the column %s", column)
		}
	}
	for _, name := range expressionNames(t) {
		if !strings.Contains(text, "`"+name+"(t") {
			t.Errorf("the README does not tell of %s", name)
		}
	}
}

// expressionNames finds the predicates, measures and transforms in the errors
// that list them.
func expressionNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, wrong := range []string{"bogus(sex)", "exact(bogus(sex))", "bogus(sex) >= 1"} {
		file := write(t, "model.json", strings.Replace(smallModel, "exact(sex)", wrong, 1))
		text := mpi(t, "link", "--in", file, "--out", t.TempDir(), "--model", file).stderr
		_, list, ok := strings.Cut(text, "one of ")
		if !ok {
			t.Fatalf("no list of names in %s", text)
		}
		list, _, _ = strings.Cut(list, " found")
		for name := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
			names = append(names, name)
		}
	}
	if len(names) < 30 {
		t.Fatalf("found %d names", len(names))
	}
	return names
}

// TestREADMEMapsTheFolders compares the map with the folders that hold Go files.
func TestREADMEMapsTheFolders(t *testing.T) {
	t.Parallel()
	text := read(t, readme)
	for _, pattern := range []string{"cmd/*/*.go", "internal/*/*.go", "matcher/*.go", "matcher/*/*.go", "index/*.go", "benchmarks/*/*.go"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			folder := filepath.ToSlash(filepath.Dir(strings.TrimPrefix(file, root+"/")))
			if !strings.Contains(text, "| `"+folder+"` |") {
				t.Errorf("the README's map lacks %s", folder)
			}
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `([\\w/]+)` \\| [^|]+ \\|$").FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join(root, row[1])); strings.Contains(row[1], "/") && err != nil {
			t.Errorf("the README's map has %s, which is not there", row[1])
		}
	}
}
