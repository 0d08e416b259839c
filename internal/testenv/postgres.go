package testenv

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// Debian's PostgreSQL, whose programs are not on the path.
const (
	postgresName    = "PostgreSQL"
	postgresFolder  = "/usr/lib/postgresql/15/bin"
	postgresPackage = "postgresql-15"
	postgresUser    = "postgres"
)

// PostgreSQLOptions of a server. The zero value suits tests.
type PostgreSQLOptions struct {
	// Fsync makes commits survive a power cut, as a service's must. Tests do
	// without: their data outlives the server, not the machine.
	Fsync bool
	// MaxConnections is 100 unless set.
	MaxConnections int
	// Settings of postgresql.conf, over those above.
	Settings map[string]string
}

func (o PostgreSQLOptions) arguments(data string, port int) []string {
	settings := map[string]string{
		"listen_addresses":        host,
		"unix_socket_directories": "",
		"port":                    strconv.Itoa(port),
		"max_connections":         strconv.Itoa(cmp.Or(o.MaxConnections, 100)),
		"fsync":                   onOff(o.Fsync),
		"full_page_writes":        onOff(o.Fsync),
		"synchronous_commit":      "on",
	}
	maps.Copy(settings, o.Settings)
	arguments := []string{"-D", data}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		arguments = append(arguments, "-c", name+"="+settings[name])
	}
	return arguments
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// StartPostgreSQL starts a server whose data lie under a folder, which is made
// if need be; data that an earlier server left there are kept. PostgreSQL
// refuses root, so root runs it as the user postgres, who must be able to enter
// the folder.
func StartPostgreSQL(ctx context.Context, dir string, options PostgreSQLOptions) (*Server, error) {
	return startPostgreSQL(ctx, dir, "", options)
}

func startPostgreSQL(ctx context.Context, dir, remove string, options PostgreSQLOptions) (*Server, error) {
	owner, err := postgresOwner()
	if err != nil {
		return nil, err
	}
	data, err := initialise(ctx, dir, owner)
	if err != nil {
		return nil, err
	}
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	server := newServer(postgresName, fmt.Sprintf("postgres://%s@%s/postgres?sslmode=disable", postgresUser, address(port)))
	program := command{
		path:       filepath.Join(postgresFolder, "postgres"),
		args:       options.arguments(data, port),
		credential: owner,
		log:        filepath.Join(dir, "postgres.log"),
		polite:     syscall.SIGINT, // "fast": PostgreSQL waits for no client
		atOnce:     "QUIT",         // "immediate": it takes its children with it
		remove:     remove,
	}
	server.start = func(ctx context.Context) (running, error) { return program.startAndWait(ctx, server.answers) }
	if err := server.Restart(ctx); err != nil {
		return nil, fmt.Errorf("starting PostgreSQL in %s: %w", dir, err)
	}
	return server, nil
}

// initialise makes the folder of a server that has none.
func initialise(ctx context.Context, dir string, owner *syscall.Credential) (string, error) {
	data := filepath.Join(dir, "data")
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err == nil {
		return data, nil
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return "", fmt.Errorf("making the folder of PostgreSQL: %w", err)
	}
	if owner != nil {
		if err := giveTo(owner, dir, data); err != nil {
			return "", err
		}
	}
	// Texts compare byte by byte, as CockroachDB's do.
	//nolint:gosec // a fixed program on a folder of the caller's
	initdb := exec.CommandContext(ctx, filepath.Join(postgresFolder, "initdb"), "-D", data,
		"-U", postgresUser, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	initdb.Dir = "/"
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: owner}
	if said, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initialising PostgreSQL in %s: %w: %s", data, err, said)
	}
	return data, nil
}

func giveTo(owner *syscall.Credential, folders ...string) error {
	for _, folder := range folders {
		if err := os.Chown(folder, int(owner.Uid), int(owner.Gid)); err != nil {
			return fmt.Errorf("giving the folder to the user %s: %w", postgresUser, err)
		}
	}
	return nil
}

// postgresOwner says whom the server runs as: nil is whoever we are.
func postgresOwner() (*syscall.Credential, error) {
	if _, err := lookUp(filepath.Join(postgresFolder, "postgres"), postgresPackage); err != nil {
		return nil, err
	}
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup(postgresUser)
	if err != nil {
		return nil, fmt.Errorf("looking for the user %s: %w; apt-get install %s", postgresUser, ErrMissing, postgresPackage)
	}
	uid, uidErr := strconv.ParseUint(account.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(account.Gid, 10, 32)
	if err := errors.Join(uidErr, gidErr); err != nil {
		return nil, fmt.Errorf("reading the user %s: %w", postgresUser, err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
