package parser

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/reflect/protoreflect"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/parser/store"
)

const (
	reasonETagMismatch  = "ETAG_MISMATCH"
	reasonSameCompany   = "SAME_COMPANY"
	reasonBadUpdateMask = "BAD_UPDATE_MASK"
	reasonOtherCompany  = "OTHER_COMPANY_HAS_IT"
)

// versionOf is the version that an etag stands for, 0 for none. What is no etag
// of ours is that of no version.
func versionOf(etag string) int64 {
	if etag == "" {
		return 0
	}
	version, err := strconv.ParseInt(strings.Trim(etag, `"`), 36, 64)
	if err != nil || version <= 0 {
		return -1
	}
	return version
}

// corrected is the error of the store for a correction of a resource.
func corrected(err error, reason, name string) error {
	if errors.Is(err, store.ErrChanged) {
		return rpcerr.New(codes.Aborted, reasonETagMismatch, "%s has changed: read it again", name).With("name", name)
	}
	return found(err, reason, name)
}

// DeleteTranscript leaves a tombstone.
func (s *Server) DeleteTranscript(ctx context.Context, request *parserv1.DeleteTranscriptRequest) (*parserv1.DeleteTranscriptResponse, error) {
	if err := s.store.DeleteTranscript(ctx, placeOf(request.GetName()), versionOf(request.GetEtag())); err != nil {
		return nil, corrected(err, reasonTranscriptNotFound, request.GetName())
	}
	return &parserv1.DeleteTranscriptResponse{}, nil
}

// callForm is the form of the names that a person may give to a new call.
var callForm = regexp.MustCompile(`^([0-9]{4}-(q[1-4]|h[12]|fy)|[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]+)?)$`)

// MoveTranscript moves a transcript to another call.
func (s *Server) MoveTranscript(ctx context.Context, request *parserv1.MoveTranscriptRequest) (*parserv1.MoveTranscriptResponse, error) {
	destination := placeOf(request.GetDestinationCall())
	if !callForm.MatchString(destination.Call) {
		if _, err := s.store.GetCall(ctx, destination.Company, destination.Call); err != nil {
			return nil, movedTo(err, request)
		}
	} else if _, err := s.store.GetCompany(ctx, destination.Company); err != nil {
		return nil, movedTo(err, request)
	}
	moved, err := s.store.MoveTranscript(ctx, placeOf(request.GetName()), destination.Company, destination.Call, versionOf(request.GetEtag()))
	if err != nil {
		return nil, corrected(err, reasonTranscriptNotFound, request.GetName())
	}
	t, err := s.store.GetTranscript(ctx, moved, store.Basic)
	if err != nil {
		return nil, found(err, reasonTranscriptNotFound, request.GetName())
	}
	return &parserv1.MoveTranscriptResponse{Transcript: transcriptMessage(t)}, nil
}

// movedTo is the error for a destination that is not there.
func movedTo(err error, request *parserv1.MoveTranscriptRequest) error {
	name := request.GetDestinationCall()
	reason := reasonCallNotFound
	if callForm.MatchString(placeOf(name).Call) {
		reason, name = reasonCompanyNotFound, companyName(placeOf(name).Company)
	}
	if errors.Is(err, store.ErrNotFound) {
		e := rpcerr.NotFound(reason, name)
		e.Fields = []rpcerr.Field{{Path: "destination_call", Description: e.Message}}
		return e
	}
	return stored(err)
}

// MergeCompanies makes two companies one.
func (s *Server) MergeCompanies(ctx context.Context, request *parserv1.MergeCompaniesRequest) (*parserv1.MergeCompaniesResponse, error) {
	into, from := placeOf(request.GetName()).Company, placeOf(request.GetSource()).Company
	if _, err := s.store.GetCompany(ctx, from); err != nil {
		return nil, found(err, reasonCompanyNotFound, request.GetSource())
	}
	company, err := s.store.MergeCompanies(ctx, into, from, versionOf(request.GetEtag()))
	if errors.Is(err, store.ErrSame) {
		return nil, rpcerr.InvalidField(reasonSameCompany, "source", "source: %s and %s are one company", request.GetName(), request.GetSource())
	}
	if err != nil {
		return nil, corrected(err, reasonCompanyNotFound, request.GetName())
	}
	return &parserv1.MergeCompaniesResponse{Company: companyMessage(company)}, nil
}

// settable are the fields of a company that a person can set.
var settable = []string{"display_name", "ticker", "exchange", "aliases", "cik", "lei", "isin", "figi"}

// UpdateCompany sets fields of a company.
func (s *Server) UpdateCompany(ctx context.Context, request *parserv1.UpdateCompanyRequest) (*parserv1.UpdateCompanyResponse, error) {
	m := request.GetCompany()
	if !companyForm.MatchString(m.GetName()) {
		return nil, rpcerr.InvalidField(rpcerr.ReasonInvalidField, "company.name", "company.name: want companies/{company}")
	}
	fields, err := fieldsToSet(request)
	if err != nil {
		return nil, err
	}
	for _, text := range append([]string{m.GetDisplayName(), m.GetTicker(), m.GetExchange()}, m.GetAliases()...) {
		if strings.ContainsRune(text, 0) {
			return nil, rpcerr.InvalidField(rpcerr.ReasonInvalidField, "company", "company: a NUL is no text")
		}
	}
	company, err := s.store.UpdateCompany(ctx, store.CompanyUpdate{
		Fields: fields,
		Company: store.Company{
			Name: placeOf(m.GetName()).Company, DisplayName: m.GetDisplayName(), Ticker: m.GetTicker(), Exchange: m.GetExchange(),
			CIK: m.GetCik(), LEI: m.GetLei(), ISIN: m.GetIsin(), FIGI: m.GetFigi(), Aliases: m.GetAliases(), Version: versionOf(m.GetEtag()),
		},
	})
	var taken *store.TakenError
	if errors.As(err, &taken) {
		e := rpcerr.New(codes.AlreadyExists, reasonOtherCompany, "company.%s is that of %s: merge the two", taken.Field, companyName(taken.Company))
		e.Fields = []rpcerr.Field{{Path: "company." + taken.Field, Description: e.Message}}
		return nil, e.With("company", companyName(taken.Company))
	}
	if err != nil {
		return nil, corrected(err, reasonCompanyNotFound, m.GetName())
	}
	return &parserv1.UpdateCompanyResponse{Company: companyMessage(company)}, nil
}

var companyForm = regexp.MustCompile(`^companies/[a-z0-9][a-z0-9-]{0,62}$`)

// fieldsToSet are the paths of the mask, or the fields that the company sets.
func fieldsToSet(request *parserv1.UpdateCompanyRequest) ([]string, error) {
	paths := request.GetUpdateMask().GetPaths()
	if len(paths) == 0 {
		request.GetCompany().ProtoReflect().Range(func(field protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
			if name := string(field.Name()); slices.Contains(settable, name) {
				paths = append(paths, name)
			}
			return true
		})
		slices.Sort(paths)
	}
	for _, path := range paths {
		if !slices.Contains(settable, path) {
			return nil, rpcerr.InvalidField(reasonBadUpdateMask, "update_mask", "update_mask: %q cannot be set; what can is %s", path, strings.Join(settable, ", "))
		}
	}
	return paths, nil
}
