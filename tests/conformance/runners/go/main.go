// Command conformance-runner plays the cases of one setting through the Go client and reports on each; README.md of
// the suite tells how.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"time"
)

// Bounds for what takes real time; nothing waits longer than it must.
const (
	eventually = 10 * time.Second
	pause      = 20 * time.Millisecond
	deadline   = 30 * time.Second
)

// file is one file of cases.
type file struct {
	Setting string
	Cases   []testCase
}

type testCase struct {
	Name  string
	Needs []string
	Steps []step
}

// step is a step of a client, or of the protocol.
type step struct {
	Import      *importCall
	Invoke      *invokeCall
	InvokeAsync *invokeCall
	Dispose     *string
	As          string

	RPC        string
	Request    any
	Bytes      *string
	Bind       map[string]string
	Connection string

	Expect     map[string]any
	Eventually bool
}

// outcome is what came of a step, as README.md writes it; the keys are those of the suite.
type outcome map[string]any

// player plays the steps of one case.
type player interface {
	// play performs a step. An error means that the runner cannot go on: skip, or a defect.
	play(step) (outcome, error)
	// keep is told that the outcome of the step is the expected one.
	keep(step, outcome)
	end()
}

// skip is the error that tells why a case cannot be played.
type skip string

func (s skip) Error() string { return string(s) }

// verdict is one line of the report.
type verdict struct {
	Case    string `json:"case"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitempty"`
}

func main() {
	target := flag.String("target", "", "the broker")
	setting := flag.String("setting", "", "whose cases to play")
	folder := flag.String("cases", "", "where the cases are")
	report := flag.String("report", "", "the file to report to")
	flag.Parse()
	failed, err := run(*target, *setting, *folder, *report)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

func run(target, setting, folder, report string) (failed int, err error) {
	cases, err := casesOf(setting, folder)
	if err != nil {
		return 0, err
	}
	lines, err := os.Create(report)
	if err != nil {
		return 0, err
	}
	defer lines.Close()
	clients, err := newClients(target)
	if err != nil {
		return 0, err
	}
	defer clients.close()
	protocol := newProtocol(target)
	defer protocol.close()
	for _, one := range cases {
		var plays player = clients.begin()
		if len(one.Steps) > 0 && one.Steps[0].RPC != "" {
			plays = protocol.begin()
		}
		said := judge(one, plays)
		if said.Outcome == "failed" {
			failed++
		}
		if err := json.NewEncoder(lines).Encode(said); err != nil {
			return failed, err
		}
	}
	return failed, nil
}

func casesOf(setting, folder string) ([]testCase, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	var cases []testCase
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var read file
		if err := json.Unmarshal(text, &read); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if read.Setting == setting {
			cases = append(cases, read.Cases...)
		}
	}
	return cases, nil
}

func judge(one testCase, plays player) verdict {
	defer plays.end()
	for i, next := range one.Steps {
		difference, err := played(next, plays)
		if why, ok := err.(skip); ok {
			return verdict{one.Name, "skipped", string(why)}
		}
		if err != nil {
			return verdict{one.Name, "failed", fmt.Sprintf("step %d: the runner stumbled: %v", i+1, err)}
		}
		if difference != "" {
			return verdict{one.Name, "failed", fmt.Sprintf("step %d: %s", i+1, difference)}
		}
	}
	return verdict{Case: one.Name, Outcome: "passed"}
}

// played plays a step until its outcome is the expected one; it gives what differs at the last try, if something does.
func played(next step, plays player) (string, error) {
	end := time.Now()
	if next.Eventually {
		end = end.Add(eventually)
	}
	for {
		came, err := plays.play(next)
		if err != nil {
			return "", err
		}
		difference, err := differenceOf(came, next.Expect)
		if err != nil {
			return "", err
		}
		if difference == "" {
			plays.keep(next, came)
			return "", nil
		}
		if !time.Now().Before(end) {
			return difference, nil
		}
		time.Sleep(pause)
	}
}
