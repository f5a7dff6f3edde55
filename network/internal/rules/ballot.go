package rules

import (
	"crypto/ecdsa"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Ballot is a wish to have a validator in the set, or out of it.
type Ballot struct {
	Key  []byte // secp256k1, compressed: 33 bytes
	Join bool
}

// Address is that of the validator voted on.
func (b Ballot) Address() (common.Address, error) {
	key, err := crypto.DecompressPubkey(b.Key)
	if err != nil {
		return common.Address{}, fmt.Errorf("a ballot names no key: %w", err)
	}
	return crypto.PubkeyToAddress(*key), nil
}

// Changes tells whether the ballot asks for something that the set is not already.
func (b Ballot) Changes(set Set) bool {
	address, err := b.Address()
	return err == nil && set.Has(address) != b.Join
}

// SignedBallot is a validator's ballot at one height. It is cast anew at each height until the set is as it wishes.
type SignedBallot struct {
	Ballot
	Signature []byte
}

func (c Chain) ballotDigest(height int64, ballot Ballot) common.Hash {
	var place [9]byte
	binary.BigEndian.PutUint64(place[:8], uint64(height))
	if ballot.Join {
		place[8] = 1
	}
	return c.digest(ballotDomain, place[:], ballot.Key)
}

// Cast signs a ballot for one height.
func (c Chain) Cast(height int64, ballot Ballot, key *ecdsa.PrivateKey) (SignedBallot, error) {
	signature, err := sign(c.ballotDigest(height, ballot), key)
	return SignedBallot{Ballot: ballot, Signature: signature}, err
}

// Voter is the validator that cast a ballot at a height; an error if it is none of the set.
func (c Chain) Voter(height int64, set Set, ballot SignedBallot) (common.Address, error) {
	if _, err := ballot.Address(); err != nil {
		return common.Address{}, err
	}
	voter, err := recoverSigner(c.ballotDigest(height, ballot.Ballot), ballot.Signature)
	if err != nil {
		return common.Address{}, fmt.Errorf("a ballot is not signed: %w", err)
	}
	if !set.Has(voter) {
		return common.Address{}, fmt.Errorf("%s has voted, but is no validator", voter)
	}
	return voter, nil
}

// Tally counts the ballots that a block carries.
//
// The voters are the set at the height of the ballots, and a change needs their quorum. It has to differ from `latest`,
// the newest set decided so far, which may be ahead of the voters' own; the last validator stays. The changes come in the
// order of their keys. A ballot that nobody of the set signed, or that comes twice, is an error.
func (c Chain) Tally(height int64, voters, latest Set, ballots []SignedBallot) ([]Ballot, error) {
	seen := map[string]bool{}
	counts := map[string]int{}
	byID := map[string]Ballot{}
	for _, ballot := range ballots {
		voter, err := c.Voter(height, voters, ballot)
		if err != nil {
			return nil, err
		}
		id := fmt.Sprintf("%x %t", ballot.Key, ballot.Join)
		if seen[id+voter.Hex()] {
			return nil, fmt.Errorf("%s has voted twice for the same", voter)
		}
		seen[id+voter.Hex()] = true
		counts[id]++
		byID[id] = ballot.Ballot
	}
	var changes []Ballot
	size := len(latest)
	ids := make([]string, 0, len(counts))
	for id := range counts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		ballot := byID[id]
		if counts[id] < voters.Quorum() || !ballot.Changes(latest) {
			continue
		}
		if ballot.Join {
			size++
		} else if size > 1 {
			size--
		} else {
			continue
		}
		changes = append(changes, ballot)
	}
	return changes, nil
}
