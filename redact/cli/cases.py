"""``redact init``, ``user``, ``case``, ``add``: a workspace, its people, its cases and the documents in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from redact.audit.cipher import is_encrypted
from redact.cli.identity import desk, identity_options, read_password, workspace_option, workspace_path
from redact.cli.shared import (
    DAY,
    FilePath,
    as_of_option,
    json_option,
    note,
    policy_option,
    print_json,
    say,
    table,
    today,
)
from redact.documents.reading import read as read_document
from redact.errors import Conflict, RedactError, UsageProblem
from redact.markings import LEVEL_TITLES, Level
from redact.policy.loading import load_policy
from redact.review import receiving
from redact.review.cases import Case
from redact.review.making import VAULT
from redact.review.people import ROLES, Person
from redact.review.receiving import Received
from redact.review.vaultkey import find_key
from redact.review.workspace import Workspace, system_actor

_LEVELS = {title: level for level, title in LEVEL_TITLES.items() if level != "unknown"}


class _LevelName(click.ParamType[Level]):
    """A level, by its title or abbreviation."""

    name = "LEVEL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Level:
        wanted = " ".join(str(value).upper().split())
        level = next((level for title, level in _LEVELS.items() if wanted in (title, level)), None)
        if level is None:
            self.fail(f"write one of {', '.join(_LEVELS)}", param, ctx)
        return level


@click.command(epilog="Example: redact init --ceiling SECRET")
@click.option("--ceiling", type=_LevelName(), default=None,
              help="The highest level this workspace takes; a document above it is refused and not kept.")
@click.option("--encrypt", is_flag=True,
              help="Encrypt the vault: the key is the first line of the file that $REDACT_VAULT_KEY_FILE names, or "
                   "asked for.")
@click.option("--title", default="", help="Your title, printed where a release names those responsible.")
@click.option("--as", "name", default="", metavar="NAME", help="Your name here (default: the system's user name).")
@workspace_option
@json_option
def init(ceiling: Level | None, encrypt: bool, title: str, name: str, workspace: Path | None, as_json: bool) -> None:
    """Make a workspace with you as its first admin, known by the system's user.

    An existing workspace without people gets its first admin; one that has people is left as it is.
    """
    path = workspace_path(workspace)
    user = system_actor().removeprefix("os:")
    if encrypt and (path / VAULT).exists() and not is_encrypted(path / VAULT):
        raise Conflict("the vault is there and not encrypted; only a new workspace is made encrypted", file=str(path))
    key = find_key(path / VAULT, "Key of the new vault") if encrypt else ""
    with Workspace.open(path, notice=note, encrypt=key) as opened:
        person = receiving.set_up(opened, name or user, system_user=user, title=title, ceiling=ceiling)
        limit = opened.ceiling
        if as_json:
            print_json({"workspace": str(path), "ceiling": limit, "key": opened.key_id, **_person(person)})
            return
        say(f"workspace {path}, key {opened.key_id}, ceiling {LEVEL_TITLES[limit] if limit else 'none'}")
        say(f"{person.name} is admin; 'redact user add' adds reviewers and approvers")


@click.group(epilog="Example: redact user add ann --role reviewer")
def user() -> None:
    """Add people and give them roles; list them."""


@user.command("add", epilog="\b\nExamples:\n  redact user add ann --role reviewer --title 'Senior Reviewer'\n"
                            "  redact user add ben --role approver --new-password-file ben.txt")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be given twice.")
@click.option("--title", default="", help="Printed where a release names those responsible.")
@click.option("--system-user", default="", metavar="USER", help="The system's user that acts as this person.")
@click.option("--new-password-file", default=None, metavar="FILE|-",
              help="Where the new person's password is: the first line of a file, or of standard input.")
@identity_options
@json_option
def add_user(name: str, roles: Sequence[Any], title: str, system_user: str, new_password_file: str | None,
             workspace: Path | None, user: str, password_file: str | None, as_json: bool) -> None:
    """Add the person NAME, or give one more roles, a title or a new password.

    Without a password the person acts as the system's user of that name. Without --as, --password-file is where the
    new person's password is.
    """
    if not user and password_file is not None:
        new_password_file, password_file = password_file, None
    with desk(workspace, user, password_file) as admin:
        password = read_password(new_password_file, f"New password of {name}") if new_password_file is not None else ""
        if new_password_file is not None and not password:
            raise UsageProblem("the new password is empty")
        known = admin.workspace.people.find(name)
        mapped = system_user or ("" if password or known else name)
        person = admin.add_person(name, roles, title=title, system_user=mapped, password=password)
    if as_json:
        print_json(_person(person))
    else:
        say(f"{person.name}: {', '.join(role for role in ROLES if role in person.roles)}")


@user.command("remove", epilog="Example: redact user remove ann")
@click.argument("name")
@identity_options
@json_option
def remove_user(name: str, workspace: Path | None, user: str, password_file: str | None, as_json: bool) -> None:
    """Take roles, password and system user from the person NAME, who has left. What they did stays theirs."""
    with desk(workspace, user, password_file) as admin:
        admin.remove_person(name)
        person = admin.workspace.people.find(name)
        assert person is not None
    if as_json:
        print_json(_person(person))
    else:
        say(f"{person.name} may do nothing here any more")


@user.command("list", epilog="Example: redact user list")
@workspace_option
@json_option
def list_users(workspace: Path | None, as_json: bool) -> None:
    """List the people of the workspace."""
    with Workspace.open_to_read(workspace_path(workspace)) as opened:
        people = opened.people.all()
    if as_json:
        for person in people:
            print_json(_person(person))
    else:
        table([(person.name, person.system_user, ", ".join(role for role in ROLES if role in person.roles),
                person.title) for person in people], ("name", "system user", "roles", "title"))


def _person(person: Person) -> dict[str, Any]:
    return {"name": person.name, "roles": [role for role in ROLES if role in person.roles], "title": person.title,
            "system_user": person.system_user}


@click.group(epilog="Example: redact case new F-2026-00014 --policy foia-public")
def case() -> None:
    """Open cases, list them, give them another policy, close them."""


@case.command("new", epilog="\b\nExample:\n  redact case new F-2026-00014 --policy foia-public "
                            "--requester 'M. Ostrander' --due 2026-12-24")
@click.argument("number", metavar="NO")
@policy_option
@click.option("--requester", default="", help="Who asks. Stays in the workspace.")
@click.option("--due", type=DAY, default=None, help="The day by which an answer is due.")
@identity_options
@json_option
def new_case(number: str, policy_name: str, requester: str, due: dt.date | None, workspace: Path | None, user: str,
             password_file: str | None, as_json: bool) -> None:
    """Open the case NO under a policy, which is pinned as it is now."""
    policy = load_policy(policy_name)
    with desk(workspace, user, password_file) as reviewer:
        opened = receiving.open_case(reviewer, number, policy, requester=requester, due=due)
    if as_json:
        print_json({**_case(opened), "policy": {"name": policy.name, "version": policy.version}})
    else:
        say(f"case {opened.number} under {policy.name} version {policy.version}"
            f"{f', due {opened.due}' if opened.due else ''}")


@case.command("list", epilog="Example: redact case list")
@workspace_option
@json_option
def list_cases(workspace: Path | None, as_json: bool) -> None:
    """List the cases by due day, with how many documents are in which state."""
    with Workspace.open_to_read(workspace_path(workspace)) as opened:
        rows = []
        for found in opened.cases.all():
            policy = opened.cases.policy(found.policy)
            states: dict[str, int] = {}
            for review in opened.cases.reviews(case_no=found.number):
                states[review.state] = states.get(review.state, 0) + 1
            rows.append((found, policy, states))
    if as_json:
        for found, policy, states in rows:
            print_json({**_case(found), "policy": {"name": policy.name, "version": policy.version},
                        "documents": states})
    else:
        table([(found.number, found.state, found.due, f"{policy.name} {policy.version}",
                ", ".join(f"{count} {state}" for state, count in states.items()))
               for found, policy, states in rows], ("case", "is", "due", "policy", "documents"))


@case.command("policy", epilog="Example: redact case policy F-2026-00014 --policy foia-public")
@click.argument("number", metavar="NO")
@policy_option
@as_of_option
@identity_options
@json_option
def set_policy(number: str, policy_name: str, as_of: dt.date | None, workspace: Path | None, user: str,
               password_file: str | None, as_json: bool) -> None:
    """Pin another policy, or another version, to the case NO and plan its unpublished documents anew.

    What people decided is kept; what is proposed otherwise than before has to be looked at again.
    """
    policy = load_policy(policy_name)
    with desk(workspace, user, password_file) as reviewer:
        for received in receiving.set_policy(reviewer, number, policy, as_of):
            _show_received(received, as_json)
    if not as_json:
        say(f"case {number} is under {policy.name} version {policy.version}")


@case.command("close", epilog="Example: redact case close F-2026-00014")
@click.argument("number", metavar="NO")
@identity_options
@json_option
def close_case(number: str, workspace: Path | None, user: str, password_file: str | None, as_json: bool) -> None:
    """Close the case NO: nothing is added to it or decided in it any more."""
    with desk(workspace, user, password_file) as reviewer:
        receiving.close_case(reviewer, number)
    if as_json:
        print_json({"case": number, "state": "closed"})
    else:
        say(f"case {number} is closed")


def _case(found: Case) -> dict[str, Any]:
    return {"case": found.number, "state": found.state, "requester": found.requester, "due": found.due or None,
            "opened_by": found.opened_by, "opened_at": found.opened_at}


@click.command(epilog="Example: redact add cables/08VALTARA0214.cable.txt --case F-2026-00014")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FilePath())
@click.option("--case", "case_no", required=True, metavar="NO", help="The case.")
@as_of_option
@identity_options
@json_option
def add(files: Sequence[str], case_no: str, as_of: dt.date | None, workspace: Path | None, user: str,
        password_file: str | None, as_json: bool) -> int:
    """Put documents into a case, plan them under its policy, and print their ids.

    A document that is there already is read and planned anew; what people decided of it is kept. A file that cannot be
    read is set aside with its reason, and the others go on.
    """
    failures: list[RedactError] = []
    with desk(workspace, user, password_file) as reviewer:
        for file in files:
            try:
                received = receiving.add(reviewer, read_document(file), case_no, as_of or today())
            except (UsageProblem, Conflict):
                raise
            except RedactError as problem:
                if len(files) == 1:
                    raise
                failures.append(problem)
                note(f"error: {problem.diagnostics()}")
                continue
            _show_received(received, as_json, Path(file).name)
    return 4 if failures else 0


def _show_received(received: Received, as_json: bool, name: str = "") -> None:
    review = received.review
    if as_json:
        print_json({"document": review.document, "case": review.case_no, "state": review.state,
                    "version": review.version, "revision": review.revision, "file": name or None,
                    "changes": [{"portion": change.portion, "was": change.was, "now": change.now,
                                 "decided": change.decided} for change in received.changes]})
        return
    say(f"{review.document}  {review.state}{f'  {name}' if name else ''}"
        f"{f'  revision {review.revision}' if review.revision > 1 else ''}")
    for change in received.changes:
        say(f"    {change.portion}: {change.was or 'new'} → {change.now}"
            f"{'; a person had decided: look again' if change.decided else ''}")
