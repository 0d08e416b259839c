// Package repo holds the rules of the repository as tests: what may lie where,
// what may import what, and what no file may hold. It is no step of a record's
// way; it keeps the steps apart.
package repo

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/lhcre/mpi"

// root is the project's folder as seen from this package.
const root = "../.."

// made lists the folders that builds make and git ignores.
func made() []string { return []string{".git", "bin", "build", "mpi-data", "mpi-demo"} }

// files lists every file of the project, by its path from the root with slashes.
func files(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(made(), path):
			return fs.SkipDir
		case entry.Type().IsRegular():
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("walking the project: %v", err)
	}
	return paths
}

// read gives a file's text.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
	if err != nil {
		t.Fatalf("reading a file of the project: %v", err)
	}
	return string(text)
}

// within says whether a path is a folder or lies under it.
func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func isTest(path string) bool { return strings.HasSuffix(path, "_test.go") }
