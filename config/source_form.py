"""A new source file with a comment at every key, for somebody who does not program."""

from __future__ import annotations

from urllib.parse import urlsplit

NEW = """\
# Bron {name}. Uitleg van elke sleutel: docs/add-a-source.md. Probeer: peil source try {path} --pages MAP
title: {name}
start_url: {url} # de eerste overzichtspagina
hosts: ["{host}"] # alleen deze hosts worden ooit bezocht
allow: ["{path_prefix}"] # paden die bezocht mogen worden; zet hier ook het pad van de advertenties
deny: [/reviews, /foto] # paden die nooit bezocht worden
# render: browser # alleen als de pagina pas in een browser ontstaat
delay: 2 # seconden tussen twee verzoeken
# terms: {origin}/voorwaarden # wordt voor elk bezoek vergeleken
expect: {{min: 1, max: 10000}} # hoeveel advertenties een gewone week heeft
# visits: # minder vragen: wat niet wijzigde wordt niet opnieuw gelezen
#   refresh: 4 # lees elke advertentie minstens elke vier weken helemaal
#   sitemap: {{url: {origin}/sitemap.xml}} # met lastmod: ook die datum moet gelijk zijn
overview:
  ad: "a" # CSS van de koppeling naar een advertentie
  code: "/([^/]+)$" # regex: de eerste groep op het adres is de advertentiecode
  next: "a[rel=next]" # de koppeling naar de volgende pagina
  # total: .aantal # hoeveel advertenties de site zelf noemt
  max_pages: 500
ad:
  title: h1
  text: .omschrijving
  fields: # namen uit config/fields.yml: css, xpath of json_ld, eventueel met regex
    municipality: .plaats
    age: {{css: .leeftijd, regex: "(\\\\d+)"}}
  floors: {{municipality: 0.5}} # aandeel van de advertenties dat dit veld minstens heeft
"""


def new_source(name: str, url: str, path: str) -> str:
    """The text of a new source file for `url`."""
    parts = urlsplit(url)
    return NEW.format(
        name=name,
        url=url if parts.path else parts._replace(path="/").geturl(),
        path=path,
        host=parts.netloc,
        origin=f"{parts.scheme}://{parts.netloc}",
        path_prefix=parts.path or "/",
    )
