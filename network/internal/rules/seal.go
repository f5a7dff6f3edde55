package rules

import (
	"bytes"
	"crypto/ecdsa"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Chain names one network. Whatever validators sign is bound to it, so that a seal of another chain with the same
// validators is none here.
type Chain struct {
	ID      *big.Int
	Genesis common.Hash
}

// The first 32 bytes of every signed message say what is signed, so that a seal is no ballot.
var (
	sealDomain   = crypto.Keccak256Hash([]byte("ytterby test network: seal of a block"))
	ballotDomain = crypto.Keccak256Hash([]byte("ytterby test network: vote on a validator"))
)

// SealDigest is what a seal signs: keccak256(domain, chain id, genesis hash, block hash), each of 32 bytes.
func (c Chain) SealDigest(block common.Hash) common.Hash {
	return c.digest(sealDomain, block[:])
}

func (c Chain) digest(domain common.Hash, rest ...[]byte) common.Hash {
	head := [][]byte{domain[:], common.BigToHash(c.ID).Bytes(), c.Genesis[:]}
	return crypto.Keccak256Hash(append(head, rest...)...)
}

// Seal signs a block: r, s and v (27 or 28), 65 bytes.
func (c Chain) Seal(block common.Hash, key *ecdsa.PrivateKey) ([]byte, error) {
	return sign(c.SealDigest(block), key)
}

// CheckSeals tells whether a quorum of the set has sealed a block. A stranger's seal and a second one of the same
// validator are errors, and so is what is no signature: an honest proposer sends none of them.
func (c Chain) CheckSeals(block common.Hash, set Set, seals [][]byte) error {
	digest := c.SealDigest(block)
	seen := map[common.Address]bool{}
	for _, seal := range seals {
		signer, err := recoverSigner(digest, seal)
		if err != nil {
			return fmt.Errorf("a seal is no signature: %w", err)
		}
		if !set.Has(signer) {
			return fmt.Errorf("%s has sealed, but is no validator", signer)
		}
		if seen[signer] {
			return fmt.Errorf("%s has sealed twice", signer)
		}
		seen[signer] = true
	}
	if len(seen) < set.Quorum() {
		return fmt.Errorf("%d validators of %d have sealed, which is short of %d", len(seen), len(set), set.Quorum())
	}
	return nil
}

// SealedBy tells whether a seal is of this validator over this block.
func (c Chain) SealedBy(validator common.Address, block common.Hash, seal []byte) bool {
	signer, err := recoverSigner(c.SealDigest(block), seal)
	return err == nil && signer == validator
}

// Signatures bear v as contracts want it, which is 27 more than what the library gives and takes.
const firstV = 27

func sign(digest common.Hash, key *ecdsa.PrivateKey) ([]byte, error) {
	signature, err := crypto.Sign(digest[:], key)
	if err != nil {
		return nil, err
	}
	signature[crypto.RecoveryIDOffset] += firstV
	return signature, nil
}

func recoverSigner(digest common.Hash, signature []byte) (common.Address, error) {
	if len(signature) != crypto.SignatureLength {
		return common.Address{}, fmt.Errorf("a signature has %d bytes, not %d", crypto.SignatureLength, len(signature))
	}
	plain := bytes.Clone(signature)
	plain[crypto.RecoveryIDOffset] -= firstV
	key, err := crypto.SigToPub(digest[:], plain)
	if err != nil {
		return common.Address{}, err
	}
	// Of every signature there is a twin with the other half of s; only the lower one counts, as in transactions.
	if !crypto.VerifySignature(crypto.CompressPubkey(key), digest[:], signature[:64]) {
		return common.Address{}, fmt.Errorf("the signature is not in its canonical form")
	}
	return crypto.PubkeyToAddress(*key), nil
}
