"""Every word a person reads or hears named on the kiosk, in French.

NNBSP (narrow no-break space) stands before ; : ! ? and in times, as French typography wants it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.readiness import Light
from kiosk.state import CameraStatus, Help, Link, OverrideNotice, PairingNotice, Phase, Screen
from kiosk.wire import EventBrief, VerdictKind

NN = "\u202f"
NB = "\u00a0"

PRODUCT = "Entregent"
PAGE_TITLE = "Entregent — Accueil"

# command line

CLI_DESCRIPTION = f"Borne d’accueil{NN}: lit les invitations et affiche le verdict."
CLI_PORT = "port local de la borne (8550)"
CLI_SERVER = "adresse du serveur proposée à l’appairage"
CLI_DATA = "dossier des données de la borne (var/kiosk)"
CLI_CAMERA = "numéro de caméra, chemin d’un film, ou none"
CLI_LOOP = "rejouer le film en boucle"
CLI_BAD_PORT = "le port doit être compris entre 1 et 65535"
CLI_DATA_BUSY = "Une autre borne utilise déjà ce dossier de données. Fermez-la, ou choisissez --data."
CLI_DATA_REFUSED = "Le dossier des données ne peut pas être ouvert. Vérifiez --data et ses droits."
CLI_PORT_BUSY = "Ce port est déjà pris. Choisissez-en un autre avec --port."
CLI_READY = "Borne prête : {url}"

WINDOW_DESCRIPTION = "Ouvre la borne en plein écran dans Chromium."
WINDOW_NO_DISPLAY = "Aucun écran : définissez DISPLAY ou WAYLAND_DISPLAY, ou ouvrez {url} dans un navigateur."
WINDOW_NO_BROWSER = (
    "Chromium est introuvable : installez le paquet chromium, ou ouvrez {url} dans un navigateur."
)

# states, as semantics and tests read them

STATE_WORDS = {
    Phase.PAIRING: "appairage",
    Phase.WAITING: "attente",
    Phase.READING: "lecture",
    Phase.VERDICT: "verdict",
    Phase.HELP: "besoin d’aide",
    Phase.PARTY: "groupe",
    Phase.OUT_OF_ORDER: "hors service",
}
SCREEN_WORDS = {
    Screen.SEARCH: "recherche",
    Screen.SETTINGS: "réglages",
    Screen.WALK_IN: "sans invitation",
    Screen.OVERRIDE: "responsable",
    Screen.READINESS: "préparation",
}

# pairing

PAIRING_TITLE = "Associer cette borne"
PAIRING_LEAD = "Créez la borne dans Entregent, rubrique Accueil, puis saisissez ici le code affiché."
PAIRING_CODE = "Code d’association"
PAIRING_CODE_HINT = "ABCD-2345"
PAIRING_SERVER = "Adresse du serveur"
PAIRING_SERVER_HINT = "entregent.exemple.fr"
PAIRING_BUTTON = "Associer"
PAIRING_BUSY = "Association en cours…"
PAIRING_HELP = "Le code sert une seule fois et n’est valable que quelques minutes."

PAIRING_NOTICES = {
    PairingNotice.CODE_UNKNOWN: "Ce code n’est pas reconnu. Il a peut-être déjà servi ou expiré"
    f"{NN}: demandez-en un nouveau.",
    PairingNotice.CODE_SHORT: f"Le code compte huit caractères, par exemple ABCD-2345{NN}; vérifiez-le.",
    PairingNotice.TOO_MANY: "Trop d’essais. Attendez une minute avant de recommencer.",
    PairingNotice.SERVER_MISSING: "Indiquez l’adresse du serveur.",
    PairingNotice.SERVER_INVALID: "Cette adresse n’est pas valable. Exemple"
    f"{NN}: entregent.exemple.fr ou http://192.168.1.20:8000.",
    PairingNotice.UNREACHABLE: "Le serveur ne répond pas à cette adresse. Vérifiez l’adresse et le réseau.",
    PairingNotice.NOT_ENTREGENT: "Un serveur répond à cette adresse, mais ce n’est pas Entregent"
    " ou il est en difficulté.",
    PairingNotice.REVOKED: "Cette borne a été révoquée, ou associée de nouveau ailleurs."
    " Elle ne lit plus d’invitations, et sa liste d’invités est effacée."
    " Pour la remettre en service, saisissez un nouveau code.",
    PairingNotice.UNPAIRED: "La borne est détachée. Sa liste d’invités est effacée, ses lectures sont conservées.",
}

# waiting

WAITING_PROMPT = "Présentez votre invitation"
WAITING_PROMPT_DETAIL = "devant la caméra"
WAITING_NO_CAMERA = "au lecteur, ou donnez votre nom"
READING = "Vérification…"
SEARCH_BUTTON = "Chercher un nom"
COUNTER_LABEL = {False: "arrivée enregistrée ici", True: "arrivées enregistrées ici"}
RECENT_TITLE = "Derniers passages"
RECENT_EMPTY = "Les huit derniers passages s’afficheront ici."
UNKNOWN_GUEST = "Invitation inconnue"
NO_NAME = "Sans nom sur la liste"
SETTINGS_GESTURE = "Réglages (appui long)"

CAMERA_WORDS = {
    CameraStatus.NONE: "Sans caméra",
    CameraStatus.OPENING: "Ouverture de la caméra…",
    CameraStatus.RUNNING: "Caméra active",
    CameraStatus.LOST: "Caméra débranchée",
}
CAMERA_ADVICE = {
    CameraStatus.NONE: "Le lecteur USB et la recherche par nom restent disponibles.",
    CameraStatus.OPENING: "Un instant.",
    CameraStatus.LOST: "Rebranchez-la, elle repartira seule."
    " Le lecteur USB et la recherche restent disponibles.",
}
LINK_WORDS = {Link.UNKNOWN: "Connexion…", Link.ONLINE: "En ligne", Link.OFFLINE: "Hors ligne"}

# verdicts

VERDICT_WORDS = {
    VerdictKind.ADMITTED: "Admis",
    VerdictKind.ALREADY_IN: "Déjà entré",
    VerdictKind.ATTENTION: "Attention",
    VerdictKind.REFUSED: "Refusé",
}
VERDICT_LEADS = {
    VerdictKind.ADMITTED: "Bienvenue",
    VerdictKind.ATTENTION: "Admis. Prévenez la personne chargée de son accueil.",
    VerdictKind.ALREADY_IN: "Cette invitation a déjà servi.",
    VerdictKind.REFUSED: "Adressez-vous au personnel.",
}
REASONS = {
    "unknown": "Cette invitation n’est pas reconnue.",
    "revoked": "Cette invitation a été remplacée par une plus récente ou annulée.",
    "not_confirmed": "La présence n’a pas été confirmée.",
    "declined": "La personne a répondu qu’elle ne viendrait pas.",
    "cancelled": "L’événement est annulé.",
    "wrong_event": "Cette invitation est pour un autre événement.",
    "wrong_gate": "Cette invitation est pour une autre entrée.",
    "too_early": "L’accueil n’est pas encore ouvert.",
    "too_late": "L’accueil est terminé.",
    "already_in": "Cette invitation a déjà servi.",
    "party_full": "Toutes les places de ce groupe sont déjà occupées.",
    "quota_full": "Le nombre de places est atteint.",
    "ambiguous": f"Plusieurs invités correspondent{NN}: cherchez le nom.",
    "device_not_allowed": "Cette borne n’est pas autorisée pour cet événement.",
    "represented": "La personne s’est fait représenter.",
}
BY_THE_STAFF = "Admis par le personnel. Bienvenue"
REASON_DEFAULT = "Cette invitation ne permet pas d’entrer."
TAP_TO_CONTINUE = "Touchez l’écran pour continuer"

OUT_WORD = "Sortie"
OUT_LEAD = "Au revoir"
OUT_OF_NOBODY = "Cette personne n’était pas comptée à l’intérieur."
EXIT_MODE = "Sortie"
EXIT_PROMPT = "Présentez votre invitation pour sortir"
BY_A_SUPERVISOR = "Admis par décision du responsable"
UNDO = "Annuler cette entrée"
UNDO_OUT = "Annuler cette sortie"
UNDO_SHORT = "Annuler"
UNDONE = "Annulé"
OVERRULE = "Décision du responsable"

# party

PARTY_LEAD = "Combien de personnes entrent maintenant ?"
PARTY_ALL = "Tous"
PARTY_CANCEL = "Personne, annuler"

# supervisor

OVERRIDE_TITLE = "Laisser entrer malgré le refus"
OVERRIDE_PIN = "Code du responsable"
OVERRIDE_REASON = "Motif"
OVERRIDE_REASONS = (
    "Identité vérifiée",
    "Accord de l’organisateur",
    "Erreur dans la liste",
    "Déjà sorti, non compté",
)
OVERRIDE_YES = "Laisser entrer"
OVERRIDE_NOTICES = {
    OverrideNotice.NO_PIN: "Cet événement n’a pas de code de responsable,"
    " ou la borne n’a pas encore reçu sa liste.",
    OverrideNotice.WRONG: "Ce code n’est pas le bon.",
    OverrideNotice.CLOSED: "Trop d’essais. Attendez une minute avant de recommencer.",
}

# without an invitation

WALK_IN_BUTTON = "Sans invitation"
WALK_IN_TITLE = "Une personne sans invitation"
WALK_IN_NAME = "Nom et prénom"
WALK_IN_ORGANISATION = "Organisme"
WALK_IN_HOST = "Invité par"
WALK_IN_YES = "Faire entrer"
WALK_IN_MISSING = "Indiquez le nom de la personne."

# readiness

READINESS_BUTTON = "Prête à ouvrir ?"
READINESS_TITLE = "La borne est-elle prête ?"
READINESS_NAMES = {
    "roster": "Liste des invités",
    "clock": "Horloge",
    "disk": "Espace disque",
    "camera": "Caméra",
    "sound": "Son",
    "test_scan": "Essai de lecture",
    "drill": "Essai sans réseau",
}
LIGHT_WORDS = {
    Light.OK: "Prêt",
    Light.ATTENTION: "À voir",
    Light.BAD: "À corriger",
    Light.UNTRIED: "À essayer",
}
TRY_SOUND = "Écouter"
SOUND_HEARD = "Entendu"
SOUND_SILENT = "Rien entendu"
TRY_SCAN = "Lire un billet"
TRY_SCAN_NOW = "Présentez un billet…"
TRY_DRILL = "Essayer"
ROSTER_NONE = "Aucune liste reçue"
ROSTER_NO_NAMES = "noms fermés"
CLOCK_UNKNOWN = "Écart inconnu"
CLOCK_RIGHT = "À l’heure"
SOUND_WORDS = {None: "Pas encore essayé", True: "Entendu par le personnel", False: "Rien n’a été entendu"}
SCAN_TRIED = {True: "Billet lu et reconnu", False: "Code lu, mais ce n’est pas un billet de cet événement"}
DRILL_TRIED = {
    "": "La borne peut décider seule",
    "no_roster": "Impossible sans liste des invités",
    "no_names": "Les noms ne sont pas ouverts sur cette borne",
    "no_row": "La liste est incomplète",
    "disk": "Le disque ne peut pas être écrit",
}
NOT_TRIED = "Pas encore essayé"

# help, out of order

HELP_TITLES = {
    Help.NOT_ON_THE_LIST: "Billet valable, absent de la liste — demandez au personnel",
    Help.NO_LIST: "Billet valable, liste non reçue — demandez au personnel",
}
HELP_DETAIL = {
    Help.NOT_ON_THE_LIST: "Le billet est signé par nos soins, mais la liste de cette borne ne connaît pas"
    f" la personne. Vérifiez son identité{NN}; la lecture est conservée.",
    Help.NO_LIST: "Le billet est signé par nos soins, mais cette borne n’a pas encore la liste des invités."
    f" Vérifiez l’identité{NN}; la lecture est conservée.",
}
HELP_ADMIT = "Laisser entrer"
HELP_REFUSE = "Ne pas laisser entrer"
HELP_WORD = "Besoin d’aide"
OUT_OF_ORDER_TITLE = "Borne hors service"
OUT_OF_ORDER_DETAIL = "Adressez-vous à une autre entrée ou au personnel."

# name search

SEARCH_TITLE = "Chercher un nom"
SEARCH_HINT = "Nom, prénom ou organisation"
SEARCH_SHORT = "Saisissez au moins deux lettres. Accents et majuscules sont sans importance."
SEARCH_BUSY = "Recherche…"
SEARCH_EMPTY = "Aucun invité à ce nom. Essayez une partie du nom, ou l’organisation."
SEARCH_FAILED = "La recherche n’a pas abouti\u202f: le serveur ne répond pas. Réessayez dans un instant."
SEARCH_BACK = "Retour"
CONFIRM_DETAIL = "Vérifiez l’identité de la personne."
CONFIRM_YES = "Admettre"
CONFIRM_OUT = "Enregistrer la sortie"
CANCEL = "Annuler"
ATTENDANCE_WORDS = {"arrived": "Déjà entré", "left": "Ressorti"}
ANSWER_WORDS = {
    "yes": "Viendra",
    "no": "Ne viendra pas",
    "represented": "Se fait représenter",
    "none": "Sans réponse",
}

# settings

SETTINGS_TITLE = "Réglages de la borne"
SETTINGS_DEVICE = "Borne"
SETTINGS_GATE = "Entrée"
SETTINGS_EVENT = "Événement"
SETTINGS_SERVER = "Serveur"
SETTINGS_LINK = "Liaison"
SETTINGS_CAMERA = "Caméra"
SETTINGS_DECODERS = "Décodeurs"
SETTINGS_JOURNAL = "Journal"
SETTINGS_VERSION = "Version"
SETTINGS_SOUNDS = "Essayer les sons"
SETTINGS_OUT = "Mettre hors service"
SETTINGS_IN = "Remettre en service"
SETTINGS_EXIT = "Compter les sorties"
SETTINGS_ENTRY = "Compter les entrées"
SETTINGS_DIRECTION = "Sens"
DIRECTIONS = {"in": "Entrées", "out": "Sorties"}
SETTINGS_RETRY = "Renvoyer les lectures mises de côté"
SETTINGS_UNPAIR = "Détacher cette borne"
SETTINGS_UNPAIR_ASK = f"Détacher cette borne de l’événement{NN}?"
SETTINGS_UNPAIR_DETAIL = (
    "Elle ne lira plus d’invitations avant un nouveau code. Sa liste d’invités sera effacée,"
    " ses lectures seront conservées."
)
SETTINGS_UNPAIR_YES = "Détacher"
SETTINGS_BACK = "Revenir à l’accueil"
NONE_DECODERS = "aucun"

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def state_word(phase: Phase, screen: Screen) -> str:
    return SCREEN_WORDS.get(screen, STATE_WORDS[phase]) if phase is Phase.WAITING else STATE_WORDS[phase]


def zone(event: EventBrief | None) -> ZoneInfo:
    try:
        return ZoneInfo(event.timezone if event else "Europe/Paris")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Europe/Paris")


def hour(moment: datetime, where: ZoneInfo) -> str:
    local = moment.astimezone(where)
    return f"{local.hour}{NN}h{NN}{local.minute:02d}"


def day(moment: datetime, where: ZoneInfo) -> str:
    local = moment.astimezone(where)
    number = "1er" if local.day == 1 else str(local.day)
    return f"{DAYS[local.weekday()]} {number} {MONTHS[local.month - 1]} {local.year}"


def number(value: int) -> str:
    return f"{value:,}".replace(",", NN)


def counter(value: int) -> str:
    return f"{number(value)} {COUNTER_LABEL[value > 1]}"


def outbox(to_send: int, problems: int) -> str:
    """What is still to be told to the server."""
    words = f"{number(to_send)} à envoyer" if to_send else "tout est envoyé"
    aside = f"{number(problems)} mise{'s' if problems > 1 else ''} de côté" if problems else ""
    return ", ".join(word for word in (words, aside) if word)


def reason(code: str, message: str) -> str:
    """Our own plain words first; then the server's, for a reason which this kiosk is too old to know."""
    return REASONS.get(code) or message or REASON_DEFAULT


def first_entry(at: datetime | None, gate: str, where: ZoneInfo, now: datetime | None = None) -> str:
    if at is None:
        return f"Première entrée{NN}: {gate}" if gate else ""
    today = (now or datetime.now(UTC)).astimezone(where).date()
    when = hour(at, where) if at.astimezone(where).date() == today else f"{day(at, where)}, {hour(at, where)}"
    return f"Première entrée à {when}" + (f", {gate}" if gate else "")


def party(inside: int, size: int) -> str:
    return f"{inside} sur {size}"


def party_there(inside: int, size: int) -> str:
    return f"{inside} sur {size} déjà entré{'s' if inside > 1 else ''}" if inside else f"Groupe de {size}"


def ago(seconds: int) -> str:
    if seconds < 60:
        return f"il y a {seconds}{NN}s"
    if seconds < 7200:
        return f"il y a {seconds // 60}{NN}min"
    return f"il y a {seconds // 3600}{NN}h"


def roster(rows: int, age: int | None, names: int) -> str:
    if age is None:
        return ROSTER_NONE
    words = f"{number(rows)} invités, {ago(age)}" if rows > 1 else f"{rows} invité, {ago(age)}"
    return words if names else f"{words}, {ROSTER_NO_NAMES}"


def skew(ms: int | None) -> str:
    if ms is None:
        return CLOCK_UNKNOWN
    if abs(ms) <= 2000:
        return CLOCK_RIGHT
    seconds = abs(ms) // 1000
    length = f"{number(seconds)}{NN}s" if seconds < 120 else f"{number(seconds // 60)}{NN}min"
    return f"{'Avance' if ms > 0 else 'Retard'} de {length}"


def disk(free_mb: int | None) -> str:
    if free_mb is None:
        return NOT_TRIED
    return f"{number(free_mb // 1000)}{NN}Go libres" if free_mb >= 1000 else f"{free_mb}{NN}Mo libres"


def represents(name: str) -> str:
    return f"représente {name}" if name else ""


def confirm(name: str, direction: str = "in") -> str:
    return f"{'Faire sortir' if direction == 'out' else 'Admettre'} {name}{NN}?"


def journal(total: int, admitted: int, to_send: int, problems: int) -> str:
    words = f"{number(total)} lectures" if total > 1 else f"{total} lecture"
    return f"{words}, {counter(admitted)}, {outbox(to_send, problems)}"
