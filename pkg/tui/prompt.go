package tui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// prompter asks in lines of text and reads the answers line by line. Nothing that it writes moves a cursor or sets a colour.
type prompter struct {
	in      *bufio.Reader
	out     io.Writer
	lines   chan line
	reading bool // a line is being read
}

type line struct {
	text string
	err  error
}

// What can be answered instead of an answer.
const (
	wordHelp  = "?"
	wordBack  = "back"
	wordBack1 = "<"
	wordQuit  = "quit"
)

// How a question ends without an answer. [ErrInterrupted] is another way.
var (
	errBack    = errors.New("the question before is asked again")
	errQuit    = errors.New("the user leaves")
	errEnded   = errors.New("the input has ended")
	errStopped = errors.New("the user does not wait any longer")
)

// errAskAgain is what a question's take says when there is something to ask again, but nothing to find fault with.
var errAskAgain = errors.New("the question is asked again")

// unanswered reports whether there is no answer to find fault with.
func unanswered(err error) bool {
	return errors.Is(err, errBack) || errors.Is(err, errQuit) || errors.Is(err, errEnded) || errors.Is(err, ErrInterrupted)
}

func newPrompter(in io.Reader, out io.Writer) *prompter {
	return &prompter{in: bufio.NewReader(in), out: out, lines: make(chan line, 1)}
}

// say writes a line.
func (p *prompter) say(format string, args ...any) {
	fmt.Fprintln(p.out, printable(fmt.Sprintf(format, args...)))
}

// pause sets apart what follows.
func (p *prompter) pause() { fmt.Fprintln(p.out) }

// show writes text that has lines of its own.
func (p *prompter) show(text string) { fmt.Fprint(p.out, expose.Printable(text)) }

// read reads a line, the one that is being read already where there is one. Who takes it says so by [prompter.taken].
func (p *prompter) read() <-chan line {
	if !p.reading {
		p.reading = true
		go func() {
			text, err := p.in.ReadString('\n')
			if text != "" {
				err = nil // its end comes with the next one
			}
			p.lines <- line{strings.TrimSpace(text), err}
		}()
	}
	return p.lines
}

func (p *prompter) taken() { p.reading = false }

// answer asks for a line once.
func (p *prompter) answer(ctx context.Context, prompt string) (string, error) {
	fmt.Fprint(p.out, printable(prompt)+" ")
	select {
	case l := <-p.read():
		p.taken()
		if l.err != nil {
			p.pause()
			return "", errEnded
		}
		return l.text, nil
	case <-ctx.Done():
		p.pause()
		return "", ErrInterrupted
	}
}

// ask asks until take has nothing against the answer. help says what can be answered, beside what can be answered anywhere.
func (p *prompter) ask(ctx context.Context, prompt string, help func(), take func(answer string) error) error {
	for {
		answer, err := p.answer(ctx, prompt)
		switch {
		case err != nil:
			return err
		case answer == wordHelp:
			help()
			p.say(`Everywhere: back, or <, goes back a question; quit leaves. A \ before an answer takes it as it is, such as \back where something has that name.`)
			continue
		case strings.EqualFold(answer, wordBack), answer == wordBack1:
			return errBack
		case strings.EqualFold(answer, wordQuit):
			return errQuit
		case answer != printable(answer):
			p.say("Keys such as the arrows and escape mean nothing here. Please answer again, with text alone.")
			continue
		}
		if err = take(strings.TrimPrefix(answer, `\`)); err == nil || unanswered(err) {
			return err
		}
		if !errors.Is(err, errAskAgain) {
			p.say("Please answer again: %s.", err)
		}
	}
}

// option is one of a few things to choose from.
type option struct{ name, text string }

// option reads out one.
func (p *prompter) option(i int, o option) {
	if o.text == "" {
		p.say("%d. %s", i+1, o.name)
		return
	}
	p.say("%d. %s: %s", i+1, o.name, o.text)
}

// choose asks for one of the options by its number, or by what parse knows of, and returns its index. An empty line takes the preferred one.
func (p *prompter) choose(ctx context.Context, options []option, preferred int, parse func(string) int) (chosen int, err error) {
	list := func() {
		for i, o := range options {
			p.option(i, o)
		}
	}
	list()
	prompt := fmt.Sprintf("Number or name, enter for %d, %s:", preferred+1, options[preferred].name)
	err = p.ask(ctx, prompt, list, func(answer string) error {
		chosen = preferred
		if answer == "" {
			return nil
		}
		if n, err := strconv.Atoi(answer); err == nil {
			chosen = n - 1
		} else {
			chosen = parse(answer)
		}
		if chosen < 0 || chosen >= len(options) {
			return fmt.Errorf("%q is none of them: give a number from 1 to %d, or a name; ? lists them again", answer, len(options))
		}
		return nil
	})
	return chosen, err
}

// yes asks whether to do something; an empty line means no.
func (p *prompter) yes(ctx context.Context, question string) (yes bool, err error) {
	help := func() { p.say("yes, or no, which an empty line means, too.") }
	err = p.ask(ctx, question+" yes or no, enter for no:", help, func(answer string) error {
		switch strings.ToLower(answer) {
		case "yes", "y":
			yes = true
		case "", "no", "n":
		default:
			return fmt.Errorf("%q is neither yes nor no", answer)
		}
		return nil
	})
	return yes, err
}

// patience is for how long nothing needs to be said.
const patience = time.Second

// wait waits for f. When that takes a while, it says for what, and an empty line stops waiting, which ends f's context.
func wait[T any](ctx context.Context, p *prompter, what string, f func(context.Context) (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan result, 1)
	go func() {
		value, err := f(ctx)
		results <- result{value, err}
	}()
	quiet := time.NewTimer(patience)
	defer quiet.Stop()
	var none T
	var lines <-chan line
	for {
		select {
		case r := <-results:
			if ctx.Err() != nil {
				return none, ErrInterrupted
			}
			return r.value, r.err
		case <-ctx.Done():
			p.pause()
			return none, ErrInterrupted
		case <-quiet.C:
			p.say("%s Enter stops waiting.", what)
			lines = p.read()
		case l := <-lines:
			p.taken()
			if l.err != nil {
				return none, errEnded
			}
			return none, errStopped
		}
	}
}
