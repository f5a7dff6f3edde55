// Package consensus joins CometBFT, which decides, with go-ethereum, which executes. Both run in this process.
//
// Height and block number are one. A decision holds the seals of the block before, the ballots cast with them, and a block
// (rules.Proposal). Each precommit carries the validator's seal of the block (rules.Extension), so that a quorum of seals
// exists from the moment at which the block is decided.
package consensus

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/secp256k1"
	"github.com/cometbft/cometbft/libs/log"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttime "github.com/cometbft/cometbft/types/time"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"ytterby/network/internal/execution"
	"ytterby/network/internal/rules"
)

// App is what CometBFT asks. It is asked one thing at a time. All that it has to remember is in CometBFT's and
// go-ethereum's own stores, but for the block between FinalizeBlock and Commit.
type App struct {
	abci.BaseApplication
	execution   *execution.Execution
	chain       rules.Chain
	sets        *Sets
	key         *ecdsa.PrivateKey
	ballotsFile string
	logger      log.Logger
	decided     common.Hash
}

var _ abci.Application = (*App)(nil)

// The longest extension of a vote: a seal and maxBallots ballots need a quarter of it.
const maxExtensionBytes = 8 << 10

// Info tells CometBFT how far the execution layer is, so that it hands over again what a crash has lost.
func (a *App) Info(context.Context, *abci.RequestInfo) (*abci.ResponseInfo, error) {
	head := a.execution.Head()
	if head.Number.Sign() == 0 {
		return &abci.ResponseInfo{}, nil
	}
	return &abci.ResponseInfo{LastBlockHeight: head.Number.Int64(), LastBlockAppHash: head.Hash().Bytes()}, nil
}

// InitChain starts from the execution layer's genesis.
func (a *App) InitChain(context.Context, *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	return &abci.ResponseInitChain{AppHash: a.chain.Genesis.Bytes()}, nil
}

// PrepareProposal builds a block on the head, at its time.
func (a *App) PrepareProposal(ctx context.Context, req *abci.RequestPrepareProposal) (*abci.ResponsePrepareProposal, error) {
	parent := a.execution.Head()
	proposal := rules.Proposal{}
	for _, vote := range req.LocalLastCommit.Votes {
		extension, err := rules.DecodeExtension(vote.VoteExtension)
		if vote.BlockIdFlag != cmtproto.BlockIDFlagCommit || err != nil {
			continue
		}
		// Whoever sees a vote before the proposal cannot tell that the seal is of another block.
		if common.BytesToHash(extension.Block) == parent.Hash() {
			proposal.Seals = append(proposal.Seals, extension.Seal)
			proposal.Ballots = append(proposal.Ballots, extension.Ballots...)
		}
	}
	set, err := a.sets.At(req.Height)
	if err != nil {
		return nil, err
	}
	timestamp := rules.BlockTime(parent.Time, req.Time)
	select {
	case <-time.After(rules.WaitUntil(timestamp, cmttime.Now())):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	proposal.Block, err = a.execution.Build(execution.Order{
		Parent: parent.Hash(), Time: timestamp, Proposer: crypto.PubkeyToAddress(a.key.PublicKey), Extra: set.Commitment(),
	})
	if err != nil {
		return nil, err
	}
	parts, err := proposal.Encode()
	return &abci.ResponsePrepareProposal{Txs: parts}, err
}

// ProcessProposal votes for what check finds nothing wrong with.
func (a *App) ProcessProposal(ctx context.Context, req *abci.RequestProcessProposal) (*abci.ResponseProcessProposal, error) {
	if err := a.check(ctx, req); err != nil {
		a.logger.Error("refused a proposal", "height", req.Height, "reason", err)
		return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}, nil
	}
	return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_ACCEPT}, nil
}

func (a *App) check(ctx context.Context, req *abci.RequestProcessProposal) error {
	proposal, err := rules.DecodeProposal(req.Txs)
	if err != nil {
		return err
	}
	block, parent := proposal.Block, a.execution.Head()
	set, err := a.sets.At(req.Height)
	if err != nil {
		return err
	}
	proposer, err := a.proposer(req.Height, req.ProposerAddress)
	if err != nil {
		return err
	}
	switch {
	case block.Number().Int64() != req.Height || block.ParentHash() != parent.Hash():
		return errors.New("the block does not build on the head")
	case block.Time() != rules.BlockTime(parent.Time, req.Time):
		return fmt.Errorf("the block is of %d, and its time is %d", block.Time(), rules.BlockTime(parent.Time, req.Time))
	case block.MixDigest() != execution.Randomness(parent.Hash()):
		return errors.New("the block has other randomness than its parent's hash")
	case common.BytesToHash(block.Extra()) != set.Commitment() || len(block.Extra()) != common.HashLength:
		return errors.New("the block does not name its validator set")
	case block.Coinbase() != proposer:
		return fmt.Errorf("the block names %s as its proposer, which is %s", block.Coinbase(), proposer)
	case block.GasLimit() != parent.GasLimit:
		return errors.New("the block changes the gas limit")
	}
	if err := a.checkVotes(req.Height-1, parent.Hash(), proposal); err != nil {
		return err
	}
	return a.execution.Run(ctx, block)
}

// checkVotes judges seals and ballots of the block before.
func (a *App) checkVotes(height int64, parent common.Hash, proposal rules.Proposal) error {
	if height == 0 {
		if len(proposal.Seals) > 0 || len(proposal.Ballots) > 0 {
			return errors.New("nobody can have sealed the genesis block, or voted with it")
		}
		return nil
	}
	set, err := a.sets.At(height)
	if err != nil {
		return err
	}
	if err := a.chain.CheckSeals(parent, set, proposal.Seals); err != nil {
		return err
	}
	_, err = a.tally(height+1, proposal)
	return err
}

// proposer is the address of the validator that CometBFT names in its own way.
func (a *App) proposer(height int64, address []byte) (common.Address, error) {
	validators, err := a.sets.store.LoadValidators(height)
	if err != nil {
		return common.Address{}, err
	}
	_, validator := validators.GetByAddress(address)
	if validator == nil {
		return common.Address{}, fmt.Errorf("%X is no validator", address)
	}
	return addressOf(validator.PubKey.Bytes())
}

// ExtendVote seals the block that this validator is about to vote for, and adds its wishes for the validator set.
func (a *App) ExtendVote(_ context.Context, req *abci.RequestExtendVote) (*abci.ResponseExtendVote, error) {
	proposal, err := rules.DecodeProposal(req.Txs)
	if err != nil {
		return nil, err
	}
	hash := proposal.Block.Hash()
	extension := rules.Extension{Block: hash[:]}
	if extension.Seal, err = a.chain.Seal(hash, a.key); err != nil {
		return nil, err
	}
	if extension.Ballots, err = a.ballots(req.Height); err != nil {
		// A vote is worth more than a wish.
		a.logger.Error("the ballots cannot be read", "file", a.ballotsFile, "reason", err)
	}
	encoded, err := extension.Encode()
	return &abci.ResponseExtendVote{VoteExtension: encoded}, err
}

func (a *App) ballots(height int64) ([]rules.SignedBallot, error) {
	wishes, err := readBallots(a.ballotsFile)
	if err != nil || len(wishes) == 0 {
		return nil, err
	}
	set, err := a.sets.At(height + 1)
	if err != nil {
		return nil, err
	}
	var signed []rules.SignedBallot
	for _, wish := range wishes {
		if !wish.Changes(set) {
			continue
		}
		ballot, err := a.chain.Cast(height, wish, a.key)
		if err != nil {
			return nil, err
		}
		signed = append(signed, ballot)
	}
	return signed, nil
}

// VerifyVoteExtension takes a vote only with its voter's own seal and ballots.
func (a *App) VerifyVoteExtension(_ context.Context, req *abci.RequestVerifyVoteExtension) (*abci.ResponseVerifyVoteExtension, error) {
	if err := a.checkExtension(req); err != nil {
		a.logger.Error("refused a vote", "height", req.Height, "reason", err)
		return &abci.ResponseVerifyVoteExtension{Status: abci.ResponseVerifyVoteExtension_REJECT}, nil
	}
	return &abci.ResponseVerifyVoteExtension{Status: abci.ResponseVerifyVoteExtension_ACCEPT}, nil
}

func (a *App) checkExtension(req *abci.RequestVerifyVoteExtension) error {
	if len(req.VoteExtension) > maxExtensionBytes {
		return errors.New("the extension is too long")
	}
	extension, err := rules.DecodeExtension(req.VoteExtension)
	if err != nil {
		return err
	}
	voter, err := a.proposer(req.Height, req.ValidatorAddress)
	if err != nil {
		return err
	}
	if len(extension.Block) != common.HashLength || !a.chain.SealedBy(voter, common.Hash(extension.Block), extension.Seal) {
		return errors.New("the vote has no seal of its voter")
	}
	seen := map[string]bool{}
	for _, ballot := range extension.Ballots {
		caster, err := a.chain.Voter(req.Height, rules.Set{voter}, ballot)
		if err != nil {
			return err
		}
		id := fmt.Sprintf("%s %x %t", caster, ballot.Key, ballot.Join)
		if seen[id] {
			return errors.New("a ballot comes twice")
		}
		seen[id] = true
	}
	return nil
}

// FinalizeBlock runs what was decided, whether or not this validator took part, and changes the validator set as voted.
func (a *App) FinalizeBlock(ctx context.Context, req *abci.RequestFinalizeBlock) (*abci.ResponseFinalizeBlock, error) {
	proposal, err := rules.DecodeProposal(req.Txs)
	if err != nil {
		return nil, err
	}
	if err := a.execution.Run(ctx, proposal.Block); err != nil {
		return nil, err
	}
	changes, err := a.tally(req.Height, proposal)
	if err != nil {
		return nil, err
	}
	a.decided = proposal.Block.Hash()
	answer := &abci.ResponseFinalizeBlock{AppHash: a.decided.Bytes()}
	for range req.Txs {
		answer.TxResults = append(answer.TxResults, &abci.ExecTxResult{})
	}
	for _, change := range changes {
		power := int64(0)
		if change.Join {
			power = 1
		}
		answer.ValidatorUpdates = append(answer.ValidatorUpdates, abci.UpdateValidator(change.Key, power, secp256k1.KeyType))
	}
	return answer, nil
}

// tally counts the ballots in the block of a height. They were cast one height before it, and what they change is the set
// of two heights after it.
func (a *App) tally(height int64, proposal rules.Proposal) ([]rules.Ballot, error) {
	if len(proposal.Ballots) == 0 {
		return nil, nil
	}
	voters, err := a.sets.At(height - 1)
	if err != nil {
		return nil, err
	}
	latest, err := a.sets.At(height + 1)
	if err != nil {
		return nil, err
	}
	return a.chain.Tally(height-1, voters, latest, proposal.Ballots)
}

// Commit makes the decided block the head.
func (a *App) Commit(ctx context.Context, _ *abci.RequestCommit) (*abci.ResponseCommit, error) {
	number := a.execution.Head().Number.Uint64() + 1
	return &abci.ResponseCommit{}, a.execution.SetHead(ctx, number, a.decided)
}
