package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit statuses of the command.
const (
	exitOK          = 0
	exitFailed      = 1   // an input could not be read, or the output not written
	exitUsage       = 2   // the command line is wrong
	exitInterrupted = 130 // stopped by a signal, as shells count SIGINT
)

// errInputs reports that inputs failed whose errors have been printed already.
var errInputs = errors.New("some inputs could not be read")

// errStopped reports a run that goes on until a signal stops it: the signal is
// its regular end.
var errStopped = errors.New("stopped by a signal")

// streams is what a command reads, writes and asks of its surroundings.
type streams struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    func(string) string
	// archive is the value of the flag --archive or its variable.
	archive string
}

// complain prints one line about what went wrong.
func (s *streams) complain(format string, args ...any) {
	fmt.Fprintf(s.stderr, "isnad: "+format+"\n", args...)
}

type commandLine struct {
	Version kong.VersionFlag `help:"Print the version and exit."`
	Archive string           `help:"The archive, before or behind the command: a file (isnad.db without the flag), or postgres://user@host/database." placeholder:"NAME"`

	Read    readCmd    `cmd:"" help:"Read articles: who said what through whom, times, figures, commitments."`
	Analyze analyzeCmd `cmd:"" help:"Analyse the words of a text: clitics, lemmas, parts of speech, features, names."`
	Story   storyCmd   `cmd:"" help:"Find stories over many articles: which tell of one event, which are copies."`
	Ledger  ledgerCmd  `cmd:"" help:"List commitments over time: what is due, overdue, reported done or broken."`
	Verdict verdictCmd `cmd:"" help:"Keep a verdict of yours on a commitment of the ledger."`
	Add     addCmd     `cmd:"" help:"Gather articles into an archive."`
	Watch   watchCmd   `cmd:"" help:"Poll feeds and gather what is new, until stopped."`
	Work    workCmd    `cmd:"" help:"Read what add --queue has queued, beside any number of other workers."`
	Jobs    jobsCmd    `cmd:"" help:"List the jobs of workers; show why one failed, have it tried again."`
	Serve   serveCmd   `cmd:"" help:"Serve the archive as pages to read, and read what is pasted."`
	Mcp     mcpCmd     `cmd:"" help:"Answer an assistant, by the Model Context Protocol."`
	Alert   alertCmd   `cmd:"" help:"Tell of what is new: saved questions, printed or posted to a webhook."`
	Token   tokenCmd   `cmd:"" help:"Make, list and revoke the tokens with which programs ask a server."`
	Brief   briefCmd   `cmd:"" help:"Make the daily monitoring brief: what is new, who said what, deadlines, disagreements, changes."`
	Search  searchCmd  `cmd:"" help:"Search the archive: words in any form, phrases, speakers, dates."`
	Trace   traceCmd   `cmd:"" help:"Trace words or a claim: where they first appeared, through whom they came, who repeats them."`
	Said    saidCmd    `cmd:"" help:"List what a person or body said."`
	Names   namesCmd   `cmd:"" help:"List the names of the archive with their spellings; join and split them."`
	Correct correctCmd `cmd:"" help:"Correct what was read, signed and beside it: speakers, chains, words, dates, figures, commitments."`
	Due     dueCmd     `cmd:"" help:"List commitments by the day on which they fall due."`
	Show    showCmd    `cmd:"" help:"Show the record of an article that is kept."`
	Pack    packCmd    `cmd:"" help:"Pack what stands behind a statement, a claim or a story, to be checked by others."`
	Verify  verifyCmd  `cmd:"" help:"Check evidence packs, without the archive."`
	Export  exportCmd  `cmd:"" help:"Write what the archive keeps in formats of other programs."`
	Sample  sampleCmd  `cmd:"" help:"Draw sentences of the archive for people to code, blindly."`
	Agree   agreeCmd   `cmd:"" help:"Compare filled sheets with what was read, and two coders: precision, recall, kappa."`
	Words   wordsCmd   `cmd:"" name:"codebook" help:"Write the codebook of a record, in Arabic and English."`
	Diff    diffCmd    `cmd:"" help:"Show what changed between versions of an article."`
	Remove  removeCmd  `cmd:"" help:"Remove articles from the archive, with all that was kept of them."`
	Reread  rereadCmd  `cmd:"" help:"Read the kept pages again with this program."`
	Check   checkCmd   `cmd:"" help:"Verify the archive."`
	Migrate migrateCmd `cmd:"" help:"Make the archive, or bring an older one up to this program."`
	Copy    copyCmd    `cmd:"" help:"Copy an archive into another, from a file to a database or back."`
	Backup  backupCmd  `cmd:"" help:"Copy the archive while it is in use."`
	Eval    evalCmd    `cmd:"" help:"Measure the quality of reading and analysis against the gold sets of a data folder."`
	Train   trainCmd   `cmd:"" help:"Learn the weights of the Arabic analysis from corpora."`

	Completion completionCmd `cmd:"" help:"Print what completes the command in a shell: bash, zsh or fish."`
	Man        manCmd        `cmd:"" help:"Print the manual page."`
	VersionCmd versionCmd    `cmd:"" name:"version" help:"Print the version, with the revision that it was built from."`
}

// newParser makes the parser of the command line; variables are read by env.
func newParser(cli *commandLine, env func(string) string, options ...kong.Option) *kong.Kong {
	names := variables{}
	parser := kong.Must(cli, append([]kong.Option{
		kong.Name("isnad"),
		kong.Description("Isnad (إسناد): who said it, and through whom it came. Reads Arabic news into records that can be checked word by word."),
		kong.UsageOnError(),
		kong.Vars{"version": version()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Resolvers(names.resolver(env)),
	}, options...)...)
	names.of(parser.Model.Node)
	return parser
}

// Run executes one command line, without the program's name, and returns the
// exit status. It stops cleanly at SIGINT and SIGTERM; a second signal kills.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string) (status int) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	// kong leaves --help and --version through Exit, deep inside Parse.
	type exit int
	defer func() {
		if r := recover(); r != nil {
			code, ok := r.(exit)
			if !ok {
				panic(r)
			}
			status = int(code)
		}
	}()

	std := &streams{stdin: &interruptible{ctx: ctx, from: stdin}, stdout: stdout, stderr: stderr, env: env}
	var cli commandLine
	parser := newParser(&cli, env,
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(std),
	)
	command, err := parser.Parse(args)
	if err != nil {
		var variable *variableError
		if errors.As(err, &variable) {
			err = variable
		}
		std.complain("%v (isnad --help shows what is possible)", err)
		return exitUsage
	}
	std.archive = cli.Archive
	return exitStatus(ctx, std, command.Run())
}

// exitStatus maps a command's error to its exit status, and prints it unless
// it has been printed or nobody is left to read.
func exitStatus(ctx context.Context, std *streams, err error) int {
	var usage *usageError
	switch {
	case errors.Is(err, errStopped):
		return exitOK
	case ctx.Err() != nil:
		return exitInterrupted
	case err == nil:
		return exitOK
	case errors.Is(err, errInputs), errors.Is(err, syscall.EPIPE):
		return exitFailed
	case errors.As(err, &usage):
		std.complain("%v", err)
		return exitUsage
	default:
		std.complain("%s", ofFiles(err))
		return exitFailed
	}
}

// ofFiles is the text of an error in which what the system says of a file names
// the file once, the reason, and what to do.
func ofFiles(err error) string {
	said := err.Error()
	var of *fs.PathError
	if !errors.As(err, &of) {
		return said
	}
	reason := ""
	switch {
	case errors.Is(of, fs.ErrNotExist):
		reason = "does not exist (check the path)"
	case errors.Is(of, fs.ErrPermission):
		reason = "no permission (its owner can give it with chmod)"
	case errors.Is(of, syscall.EISDIR):
		reason = "is a folder (name a file)"
	case errors.Is(of, syscall.ENOTDIR):
		reason = "a part of the path is no folder (check the path)"
	case errors.Is(of, syscall.EROFS):
		reason = "the disk is read-only (name a file elsewhere)"
	case errors.Is(of, syscall.ENOSPC):
		reason = "no room is left on the disk (make room, or name a file elsewhere)"
	default:
		return said
	}
	told := of.Path + ": "
	return strings.Replace(strings.Replace(said, told+of.Error(), of.Error(), 1), of.Error(), told+reason, 1)
}

// usageError is a mistake on the command line that the flags' types cannot
// tell.
type usageError struct{ error }

// interruptible is a reader whose Read returns when ctx ends, also while the
// wrapped one waits for a terminal or a pipe.
type interruptible struct {
	ctx   context.Context
	from  io.Reader
	begin sync.Once
	pipe  *io.PipeReader
}

func (r *interruptible) Read(p []byte) (int, error) {
	r.begin.Do(func() {
		var w *io.PipeWriter
		r.pipe, w = io.Pipe()
		go func() {
			_, err := io.Copy(w, r.from)
			w.CloseWithError(err)
		}()
		context.AfterFunc(r.ctx, func() { w.CloseWithError(r.ctx.Err()) })
	})
	return r.pipe.Read(p)
}
