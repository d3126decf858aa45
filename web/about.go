package web

import (
	"net/http"

	"isnad/arabic/model"
	"isnad/record"
)

// modelCard tells how a learned model was made and how good it is.
type modelCard struct {
	Label string // a phrase's key
	Text  string
}

// about says what is inferred, how sure that is, and what is known to be weak.
func (s *Server) about(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, view{name: "about", Title: "nav.about", Main: []modelCard{
		{"about.card_words", model.WordsCard}, {"about.card_names", model.NamesCard}, {"about.card_judge", record.JudgeCard},
	}})
}
