package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// edit is YAML that the user wrote by hand in place of what the Spec comes to.
type edit struct {
	text string // as they left it, comments included; empty when nothing was edited
	plan expose.Plan
	err  error // why there is no plan
}

func (e edit) exists() bool { return e.text != "" }

type (
	// editedMsg is what came back from the editor.
	editedMsg struct {
		before, text string
		err          error
	}
	savedMsg struct {
		path string
		err  error
	}
)

// startEditor lets the user edit the YAML in the editor of their choice, which takes the terminal.
func (p *preview) startEditor() tea.Cmd {
	p.problem = nil
	before := p.edit.text
	if before == "" {
		before = manifest(p.changes())
	}
	run, edited := p.session.config.Ops.Editor(p.fileName(), before)
	return p.session.exec(run, func(err error) tea.Msg { return editedMsg{before, edited(), err} })
}

// edited takes what came back. Nothing that somebody wrote is lost: text that is wrong stays, to go on with.
func (p *preview) edited(msg editedMsg) tea.Cmd {
	if msg.text == msg.before || strings.TrimSpace(msg.text) == "" {
		if p.problem = msg.err; msg.err != nil {
			return nil
		}
		return notice("Nothing was edited.")
	}
	plan, err := p.planned.Edited(msg.text)
	if msg.err != nil {
		err = msg.err
	}
	if err == nil && manifest(unsent(plan)) == p.manifest {
		if p.edit.exists() {
			return p.dropEdit()
		}
		return notice("Nothing was edited but comments.")
	}
	p.edit, p.session.saved = edit{msg.text, plan, err}, ""
	if err != nil {
		p.state = failed
		p.show(asYAML)
		return nil
	}
	return p.ask()
}

// dropEdit goes back to what the Spec comes to.
func (p *preview) dropEdit() tea.Cmd {
	p.edit = edit{}
	return p.ask()
}

// save writes the YAML to a new file.
func (p *preview) save() tea.Cmd {
	name, text, save := p.fileName(), p.yaml(), p.session.config.Ops.Save
	return request(p.ctx, func(context.Context) tea.Msg {
		path, err := save(name, text)
		return savedMsg{path, err}
	})
}

func (p *preview) saved(msg savedMsg) tea.Cmd {
	if msg.err != nil {
		return notice("✗ " + msg.err.Error())
	}
	if p.edit.err == nil {
		p.session.saved = msg.path
		p.fill()
	}
	return notice("Saved " + msg.path + " in the folder that you are in.")
}

// yaml is what is sent, or what is to become that.
func (p *preview) yaml() string {
	if p.edit.err != nil {
		return p.edit.text
	}
	return manifest(p.changes())
}

func (p *preview) fileName() string { return p.planned.Objects[0].GetName() + ".yaml" }
