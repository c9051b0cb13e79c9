package daemon

import (
	"context"
	"net"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"

	"github.com/callfacts/callfacts/internal/rpcerr"
)

// Limits bound what one client may do at once, and how often: a client is an
// API key, or else an address.
type Limits struct {
	// Concurrent is how many calls of a client may run; 0 for any number.
	Concurrent int
	// PerSecond is how many calls a client may begin in a second on average, with
	// as many again at once; 0 for any number.
	PerSecond float64
}

// limiter keeps the account of each client.
type limiter struct {
	limits Limits

	mu       sync.Mutex
	accounts map[string]*account
}

type account struct {
	running int
	rate    *rate.Limiter
	used    time.Time
}

const (
	// concurrencyPause is when a client with too many calls should try again:
	// when one of them ends, which nobody knows.
	concurrencyPause = time.Second
	// maxAccounts bounds the memory that clients can take by having many names:
	// beyond it, accounts that have rested are forgotten.
	maxAccounts  = 10_000
	restedEnough = time.Minute
)

func newLimiter(l Limits) *limiter { return &limiter{limits: l, accounts: map[string]*account{}} }

// begin admits a call of a client, and returns what to call at its end.
func (l *limiter) begin(client string) (end func(), err error) {
	if l.limits == (Limits{}) {
		return func() {}, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.account(client)
	if l.limits.Concurrent > 0 && a.running >= l.limits.Concurrent {
		return nil, rpcerr.New(codes.ResourceExhausted, rpcerr.ReasonTooManyCalls,
			"%d calls of this client run: that is as many as may", a.running).RetryIn(concurrencyPause)
	}
	if a.rate != nil {
		reservation := a.rate.Reserve()
		if wait := reservation.Delay(); wait > 0 {
			reservation.Cancel()
			return nil, rpcerr.New(codes.ResourceExhausted, rpcerr.ReasonRateExceeded,
				"this client makes more than %g calls a second", l.limits.PerSecond).RetryIn(wait)
		}
	}
	a.running++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		a.running--
	}, nil
}

func (l *limiter) account(client string) *account {
	now := time.Now()
	a := l.accounts[client]
	if a == nil {
		if len(l.accounts) >= maxAccounts {
			l.forget(now)
		}
		a = &account{}
		if l.limits.PerSecond > 0 {
			a.rate = rate.NewLimiter(rate.Limit(l.limits.PerSecond), max(1, int(l.limits.PerSecond)))
		}
		l.accounts[client] = a
	}
	a.used = now
	return a
}

func (l *limiter) forget(now time.Time) {
	for name, a := range l.accounts {
		if a.running == 0 && now.Sub(a.used) > restedEnough {
			delete(l.accounts, name)
		}
	}
}

// address is where a call comes from, "" for this process itself. The gateway of this process, behind the
// pipe, says for whom it asks; nobody else is believed.
func address(ctx context.Context) string {
	from, ok := peer.FromContext(ctx)
	if !ok {
		return ""
	}
	if from.Addr.Network() == pipeNetwork {
		forwarded := incoming(ctx, "x-forwarded-for")
		return strings.TrimSpace(forwarded[strings.LastIndex(forwarded, ",")+1:])
	}
	host, _, err := net.SplitHostPort(from.Addr.String())
	if err != nil {
		return from.Addr.String()
	}
	return host
}

// pipeNetwork is what bufconn calls its network.
const pipeNetwork = "bufconn"
