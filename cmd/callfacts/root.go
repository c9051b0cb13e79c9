package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// rootCommand is the tree of commands.
func rootCommand(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "callfacts",
		Short: "Earnings-call transcripts in, facts with evidence out",
		Long: `callfacts turns earnings-call transcripts into structured calls and financial
facts. Every fact shows the exact words that say it.`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		text, _, _ := strings.Cut(err.Error(), ": strconv.") // what Go says of it
		return errors.New(text + "; see " + c.CommandPath() + " --help")
	})
	root.AddGroup(
		&cobra.Group{ID: "server", Title: "The server:"},
		&cobra.Group{ID: "client", Title: "With a server:"},
		&cobra.Group{ID: "offline", Title: "Without a server:"},
	)
	root.AddCommand(
		grouped("server", serveCommand(s), migrateCommand(s), backupCommand(s), restoreCommand(s), doctorCommand(s), keyCommand(s))...,
	)
	root.AddCommand(
		grouped("client", ingestCommand(s), factsCommand(s), seriesCommand(s), guidanceCommand(s), findingsCommand(s), coverageCommand(s), statisticsCommand(s), companiesCommand(s), callsCommand(s), conceptsCommand(s), showCommand(s))...,
	)
	root.AddCommand(
		grouped("client", searchCommand(s), transcriptsCommand(s), explainCommand(s), verifyCommand(s), reviewCommand(s), exportCommand(s), mcpCommand(s))...,
	)
	root.AddCommand(
		grouped("offline", extractCommand(s), quantitiesCommand(s), evalCommand(s))...,
	)
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Run, c.RunE = nil, help
		}
	}
	return root
}

// help prints the help of the command that is named.
func help(c *cobra.Command, args []string) error {
	named, rest, err := c.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return noSuchCommand(c.Root(), args)
	}
	return named.Help()
}

// holdsOthers has a command that does nothing itself print its help, and refuse
// what none of its commands is called.
func holdsOthers(c *cobra.Command) {
	c.Args = cobra.ArbitraryArgs
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return noSuchCommand(c, args)
		}
		return c.Help()
	}
}

func noSuchCommand(within *cobra.Command, args []string) error {
	return fmt.Errorf("no such command: %s %s; see %s --help", within.CommandPath(), strings.Join(args, " "), within.CommandPath())
}

func grouped(group string, commands ...*cobra.Command) []*cobra.Command {
	for _, c := range commands {
		c.GroupID = group
	}
	return commands
}
