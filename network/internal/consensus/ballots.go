package consensus

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"ytterby/network/internal/rules"
)

// How many wishes a validator can have at once.
const maxBallots = 16

// readBallots gives what the validator's owner wishes, as written in a file of the home: a list of {"key", "join"}. The
// file is read for every vote, so that no restart is needed; whoever can write it could as well take the key.
func readBallots(path string) ([]rules.Ballot, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var entries []struct {
		Key  hexutil.Bytes `json:"key"`
		Join bool          `json:"join"`
	}
	if err := json.Unmarshal(text, &entries); err != nil {
		return nil, err
	}
	if len(entries) > maxBallots {
		return nil, errors.New("too many ballots")
	}
	ballots := make([]rules.Ballot, len(entries))
	for i, entry := range entries {
		ballots[i] = rules.Ballot{Key: entry.Key, Join: entry.Join}
		if _, err := ballots[i].Address(); err != nil {
			return nil, err
		}
	}
	return ballots, nil
}
