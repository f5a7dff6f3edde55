// Package execution runs go-ethereum in this process: it builds blocks from its pool, runs what others propose, and moves
// its head when CometBFT has decided.
package execution

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/beacon/engine"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/catalyst"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/miner"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"github.com/ethereum/go-ethereum/rpc"

	"ytterby/network/internal/home"
)

// Execution is one validator's go-ethereum.
type Execution struct {
	stack  *node.Node
	eth    *eth.Ethereum
	engine *catalyst.ConsensusAPI
}

// There is no beacon chain whose root a block could bear.
var beaconRoot common.Hash

// Open prepares go-ethereum on a validator's folder. It answers nobody before Start.
func Open(h home.Home, genesis *core.Genesis, key *ecdsa.PrivateKey) (*Execution, error) {
	others, err := h.Others()
	if err != nil {
		return nil, err
	}
	peers := make([]*enode.Node, len(others))
	for i, other := range others {
		if peers[i], err = other.PoolPeer(); err != nil {
			return nil, err
		}
	}
	stack, err := node.New(&node.Config{
		Name: "validator", DataDir: h.Execution(),
		HTTPHost: "127.0.0.1", HTTPPort: h.RPCPort, HTTPModules: []string{"eth", "net", "web3", "txpool", "bft"},
		HTTPTimeouts: rpc.DefaultHTTPTimeouts, BatchRequestLimit: 1000, BatchResponseMaxSize: 64 << 20,
		P2P: p2p.Config{
			PrivateKey: key, MaxPeers: 64, NoDiscovery: true, StaticNodes: peers, ListenAddr: fmt.Sprintf("127.0.0.1:%d", h.PoolPort),
		},
	})
	if err != nil {
		return nil, err
	}
	backend, err := eth.New(stack, config(genesis))
	if err != nil {
		_ = stack.Close()
		return nil, err
	}
	// In the settings a tip of zero stands for the default of a million wei, so it is set here.
	free := new(big.Int)
	backend.TxPool().SetGasTip(free)
	if err := backend.Miner().SetGasTip(free); err != nil {
		_ = stack.Close()
		return nil, err
	}
	logs := filters.NewFilterSystem(backend.APIBackend, filters.Config{LogQueryLimit: 1000})
	stack.RegisterAPIs([]rpc.API{
		{Namespace: "eth", Service: filters.NewFilterAPI(logs)},
		{Namespace: "eth", Service: freeGas{}},
	})
	return &Execution{stack: stack, eth: backend, engine: catalyst.NewConsensusAPI(backend)}, nil
}

func config(genesis *core.Genesis) *ethconfig.Config {
	conf := ethconfig.Defaults
	conf.Genesis = genesis
	conf.NetworkId = genesis.Config.ChainID.Uint64()
	conf.SyncMode = ethconfig.FullSync
	// Every block's state stays readable, and provable.
	conf.NoPruning = true
	conf.StateScheme = "hash"
	conf.TransactionHistory, conf.LogHistory = 0, 0
	// In MiB. Four validators share one machine.
	conf.DatabaseCache, conf.TrieCleanCache, conf.TrieDirtyCache, conf.SnapshotCache = 64, 64, 64, 32
	conf.Miner.GasCeil = genesis.GasLimit
	// How long a proposer fills a block; the others wait two seconds for it.
	conf.Miner.Recommit = 700 * time.Millisecond
	conf.TxPool.GlobalSlots, conf.TxPool.GlobalQueue = 20_000, 20_000
	conf.TxPool.AccountSlots, conf.TxPool.AccountQueue = 1_000, 5_000
	conf.RPCGasCap = 1_000_000_000
	return &conf
}

// Register adds an interface to the validator's JSON-RPC.
func (e *Execution) Register(namespace string, service any) {
	e.stack.RegisterAPIs([]rpc.API{{Namespace: namespace, Service: service}})
}

// Start has it answer, and speak with its peers.
func (e *Execution) Start() error { return e.stack.Start() }

// Close ends it in order.
func (e *Execution) Close() error { return e.stack.Close() }

// Head is the header of the last decided block.
func (e *Execution) Head() *types.Header { return e.eth.BlockChain().CurrentBlock() }

// Header is that of a decided block; nil if there is none of this number.
func (e *Execution) Header(number uint64) *types.Header {
	return e.eth.BlockChain().GetHeaderByNumber(number)
}

// Genesis is the hash of block 0.
func (e *Execution) Genesis() common.Hash { return e.eth.BlockChain().Genesis().Hash() }

// ChainID is the execution layer's.
func (e *Execution) ChainID() *big.Int { return e.eth.BlockChain().Config().ChainID }

// Order says what a block to be built must be like.
type Order struct {
	Parent   common.Hash
	Time     uint64 // seconds since 1970
	Proposer common.Address
	Extra    common.Hash
}

// Build makes a block from the pool's transactions.
func (e *Execution) Build(order Order) (*types.Block, error) {
	block, _, err := e.eth.Miner().BuildTestingPayload(&miner.BuildPayloadArgs{
		Parent: order.Parent, Timestamp: order.Time, FeeRecipient: order.Proposer, Random: Randomness(order.Parent),
		Withdrawals: types.Withdrawals{}, BeaconRoot: &beaconRoot, Version: engine.PayloadV3,
	}, nil, false, order.Extra[:])
	return block, err
}

// Randomness is what contracts read as PREVRANDAO. Nothing unpredictable is at hand that all could agree on.
func Randomness(parent common.Hash) common.Hash { return parent }

// Run executes a block on its parent and keeps it. An error says that the block is invalid, or that this node cannot tell.
func (e *Execution) Run(ctx context.Context, block *types.Block) error {
	// It comes twice: when it is proposed, and when it is decided.
	if e.eth.BlockChain().HasBlockAndState(block.Hash(), block.NumberU64()) {
		return nil
	}
	var blobs []common.Hash
	for _, tx := range block.Transactions() {
		blobs = append(blobs, tx.BlobHashes()...)
	}
	data := engine.BlockToExecutableData(block, new(big.Int), nil, nil).ExecutionPayload
	status, err := e.engine.NewPayloadV3(ctx, *data, append([]common.Hash{}, blobs...), &beaconRoot)
	if err != nil {
		return err
	}
	return valid(block.NumberU64(), status)
}

// SetHead makes a block that was run the last decided one. It is final at once.
func (e *Execution) SetHead(ctx context.Context, number uint64, hash common.Hash) error {
	state := engine.ForkchoiceStateV1{HeadBlockHash: hash, SafeBlockHash: hash, FinalizedBlockHash: hash}
	answer, err := e.engine.ForkchoiceUpdatedV3(ctx, state, nil)
	if err != nil {
		return err
	}
	return valid(number, answer.PayloadStatus)
}

func valid(number uint64, status engine.PayloadStatusV1) error {
	if status.Status == engine.VALID {
		return nil
	}
	reason := "no reason given"
	if status.ValidationError != nil {
		reason = *status.ValidationError
	}
	return fmt.Errorf("block %d is %s: %s", number, status.Status, reason)
}

// freeGas answers what go-ethereum's oracle, which knows a lowest price, gets wrong here.
type freeGas struct{}

func (freeGas) GasPrice() *hexutil.Big             { return new(hexutil.Big) }
func (freeGas) MaxPriorityFeePerGas() *hexutil.Big { return new(hexutil.Big) }
