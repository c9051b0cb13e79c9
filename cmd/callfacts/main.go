// Command callfacts is the command line of the project: it extracts facts from
// files without any server, runs the three services in one process, and is a
// client of theirs.
//
// Exit codes: 0 where all went well, 1 where something was done and something
// refused, 2 where the command could not be carried out.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/callfacts/callfacts/internal/daemon"
)

func main() {
	ctx, stop := daemon.SignalContext(context.Background())
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// errPartly is for what was done in part: the command has said what was not.
var errPartly = errors.New("not everything was done")

// run carries out a command line and returns its exit code.
func run(ctx context.Context, args []string, s streams) int {
	root := rootCommand(s)
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	switch err := root.ExecuteContext(ctx); {
	case err == nil:
		return 0
	case errors.Is(err, errPartly):
		return 1
	default:
		fmt.Fprintln(s.err, "callfacts:", explain(err))
		return 2
	}
}
