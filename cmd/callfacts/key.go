package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/callfacts/callfacts/internal/auth"
)

func keyCommand(s streams) *cobra.Command {
	var scopes []string
	c := &cobra.Command{
		Use:   "key NAME",
		Short: "Make an API key, and the line of the key file that admits it",
		Long: `Make an API key. The line that admits it goes to standard output: append it to
the file that CALLFACTS_API_KEYS_FILE names, which is read again when it changes.
The key itself goes to standard error, once; only its hash is in the line. Who
calls sends it as Authorization: Bearer KEY; the commands of this program take it
from CALLFACTS_API_KEY, or the file that CALLFACTS_API_KEY_FILE names.`,
		Example: "  callfacts key desk --scope read --scope ingest >> keys",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			asked := make([]auth.Scope, len(scopes))
			for i, scope := range scopes {
				asked[i] = auth.Scope(scope)
			}
			key, line, err := auth.NewKey(args[0], asked...)
			if err != nil {
				return err
			}
			fmt.Fprintln(s.out, line)
			fmt.Fprintln(s.err, key)
			return nil
		},
	}
	c.Flags().StringSliceVar(&scopes, "scope", []string{string(auth.Read)}, "what it may do: read, ingest, admin (all)")
	return c
}
