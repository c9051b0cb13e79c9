//go:build unix

package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Installation is a PostgreSQL that is installed on this machine.
type Installation struct {
	// Bin is the folder of initdb and postgres.
	Bin string
	// Major is the major version: data written by one is not read by another.
	Major int
}

// NotInstalledError says that no usable PostgreSQL was found, and what to do.
type NotInstalledError struct {
	// Want is the major version that the existing data needs, 0 for any.
	Want int
}

func (e *NotInstalledError) Error() string {
	what := "no PostgreSQL found"
	if e.Want > 0 {
		what = fmt.Sprintf("no PostgreSQL %d found, whose data the data directory holds", e.Want)
	}
	how := "install one (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql)"
	if e.Want > 0 {
		how = "install it"
	}
	return what + ": " + how + ", set PG_BIN to the folder of its programs, or set DATABASE_URL to a server"
}

// Find returns the installed PostgreSQL of the greatest version, or of major
// version want where want is not 0. It looks at PG_BIN, and only there where
// that is set, then on PATH, then where Debian and Homebrew put it.
func Find(ctx context.Context, want int) (Installation, error) {
	var found []Installation
	for _, bin := range candidates() {
		if install, err := inspect(ctx, bin); err == nil && (want == 0 || install.Major == want) {
			found = append(found, install)
		}
	}
	if len(found) == 0 {
		return Installation{}, &NotInstalledError{Want: want}
	}
	return slices.MaxFunc(found, func(a, b Installation) int { return cmp.Compare(a.Major, b.Major) }), nil
}

func candidates() []string {
	if bin := os.Getenv("PG_BIN"); bin != "" {
		return []string{bin}
	}
	var bins []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		// A link in /usr/bin leads to the folder that has postgres too.
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			bins = append(bins, filepath.Dir(real))
		}
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
	} {
		matches, _ := filepath.Glob(pattern) // fails only for a bad pattern
		bins = append(bins, matches...)
	}
	return bins
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect proves that bin has what is needed, and asks its version.
func inspect(ctx context.Context, bin string) (Installation, error) {
	if _, err := os.Stat(filepath.Join(bin, "initdb")); err != nil {
		return Installation{}, err
	}
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return Installation{}, err
	}
	match := versionPattern.FindSubmatch(out)
	if match == nil {
		return Installation{}, fmt.Errorf("%s/postgres names no version: %q", bin, out)
	}
	major, err := strconv.Atoi(string(match[1]))
	return Installation{Bin: bin, Major: major}, err
}

// Init makes a cluster in dir, which must not exist. Its only role is
// `callfacts`, a superuser with the given password; collation is by bytes, so
// that every machine sorts alike.
func (in Installation) Init(ctx context.Context, dir, password string, flags ...string) error {
	secret := dir + ".secret"
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o600); err != nil {
		return err
	}
	defer os.Remove(secret)
	if err := give(secret); err != nil {
		return err
	}
	args := append([]string{
		"--pgdata", dir, "--username", Role, "--pwfile", secret,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
	}, flags...)
	command, err := in.Command(ctx, "initdb", args...)
	if err != nil {
		return err
	}
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb %s: %w: %s", dir, err, lastLine(out))
	}
	return nil
}

// Command is a program of the installation, run by an account that PostgreSQL
// accepts, in a process group of its own: a Ctrl-C at the terminal is for us,
// and we stop the server after ourselves. Settings of libpq do not leak in.
func (in Installation) Command(ctx context.Context, program string, args ...string) (*exec.Cmd, error) {
	command := exec.CommandContext(ctx, filepath.Join(in.Bin, program), args...)
	if err := unprivileged(command); err != nil {
		return nil, err
	}
	return command, nil
}

func unprivileged(command *exec.Cmd) error {
	command.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "PG") || strings.HasPrefix(v, "LC_") || strings.HasPrefix(v, "LANG")
	})
	command.Env = append(command.Env, "LC_ALL=C")
	command.Dir = "/"
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	uid, gid, err := account()
	if err != nil || uid == os.Getuid() {
		return err
	}
	command.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return nil
}

// account is who runs the server: PostgreSQL refuses to run as root, so root
// has `postgres` do it, or `nobody` where there is no such account.
func account() (uid, gid int, err error) {
	if os.Getuid() != 0 {
		return os.Getuid(), os.Getgid(), nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, lookup := user.Lookup(name)
		if lookup != nil {
			continue
		}
		uid, err = strconv.Atoi(u.Uid)
		if err != nil {
			return 0, 0, err
		}
		gid, err = strconv.Atoi(u.Gid)
		return uid, gid, err
	}
	return 0, 0, errors.New("PostgreSQL does not run as root, and there is neither an account `postgres` nor `nobody`")
}

// give makes a file or folder that of the account which runs the server.
func give(path string) error {
	uid, gid, err := account()
	if err != nil || uid == os.Getuid() {
		return err
	}
	return os.Chown(path, uid, gid)
}

// DefaultDataDir is where data stands when nobody says otherwise. For root it
// is below /var/lib: the account that runs the server cannot see into /root.
func DefaultDataDir() (string, error) {
	if os.Getuid() == 0 {
		return "/var/lib/callfacts", nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "callfacts"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "callfacts"), nil
	}
	return filepath.Join(home, ".local", "share", "callfacts"), nil
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}
