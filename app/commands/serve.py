"""`peil serve`: the pages, on this machine only."""

from __future__ import annotations

from typing import Annotated

import typer

from app.house import open_house
from config.settings import read_settings

PORT = 8710


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(port: Annotated[int, typer.Option(help="Poort op 127.0.0.1.")] = PORT) -> None:
    """Toon de pagina's op http://127.0.0.1:8710, alleen op deze machine.

    Zonder eigen installatie worden de gegevens van de laatste `make demo` getoond.

    Voorbeeld: `peil serve --port 8720`
    """
    import uvicorn

    from app.reader import StoredReader
    from dashboard.web import create_app

    settings = read_settings()
    if not settings.keys.exists() and (demo := settings.home / "demo").exists():
        settings = read_settings({"PEIL_HOME": str(demo), "PEIL_SOURCES": str(demo / "sources")})
        typer.echo("Dit zijn verzonnen gegevens uit de demo.")
    app = create_app(StoredReader(open_house(settings)))
    typer.echo(f"Open http://127.0.0.1:{port} (stoppen met Ctrl-C)")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
