// Package rules holds what every validator of the network computes alike: who may seal, what a seal signs, how votes on
// the validator set are counted, and what time a block bears. It does no input or output.
package rules

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rlp"
)

// Set is the validators of one height: their addresses in ascending order, none twice.
type Set []common.Address

// NewSet sorts addresses into a set. It refuses an empty one and an address that comes twice.
func NewSet(addresses []common.Address) (Set, error) {
	set := Set(slices.SortedFunc(slices.Values(addresses), common.Address.Cmp))
	if len(set) == 0 {
		return nil, fmt.Errorf("a validator set needs at least one validator")
	}
	for i := 1; i < len(set); i++ {
		if set[i] == set[i-1] {
			return nil, fmt.Errorf("validator %s comes twice", set[i])
		}
	}
	return set, nil
}

// Has says whether an address may seal.
func (s Set) Has(address common.Address) bool {
	_, found := slices.BinarySearchFunc(s, address, common.Address.Cmp)
	return found
}

// Quorum is the smallest number of validators that is more than two thirds of the set. CometBFT decides by it. QBFT asks
// for two thirds rounded up, which is one fewer where the size is divisible by three.
func (s Set) Quorum() int { return len(s)*2/3 + 1 }

// Commitment is what a block's header says in its extra data of the set that has to seal it: the Keccak-256 hash of the
// RLP list of the addresses in ascending order.
func (s Set) Commitment() common.Hash {
	var encoded bytes.Buffer
	// A list of addresses has an encoding, and a buffer takes it.
	_ = rlp.Encode(&encoded, []common.Address(s))
	return crypto.Keccak256Hash(encoded.Bytes())
}
