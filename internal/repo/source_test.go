package repo

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source is one parsed Go file.
type source struct {
	path string // from the root, with slashes
	tree *ast.File
}

func (s source) folder() string { return path.Dir(s.path) }

// imports gives the import paths of the file.
func (s source) imports(t *testing.T) []string {
	t.Helper()
	paths := make([]string, 0, len(s.tree.Imports))
	for _, spec := range s.tree.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatalf("%s: reading an import: %v", s.path, err)
		}
		paths = append(paths, imported)
	}
	return paths
}

// sources parses every Go file of the project.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, file := range files(t) {
		if path.Ext(file) != ".go" {
			continue
		}
		name := filepath.Join(root, filepath.FromSlash(file))
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("parsing: %v", err)
		}
		all = append(all, source{path: file, tree: tree})
	}
	return all
}

func TestEveryPackageHasOneComment(t *testing.T) {
	t.Parallel()
	comments := map[string][]string{}
	for _, s := range sources(t) {
		if strings.HasSuffix(s.tree.Name.Name, "_test") {
			continue // the package under test has the comment
		}
		comments[s.folder()] = append(comments[s.folder()], s.tree.Doc.Text())
	}
	for folder, texts := range comments {
		texts = slices.DeleteFunc(texts, func(text string) bool { return text == "" })
		if len(texts) != 1 {
			t.Errorf("%s: %d package comments, want one that says the package's place in a record's way", folder, len(texts))
		}
	}
}

func TestPackagesAreNamedForWhatTheyHold(t *testing.T) {
	t.Parallel()
	vague := []string{"base", "common", "helper", "helpers", "lib", "misc", "shared", "types", "util", "utils"}
	for _, s := range sources(t) {
		if slices.Contains(vague, strings.TrimSuffix(s.tree.Name.Name, "_test")) {
			t.Errorf("%s: package %s says nothing of what it holds", s.path, s.tree.Name.Name)
		}
	}
}

func TestNothingRunsBeforeMain(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, declaration := range s.tree.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if ok && function.Recv == nil && function.Name.Name == "init" {
				t.Errorf("%s: init() runs unseen; call a function from main", s.path)
			}
		}
	}
}
