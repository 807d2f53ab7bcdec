"""Is someone sought or is a service offered? A recruiter's number in service ads (G7) is critical, and an
ad that is wrongly read as recruitment is no service ad to it."""

from __future__ import annotations

import pytest

from signals.engine import Engine, Kind


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Du findest frische Handtücher, damit du dich willkommen fühlst."),
        ("de", "Ich bin gern unter Freunden und arbeite gern in Amsterdam."),
        ("pt", "Podemos falar de tudo antes de começar."),
        ("pt", "Grace trabalha conosco há pouco tempo; ela recebe todos os dias."),
        ("es", "Podemos hablar de tu trabajo antes de empezar."),
        ("es", "Nicole trabaja con nosotros desde hace poco."),
        ("es", "Buscamos un buen momento."),
        ("ro", "Flora lucrează la noi de puțin timp."),
        ("bg", "Кристал работи при нас отскоро."),
        ("nl", "Ben je op zoek naar gezelschap in Capelle aan den IJssel?"),
        ("en", "Beginners are also welcome; I will put you at ease."),
        ("en", "Good hygiene is a matter of course, for you and for me."),
        ("ro", "Flora lucrează prin agenția noastră."),
        ("es", "Nicole trabaja a través de nuestra agencia."),
        ("de", "Mein Kalender hat diesen Monat mehr Platz."),
    ],
)
def test_a_service_ad_seeks_nobody(catalogue_engine: Engine, language: str, text: str) -> None:
    assert catalogue_engine.read(text, language).kind is Kind.SERVICE


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Neue Damen willkommen: arbeite bei uns."),
        ("pt", "Trabalha connosco, procuramos meninas."),
        ("es", "Trabaja con nosotros, buscamos chicas."),
        ("ro", "Lucrează la noi, căutăm fete."),
        ("bg", "Работи при нас, търсим момичета."),
        ("nl", "Ben je op zoek naar werk? Kom bij ons werken."),
    ],
)
def test_who_seeks_people_is_still_recognised(catalogue_engine: Engine, language: str, text: str) -> None:
    assert catalogue_engine.read(text, language).kind is Kind.RECRUITMENT
