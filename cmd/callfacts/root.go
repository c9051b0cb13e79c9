package main

import (
	"errors"

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
		return errors.New(err.Error() + "; see " + c.CommandPath() + " --help")
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
		grouped("client", ingestCommand(s), factsCommand(s), seriesCommand(s), guidanceCommand(s), findingsCommand(s), coverageCommand(s), statisticsCommand(s), companiesCommand(s), callsCommand(s), showCommand(s))...,
	)
	root.AddCommand(
		grouped("client", searchCommand(s), transcriptsCommand(s), explainCommand(s), verifyCommand(s), reviewCommand(s), exportCommand(s), mcpCommand(s))...,
	)
	root.AddCommand(
		grouped("offline", extractCommand(s), quantitiesCommand(s), evalCommand(s))...,
	)
	return root
}

func grouped(group string, commands ...*cobra.Command) []*cobra.Command {
	for _, c := range commands {
		c.GroupID = group
	}
	return commands
}
