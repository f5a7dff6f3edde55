package rules

import "time"

// BlockTime is the timestamp of a block in seconds since 1970: that of the decision before it, which CometBFT takes as the
// median of the validators' clocks, but always later than the parent's.
func BlockTime(parent uint64, median time.Time) uint64 {
	return max(parent+1, uint64(max(median.Unix(), 0)))
}

// longestWait bounds what a proposer waits for a timestamp to come. It is shorter than what the others wait for a proposal.
const longestWait = time.Second

// WaitUntil is how long a proposer holds a block back, so that no block bears a time that is yet to come. A clock that is
// late must not hold up the others for longer than a second.
func WaitUntil(timestamp uint64, now time.Time) time.Duration {
	return min(max(time.Unix(int64(timestamp), 0).Sub(now), 0), longestWait)
}
