// Judges PDF files with the veraPDF engine: the first argument names the profiles, parted by commas (PDFUA-1,PDFA-2A),
// the others are files. Prints "PASS PROFILE FILE", or "FAIL PROFILE FILE" and the rules broken, one a line.
// Run in the JavaScript shell of Rhino, which lies in the same archive. The archive's own loader of profiles wants
// JAXB, which a bare JRE lacks, so the profile's XML is read here.
importPackage(Packages.org.verapdf.pdfa, Packages.org.verapdf.pdfa.flavours, Packages.org.verapdf.pdfa.validation.profiles);

function inside(node, name) {
  var all = node.getChildNodes(), found = [];
  for (var i = 0; i < all.getLength(); i++) if (String(all.item(i).getNodeName()) === name) found.push(all.item(i));
  return found;
}

function words(node, name) {
  var held = inside(node, name);
  return held.length ? String(held[0].getTextContent()) : "";
}

function specification(name) {
  var known = PDFAFlavour.Specification.values();
  for (var i = 0; i < known.length; i++) {
    if (String(known[i].name()) === name || String(known[i].getId()) === name) return known[i];
  }
  throw "unknown specification " + name;
}

function rule(node) {
  var id = inside(node, "id")[0], error = inside(node, "error")[0];
  var given = new java.util.ArrayList();
  inside(inside(error, "arguments")[0] || error, "argument").forEach(function (one) {
    given.add(ErrorArgumentImpl.fromValues(one.getTextContent(), one.getAttribute("name") || null, null));
  });
  var deferred = String(node.getAttribute("deferred")) === "true" ? java.lang.Boolean.TRUE : null;
  return Profiles.ruleFromValues(
    Profiles.ruleIdFromValues(specification(String(id.getAttribute("specification"))), id.getAttribute("clause"),
                              parseInt(id.getAttribute("testNumber"))),
    node.getAttribute("object"), deferred, node.getAttribute("tags"), words(node, "description"), words(node, "test"),
    Profiles.errorFromValues(words(error, "message"), given), new java.util.ArrayList());
}

function profile(name, flavour) {
  var stream = java.lang.ClassLoader.getSystemResourceAsStream("org/verapdf/pdfa/validation/" + name + ".xml");
  var builder = Packages.javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder();
  var top = builder.parse(stream).getDocumentElement();
  var rules = new java.util.HashSet(), variables = new java.util.HashSet();
  inside(inside(top, "rules")[0], "rule").forEach(function (one) { rules.add(rule(one)); });
  inside(inside(top, "variables")[0], "variable").forEach(function (one) {
    variables.add(Profiles.variableFromValues(one.getAttribute("name"), one.getAttribute("object"),
                                              words(one, "defaultValue"), words(one, "value")));
  });
  var details = Profiles.profileDetailsFromValues(name, name, "test", new java.util.Date(0));
  return Profiles.profileFromValues(flavour, details, "", rules, variables);
}

function judge(name, flavour, rules, file) {
  var parser = Foundries.defaultInstance().createParser(new java.io.File(file), flavour);
  var validator = Foundries.defaultInstance().createValidator(rules, 1, true, true, false);
  var result = validator.validate(parser);
  print((result.isCompliant() ? "PASS " : "FAIL ") + name + " " + file);
  for (var found = result.getTestAssertions().iterator(); found.hasNext();) {
    var one = found.next();
    if (String(one.getStatus().name()) === "FAILED") print("  " + one.getRuleId().getClause() + ": " + one.getMessage());
  }
  validator.close();
  parser.close();
}

java.util.logging.LogManager.getLogManager().reset();
Packages.org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
var FLAVOURS = {"PDFUA-1": "ua1", "PDFA-2A": "2a"}, given = Array.prototype.slice.call(arguments);
String(given[0]).split(",").forEach(function (name) {
  var flavour = PDFAFlavour.byFlavourId(FLAVOURS[name]), rules = profile(name, flavour);
  given.slice(1).forEach(function (file) { judge(name, flavour, rules, file); });
});
