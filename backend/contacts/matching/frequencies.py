"""How frequent names are before a base has been seen: shares of a population, in thousandths.

Rounded from INSEE's files of given names and of family names (France), and, for the few English names, from the
Australian Bureau of Statistics and the Office for National Statistics. They weigh as `WEIGHT` records beside the
base itself, so they matter in small bases and in small files only.
"""

WEIGHT = 100
UNKNOWN = 0.05 / 1000


def _shares(text: str) -> dict[str, float]:
    """`martin 3.5 bernard 2` -> {"martin": 0.0035, …}"""
    words = text.split()
    return {name: float(share) / 1000 for name, share in zip(words[::2], words[1::2], strict=True)}


SURNAMES = _shares(
    """
martin 3.5 bernard 2 thomas 1.7 petit 1.7 robert 1.6 richard 1.6 durand 1.5 dubois 1.5 moreau 1.5 laurent 1.4
simon 1.4 michel 1.4 lefebvre 1.3 leroy 1.3 roux 1.2 david 1.2 bertrand 1.2 morel 1.1 fournier 1.1 girard 1.1
bonnet 1 dupont 1 lambert 1 fontaine 1 rousseau 1 vincent 1 muller 1 lefevre 1 faure 0.9 andre 0.9 mercier 0.9
blanc 0.9 guerin 0.9 boyer 0.9 garnier 0.9 chevalier 0.8 francois 0.8 legrand 0.8 gauthier 0.8 garcia 1.2
perrin 0.8 robin 0.8 clement 0.8 morin 0.8 nicolas 0.8 henry 0.8 roussel 0.8 mathieu 0.8 nguyen 1 da silva 1
smith 6 jones 4 williams 3.5 brown 3 wilson 2.5 taylor 3 johnson 2.5 white 2 anderson 2 thompson 2 campbell 1.5
ryan 1.5 clarke 1.5 green 1.5 miller 1 mitchell 1
""".replace("da silva", "silva")
)
GIVEN = _shares("""
marie 20 jean 18 pierre 8 michel 10 andre 6 philippe 8 nathalie 6 isabelle 6 alain 7 patrick 6 jacques 7
bernard 6 catherine 6 francoise 6 monique 6 christophe 5 christine 5 nicolas 6 sylvie 5 stephane 5 laurent 5
martine 5 frederic 5 sophie 4 sebastien 5 julien 5 daniel 6 pascal 5 david 5 valerie 5 sandrine 4 jeanne 5
camille 4 thomas 5 claude 6 eric 5 olivier 4 francois 5 anne 5 paul 5 louis 5 julie 4 celine 4 aurelie 4
alexandre 4 antoine 3 maxime 3 emma 3 lea 3 manon 3 lucas 3 hugo 3 mohamed 3 veronique 4 dominique 5
thierry 5 gerard 4 rene 4 jennifer 4 john 8 peter 6 michael 7 robert 6 william 5 james 6 emily 5 jessica 4
jack 5 sarah 5 joshua 4 thomas 5 daniel 5 matthew 4
""")
