package fts

import (
	"slices"
	"strings"
	"sync"
)

// Analyzer cuts texts of a language into words. It is immutable.
type Analyzer struct {
	stop map[string]bool
	stem func(lower string) string // nil without stems
}

// English is the language of a field that names none.
const English = "english"

// New returns the analyzer of a language; "" is English. ok is false if the
// language is unknown, or if stems are asked for and this build has none for it.
func New(language string, stems bool) (a *Analyzer, ok bool) {
	if language == "" {
		language = English
	}
	a = &Analyzer{stop: stopWords()[language]}
	if stems {
		a.stem = stemmer(language)
	}
	return a, slices.Contains(Languages(), language) && (a.stem != nil || !stems)
}

// Languages returns the names of the languages. "none" has no stop words.
func Languages() []string {
	names := make([]string, 0, len(stopLists))
	for _, l := range stopLists {
		names = append(names, l.language)
	}
	return names
}

// stopWords returns the stop words by language, folded.
var stopWords = sync.OnceValue(func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, l := range stopLists {
		words := map[string]bool{}
		for _, w := range strings.Fields(l.words) {
			words[w] = true
		}
		all[l.language] = words
	}
	return all
})

// stopLists are the commonest words of the languages: articles, pronouns,
// conjunctions, prepositions and auxiliary verbs, without accents.
var stopLists = [...]struct{ language, words string }{
	{English, "a an and are as at be but by for from if in into is it its no not of on or such that the their then there these they this to was were will with"},
	{"german", "aber als am an auch auf aus bei bin bis da das dass dem den der des die doch du durch ein eine einem einen einer eines er es fur hat ich ihr im in ist ja kann mit nach nicht noch nur ob oder sein sich sie sind so uber um und von vor war was wie wir wird zu zum zur"},
	{"french", "a au aux avec c ce ces cette d dans de des du elle en est et il ils je l la le les leur lui ma mais me n ne nous on ou par pas pour qu que qui s sa se ses son sont sur un une vous y"},
	{"spanish", "a al como con de del el ella ellos en entre es esta este la las le les lo los mas me mi muy no nos o para pero por que se si sin sobre son su sus un una uno y ya"},
	{"italian", "a ad al alla alle anche c che chi come con da dal dalla de dei del della delle di e ed gli ha i il in io l la le lo ma mi nei nel nella non o per piu se si sono su sua sul tra un una uno"},
	{"portuguese", "a ao aos as com como da das de do dos e ela ele em entre esta este eu foi ha isso ja mais mas na nas nao no nos o os ou para pela pelo por que se sem ser seu sua sao um uma"},
	{"dutch", "aan als bij dat de deze die dit door een en er haar heeft het hij hun ik in is je maar met naar niet nog of om onder ook op over te tot uit van voor was wat we werd wordt ze zich zij zijn"},
	{"swedish", "att av de dem den denna det detta du efter eller en ett fran for han har hon i inte jag kan med men mot nar nu och om pa sa sig sin som till under upp ut var vi vid ar"},
	{"none", ""},
}
