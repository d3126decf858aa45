package web

import (
	"errors"
	"net/http"
	"strconv"

	"isnad/evidence"
)

// sendPack answers with the evidence pack of a subject.
func (s *Server) sendPack(w http.ResponseWriter, r *http.Request, subject string) {
	from, err := s.kept()
	if err != nil {
		s.failed(w, r, err)
		return
	}
	pack, hash, err := evidence.Make(r.Context(), from, []string{subject}, s.opts.Now())
	switch {
	case errors.Is(err, evidence.ErrTooLarge):
		s.fail(w, r, http.StatusRequestEntityTooLarge, "error.pack_too_large")
		return
	case err != nil:
		s.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Length", strconv.Itoa(len(pack)))
	w.Header().Set("Content-Disposition", `attachment; filename="isnad-`+hash[:12]+`.zip"`)
	w.Write(pack)
}

func (s *Server) statementPack(w http.ResponseWriter, r *http.Request) {
	s.sendPack(w, r, r.PathValue("id")+"#"+r.PathValue("statement"))
}

// offerPacks adds to the notes of a kept article where their packs are.
func (v *articleView) offerPacks() {
	offer := func(notes []note) {
		for i := range notes {
			notes[i].Pack = v.Base + "/statements/" + notes[i].ID + "/evidence.zip"
		}
	}
	for i := range v.Rows {
		offer(v.Rows[i].Notes)
	}
	if v.Title != nil {
		offer(v.Title.Notes)
	}
}

func (s *Server) storyPack(w http.ResponseWriter, r *http.Request) {
	s.sendPack(w, r, r.PathValue("id"))
}

func (s *Server) claimPack(w http.ResponseWriter, r *http.Request) {
	s.sendPack(w, r, r.PathValue("id")+"#"+r.PathValue("claim"))
}
