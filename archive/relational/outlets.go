package relational

import (
	"cmp"
	"context"
	"slices"
	"time"

	"isnad/archive"
)

// profiles are the profiles of all outlets in one state of the file: that of
// the index, and that of who says what.
type profiles struct {
	generation [2]int64
	who        *voices
	list       []archive.OutletProfile
}

// OutletProfiles implements archive.Archive.
func (db *DB) OutletProfiles(ctx context.Context) (list []archive.OutletProfile, err error) {
	err = db.reading(ctx, func(s *searcher) error {
		who, err := db.voicesFor(s.ctx, s.tx)
		if err != nil {
			return err
		}
		db.profiling.Lock()
		defer db.profiling.Unlock()
		if db.profiles.who != who || db.profiles.generation != s.generation {
			db.profiles = profiles{s.generation, who, s.profiles(who)}
		}
		list = db.profiles.list
		return nil
	})
	return list, err
}

// profiles counts all newest versions by outlet.
func (s *searcher) profiles(who *voices) []archive.OutletProfile {
	versions := map[string][]uint32{}
	for id := range s.newest.all() {
		outlet := s.documents[id].outlet
		versions[outlet] = append(versions[outlet], id)
	}
	t := s.db.tallies.Get().(*tallies)
	defer s.db.tallies.Put(t)
	t.room(who)
	list := make([]archive.OutletProfile, 0, len(versions))
	for outlet, ids := range versions {
		p := archive.OutletProfile{Outlet: archive.Outlet{Name: outlet, Articles: len(ids)}}
		days := map[int32]int{}
		first, last := s.documents[ids[0]].at, s.documents[ids[0]].at
		for _, id := range ids {
			d := &s.documents[id]
			days[d.day]++
			first, last = min(first, d.at), max(last, d.at)
			countTellings(&p, who.tellings(id))
		}
		p.First, p.Last = time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
		p.Months = monthsOf(days)
		p.Sources, p.Relays = t.tellers(who, ids, byName), t.tellers(who, ids, byRelay)
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b archive.OutletProfile) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// countTellings adds the statements of one version to a profile.
func countTellings(p *archive.OutletProfile, told []telling) {
	for _, t := range told {
		switch t.as {
		case byRelay:
			continue
		case byName:
			p.Named++
		case byDocument:
			p.Documents++
		case byNobody:
			p.Unnamed++
		}
		p.Statements++
		if t.relayed {
			p.Relayed++
		}
	}
}

// tellers counts in how many of the versions each name is told as something, the
// most frequent first.
func (t *tallies) tellers(who *voices, versions []uint32, as telledAs) []archive.Count {
	var names []int32 // of one version
	for _, id := range versions {
		names = names[:0]
		for _, told := range who.tellings(id) {
			if told.as == as && !slices.Contains(names, told.name) {
				names = append(names, told.name)
				t.count(id, told.name, who.class[told.name])
			}
		}
	}
	return t.take(who)
}
