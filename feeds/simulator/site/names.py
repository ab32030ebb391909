"""Names of people, teams and queues of the simulated floor; every name is unique."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.simulator.site.random_streams import RandomStream

_FIRST = (
    "Adriana Afonso Aisha Alba Alexandre Amara Amélia Ana Anders Andreia Anika António Arjun Artur Beatriz "
    "Bernardo Bianca Bruno Carla Carlos Catarina Cátia Chiara Chloé Clara Cláudia Cristina Daniel Daria "
    "David Débora Diana Diego Dinis Diogo Duarte Edite Eduarda Elena Élodie Emeka Emma Erik Eva Fábio "
    "Fatima Fernanda Filipa Francisco Freya Gabriel Giulia Gonçalo Grace Greta Gustavo Hana Hassan Helena "
    "Henrique Hugo Ifeoma Ilse Inês Ingrid Iris Isabel Ivo Jana Jasmin João Joana Jonas Jorge José Júlia "
    "Kamala Kofi Kwame Lara Laura Leila Leonor Liam Lídia Lorenzo Lucas Luís Luísa Lukas Madalena Mafalda "
    "Manuel Marco Margarida Maria Mariana Marta Mateus Matilde Mei Mia Miguel Mohamed Mónica Nadia Naomi "
    "Natália Nia Niklas Noa Nour Nuno Olga Olívia Omar Oskar Patrícia Paula Pedro Petra Pilar Priya Rafael "
    "Raquel Ravi Ricardo Rita Rodrigo Rosa Rui Salomé Samira Samuel Sandra Sara Sérgio Simão Sofia Stella "
    "Susana Svetlana Tânia Telma Teresa Thomas Tiago Tomás Valéria Vasco Vera Vicente Vítor Wanda Xavier "
    "Yara Yasmin Yuki Zoé"
).split()
_LAST = (
    "Abreu Adebayo Aguiar Almeida Alves Amaral Andersson Andrade Antunes Araújo Azevedo Baptista Barbosa "
    "Barros Batista Becker Bernard Bianchi Borges Braga Branco Brito Cabral Campos Cardoso Carneiro "
    "Carvalho Castro Chen Coelho Conde Correia Costa Cruz Cunha Dias Diallo Domingues Duarte Dubois Esteves "
    "Evans Faria Fernandes Ferraz Ferreira Figueiredo Fischer Fonseca Fontes Franco Freitas Garcia Gaspar "
    "Ghosh Gomes Gonçalves Guerreiro Haddad Hansen Henriques Hoang Horváth Ivanova Jansen Jensen Jesus "
    "Kaya Keller Khan Kim Kovač Kowalska Leal Leite Lemos Lima Lopes Loureiro Machado Maia Marques Martin "
    "Martins Matos Melo Mendes Mensah Mesquita Meyer Miranda Monteiro Morais Moreau Moreira Mota Moura "
    "Nascimento Neto Neves Nguyen Nogueira Novak Nunes Okafor Oliveira Osei Pacheco Paiva Patel Peixoto "
    "Pereira Petrov Pinheiro Pinto Pires Popescu Queirós Quintela Ramos Rebelo Reis Ribeiro Rocha "
    "Rodrigues Romano Rossi Sá Salgado Sampaio Santana Santos Saraiva Schmidt Seabra Sequeira Serrano "
    "Silva Silveira Simões Singh Soares Sousa Tavares Teixeira Torres Valente Varela Vasconcelos Vaz Ventura "
    "Vieira Vilela Weber Yilmaz Zhang"
).split()
_TEAMS = (
    "Douro Tejo Mondego Sado Guadiana Minho Lima Cávado Vouga Zêzere Tâmega Mira Arade Alva Côa Sabor Tua "
    "Paiva Ave Nabão Lis Sorraia Dão Homem Sever Sintra Arrábida Estrela Gerês Marão Caramulo Monchique"
).split()
_TOPICS = (
    "Customer Service|Billing|Technical Support|Sales|Moving Home|Orders|Retention|Business|Collections|"
    "Deliveries|Returns|Complaints|Activations|Roaming|Meter Readings|Fibre|Mobile|Television|Claims|"
    "Appointments|Loyalty|Payments|Partners|Outages|Insurance"
).split("|")
_LANGUAGES = (
    "Portuguese|Spanish|English|French|German|Italian|Dutch|Polish|Danish|Swedish|Norwegian|Finnish|Czech|"
    "Romanian|Greek|Hungarian|Turkish|Arabic|Ukrainian|Catalan|Basque|Galician|Croatian|Slovak|Bulgarian|"
    "Lithuanian|Latvian|Estonian|Slovene|Irish|Maltese|Hebrew|Hindi|Mandarin|Japanese|Korean|Thai|"
    "Vietnamese|Malay|Urdu"
).split("|")
# Three agents with notable habits.
LONG_WINDED, ELUSIVE, EXCELLENT = "Duarte Falcão", "Nuno Sombreireiro", "Beatriz Lumiar"


def people(rng: RandomStream) -> Iterator[str]:
    """Endless unique names of people."""
    taken: set[str] = {LONG_WINDED, ELUSIVE, EXCELLENT}
    initials, room = "", len(_FIRST) * len(_LAST) // 2
    while True:
        if len(taken) > room:  # half are taken: add a middle initial rather than search for long
            initials, room = "ABCDEFGHJLMNPRSTV", len(taken) + len(_FIRST) * len(_LAST) * 8
        middle = f" {rng.pick(initials)}. " if initials else " "
        name = rng.pick(_FIRST) + middle + rng.pick(_LAST)
        if name not in taken:
            taken.add(name)
            yield name


def teams() -> Iterator[str]:
    """Endless unique names of teams: rivers and hills, then numbered."""
    yield from _TEAMS
    number = 2
    while True:
        yield from (f"{name} {number}" for name in _TEAMS)
        number += 1


def topics() -> Iterator[str]:
    """Topics of further queues, a thousand of them."""
    for language in _LANGUAGES:
        yield from (f"{topic} {language}" for topic in _TOPICS)


def slug(name: str) -> str:
    """*name* as an id.

    >>> slug("Café Call-backs 2")
    'cafe-call-backs-2'
    """
    plain = "".join(_PLAIN.get(letter, letter) for letter in name.lower())
    return "".join(letter if letter.isalnum() else "-" for letter in plain)


_PLAIN = dict(zip("áàâãçéêíóôõúüñčö", "aaaaceeiooouunco", strict=True))
