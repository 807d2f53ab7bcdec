"""`peil signals refer`: a referral from form to letter, two people, nothing sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import now, spoken
from app.house import open_house
from domain.errors import BadInput

if TYPE_CHECKING:
    from app.referring import Known

NameArgument = Annotated[str, typer.Argument(help="Kenmerk van de doorverwijzing, zie `peil signals refer list`.")]
ByOption = Annotated[str, typer.Option(help="Wie dit doet.")]

cli = typer.Typer(
    help="Doorverwijzen: twee mensen, zo weinig mogelijk gegevens, nooit een score. Er wordt niets verstuurd.",
    no_args_is_help=True,
)


@cli.command()
def form() -> None:
    """Toon het lege formulier.

    Voorbeeld: `peil signals refer form > doorverwijzing.yml`
    """
    from signals.referring import LETTERS

    typer.echo((LETTERS / "form.yml").read_text(encoding="utf-8"), nl=False)


@cli.command()
def new(path: Annotated[Path, typer.Argument(help="Het ingevulde formulier.")], by: ByOption) -> None:
    """Dien een doorverwijzing in; een tweede persoon beoordeelt haar. Wat ontbreekt of er niet in mag, wordt gezegd.

    Voorbeeld: `peil signals refer new doorverwijzing.yml --by anna`
    """
    from app.referring import propose

    made = propose(open_house(), path, by, now())
    typer.echo(f"{made.id} wacht op een tweede beoordelaar. Wis {path} nu; hier staat een versleutelde kopie.")


@cli.command()
def assess(
    name: NameArgument,
    by: ByOption,
    note: Annotated[str, typer.Option(help="Waarom wel of niet, in minstens drie woorden.")],
    agrees: Annotated[bool, typer.Option("--agrees/--rejects", help="Eens of niet eens.")],
) -> None:
    """Beoordeel als tweede persoon, nooit als schrijver.

    Voorbeeld: `peil signals refer assess V-2026-001 --by bert --agrees --note "feiten en noodzaak kloppen"`
    """
    from app.referring import assess as judge

    done = judge(open_house(), name, by, now(), agrees=agrees, note=note)
    typer.echo(f"{done.id}: {done.state.words}")


@cli.command()
def letter(
    name: NameArgument, by: ByOption, out: Annotated[Path, typer.Option(help="Waar de PDF komt; een nieuw bestand.")]
) -> None:
    """Maak de brief als PDF, na de tweede beoordeling. Geef hem zelf over; Peilmoment verstuurt niets.

    Voorbeeld: `peil signals refer letter V-2026-001 --by anna --out brief.pdf`
    """
    from app.referring import print_letter

    digest = print_letter(open_house(), name, by, now(), out)
    typer.echo(f"{out}\nSHA-256 {digest}")


@cli.command("hand-over")
def hand_over(
    name: NameArgument, by: ByOption, letter: Annotated[Path, typer.Option(help="De brief die is overgedragen.")]
) -> None:
    """Leg vast dat u de brief hebt overgedragen. Alleen een brief die hier is gemaakt, byte voor byte.

    Voorbeeld: `peil signals refer hand-over V-2026-001 --by anna --letter brief.pdf`
    """
    from app.referring import hand_over as given

    done = given(open_house(), name, by, now(), letter)
    typer.echo(f"{done.id}: {done.state.words}. Wis {letter} als u hem niet meer nodig hebt.")


@cli.command()
def feedback(
    name: NameArgument,
    by: ByOption,
    said: Annotated[str, typer.Option(help="ontvangen, in behandeling, niet in behandeling of afgerond")],
) -> None:
    """Leg vast wat de ontvanger liet weten: een van vier antwoorden, nooit de inhoud van een onderzoek.

    Voorbeeld: `peil signals refer feedback V-2026-001 --by anna --said ontvangen`
    """
    from app.referring import receive_feedback
    from signals.referral import Feedback

    if said not in list(Feedback):
        raise BadInput(f"`{said}` wordt niet bewaard; kies uit {', '.join(Feedback)}")
    done = receive_feedback(open_house(), name, by, now(), Feedback(said))
    typer.echo(f"{done.id}: {done.state.words}, {said}")


@cli.command("list")
def everything() -> None:
    """Toon alle doorverwijzingen en hoe ver ze zijn.

    Voorbeeld: `peil signals refer list`
    """
    from app.referring import everything as known

    for one in known(open_house(), now()):
        told = one.referral
        typer.echo(f"{told.id}  {told.written_on:%Y-%m-%d}  {told.state.words:<24} aan {told.content.receiver}")


@cli.command()
def show(name: NameArgument, by: ByOption) -> None:
    """Lees een doorverwijzing en elke stap ervan. Dat u las, komt in het logboek.

    Voorbeeld: `peil signals refer show V-2026-001 --by bert`
    """
    from app.referring import show as shown

    for line in _lines(shown(open_house(), name, by, now())):
        typer.echo(line)


@cli.command()
def asked(
    by: ByOption,
    asker: Annotated[str, typer.Option(help="Welke organisatie vroeg om gegevens; geen naam van een persoon.")],
    way: Annotated[str, typer.Option(help="Hoe: per mail, aan de telefoon, aan de balie.")],
) -> None:
    """Leg een informeel verzoek om gegevens vast. Het antwoord is nee: geen opdracht geeft een nummer af.

    Voorbeeld: `peil signals refer asked --by anna --asker "politie" --way "per mail"`
    """
    from app.referring import refuse_request

    refuse_request(open_house(), by, asker, way, now())
    typer.echo(
        "Vastgelegd als geweigerd. Verwijs naar de functionaris gegevensbescherming: alleen een vordering die zij "
        "en een jurist samen beoordelen kan tot iets leiden, buiten deze software."
    )


def _lines(known: Known) -> Iterator[str]:
    from signals.referral import MANDATORY

    told, content = known.referral, known.referral.content
    yield f"{told.id}: {told.state.words}; aan {content.receiver}; geschreven door {told.author}"
    for fact in content.facts:
        yield f"- {fact.text} ({fact.basis}, {fact.noted})"
    for name, words in MANDATORY.items():
        yield f"{words}: {getattr(content, name)}"
    yield f"toestemming: {content.consent}"
    for field, value in content.shared.items():
        yield f"gedeeld: {field}: {value}"
    for step in known.steps:
        more = " ".join(filter(None, (step.note, step.feedback, step.digest)))
        yield f"{spoken(step.at)} {step.act.words} door {step.by}{': ' + more if more else ''}"
