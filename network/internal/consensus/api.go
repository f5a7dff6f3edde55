package consensus

import (
	"errors"
	"fmt"

	"github.com/cometbft/cometbft/store"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/ethereum/go-ethereum/rpc"

	"ytterby/network/internal/execution"
	"ytterby/network/internal/rules"
)

// API answers bft_getSeals and bft_getValidators. It only reads.
type API struct {
	execution *execution.Execution
	sets      *Sets
	blocks    *store.BlockStore
}

// Sealed is a block's header with what proves that the validators decided it.
type Sealed struct {
	Number     hexutil.Uint64   `json:"number"`
	Hash       common.Hash      `json:"hash"`
	Header     hexutil.Bytes    `json:"header"` // RLP
	Validators []common.Address `json:"validators"`
	Seals      []hexutil.Bytes  `json:"seals"`
}

// GetSeals gives a block's seals from the moment at which it is decided; null where there is no such block. The genesis
// block has none.
func (api *API) GetSeals(number rpc.BlockNumber) (*Sealed, error) {
	header := api.execution.Head()
	if number >= 0 {
		header = api.execution.Header(uint64(number))
	}
	if header == nil {
		return nil, nil
	}
	encoded, err := rlp.EncodeToBytes(header)
	if err != nil {
		return nil, err
	}
	height := header.Number.Int64()
	set, err := api.sets.At(max(height, 1))
	if err != nil {
		return nil, err
	}
	sealed := &Sealed{Number: hexutil.Uint64(height), Hash: header.Hash(), Header: encoded, Validators: set}
	if height == 0 {
		return sealed, nil
	}
	seals, err := api.seals(height, header.Hash())
	for _, seal := range seals {
		sealed.Seals = append(sealed.Seals, seal)
	}
	return sealed, err
}

// The next block's seals are the same on every validator. Of the last block each has those that it has seen itself.
func (api *API) seals(height int64, hash common.Hash) ([][]byte, error) {
	if next := api.blocks.LoadBlock(height + 1); next != nil {
		proposal, err := rules.DecodeProposal(next.Txs.ToSliceOfBytes())
		return proposal.Seals, err
	}
	commit := api.blocks.LoadBlockExtendedCommit(height)
	if commit == nil {
		return nil, fmt.Errorf("the seals of block %d are not here yet", height)
	}
	var seals [][]byte
	for _, vote := range commit.ExtendedSignatures {
		extension, err := rules.DecodeExtension(vote.Extension)
		if err == nil && common.BytesToHash(extension.Block) == hash {
			seals = append(seals, extension.Seal)
		}
	}
	return seals, nil
}

// GetValidators gives the validators that have to seal a block; of `pending`, those of the next block.
func (api *API) GetValidators(number rpc.BlockNumber) ([]common.Address, error) {
	head := api.execution.Head().Number.Int64()
	height := head
	switch {
	case number == rpc.PendingBlockNumber:
		height = head + 1
	case number >= 0:
		height = number.Int64()
	}
	if height > head+1 {
		return nil, errors.New("the block is yet to come")
	}
	return api.sets.At(max(height, 1))
}
