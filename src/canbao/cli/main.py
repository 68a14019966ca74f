"""The ``canbao`` command: its commands and what they share."""

from __future__ import annotations

from canbao.cli import cases, demo, schema, serve, side
from canbao.cli.access import access_app
from canbao.cli.audit import audit_app
from canbao.cli.changes import changes
from canbao.cli.cover import cover_app
from canbao.cli.database import database_app
from canbao.cli.desk_correction import correction_app
from canbao.cli.desk_determination import determination_app
from canbao.cli.desk_duplicates import duplicates_app
from canbao.cli.desk_enrolling import enrol
from canbao.cli.desk_inquiry import inquiry_app
from canbao.cli.desk_number import number_app
from canbao.cli.desk_outgoing import outgoing
from canbao.cli.feeds import feeds_app
from canbao.cli.keys import keys_app
from canbao.cli.link import link_app
from canbao.cli.match import match_app
from canbao.cli.on_demand import CommandLine
from canbao.cli.pack import pack_app
from canbao.cli.person import person_app
from canbao.cli.places import places_app
from canbao.cli.population import population_app
from canbao.cli.whole_place import registry_app

cli = CommandLine(
    name="canbao",
    help="参保：居民医保参保判定，每一步附条款。 "
    "Decide enrolment in the resident medical insurance, each step with its clause.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

cli.command("determine")(cases.determine)
cli.command("options")(cases.options)
cli.command("payable")(cases.payable)
cli.add_typer(demo.demo_app)
side.register(cli)
cli.command("serve")(serve.serve)
cli.command("schema")(schema.schema)
cli.command("changes")(changes)
cli.command("outgoing")(outgoing)
cli.command("enrol")(enrol)
cli.add_typer(pack_app)
cli.add_typer(population_app)
cli.add_typer(database_app)
cli.add_typer(access_app)
cli.add_typer(audit_app)
cli.add_typer(feeds_app)
cli.add_typer(person_app)
cli.add_typer(match_app)
cli.add_typer(link_app)
cli.add_typer(cover_app)
cli.add_typer(places_app)
cli.add_typer(keys_app)
cli.add_typer(registry_app)
cli.add_typer(determination_app)
cli.add_typer(correction_app)
cli.add_typer(number_app)
cli.add_typer(duplicates_app)
cli.add_typer(inquiry_app)
