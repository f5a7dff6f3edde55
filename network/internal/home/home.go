// Package home is what a network keeps in its folder: one genesis, and a home with keys and ports for each validator.
//
//	genesis.json        CometBFT's genesis, with the execution layer's inside
//	validator0/         home.json, key.json, p2p.json, vote.json, ballots.json, data/, execution/
package home

import (
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/cometbft/cometbft/crypto/secp256k1"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/enode"
)

// Home is one validator's: the facts that others need to reach it, as they stand in its home.json.
type Home struct {
	Folder  string         `json:"-"`
	Index   int            `json:"index"`
	Address common.Address `json:"address"`
	// Key is the public key, secp256k1 and compressed. It votes, seals, and names the node in both peer networks.
	Key hexutil.Bytes `json:"key"`
	// RPCPort answers JSON-RPC, VotePort speaks with the others' consensus, PoolPort passes transactions on.
	RPCPort  int    `json:"rpcPort"`
	VotePort int    `json:"votePort"`
	PoolPort int    `json:"poolPort"`
	VoteID   p2p.ID `json:"voteId"`
}

func (h Home) KeyFile() string     { return filepath.Join(h.Folder, "key.json") }
func (h Home) VoteFile() string    { return filepath.Join(h.Folder, "vote.json") }
func (h Home) P2PFile() string     { return filepath.Join(h.Folder, "p2p.json") }
func (h Home) BallotsFile() string { return filepath.Join(h.Folder, "ballots.json") }
func (h Home) Execution() string   { return filepath.Join(h.Folder, "execution") }

// GenesisFile is the same for all validators of the network.
func (h Home) GenesisFile() string { return GenesisFile(filepath.Dir(h.Folder)) }

// GenesisFile is that of the network in a folder.
func GenesisFile(folder string) string { return filepath.Join(folder, "genesis.json") }

const loopback = "127.0.0.1"

// VotePeer is where consensus peers reach it.
func (h Home) VotePeer() string { return fmt.Sprintf("%s@%s:%d", h.VoteID, loopback, h.VotePort) }

// PoolPeer is where peers reach its pool of transactions.
func (h Home) PoolPeer() (*enode.Node, error) {
	key, err := crypto.DecompressPubkey(h.Key)
	if err != nil {
		return nil, err
	}
	return enode.NewV4(key, net.ParseIP(loopback), h.PoolPort, 0), nil
}

// PortsEach is how many ports lie between one validator's first and the next one's.
const PortsEach = 10

// Create makes the home of the validator with this index, with keys of its own.
func Create(folder string, index, basePort int) (Home, error) {
	h := Home{Folder: filepath.Join(folder, fmt.Sprintf("validator%d", index)), Index: index}
	if err := os.MkdirAll(filepath.Join(h.Folder, "data"), 0o700); err != nil {
		return h, err
	}
	h.RPCPort = basePort + PortsEach*index
	h.VotePort, h.PoolPort = h.RPCPort+1, h.RPCPort+2
	key, err := crypto.GenerateKey()
	if err != nil {
		return h, err
	}
	h.Address = crypto.PubkeyToAddress(key.PublicKey)
	h.Key = crypto.CompressPubkey(&key.PublicKey)
	privval.NewFilePV(secp256k1.PrivKey(crypto.FromECDSA(key)), h.KeyFile(), h.VoteFile()).Save()
	node, err := p2p.LoadOrGenNodeKey(h.P2PFile())
	if err != nil {
		return h, err
	}
	h.VoteID = node.ID()
	text, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return h, err
	}
	return h, os.WriteFile(filepath.Join(h.Folder, "home.json"), append(text, '\n'), 0o600)
}

// Read opens a home.
func Read(folder string) (Home, error) {
	h := Home{Folder: folder}
	text, err := os.ReadFile(filepath.Join(folder, "home.json"))
	if err != nil {
		return h, err
	}
	return h, json.Unmarshal(text, &h)
}

// All reads the homes of a network.
func All(folder string) ([]Home, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "validator*", "home.json"))
	if err != nil {
		return nil, err
	}
	homes := make([]Home, len(paths))
	for i, path := range paths {
		if homes[i], err = Read(filepath.Dir(path)); err != nil {
			return nil, err
		}
	}
	return homes, nil
}

// Others are the validators that this one keeps connections with: all in the network's folder but itself.
func (h Home) Others() ([]Home, error) {
	all, err := All(filepath.Dir(h.Folder))
	if err != nil {
		return nil, err
	}
	others := all[:0]
	for _, other := range all {
		if other.Index != h.Index {
			others = append(others, other)
		}
	}
	return others, nil
}

// Voter is CometBFT's signer. It remembers on disk what it signed last, so that it never signs two votes of one round.
func (h Home) Voter() *privval.FilePV { return privval.LoadFilePV(h.KeyFile(), h.VoteFile()) }

// PrivateKey is the validator's key for seals and peers.
func (h Home) PrivateKey() (*ecdsa.PrivateKey, error) {
	return crypto.ToECDSA(h.Voter().Key.PrivKey.Bytes())
}

// Validator is the entry of CometBFT's genesis. Every validator has one vote.
func (h Home) Validator() cmttypes.GenesisValidator {
	key := secp256k1.PubKey(h.Key)
	return cmttypes.GenesisValidator{Address: key.Address(), PubKey: key, Power: 1, Name: filepath.Base(h.Folder)}
}
