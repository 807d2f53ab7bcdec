"""What invented advertisers say: plain sentences per language and slot, with places and working names."""

from __future__ import annotations

PLACES: tuple[tuple[str, str, int], ...] = (
    ("GM0363", "Amsterdam", 200),
    ("GM0599", "Rotterdam", 108),
    ("GM0518", "Den Haag", 68),
    ("GM0344", "Utrecht", 38),
    ("GM0772", "Eindhoven", 31),
    ("GM0855", "Tilburg", 21),
    ("GM0202", "Arnhem", 20),
    ("GM0758", "Breda", 20),
    ("GM0034", "Almere", 17),
    ("GM0268", "Nijmegen", 15),
    ("GM0014", "Groningen", 14),
    ("GM0935", "Maastricht", 12),
    ("GM0917", "Heerlen", 11),
    ("GM0957", "Roermond", 9),
    ("GM0153", "Enschede", 9),
    ("GM0392", "Haarlem", 9),
    ("GM0307", "Amersfoort", 8),
    ("GM0200", "Apeldoorn", 8),
    ("GM0193", "Zwolle", 7),
    ("GM0505", "Dordrecht", 7),
    ("GM0796", "Den Bosch", 7),
    ("GM0080", "Leeuwarden", 6),
    ("GM0546", "Leiden", 6),
    ("GM0983", "Venlo", 6),
    ("GM0503", "Delft", 5),
    ("GM0361", "Alkmaar", 5),
    ("GM0150", "Deventer", 4),
    ("GM0995", "Lelystad", 4),
    ("GM0687", "Middelburg", 3),
    ("GM0106", "Assen", 3),
    ("GM0748", "Bergen op Zoom", 3),
    ("GM0715", "Terneuzen", 2),
)

_NAMES = """
    Sofie Laura Emma Anna Lisa Julia Sara Eva Maria Nina Lola Bella Kim Chantal Naomi Esther Vera Daphne
    Valentina Camila Andrea Gabriela Lucia Carmen Elena Paula Isabel Rosa Diana Bianca Alina Ioana Daria Mirela
    Katya Olga Marta Kinga Ola Zuza Dora Reka Niki Ivana Desi Simona Petra Tereza Hana Amira Yara Dina Leila
    Jade Ines Manon Chloe Ruby Amber Scarlett Ella Mia Zoe Luna Stella Nova Fleur Roos Jasmijn Iris Madelief
    Tess Bo Robin Sam Luca Bas Rick Milan Marco Diego Thijs Mees Ruben Noah Mistral Odette Wendy Greet Ria
    Jolanda Monique Carla Anja Petronella Hennie Mieke Trudy Sjaan Lonneke Femke Marloes Anouk Sanne
"""
NAMES: tuple[str, ...] = tuple(_NAMES.split())
EPITHETS: tuple[str, ...] = ("Lieve", "Sweet", "Miss", "Lady", "Nieuw:", "Spontane", "Rustige", "Dulce", "Elegant")
SPELLINGS: tuple[tuple[str, str], ...] = (
    ("f", "ph"),
    ("c", "k"),
    ("i", "y"),
    ("n", "nn"),
    ("s", "ss"),
    ("a", "á"),
)

SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "nl": {
        "hello": (
            "Hoi, ik ben {name}.",
            "Mijn naam is {name} en ik ben {age} jaar.",
            "Hallo, {name} hier!",
            "Goedendag, fijn dat u mijn advertentie leest.",
            "{name}, {age} jaar, stelt zich graag aan u voor.",
            "Welkom op de pagina van {name}.",
            "Leuk dat je even komt kijken, ik heet {name}.",
            "Dag heren, hier weer een berichtje van {name}.",
        ),
        "self": (
            "Ik ben een rustig type met gevoel voor humor.",
            "Vrienden noemen me een zonnetje in huis.",
            "Ik houd van een goed gesprek en van lachen.",
            "Ik ben spontaan, verzorgd en discreet.",
            "Van nature ben ik een beetje verlegen, dat went snel.",
            "Ik neem altijd de tijd, op de klok kijk ik niet.",
            "Ik heb lang donker haar en een open blik.",
            "Blond, slank en altijd netjes gekleed, zo omschrijf ik mezelf.",
            "Met mijn {age} jaar weet ik goed wat ik wil.",
            "Ik werk zelfstandig en bepaal mijn eigen dagen.",
        ),
        "where": (
            "Ik ontvang in {place}, vlak bij het centrum.",
            "Mijn appartement in {place} is schoon en stil.",
            "Je vindt me in {place}, parkeren kan voor de deur.",
            "Vanuit {place} kom ik ook naar je toe.",
            "Deze week ben ik te vinden in {place}.",
            "Adres in {place} krijg je na de afspraak.",
            "In {place} heb ik een eigen ruimte op de begane grond.",
        ),
        "price": (
            "Een uur is {price} euro, een half uur {half} euro.",
            "Tarief: {price} per uur.",
            "Half uur {half}, heel uur {price}.",
            "Ik vraag {price} euro voor een uurtje.",
            "Prijzen: 30 min {half}, 60 min {price}.",
        ),
        "rules": (
            "Afspraken maak je minstens een uur van tevoren.",
            "Geen anonieme nummers alstublieft.",
            "Kom fris gedoucht en op tijd.",
            "Alleen nette heren, respect staat voorop.",
            "Ik reageer niet op berichten zonder naam.",
            "Contant betalen, geen discussie over de prijs.",
            "Altijd veilig, daar wijk ik niet van af.",
            "Op zondag werk ik niet.",
        ),
        "bye": (
            "Tot gauw!",
            "Liefs, {name}",
            "Bel of app me gerust.",
            "Ik kijk uit naar je bericht.",
            "Hopelijk tot snel in {place}.",
            "Groetjes en tot ziens.",
        ),
        "quirk": (
            "In mijn vrije tijd ben ik vooral bezig met {hobby} en {hobby2}.",
            "Neem gerust {treat} mee, daar word ik blij van.",
            "Sinds kort leer ik {hobby}, vraag me hoe dat gaat.",
            "Mijn {pet} blijft tijdens je bezoek in de andere kamer.",
            "Ik zet graag {treat} op tafel en draai zachte {music}.",
        ),
    },
    "en": {
        "hello": (
            "Hi, I'm {name}.",
            "My name is {name} and I am {age} years old.",
            "Hello there, {name} speaking.",
            "Thanks for reading my ad.",
            "{name} here, {age}, nice to meet you.",
            "Welcome to my little corner, gentlemen.",
        ),
        "self": (
            "I am easy-going and I love to laugh.",
            "Good conversation matters to me.",
            "I am discreet, clean and always on time.",
            "Tall, dark hair, green eyes and a warm smile.",
            "At {age} I know what I want.",
            "I work for myself and choose my own hours.",
            "People say that I am a good listener.",
            "I never rush, take your time with me.",
        ),
        "where": (
            "I receive in {place}, close to the centre.",
            "My private flat in {place} is quiet and clean.",
            "You can find me in {place} this week.",
            "Based in {place}, I also travel to you.",
            "The address in {place} follows after booking.",
        ),
        "price": (
            "One hour is {price} euro, half an hour {half}.",
            "Rate: {price} per hour.",
            "30 min {half}, 60 min {price}.",
            "I ask {price} euro for an hour of my time.",
        ),
        "rules": (
            "No hidden numbers, please.",
            "Book at least an hour ahead.",
            "Only polite gentlemen.",
            "Always safe, no exceptions.",
            "Cash only, prices are fixed.",
            "I don't answer messages without a name.",
        ),
        "bye": (
            "See you soon!",
            "Kisses, {name}",
            "Call or text me.",
            "Hope to see you in {place}.",
            "Looking forward to your message.",
        ),
        "quirk": (
            "When I'm off I spend my days on {hobby} and {hobby2}.",
            "Bring {treat} and you will make my day.",
            "I am learning {hobby}, ask me how it goes.",
            "My {pet} stays in the other room while you visit.",
            "There is always {treat} on the table and soft {music} playing.",
        ),
    },
    "es": {
        "hello": (
            "Hola, soy {name}.",
            "Me llamo {name} y tengo {age} años.",
            "Hola caballeros, aquí {name}.",
            "Gracias por leer mi anuncio.",
        ),
        "self": (
            "Soy alegre, educada y discreta.",
            "Me gusta conversar y reír.",
            "Morena, pelo largo y sonrisa sincera.",
            "Trabajo por mi cuenta y sin prisas.",
            "Con {age} años sé lo que quiero.",
        ),
        "where": (
            "Recibo en {place}, cerca del centro.",
            "Mi piso en {place} es tranquilo y limpio.",
            "Esta semana estoy en {place}.",
            "Desde {place} voy también a tu hotel.",
        ),
        "price": (
            "Una hora {price} euros, media hora {half}.",
            "Tarifa: {price} la hora.",
            "30 min {half}, 60 min {price}.",
        ),
        "rules": (
            "No contesto números ocultos.",
            "Cita con una hora de antelación.",
            "Solo caballeros educados.",
            "Siempre seguro, sin excepción.",
        ),
        "bye": ("¡Hasta pronto!", "Besos, {name}", "Llámame o escríbeme.", "Te espero en {place}."),
        "quirk": (
            "En mi tiempo libre me dedico a {hobby} y a {hobby2}.",
            "Trae {treat} y me harás feliz.",
            "Mi {pet} se queda en la otra habitación.",
            "Siempre hay {treat} en la mesa y {music} suave.",
        ),
    },
}

_HOBBIES = """
    salsa yoga zumba keramiek padel origami bachata schaken tango aquarel badminton pilates kickboxen
    macramé flamenco judo squash tarot karaoke sudoku bonsai astronomie calligrafie jazzballet
"""
HOBBIES: tuple[str, ...] = tuple(_HOBBIES.split())
_TREATS = """
    tiramisu cappuccino sushi baklava churros stroopwafels croissants espresso limoncello prosecco empanadas
    macarons cheesecake chocolate mango pistache rooibos chai marsepein
"""
TREATS: tuple[str, ...] = tuple(_TREATS.split())
PETS: tuple[str, ...] = ("chihuahua", "labrador", "siamees", "hamster", "papegaai", "teckel", "poedel", "cavia")
MUSIC: tuple[str, ...] = ("jazz", "bossa nova", "soul", "lounge", "reggae", "piano", "blues", "fado")
TITLES: tuple[str, ...] = (
    "{name} in {place}",
    "{name}, {age}",
    "{place}: {name}",
    "{name} {age} {place}",
    "{epithet} {name}",
    "{epithet} {name} ({age})",
    "{place} | {name} | {price}",
)
