package consensus

import (
	"fmt"
	"sync"

	sm "github.com/cometbft/cometbft/state"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"ytterby/network/internal/rules"
)

// Sets answers who the validators of a height are. CometBFT keeps them; a validator's key gives its address.
type Sets struct {
	store sm.Store

	mu    sync.Mutex
	known map[int64]rules.Set
}

// How many heights are remembered: reading one counts through all heights since the set last changed.
const rememberedSets = 1_000

func newSets(store sm.Store) *Sets { return &Sets{store: store, known: map[int64]rules.Set{}} }

// At gives the set of a height, up to two above the last decided one.
func (s *Sets) At(height int64) (rules.Set, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if set, ok := s.known[height]; ok {
		return set, nil
	}
	validators, err := s.store.LoadValidators(height)
	if err != nil {
		return nil, err
	}
	addresses := make([]common.Address, len(validators.Validators))
	for i, validator := range validators.Validators {
		if addresses[i], err = addressOf(validator.PubKey.Bytes()); err != nil {
			return nil, fmt.Errorf("a validator of height %d: %w", height, err)
		}
	}
	set, err := rules.NewSet(addresses)
	if err != nil {
		return nil, err
	}
	if len(s.known) >= rememberedSets {
		clear(s.known)
	}
	s.known[height] = set
	return set, nil
}

func addressOf(compressed []byte) (common.Address, error) {
	key, err := crypto.DecompressPubkey(compressed)
	if err != nil {
		return common.Address{}, err
	}
	return crypto.PubkeyToAddress(*key), nil
}
