package model_test

import (
	"bytes"
	"errors"
	"maps"
	"testing"

	"isnad/arabic/internal/names"
	"isnad/arabic/internal/words"
	"isnad/arabic/model"
)

func TestModels(t *testing.T) {
	f, err := model.Read(model.Words)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := words.Read(f); err != nil {
		t.Error(err)
	}
	f, err = model.Read(model.Names)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := names.Read(f); err != nil {
		t.Error(err)
	}
	if size := len(model.Words) + len(model.Names); size > 15<<20 {
		t.Errorf("the models take %d bytes, more than 15 MB", size)
	}
	if model.WordsCard == "" || model.NamesCard == "" {
		t.Error("a model has no card")
	}
}

func TestRoundTrip(t *testing.T) {
	in := model.File{1: []byte("one"), 7: nil, 3: []byte{0, 255}}
	out, err := model.Read(in.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(out) != 3 || !bytes.Equal(out[1], in[1]) || !bytes.Equal(out[3], in[3]) {
		t.Errorf("got %v", out)
	}
}

func TestDamagedFilesAreRefused(t *testing.T) {
	whole := model.File{1: []byte("one"), 2: []byte("two")}.Bytes()
	for n := range whole {
		if _, err := model.Read(whole[:n]); !errors.Is(err, model.ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
		altered := bytes.Clone(whole)
		altered[n] ^= 0x20
		if _, err := model.Read(altered); !errors.Is(err, model.ErrDamaged) {
			t.Errorf("byte %d altered: %v", n, err)
		}
	}
}

// FuzzRead gives the unpackers sections that a checksum does not protect.
func FuzzRead(f *testing.F) {
	f.Add([]byte("ISNADMDL"), uint32(1), []byte{1, 0, 0, 0})
	f.Add([]byte{}, uint32(107), bytes.Repeat([]byte{1}, 64))
	var bases []model.File
	for _, file := range [][]byte{model.Words, model.Names} {
		base, err := model.Read(file)
		if err != nil {
			f.Fatal(err)
		}
		bases = append(bases, base)
	}
	f.Fuzz(func(t *testing.T, file []byte, id uint32, section []byte) {
		model.Read(file)
		for _, base := range bases {
			whole := maps.Clone(base)
			for k := range whole {
				if k%8 == id%8 {
					whole[k] = section
				}
			}
			if m, err := words.Read(whole); err == nil {
				var w words.Word
				m.Prepare(&w, words.SurfaceOf("وببيت", "وببيت"))
			} else if !errors.Is(err, model.ErrDamaged) {
				t.Error(err)
			}
			if _, err := names.Read(whole); err != nil && !errors.Is(err, model.ErrDamaged) {
				t.Error(err)
			}
		}
	})
}
