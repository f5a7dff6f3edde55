package rules

import (
	"crypto/ecdsa"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

var (
	chain = Chain{ID: big.NewInt(20260), Genesis: common.HexToHash("0xaa")}
	block = common.HexToHash("0xbb")
)

// network makes keys of n validators, in the order of their addresses, and their set.
func network(t *testing.T, n int) ([]*ecdsa.PrivateKey, Set) {
	t.Helper()
	keys := make([]*ecdsa.PrivateKey, n)
	addresses := make([]common.Address, n)
	for i := range keys {
		var err error
		if keys[i], err = crypto.GenerateKey(); err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(keys, func(a, b *ecdsa.PrivateKey) int { return addressOf(a).Cmp(addressOf(b)) })
	for i, key := range keys {
		addresses[n-1-i] = addressOf(key)
	}
	set, err := NewSet(addresses)
	if err != nil {
		t.Fatal(err)
	}
	return keys, set
}

func addressOf(key *ecdsa.PrivateKey) common.Address { return crypto.PubkeyToAddress(key.PublicKey) }

func seals(t *testing.T, chain Chain, keys ...*ecdsa.PrivateKey) [][]byte {
	t.Helper()
	made := make([][]byte, len(keys))
	for i, key := range keys {
		var err error
		if made[i], err = chain.Seal(block, key); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

func refuses(t *testing.T, err error, reason string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("expected a refusal with %q, got %v", reason, err)
	}
}

func TestQuorumIsMoreThanTwoThirds(t *testing.T) {
	for n := 1; n <= 100; n++ {
		q := make(Set, n).Quorum()
		if 3*q <= 2*n || 3*(q-1) > 2*n {
			t.Errorf("quorum of %d is %d", n, q)
		}
	}
	if got := make(Set, 4).Quorum(); got != 3 {
		t.Errorf("quorum of four is %d", got)
	}
}

func TestSetIsSortedAndHasNobodyTwice(t *testing.T) {
	keys, set := network(t, 4)
	for i, key := range keys {
		if set[i] != addressOf(key) || !set.Has(addressOf(key)) {
			t.Errorf("validator %d is not at its place", i)
		}
	}
	if set.Has(common.Address{1}) {
		t.Error("a stranger is in the set")
	}
	_, err := NewSet([]common.Address{set[0], set[1], set[0]})
	refuses(t, err, "comes twice")
	_, err = NewSet(nil)
	refuses(t, err, "at least one")
}

func TestCommitmentIsThatOfTheWholeSet(t *testing.T) {
	_, set := network(t, 4)
	reversed := slices.Clone(set)
	slices.Reverse(reversed)
	again, _ := NewSet(reversed)
	if set.Commitment() != again.Commitment() {
		t.Error("the order in which validators are named changes the commitment")
	}
	if set.Commitment() == set[:3].Commitment() {
		t.Error("a validator fewer does not change the commitment")
	}
	// The same figure stands in the test of the verifier's own code (test/network/validator-set.test.ts).
	fixed, _ := NewSet([]common.Address{{19: 2}, {19: 1}})
	const want = "0x4d21645a52d92a037eefc99aa81355cc73785cbf19245092484cf583897e21a1"
	if got := fixed.Commitment().Hex(); got != want {
		t.Errorf("commitment is %s", got)
	}
}

func TestSealsOfAQuorumPass(t *testing.T) {
	keys, set := network(t, 4)
	for _, sealing := range [][]*ecdsa.PrivateKey{keys, keys[1:], keys[:3]} {
		if err := chain.CheckSeals(block, set, seals(t, chain, sealing...)); err != nil {
			t.Error(err)
		}
	}
}

func TestSealsThatDoNotPass(t *testing.T) {
	keys, set := network(t, 4)
	stranger, _ := crypto.GenerateKey()
	refuses(t, chain.CheckSeals(block, set, seals(t, chain, keys[:2]...)), "short of 3")
	refuses(t, chain.CheckSeals(block, set, seals(t, chain, keys[0], keys[1], keys[0])), "sealed twice")
	refuses(t, chain.CheckSeals(block, set, seals(t, chain, keys[0], keys[1], keys[2], stranger)), "no validator")
	other := common.HexToHash("0xcc")
	refuses(t, chain.CheckSeals(other, set, seals(t, chain, keys...)), "no validator")
	elsewhere := Chain{ID: big.NewInt(20261), Genesis: chain.Genesis}
	refuses(t, chain.CheckSeals(block, set, seals(t, elsewhere, keys...)), "no validator")
	elsewhere = Chain{ID: chain.ID, Genesis: common.HexToHash("0xab")}
	refuses(t, chain.CheckSeals(block, set, seals(t, elsewhere, keys...)), "no validator")
	short := seals(t, chain, keys...)
	short[2] = short[2][:64]
	refuses(t, chain.CheckSeals(block, set, short), "64")
}

func TestASealHasNoTwin(t *testing.T) {
	keys, set := network(t, 1)
	twin := slices.Clone(seals(t, chain, keys[0])[0])
	order := crypto.S256().Params().N
	new(big.Int).Sub(order, new(big.Int).SetBytes(twin[32:64])).FillBytes(twin[32:64])
	twin[64] ^= 27 ^ 28
	refuses(t, chain.CheckSeals(block, set, [][]byte{twin}), "canonical")
}

func ballots(t *testing.T, height int64, ballot Ballot, keys ...*ecdsa.PrivateKey) []SignedBallot {
	t.Helper()
	cast := make([]SignedBallot, len(keys))
	for i, key := range keys {
		var err error
		if cast[i], err = chain.Cast(height, ballot, key); err != nil {
			t.Fatal(err)
		}
	}
	return cast
}

func TestTally(t *testing.T) {
	keys, set := network(t, 4)
	newcomer, _ := crypto.GenerateKey()
	join := Ballot{Key: crypto.CompressPubkey(&newcomer.PublicKey), Join: true}
	leave := Ballot{Key: crypto.CompressPubkey(&keys[0].PublicKey)}
	count := func(latest Set, cast ...SignedBallot) int {
		t.Helper()
		changes, err := chain.Tally(7, set, latest, cast)
		if err != nil {
			t.Fatal(err)
		}
		return len(changes)
	}
	if got := count(set, ballots(t, 7, join, keys[:2]...)...); got != 0 {
		t.Error("two of four suffice to let one in")
	}
	if got := count(set, ballots(t, 7, join, keys[:3]...)...); got != 1 {
		t.Error("three of four do not suffice to let one in")
	}
	if got := count(set, ballots(t, 7, leave, keys[1:]...)...); got != 1 {
		t.Error("three of four do not suffice to let one go")
	}
	if got := count(set[1:], ballots(t, 7, leave, keys[1:]...)...); got != 0 {
		t.Error("who has been voted out is voted out once more")
	}
	mixed := append(ballots(t, 7, join, keys[:2]...), ballots(t, 7, Ballot{Key: join.Key}, keys[2:]...)...)
	if got := count(set, mixed...); got != 0 {
		t.Error("votes for and against are counted together")
	}
	changes, _ := chain.Tally(7, set, set, append(ballots(t, 7, join, keys...), ballots(t, 7, leave, keys...)...))
	if len(changes) != 2 || slices.Compare(changes[0].Key, changes[1].Key) > 0 {
		t.Error("two changes are not in the order of their keys")
	}
}

func TestTallyKeepsTheLastValidator(t *testing.T) {
	keys, set := network(t, 1)
	leave := Ballot{Key: crypto.CompressPubkey(&keys[0].PublicKey)}
	changes, err := chain.Tally(7, set, set, ballots(t, 7, leave, keys...))
	if err != nil || len(changes) != 0 {
		t.Errorf("the last validator leaves: %v, %v", changes, err)
	}
}

func TestTallyRefuses(t *testing.T) {
	keys, set := network(t, 4)
	stranger, _ := crypto.GenerateKey()
	join := Ballot{Key: crypto.CompressPubkey(&stranger.PublicKey), Join: true}
	tally := func(cast ...SignedBallot) error {
		_, err := chain.Tally(7, set, set, cast)
		return err
	}
	refuses(t, tally(ballots(t, 7, join, keys[0], keys[0])...), "voted twice")
	refuses(t, tally(ballots(t, 7, join, stranger)...), "no validator")
	refuses(t, tally(ballots(t, 6, join, keys[0])...), "no validator")
	turned := ballots(t, 7, join, keys[0])
	turned[0].Join = false
	refuses(t, tally(turned...), "no validator")
	refuses(t, tally(ballots(t, 7, Ballot{Key: []byte{2}, Join: true}, keys[0])...), "names no key")
}

func TestBlockTime(t *testing.T) {
	for _, c := range []struct {
		parent uint64
		median time.Time
		want   uint64
	}{
		{100, time.Unix(105, 999_999_999), 105},
		{100, time.Unix(100, 500), 101},
		{100, time.Unix(40, 0), 101},
		{0, time.Unix(-5, 0), 1},
	} {
		if got := BlockTime(c.parent, c.median); got != c.want {
			t.Errorf("after %d, at %s: %d", c.parent, c.median, got)
		}
	}
}

func TestWaitUntil(t *testing.T) {
	now := time.Unix(100, 250_000_000)
	for timestamp, want := range map[uint64]time.Duration{
		99: 0, 100: 0, 101: 750 * time.Millisecond, 102: time.Second, 1_000_000: time.Second,
	} {
		if got := WaitUntil(timestamp, now); got != want {
			t.Errorf("for %d: %s", timestamp, got)
		}
	}
}

func TestProposalsAndExtensionsComeBackAsTheyWere(t *testing.T) {
	keys, _ := network(t, 2)
	join := Ballot{Key: crypto.CompressPubkey(&keys[0].PublicKey), Join: true}
	header := &types.Header{Number: big.NewInt(8), Difficulty: new(big.Int), Extra: []byte{1, 2, 3}}
	proposal := Proposal{Seals: seals(t, chain, keys...), Ballots: ballots(t, 7, join, keys...), Block: types.NewBlockWithHeader(header)}
	parts, err := proposal.Encode()
	if err != nil {
		t.Fatal(err)
	}
	read, err := DecodeProposal(parts)
	if err != nil {
		t.Fatal(err)
	}
	if read.Block.Hash() != proposal.Block.Hash() || len(read.Seals) != 2 || len(read.Ballots) != 2 || !read.Ballots[1].Join {
		t.Errorf("%+v", read)
	}
	_, err = DecodeProposal(parts[:2])
	refuses(t, err, "3 parts")
	_, err = DecodeProposal([][]byte{parts[2], parts[1], parts[0]})
	refuses(t, err, "part 0")

	encoded, err := Extension{Block: block[:], Seal: proposal.Seals[0], Ballots: proposal.Ballots}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	extension, err := DecodeExtension(encoded)
	if err != nil || !slices.Equal(extension.Seal, proposal.Seals[0]) || len(extension.Ballots) != 2 {
		t.Errorf("%+v %v", extension, err)
	}
	if !chain.SealedBy(addressOf(keys[0]), block, extension.Seal) || chain.SealedBy(addressOf(keys[1]), block, extension.Seal) {
		t.Error("a seal is not its validator's")
	}
}
