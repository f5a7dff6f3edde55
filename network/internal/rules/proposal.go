package rules

import (
	"fmt"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"
)

// Proposal is what a proposer puts up for decision. CometBFT carries it as three opaque transactions.
type Proposal struct {
	// Seals of the block before, empty for the first block.
	Seals [][]byte
	// Ballots that were cast with the votes on the block before.
	Ballots []SignedBallot
	// Block of the execution layer.
	Block *types.Block
}

const parts = 3

// Encode gives the three parts, each in RLP: seals, ballots, block.
func (p Proposal) Encode() ([][]byte, error) {
	encoded := make([][]byte, parts)
	for i, value := range []any{p.Seals, p.Ballots, p.Block} {
		var err error
		if encoded[i], err = rlp.EncodeToBytes(value); err != nil {
			return nil, err
		}
	}
	return encoded, nil
}

// DecodeProposal reads what Encode wrote.
func DecodeProposal(encoded [][]byte) (Proposal, error) {
	if len(encoded) != parts {
		return Proposal{}, fmt.Errorf("a proposal has %d parts, not %d", parts, len(encoded))
	}
	p := Proposal{Block: new(types.Block)}
	for i, value := range []any{&p.Seals, &p.Ballots, p.Block} {
		if err := rlp.DecodeBytes(encoded[i], value); err != nil {
			return Proposal{}, fmt.Errorf("part %d of a proposal: %w", i, err)
		}
	}
	return p, nil
}

// Extension is what a validator adds to its vote for a block.
type Extension struct {
	Block   []byte // hash of the execution layer's block, 32 bytes
	Seal    []byte
	Ballots []SignedBallot
}

// Encode gives the extension in RLP.
func (e Extension) Encode() ([]byte, error) { return rlp.EncodeToBytes(e) }

// DecodeExtension reads what Encode wrote.
func DecodeExtension(encoded []byte) (Extension, error) {
	var e Extension
	err := rlp.DecodeBytes(encoded, &e)
	return e, err
}
