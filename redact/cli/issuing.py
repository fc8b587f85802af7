"""``redact publish``, ``withdraw``, ``purge``."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from redact.canonical import canonical
from redact.cli.identity import case_of_option, desk, identity_options, version_option, workspace_path
from redact.cli.newfile import check_apart, new_file
from redact.cli.planning import OUTCOMES, minimap
from redact.cli.releasing import apart_from, check_authority, formats_of
from redact.cli.reviewing import show_review
from redact.cli.shared import DAY, FilePath, json_option, note, print_json, say
from redact.errors import UsageProblem
from redact.review import issuing


@click.command(epilog="\b\nExample:\n  redact publish d-mb3xk5q2w7ao --out released "
                      "--authority 'A. Brandt, Chief of Review'")
@click.argument("document", metavar="DOC")
@click.option("--out", required=True, type=FilePath(file_okay=False, path_type=Path), help="Where the release goes.")
@click.option("--name", default="", help="The release's name (default: the document's number, if that is released).")
@click.option("--date", type=DAY, default=None, help="The date printed on the release (default: the as-of day).")
@click.option("--authority", default="", metavar="'NAME, TITLE'", help="Who declassifies, printed where that happened.")
@click.option("--format", "formats", default="pdf,html,json", show_default=True,
              help="pdf, html, text, json, parted by commas; JSON comes always.")
@click.option("--replace", is_flag=True, help="Take the place of another release of that name.")
@case_of_option
@version_option
@identity_options
@json_option
def publish(document: str, out: Path, name: str, date: dt.date | None, authority: str, formats: str, replace: bool,
            case_no: str, version: int | None, workspace: Path | None, user: str, password_file: str | None,
            as_json: bool) -> None:
    """Publish exactly what was approved: PDF, HTML and JSON, read back and checked before they get their names.

    The same command again changes nothing. A release that the check refuses leaves the document quarantined.
    """
    check_authority(authority)
    apart_from(workspace_path(workspace), out)
    with desk(workspace, user, password_file) as publisher:
        order, base = issuing.order_for(publisher, document, out, case_no=case_no, date=date, authority=authority,
                                        formats=formats_of(formats), replace=replace)
        outcome = issuing.publish(publisher, document, name or base, order, case_no=case_no, version=version)
        review = publisher.workspace.cases.review(document, case_no)
    if as_json:
        print_json({"document": review.document, "case": review.case_no, "state": review.state,
                    "version": review.version, "release": outcome.release_id, "name": outcome.model.name,
                    "determination": outcome.plan.outcome, "codes": list(outcome.model.codes),
                    "files": [str(file) for file in outcome.files]})
        return
    word = "stands already" if outcome.state == "stands" else "published"
    say(f"{word}  {outcome.model.name}: {OUTCOMES[outcome.plan.outcome]}; release {outcome.release_id}")
    say(f"           {minimap(outcome.plan)}   · released  ▒ redacted  ▓ referred  █ withheld")
    for file in outcome.files:
        say(f"           {file}")


@click.command(epilog="Example: redact withdraw r-7hq2m4xw3k6a --because 'a name in the annex'")
@click.argument("release", metavar="RELEASE")
@click.option("--because", required=True, metavar="TEXT", help="Your reason. Stays in the workspace.")
@identity_options
@json_option
def withdraw(release: str, because: str, workspace: Path | None, user: str, password_file: str | None,
             as_json: bool) -> None:
    """Take a release back: the log says so, and a signed note is put beside its manifest.

    Nothing is deleted: what was published may have been copied. The document goes back into review.
    """
    with desk(workspace, user, password_file) as approver:
        withdrawn, place = issuing.withdraw(approver, release, because)
        reviews = approver.workspace.cases.reviews(document=withdrawn.document, case_no=withdrawn.case_no or "-")
    if not place:
        note("warning: the folder of the release does not take the note; the log says that it is withdrawn. Run the "
             "command again when the folder is there")
    if as_json:
        print_json({"document": withdrawn.document, "state": reviews[0].state if reviews else "withdrawn",
                    "version": reviews[0].version if reviews else None, "release": release, "note": place or None})
    elif reviews:
        show_review(reviews[0], False, f"release {release} withdrawn")
    else:
        say(f"release {release} withdrawn")


@click.command(epilog="Example: redact disclose r-7hq2m4xw3k6a p19 --out p19.json")
@click.argument("release", metavar="RELEASE")
@click.argument("portion", metavar="PORTION")
@click.option("--out", required=True, type=FilePath(path_type=Path), help="A file that is not there yet.")
@identity_options
@json_option
def disclose(release: str, portion: str, out: Path, workspace: Path | None, user: str,
             password_file: str | None, as_json: bool) -> None:
    """Write one portion's text and salt to a file (mode 0600), for a court that has to see it.

    'redact verify' with --disclosed checks it against the release's manifest and shows nothing of other portions.
    """
    check_apart(out, workspace_path(workspace))
    with desk(workspace, user, password_file) as approver:
        told = issuing.disclose(approver, release, portion)
        given = approver.workspace.release(release)
        reviews = approver.workspace.cases.reviews(document=given.document, case_no=given.case_no) if given else []
    with new_file(out) as file:
        file.write(canonical(told) + b"\n")
    if as_json:
        print_json({"document": given.document if given else None, "state": reviews[0].state if reviews else None,
                    "version": reviews[0].version if reviews else None, "release": release, "portion": portion,
                    "file": str(out)})
    else:
        say(f"{out}: {portion} of release {release}")


@click.command(epilog="Example: redact purge d-mb3xk5q2w7ao --yes")
@click.argument("document", metavar="DOC")
@click.option("--yes", is_flag=True, help="Do not ask.")
@identity_options
@json_option
def purge(document: str, yes: bool, workspace: Path | None, user: str, password_file: str | None,
          as_json: bool) -> None:
    """Destroy a document's text, salts and keys in the vault. The log stays whole; releases stay where they are."""
    if not yes:
        if not sys.stdin.isatty():
            raise UsageProblem("purge cannot be undone: say --yes")
        click.confirm(f"Destroy the text of {document}? This cannot be undone.", abort=True, err=True)
    with desk(workspace, user, password_file) as admin:
        portions = issuing.purge(admin, document)
    if as_json:
        print_json({"document": document, "state": "purged", "version": None, "portions": portions})
    else:
        say(f"{document}: text, salts and keys of {portions} portions destroyed")
