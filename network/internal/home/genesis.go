package home

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"time"

	"github.com/cometbft/cometbft/crypto/secp256k1"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"ytterby/network/internal/rules"
)

// A block over half of its gas limit would lift the base fee above zero, from where it never comes down again. No block
// can be that full: its 8 MiB of transactions would have to use 600 gas a byte.
const gasLimit = 10_000_000_000

// The largest decision, in bytes: a block of go-ethereum has at most 8 MiB, and seals and ballots come on top.
const maxDecisionBytes = 16 << 20

// WriteGenesis makes the genesis of a network with these validators. There is no money in it: gas is free.
func WriteGenesis(folder string, chainID int64, homes []Home) error {
	var validators []cmttypes.GenesisValidator
	var addresses []common.Address
	for _, h := range homes {
		validators = append(validators, h.Validator())
		addresses = append(addresses, h.Address)
	}
	set, err := rules.NewSet(addresses)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	execution := executionGenesis(chainID, uint64(now.Unix()), set)
	state, err := json.Marshal(execution)
	if err != nil {
		return err
	}
	consensus := cmttypes.DefaultConsensusParams()
	consensus.ABCI.VoteExtensionsEnableHeight = 1
	consensus.Validator.PubKeyTypes = []string{secp256k1.KeyType}
	consensus.Block.MaxBytes = maxDecisionBytes
	genesis := cmttypes.GenesisDoc{
		GenesisTime: now, ChainID: fmt.Sprintf("ytterby-%d-%x", chainID, execution.ToBlock().Hash().Bytes()[:4]),
		ConsensusParams: consensus, Validators: validators, AppState: state,
	}
	return genesis.SaveAs(GenesisFile(folder))
}

func executionGenesis(chainID int64, timestamp uint64, set rules.Set) *core.Genesis {
	zero := uint64(0)
	commitment := set.Commitment()
	return &core.Genesis{
		Config: &params.ChainConfig{
			ChainID: big.NewInt(chainID), HomesteadBlock: new(big.Int), EIP150Block: new(big.Int), EIP155Block: new(big.Int),
			EIP158Block: new(big.Int), ByzantiumBlock: new(big.Int), ConstantinopleBlock: new(big.Int),
			PetersburgBlock: new(big.Int), IstanbulBlock: new(big.Int), BerlinBlock: new(big.Int), LondonBlock: new(big.Int),
			MergeNetsplitBlock: new(big.Int), TerminalTotalDifficulty: new(big.Int), ShanghaiTime: &zero, CancunTime: &zero,
			BlobScheduleConfig: &params.BlobScheduleConfig{Cancun: params.DefaultCancunBlobConfig},
		},
		Timestamp: timestamp, ExtraData: commitment[:], GasLimit: gasLimit, Difficulty: new(big.Int), BaseFee: new(big.Int),
		Alloc: types.GenesisAlloc{},
	}
}

// ReadGenesis gives CometBFT's genesis and the execution layer's inside it.
func ReadGenesis(path string) (*cmttypes.GenesisDoc, *core.Genesis, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	doc, err := cmttypes.GenesisDocFromJSON(text)
	if err != nil {
		return nil, nil, err
	}
	execution := new(core.Genesis)
	return doc, execution, json.Unmarshal(doc.AppState, execution)
}
