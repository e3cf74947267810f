"""The terms that a new installation begins with, in French: a place to start from, for an administrator to change.

Domains are what press and culture write about; sectors are where people come from; functions and kinds of
organisation are those of French media, culture and public life. Our own choice and wording.
"""

from collections.abc import Mapping

Tree = Mapping[str, tuple[str, ...]]

DOMAINS: Tree = {
    "Actualité": ("Politique", "International", "Europe", "Société", "Faits divers", "Justice", "Défense"),
    "Économie": (
        "Entreprises",
        "Emploi",
        "Finances",
        "Consommation",
        "Immobilier",
        "Agriculture",
        "Industrie",
    ),
    "Culture": (
        *(
            "Musique classique",
            "Musiques actuelles",
            "Jazz",
            "Opéra",
            "Théâtre",
            "Danse",
            "Cirque et arts de la rue",
        ),
        *(
            "Cinéma",
            "Littérature",
            "Bande dessinée",
            "Arts visuels",
            "Photographie",
            "Patrimoine",
            "Architecture",
        ),
        *("Mode", "Gastronomie", "Jeu vidéo"),
    ),
    "Médias": ("Radio", "Télévision", "Presse écrite", "Numérique", "Podcasts", "Métiers de l’information"),
    "Sciences et santé": ("Santé", "Recherche", "Espace", "Environnement", "Climat", "Énergie"),
    "Éducation": ("École", "Enseignement supérieur", "Formation", "Jeunesse", "Petite enfance"),
    "Numérique": ("Intelligence artificielle", "Cybersécurité", "Réseaux sociaux", "Données et vie privée"),
    "Territoires": ("Transports", "Logement", "Ruralité", "Outre-mer", "Collectivités", "Sécurité civile"),
    "Sport": ("Football", "Rugby", "Cyclisme", "Athlétisme", "Jeux olympiques et paralympiques"),
    "Art de vivre": ("Voyage", "Maison et jardin", "Famille", "Bien-être"),
}
SECTORS: Tree = {
    "Presse et médias": ("Agences de presse", "Presse nationale", "Presse régionale", "Presse spécialisée"),
    "Institutions": (
        "État",
        "Parlement",
        "Collectivités territoriales",
        "Union européenne",
        "Corps diplomatique",
    ),
    "Culture": ("Spectacle vivant", "Musique enregistrée", "Édition", "Audiovisuel", "Musées et patrimoine"),
    "Entreprises": ("Communication", "Banque et assurance", "Industrie", "Services", "Technologies"),
    "Enseignement et recherche": (),
    "Santé et action sociale": (),
    "Associations et fondations": (),
    "Partenaires et mécènes": (),
}
CATEGORIES: Tree = {
    "Presse": (),
    "Relations publiques": (),
    "Institutionnel": (),
    "Personnalités": ("Artistes", "Auteurs", "Sportifs", "Experts"),
    "Décideurs": (),
    "Partenaires": (),
    "Interne": (),
    "Influenceurs": (),
}
FUNCTIONS: Tree = {
    "Rédaction": (
        *(
            "Journaliste",
            "Grand reporter",
            "Correspondant",
            "Pigiste",
            "Critique",
            "Chroniqueur",
            "Éditorialiste",
        ),
        *("Rédacteur en chef", "Rédacteur en chef adjoint", "Chef de service", "Directeur de la rédaction"),
        *("Secrétaire de rédaction", "Photographe", "Documentaliste"),
    ),
    "Antenne": (
        "Présentateur",
        "Animateur",
        "Producteur",
        "Réalisateur",
        "Programmateur",
        "Chargé de production",
    ),
    "Direction": ("Président", "Directeur général", "Directeur", "Directeur adjoint", "Secrétaire général"),
    "Communication": (
        *("Directeur de la communication", "Attaché de presse", "Chargé de communication"),
        *("Chargé de relations publiques", "Responsable des partenariats", "Responsable des réseaux sociaux"),
    ),
    "Création": (
        "Auteur",
        "Compositeur",
        "Interprète",
        "Chef d’orchestre",
        "Metteur en scène",
        "Commissaire",
    ),
    "Entourage": ("Agent", "Assistant", "Conseiller", "Chef de cabinet", "Attaché parlementaire"),
    "Mandats": ("Ministre", "Député", "Sénateur", "Maire", "Président de région", "Préfet", "Ambassadeur"),
}
ORGANISATION_KINDS: Tree = {
    "Média": (
        *("Agence de presse", "Quotidien national", "Quotidien régional", "Hebdomadaire", "Magazine"),
        *(
            "Presse professionnelle",
            "Radio",
            "Chaîne de télévision",
            "Site d’information",
            "Podcast",
        ),
    ),
    "Institution publique": (
        "Ministère",
        "Assemblée",
        "Collectivité territoriale",
        "Établissement public",
        "Ambassade",
    ),
    "Lieu culturel": ("Théâtre", "Salle de concert", "Musée", "Cinéma", "Bibliothèque", "Festival"),
    "Acteur culturel": (
        "Orchestre",
        "Compagnie",
        "Maison de disques",
        "Maison d’édition",
        "Société de production",
    ),
    "Entreprise": ("Agence de communication", "Agence artistique", "Annonceur", "Prestataire"),
    "Association": (),
    "Fondation": (),
    "Organisation professionnelle": ("Syndicat", "Fédération", "Ordre"),
    "Établissement d’enseignement": ("École", "Université", "Conservatoire"),
}

STARTER: Mapping[str, Tree] = {
    "domain": DOMAINS,
    "sector": SECTORS,
    "category": CATEGORIES,
    "function": FUNCTIONS,
    "organisation_kind": ORGANISATION_KINDS,
}
