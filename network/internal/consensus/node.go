package consensus

import (
	"fmt"
	"os"
	"strings"
	"time"

	dbm "github.com/cometbft/cometbft-db"
	cfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/proxy"
	sm "github.com/cometbft/cometbft/state"
	cmttypes "github.com/cometbft/cometbft/types"

	"ytterby/network/internal/execution"
	"ytterby/network/internal/home"
	"ytterby/network/internal/rules"
)

// Node is one validator: CometBFT over an execution layer.
type Node struct {
	comet *node.Node
	// Failed is closed when consensus has ended by itself. The process has to end then.
	Failed <-chan struct{}
}

// Open prepares CometBFT on a validator's folder, and registers its interface with the execution layer. What a crash has
// lost of the execution layer's blocks is run again here.
func Open(h home.Home, genesis *cmttypes.GenesisDoc, exec *execution.Execution) (*Node, error) {
	conf, err := config(h)
	if err != nil {
		return nil, err
	}
	key, err := h.PrivateKey()
	if err != nil {
		return nil, err
	}
	nodeKey, err := p2p.LoadNodeKey(h.P2PFile())
	if err != nil {
		return nil, err
	}
	failed := make(chan struct{})
	logger := watched(log.NewFilter(log.NewTMLogger(log.NewSyncWriter(os.Stderr)), log.AllowError()), failed)
	app := &App{
		execution: exec, chain: rules.Chain{ID: exec.ChainID(), Genesis: exec.Genesis()}, key: key,
		ballotsFile: h.BallotsFile(), logger: logger,
	}
	// CometBFT asks for its databases before it asks the application anything.
	databases := func(ctx *cfg.DBContext) (dbm.DB, error) {
		db, err := cfg.DefaultDBProvider(ctx)
		if err == nil && ctx.ID == "state" {
			app.sets = newSets(sm.NewStore(db, sm.StoreOptions{}))
		}
		return db, err
	}
	document := func() (*cmttypes.GenesisDoc, error) { return genesis, nil }
	metrics := node.DefaultMetricsProvider(conf.Instrumentation)
	comet, err := node.NewNode(conf, h.Voter(), nodeKey, proxy.NewLocalClientCreator(app), document, databases, metrics, logger)
	if err != nil {
		return nil, err
	}
	exec.Register("bft", &API{execution: exec, sets: app.sets, blocks: comet.BlockStore()})
	return &Node{comet: comet, Failed: failed}, nil
}

// Start joins the others.
func (n *Node) Start() error { return n.comet.Start() }

// Close ends it in order.
func (n *Node) Close() error {
	if err := n.comet.Stop(); err != nil {
		return err
	}
	n.comet.Wait()
	return nil
}

func config(h home.Home) (*cfg.Config, error) {
	others, err := h.Others()
	if err != nil {
		return nil, err
	}
	peers := make([]string, len(others))
	for i, other := range others {
		peers[i] = other.VotePeer()
	}
	c := cfg.DefaultConfig().SetRoot(h.Folder)
	c.P2P.ListenAddress = fmt.Sprintf("tcp://127.0.0.1:%d", h.VotePort)
	c.P2P.PersistentPeers = strings.Join(peers, ",")
	// A validator that comes back is found within seconds, however long it was away.
	c.P2P.PersistentPeersMaxDialPeriod = 2 * time.Second
	// All validators of a local network are behind one address, and none is looked for.
	c.P2P.AllowDuplicateIP, c.P2P.AddrBookStrict, c.P2P.PexReactor = true, false, false
	c.P2P.AddrBook = "data/addrbook.json"
	c.RPC.ListenAddress = ""
	// Transactions are go-ethereum's affair.
	c.Mempool.Type = cfg.MempoolTypeNop
	c.TxIndex.Indexer = "null"
	// A proposer waits a second at most for its block's time, and builds for 0.7 s at most.
	c.Consensus.TimeoutPropose = 2 * time.Second
	c.Consensus.TimeoutProposeDelta = time.Second
	// Late votes still become seals in the meantime.
	c.Consensus.TimeoutCommit = 300 * time.Millisecond
	return c, c.ValidateBasic()
}

// watched passes everything on, and closes the channel when CometBFT reports that its consensus has ended. It goes on
// running without it, and says so nowhere else.
func watched(logger log.Logger, failed chan struct{}) log.Logger {
	return &watch{Logger: logger, failed: failed}
}

type watch struct {
	log.Logger
	failed chan struct{}
}

const consensusFailure = "CONSENSUS FAILURE!!!"

func (w *watch) Error(message string, values ...any) {
	w.Logger.Error(message, values...)
	if message != consensusFailure {
		return
	}
	select {
	case <-w.failed:
	default:
		close(w.failed)
	}
}

func (w *watch) With(values ...any) log.Logger {
	return &watch{Logger: w.Logger.With(values...), failed: w.failed}
}
