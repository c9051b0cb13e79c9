package metrics

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/pagetoken"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// ReviewFact records what a person thinks of a fact.
func (s *Server) ReviewFact(ctx context.Context, request *metricsv1.ReviewFactRequest) (*metricsv1.ReviewFactResponse, error) {
	if request.GetReason() == "" && request.GetVerdict() != metricsv1.ReviewVerdict_REVIEW_VERDICT_ACCEPTED {
		return nil, rpcerr.InvalidField(rpcerr.ReasonInvalidField, "reason", "a fact that is not accepted needs a reason")
	}
	found, err := s.facts(ctx, instant(nil), request.GetName())
	if err != nil {
		return nil, err
	}
	f := &found[0]
	review := store.Review{
		FactName: store.FactName{Transcript: f.Transcript, Fact: f.ID}, Company: f.Company, Call: f.Call,
		Verdict: store.Verdict(request.GetVerdict()), Author: request.GetAuthor(), Reason: request.GetReason(),
	}
	if review.Correction, err = s.correction(ctx, f, request); err != nil {
		return nil, err
	}
	if review.Reviewed, err = protojson.Marshal(factMessage(f)); err != nil {
		return nil, err
	}
	if err := s.store.AddReview(ctx, &review); err != nil {
		return nil, err
	}
	m, err := reviewMessage(&review)
	return &metricsv1.ReviewFactResponse{Review: m}, err
}

// correctable are the fields that a correction may set.
var correctable = []protoreflect.Name{
	"concept", "measure", "status", "comparison", "basis", "value", "period", "dimensions", "qualifiers",
}

// correction checks what a fact should be, and returns it as JSON; nil where the
// verdict needs none.
func (s *Server) correction(ctx context.Context, f *store.Fact, request *metricsv1.ReviewFactRequest) ([]byte, error) {
	m := request.GetCorrection()
	if request.GetVerdict() != metricsv1.ReviewVerdict_REVIEW_VERDICT_CORRECTED {
		if m != nil {
			return nil, badCorrection("correction", "only a verdict of CORRECTED has a correction")
		}
		return nil, nil
	}
	if m == nil || proto.Equal(m, &metricsv1.Fact{}) {
		return nil, badCorrection("correction", "a verdict of CORRECTED needs the fields that should be different")
	}
	var wrong error
	m.ProtoReflect().Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case !slices.Contains(correctable, field.Name()):
			wrong = badCorrection("correction."+string(field.Name()), "%s cannot be corrected", field.Name())
		case field.Enum() != nil && !field.IsList() && field.Enum().Values().ByNumber(value.Enum()) == nil:
			wrong = badCorrection("correction."+string(field.Name()), "there is no %s %d", field.Name(), value.Enum())
		}
		return wrong == nil
	})
	if wrong != nil {
		return nil, wrong
	}
	if err := checkQuantity(m.GetValue()); err != nil {
		return nil, err
	}
	if id := m.GetConcept(); id != "" {
		engine, err := s.extract.engines.of(ctx, f.Company)
		if err != nil {
			return nil, err
		}
		if engine.taxonomy.Find(id) < 0 {
			return nil, badCorrection("correction.concept", "there is no concept %q", id)
		}
	}
	return protojson.Marshal(m)
}

func badCorrection(path, format string, args ...any) error {
	return rpcerr.InvalidField("BAD_CORRECTION", path, format, args...)
}

// checkQuantity checks the decimals of a quantity, if there is one.
func checkQuantity(q *metricsv1.Quantity) error {
	if q == nil {
		return nil
	}
	if q.GetLow() == "" && q.GetHigh() == "" {
		return badCorrection("correction.value", "a value has a lower or an upper end")
	}
	ends := make(map[string]decimal.Decimal)
	for path, text := range map[string]string{"low": q.GetLow(), "high": q.GetHigh(), "precision": q.GetPrecision()} {
		if text == "" {
			continue
		}
		d, err := decimal.Parse(text)
		if err != nil || strings.ContainsAny(text, ",+") {
			return badCorrection("correction.value."+path, "%q is no decimal number", text)
		}
		ends[path] = d
	}
	low, hasLow := ends["low"]
	if high, hasHigh := ends["high"]; hasLow && hasHigh && low.Cmp(high) > 0 {
		return badCorrection("correction.value", "the lower end is above the upper end")
	}
	return nil
}

// reviewMessage is the message of a review.
func reviewMessage(r *store.Review) (*metricsv1.FactReview, error) {
	m := &metricsv1.FactReview{
		Name:    fmt.Sprintf("companies/%s/calls/%s/transcripts/%s/facts/%s/reviews/%d", r.Company, r.Call, r.Transcript, r.Fact, r.ID),
		Verdict: metricsv1.ReviewVerdict(r.Verdict), Author: r.Author, Reason: r.Reason,
		Reviewed: &metricsv1.Fact{}, CreateTime: timestamppb.New(r.Time),
	}
	// What an earlier version wrote may hold fields that this one does not know.
	read := protojson.UnmarshalOptions{DiscardUnknown: true}
	if err := read.Unmarshal(r.Reviewed, m.Reviewed); err != nil {
		return nil, err
	}
	if r.Correction == nil {
		return m, nil
	}
	m.Correction = &metricsv1.Fact{}
	return m, read.Unmarshal(r.Correction, m.Correction)
}

// ListFactReviews lists reviews, the newest first.
func (s *Server) ListFactReviews(ctx context.Context, request *metricsv1.ListFactReviewsRequest) (*metricsv1.ListFactReviewsResponse, error) {
	var at struct{ ID int64 }
	if _, err := decodeToken(request, request.GetPageToken(), &at); err != nil {
		return nil, err
	}
	var selection store.ReviewSelection
	var err error
	if selection.Filter, err = parseFilter(store.ReviewFields, request.GetFilter()); err != nil {
		return nil, err
	}
	n, err := parseFact(request.GetParent())
	if err != nil {
		return nil, err
	}
	if err := s.selectParent(ctx, n.parent(), &selection.Selection); err != nil {
		return nil, err
	}
	selection.Fact = known(n.fact)
	size := pagetoken.Size(request.GetPageSize())
	found, err := s.store.Reviews(ctx, selection, at.ID, size+1)
	if err != nil {
		return nil, err
	}
	response := &metricsv1.ListFactReviewsResponse{}
	if len(found) > size {
		found = found[:size]
		at.ID = found[size-1].ID
		if response.NextPageToken, err = pagetoken.Encode(request, at); err != nil {
			return nil, err
		}
	}
	for i := range found {
		m, err := reviewMessage(&found[i])
		if err != nil {
			return nil, fmt.Errorf("review %s: %w", strconv.FormatInt(found[i].ID, 10), err)
		}
		response.Reviews = append(response.Reviews, m)
	}
	return response, nil
}
