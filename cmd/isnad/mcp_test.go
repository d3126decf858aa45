package main

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// TestMcp has the SDK's client talk with the command.
func TestMcp(t *testing.T) {
	db := filepath.Join(t.TempDir(), "news.db")
	if got := isnad(t, "add", "--archive", db, examples+"/court.txt"); got.status != exitOK {
		t.Fatal(got.stderr)
	}
	stdin, toCommand := io.Pipe()
	fromCommand, stdout := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- Run(t.Context(), []string{"mcp", "--archive", db}, stdin, stdout, io.Discard, func(string) string { return "" })
	}()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.IOTransport{Reader: fromCommand, Writer: toCommand}, nil)
	if err != nil {
		t.Fatal(err)
	}
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "search", Arguments: map[string]any{"query": ""}})
	if err != nil || result.IsError {
		t.Fatalf("%v %+v", err, result)
	}
	if total := result.StructuredContent.(map[string]any)["total"]; total != 1.0 {
		t.Errorf("found %v articles", total)
	}
	session.Close()
	if status := <-ended; status != exitOK {
		t.Errorf("exit status %d", status)
	}
}
