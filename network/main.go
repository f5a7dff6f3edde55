// A validator of Ytterby's local test network: go-ethereum executes, CometBFT decides, both in this process.
//
//	validator init [-validators n] [-chain id] [-port p] <folder>     makes a network: one genesis, and a home for each validator
//	validator join <folder>                                           makes one more home; it is no validator until it is voted in
//	validator run [-with-parent] <home>                               runs one validator until it is told to end
//
// The network is for tests and trials on one machine: everything listens on the loopback, and keys lie in files.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	ethlog "github.com/ethereum/go-ethereum/log"

	"ytterby/network/internal/consensus"
	"ytterby/network/internal/execution"
	"ytterby/network/internal/home"
)

const usage = "validator init | join <folder>, or validator run <home>; -h after the command tells its options"

// How long an orderly end may take.
const closeDeadline = 20 * time.Second

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func command(args []string) error {
	if len(args) == 0 {
		return errors.New(usage)
	}
	flags := flag.NewFlagSet(args[0], flag.ExitOnError)
	port := flags.Int("port", 21000, "first port; each validator takes three of the next ten")
	count := flags.Int("validators", 4, "how many validators the network begins with")
	chain := flags.Int64("chain", 20260, "chain id")
	withParent := flags.Bool("with-parent", false, "end when standard input ends, as it does with the process that holds it")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errors.New(usage)
	}
	switch folder := flags.Arg(0); args[0] {
	case "init":
		return initialise(folder, *count, *port, *chain)
	case "join":
		return join(folder)
	case "run":
		return run(folder, *withParent)
	default:
		return errors.New(usage)
	}
}

func initialise(folder string, count, port int, chain int64) error {
	if _, err := os.Stat(home.GenesisFile(folder)); err == nil {
		return fmt.Errorf("there is a network in %s already", folder)
	}
	homes := make([]home.Home, count)
	for i := range homes {
		var err error
		if homes[i], err = home.Create(folder, i, port); err != nil {
			return err
		}
	}
	// Last, so that a folder with a genesis is whole.
	if err := home.WriteGenesis(folder, chain, homes); err != nil {
		return err
	}
	return print(homes)
}

func join(folder string) error {
	all, err := home.All(folder)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("there is no network in %s", folder)
	}
	port := all[0].RPCPort - home.PortsEach*all[0].Index
	index := 0
	for _, h := range all {
		index = max(index, h.Index+1)
	}
	created, err := home.Create(folder, index, port)
	if err != nil {
		return err
	}
	return print([]home.Home{created})
}

func print(homes []home.Home) error {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(homes)
}

func run(folder string, withParent bool) error {
	ethlog.SetDefault(ethlog.NewLogger(ethlog.NewTerminalHandlerWithLevel(os.Stderr, ethlog.LevelWarn, false)))
	h, err := home.Read(folder)
	if err != nil {
		return err
	}
	genesis, executionGenesis, err := home.ReadGenesis(h.GenesisFile())
	if err != nil {
		return err
	}
	key, err := h.PrivateKey()
	if err != nil {
		return err
	}
	// Asked for before anything starts, so that an end that comes early is orderly too.
	ends := ending(withParent)
	exec, err := execution.Open(h, executionGenesis, key)
	if err != nil {
		return err
	}
	node, err := consensus.Open(h, genesis, exec)
	if err != nil {
		return errors.Join(err, exec.Close())
	}
	if err := exec.Start(); err != nil {
		return errors.Join(err, exec.Close())
	}
	if err := node.Start(); err != nil {
		return errors.Join(err, exec.Close())
	}
	fmt.Printf("validator %d %s answers at http://127.0.0.1:%d\n", h.Index, h.Address, h.RPCPort)
	select {
	case <-ends:
	case <-node.Failed:
		// Nothing can be ended in order any more; both stores withstand a process that ends at any moment.
		return errors.New("consensus has ended by itself")
	}
	time.AfterFunc(closeDeadline, func() {
		fmt.Fprintf(os.Stderr, "the validator has not ended within %s\n", closeDeadline)
		os.Exit(1)
	})
	return errors.Join(node.Close(), exec.Close())
}

// ending gives what tells the process to end: a signal, or the end of its standard input.
func ending(withParent bool) <-chan os.Signal {
	ends := make(chan os.Signal, 1)
	signal.Notify(ends, syscall.SIGINT, syscall.SIGTERM)
	if withParent {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			ends <- syscall.SIGTERM
		}()
	}
	return ends
}
